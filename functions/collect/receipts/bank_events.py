"""What banks tell: a signed event is checked, and safely in the queue, before it is answered (COL-3, COL-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

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
from ishtirak.web.faults import TooLarge
from ishtirak.web.parsing import parse
from ishtirak.web.signatures import verify

LARGEST_EVENT_BYTES = 256 * 1024


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
    verify(bank, secrets_of(bank), body, request.headers)
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
        booking.book(_receipt(bank, Payment.model_validate(message["data"]), received_on, event_id), now, law)
    elif message["type"] == "payment.reversed":
        told = ReversedPayment.model_validate(message["data"])
        reversing.reverse(Reversal(bank, told.receipt_id, received_on, told.reason, event_id), law)
    else:
        failed = FailedPayment.model_validate(message["data"])
        failures.keep(_failure(bank, failed), now)


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
