"""A bank as the fund sees it: settled payments, told by signed webhooks (COL-3)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from standardwebhooks import Webhook

from infra.play.control import Control, at
from infra.play.doors import Doors


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the bank wrote it; delivered again it is the same id and the same bytes."""

    id: str
    body: str


def settled(receipt_id: str, amount: str, payer_reference: str | None, on: date) -> Event:
    """The event of a payment that was settled on the day `on`. `amount` is in dinars, as text."""
    body = {
        "type": "payment.settled",
        "timestamp": at(on, 9).isoformat(),
        "data": {
            "receipt_id": receipt_id,
            "amount": amount,
            "payer_reference": payer_reference,
            "settled_on": on.isoformat(),
        },
    }
    return Event(f"msg_{receipt_id}", json.dumps(body))


def reversed_(event_id: str, receipt_id: str, on: date) -> Event:
    """The event of a payment that the bank takes back on the day `on`; it may come before that of the payment."""
    body = {
        "type": "payment.reversed",
        "timestamp": at(on, 9).isoformat(),
        "data": {"receipt_id": receipt_id, "reversed_on": on.isoformat()},
    }
    return Event(f"msg_{event_id}", json.dumps(body))


class Bank:
    """A bank with its signing secret. Signatures carry the real time, since their freshness is judged by it."""

    def __init__(self, code: str, secret: str, doors: Doors) -> None:
        self.code = code
        self._path = f"/v1/bank/events?bank={code}"
        self._webhook = Webhook(secret)
        self._doors = doors

    @classmethod
    def of_demonstration(cls, control: Control, doors: Doors) -> Bank:
        """The first of the banks that the engine knows."""
        code, secrets = sorted(control.bank_secrets().items())[0]
        return cls(code, secrets[0], doors)

    def deliver(self, event: Event) -> None:
        """Sign the event now and deliver it.

        Raises: Problem where the fund refuses it at the door.
        """
        now = datetime.now(UTC)
        self._doors.deliver(self._path, event.body, self._headers(event, now, self._signature(event, now)))

    def deliver_forged(self, event: Event) -> None:
        """Deliver the event with the signature of another one.

        Raises: Problem, as it should.
        """
        now = datetime.now(UTC)
        other = Event(event.id, event.body.replace('"', "'"))
        self._doors.deliver(self._path, event.body, self._headers(event, now, self._signature(other, now)))

    def _signature(self, event: Event, now: datetime) -> str:
        return self._webhook.sign(event.id, now, event.body)

    def _headers(self, event: Event, now: datetime, signature: str) -> dict[str, str]:
        return {
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
