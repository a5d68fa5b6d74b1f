"""What banks tell: a signed event is checked, and safely in the queue, before it is answered (COL-3, COL-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aws_lambda_powertools import Logger
from chalice.app import Request

from functions.collect.receipts import booking, failures, reversing
from functions.collect.receipts.bank_event_shapes import (
    AccountEvent,
    BankEvent,
    FailedPayment,
    MandateEvent,
    Payment,
    ReversedPayment,
    SingleEvent,
)
from functions.collect.receipts.banks import secrets_of
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send_all
from ishtirak.storage.failures import Failure
from ishtirak.storage.receipts import Receipt, Reversal
from ishtirak.web.faults import TooLarge, Unauthenticated
from ishtirak.web.parsing import parse

LARGEST_EVENT_BYTES = 256 * 1024

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


def accept(bank: str, request: Request, today: date) -> str:
    """Check what a bank tells and put each event into the queue of who applies it; no record is read or written.

    A batch that is queued in part only is refused, and sent again by the bank: what is in a queue twice counts once.

    Returns: the id of the event, `webhook-id`.
    Raises:  UnsignedEvent, StaleEvent, BadSignature (for a bank that has no secret too); TooLarge, Malformed and
             InvalidRequest for a body that is not an event.
    """
    raw = request.raw_body
    body = raw.encode() if isinstance(raw, str) else raw
    if len(body) > LARGEST_EVENT_BYTES:
        raise TooLarge(bytes=len(body), most=LARGEST_EVENT_BYTES)
    _verify(bank, body, request.headers)
    webhook_id: str = request.headers["webhook-id"]
    told = parse(BankEvent, request).events
    for queue in (Queue.BANK_EVENTS, Queue.CHANGES):
        messages = [
            {
                "bank": bank,
                "event_id": f"{webhook_id}.{number}" if len(told) > 1 else webhook_id,
                "received_on": today.isoformat(),
                "type": event.type,
                "data": event.data.model_dump(mode="json"),
            }
            for number, event in enumerate(told)
            if _queue_of(event) is queue
        ]
        send_all(queue, messages)
    return webhook_id


def _queue_of(event: SingleEvent) -> Queue:
    """Payments are booked in this room; mandates and accounts are the register's."""
    return Queue.CHANGES if isinstance(event, MandateEvent | AccountEvent) else Queue.BANK_EVENTS


def apply(message: Mapping[str, Any], now: datetime, law: Law) -> None:
    """Apply what a bank has told of a payment, once, whichever of its events comes first."""
    bank, received_on = message["bank"], date.fromisoformat(message["received_on"])
    event_id = message["event_id"]
    if message["type"] == "payment.settled":
        booking.book(_receipt(bank, Payment.model_validate(message["data"]), received_on, event_id), law)
    elif message["type"] == "payment.reversed":
        told = ReversedPayment.model_validate(message["data"])
        reversing.reverse(Reversal(bank, told.receipt_id, received_on, told.reason, event_id), law)
    else:
        failed = FailedPayment.model_validate(message["data"])
        failures.keep(_failure(bank, failed), now, law)


def _receipt(bank: str, payment: Payment, received_on: date, event_id: str) -> Receipt:
    return Receipt(
        bank=bank,
        id=payment.receipt_id,
        amount=payment.amount,
        received_on=received_on,
        settled_on=payment.settled_on,
        payer_reference=payment.payer_reference,
        payer_iban=payment.payer_iban,
        payer_name=payment.payer_name,
        event_id=event_id,
    )


def _failure(bank: str, told: FailedPayment) -> Failure:
    return Failure(bank, told.payment_id, told.amount, told.failed_on, told.payer_reference, told.reason)


def _verify(bank: str, body: bytes, headers: Mapping[str, str]) -> None:
    """A bank has two secrets while it changes them: either may have signed."""
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError  # only the door of banks pays for it

    if not all(headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")):
        raise UnsignedEvent
    stale = False
    for secret in secrets_of(bank):
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: a signature that is not even one
            stale = stale or "timestamp too" in str(error)
        else:
            return
    refusal = StaleEvent() if stale else BadSignature()
    logger.warning("a bank's event was refused", bank=bank, code=refusal.code, webhook_id=headers["webhook-id"])
    raise refusal
