"""The door for banks: a signed event is checked, and safely in the queue, before it is answered (COL-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from aws_lambda_powertools import Logger
from chalice.app import Request

from ishtirak import settings
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage.receipts import Receipt
from ishtirak.web.answers import Answer
from ishtirak.web.faults import TooLarge, Unauthenticated
from ishtirak.web.fields import Code, Day, PositiveDinars, Words
from ishtirak.web.parsing import Body, parse

LARGEST_EVENT_BYTES = 64 * 1024
SECRETS_ARE_KEPT_SECONDS = 300

logger = Logger(child=True)


class UnsignedEvent(Unauthenticated):
    """The headers of Standard Webhooks are missing."""

    code = "unsigned_event"
    ar = "الحدث غير موقع: تلزم الترويسات webhook-id وwebhook-timestamp وwebhook-signature."
    en = "The event is not signed: it needs webhook-id, webhook-timestamp and webhook-signature."


class StaleEvent(Unauthenticated):
    """The event was signed more than five minutes ago, or that much ahead."""

    code = "stale_event"
    ar = "وقت توقيع الحدث بعيد عن الوقت الحالي بأكثر من خمس دقائق."
    en = "The event was signed more than five minutes away from now."


class BadSignature(Unauthenticated):
    """Not one of the bank's secrets has signed this body."""

    code = "bad_signature"
    ar = "توقيع الحدث غير صحيح."
    en = "The event's signature is not valid."


class Payment(Body):
    """The payment that a bank reports. `receipt_id` is the bank's own id of it, the same however often it is told."""

    receipt_id: Code
    amount: PositiveDinars
    settled_on: Day
    payer_reference: Words | None = None
    payer_iban: Code | None = None
    payer_name: Words | None = None


class BankEvent(Body):
    """One event, in the form of Standard Webhooks."""

    type: Literal["payment.settled"]
    timestamp: datetime
    data: Payment


class Accepted(Answer):
    """The event is in the queue, and will be applied once."""

    accepted: str


def accept(bank: str, request: Request, today: date) -> str:
    """Check a bank's event and put it into the queue; no record is read or written.

    Returns: the id of the event, `webhook-id`.
    Raises:  UnsignedEvent, StaleEvent, BadSignature (for a bank that has no secret too); TooLarge, Malformed and
             InvalidRequest for a body that is not an event.
    """
    raw = request.raw_body
    body = raw.encode() if isinstance(raw, str) else raw
    if len(body) > LARGEST_EVENT_BYTES:
        raise TooLarge(bytes=len(body), most=LARGEST_EVENT_BYTES)
    _verify(bank, body, request.headers)
    event = parse(BankEvent, request)
    send(
        Queue.BANK_EVENTS,
        {"bank": bank, "received_on": today.isoformat(), "payment": event.data.model_dump(mode="json")},
    )
    webhook_id: str = request.headers["webhook-id"]
    return webhook_id


def receipt_of(message: Mapping[str, Any]) -> Receipt:
    """The receipt that a message of the queue carries."""
    payment = Payment.model_validate(message["payment"])
    return Receipt(
        bank=message["bank"],
        id=payment.receipt_id,
        amount=payment.amount,
        received_on=date.fromisoformat(message["received_on"]),
        settled_on=payment.settled_on,
        payer_reference=payment.payer_reference,
        payer_iban=payment.payer_iban,
        payer_name=payment.payer_name,
    )


def _verify(bank: str, body: bytes, headers: Mapping[str, str]) -> None:
    """A bank has two secrets while it changes them: either may have signed."""
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError  # only the door of banks pays for it

    if not all(headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")):
        raise UnsignedEvent
    stale = False
    for secret in _secrets().get(bank, ()):
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: a signature that is not even one
            stale = stale or "timestamp too" in str(error)
        else:
            return
    refusal = StaleEvent() if stale else BadSignature()
    logger.warning("a bank's event was refused", bank=bank, code=refusal.code, webhook_id=headers["webhook-id"])
    raise refusal


def _secrets() -> Mapping[str, Sequence[str]]:
    """Each bank's secrets, read again every five minutes, so that a changed one is in force soon."""
    from aws_lambda_powertools.utilities import parameters  # the worker that books what was accepted has no use for it

    secrets: Mapping[str, Sequence[str]] = parameters.get_secret(
        settings.get("BANK_SECRETS_ARN"), transform="json", max_age=SECRETS_ARE_KEPT_SECONDS
    )
    return secrets
