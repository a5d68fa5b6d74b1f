"""What banks tell and can't be applied as it stands: kept once, shown, closed by a person (COL-3, COL-5)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from aws_lambda_powertools import Logger

from ishtirak.errors import Conflict, FundError
from ishtirak.storage import deeds, keys, receipts, unapplied
from ishtirak.storage.receipts import Receipt, Reversal
from ishtirak.storage.transactions import Moved, Put, decided_again, write, write_one
from ishtirak.storage.unapplied import Unapplied, UnappliedState

CAME = "وصلت الدفعة وقيدت وعُكست · The payment came, and was booked and taken back"

logger = Logger(child=True)


class AnotherPayment(Conflict):
    """The bank has used the id of a receipt for another payment before."""

    code = "another_payment"
    ar = "استعمل المصرف {bank} رقم الإيصال {receipt_id} لدفعتين مختلفتين."
    en = "The bank {bank} has used the receipt id {receipt_id} for two different payments."


class AlreadyReturned(Conflict):
    """The bank takes back money that the fund has returned itself."""

    code = "already_returned"
    ar = "استرد المصرف {bank} الإيصال {receipt_id} بعد أن أعاد الصندوق مبلغه."
    en = "The bank {bank} takes back the receipt {receipt_id}, whose money the fund has returned."


class PaymentUnknown(Conflict):
    """The bank takes back money of which it has not told yet."""

    code = "payment_unknown"
    ar = "استرد المصرف {bank} الإيصال {receipt_id} ولم يبلغ عن وصوله بعد."
    en = "The bank {bank} takes back the receipt {receipt_id}, of which it has not told yet."


class EventClosed(Conflict):
    """Somebody has looked at the event already."""

    code = "bank_event_closed"
    ar = "سبق إقفال هذا الحدث."
    en = "The event has been closed already."


def keep_another_payment(receipt: Receipt) -> None:
    """Keep what a bank says a second time, and differently, under one receipt's id."""
    digest = hashlib.sha256(repr(receipts.said_by_the_bank(receipt)).encode()).hexdigest()[:16]
    why = AnotherPayment(bank=receipt.bank, receipt_id=receipt.id)
    told = receipts.said_by_the_bank(receipt)
    _keep(Unapplied.of(receipt.bank, digest, "payment.settled", receipt.received_on, told, why), why)


def keep_reversal(reversal: Reversal) -> None:
    """Keep the reversal of a receipt that has been returned."""
    why = AlreadyReturned(bank=reversal.bank, receipt_id=reversal.receipt_id)
    _keep(_of_reversal(reversal, why), why)


def waits_for_payment(reversal: Reversal) -> Put:
    """The write by which a reversal stands in the list until its payment comes, or a person has looked at it."""
    return unapplied.put_new(_of_reversal(reversal, PaymentUnknown(bank=reversal.bank, receipt_id=reversal.receipt_id)))


def payment_came(reversal: Reversal) -> list[Put]:
    """The write by which such a reversal is in the list no more; none where a person has closed it."""
    seen = unapplied.find(reversal.bank, _event_id(reversal))
    if seen is None or seen.state is UnappliedState.CLOSED:
        return []
    return [unapplied.put_over(seen, seen.closed(CAME, deeds.FUND))]


def _of_reversal(reversal: Reversal, why: FundError) -> Unapplied:
    told = {"receipt_id": reversal.receipt_id, "reason": reversal.reason or ""}
    return Unapplied.of(reversal.bank, _event_id(reversal), "payment.reversed", reversal.received_on, told, why)


def _event_id(reversal: Reversal) -> str:
    return f"reversal-{reversal.receipt_id}"


def _keep(event: Unapplied, why: FundError) -> None:
    try:
        write_one(unapplied.put_new(event))
    except Moved:
        return  # told again
    logger.error("a bank's event could not be applied", bank=event.bank, event_id=event.event_id, code=why.code)


@decided_again
def close(bank: str, event_id: str, outcome: str, actor_id: str, now: datetime) -> Unapplied:
    """Close an event that a person has looked at, with what came of it.

    Raises: UnknownBankEvent, EventClosed.
    """
    seen = unapplied.load(bank, event_id)
    if seen.state is UnappliedState.CLOSED:
        raise EventClosed
    closed = seen.closed(outcome, actor_id)
    deed = deeds.put_deed(keys.bank_event(bank, event_id), actor_id, "close_bank_event", now, {"outcome": outcome})
    write(unapplied.put_over(seen, closed), deed)
    return closed
