"""Money that banks say has arrived, each receipt once; those whose payer can't be told stand in suspense.

A receipt that is in suspense stands in the index `due`, under the day on which it came: the longest first. The index
`bank_days` has all receipts by their bank and the day on which they were settled, for that bank's statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.money import Money
from ishtirak.rules.reconciliation import Recorded, Stand
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put

LONGEST_ID = 64
"""How long the bank's own id of a payment can be."""


class UnknownReceipt(NotFound):
    """No such receipt has come from this bank."""

    code = "unknown_receipt"
    ar = "لا يوجد إيصال {receipt_id} من المصرف {bank}."
    en = "There is no receipt {receipt_id} from the bank {bank}."


class AlreadyReceived(Conflict):
    """The receipt has been booked before: the event was delivered again."""

    code = "already_received"
    ar = "الإيصال {receipt_id} من المصرف {bank} مسجل من قبل."
    en = "The receipt {receipt_id} of the bank {bank} has been booked before."


class ReceiptState(StrEnum):
    """Where the money of a receipt is.

    booked:       on its payer's account.
    in_suspense:  its payer can't be told.
    returned:     to be given back to whom it came from, as two people have decided.
    paid_back:    given back: a statement of the bank shows that it has left.
    reversed:     taken back by the bank.
    """

    BOOKED = "booked"
    IN_SUSPENSE = "in_suspense"
    RETURNED = "returned"
    PAID_BACK = "paid_back"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    """That somebody has asked for the money of a receipt in suspense to be given back."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment as its bank reports it.

    payer_id:    the payer whose account it went to, though it may have been reversed since; None in suspense.
    received_on: the day on which the event came in at the door; it is the day the payment counts from.
    forgiven:    what was settled by it without having been paid (COL-12).
    moves:       how often it was taken from suspense, or put back there: each has a cause of its own.
    statement_id: the bank's statement that it was made of, `line_no` the line; None for one that came by an event.
    reversed_on: the day on which the bank said that it took the money back, and `reversal_reason` why.
    event_id:    the bank's event that told of it, and `reversal_event_id` of its reversal; None where a file did.
    """

    bank: str
    id: str
    amount: Money
    received_on: date
    settled_on: date
    payer_reference: str | None = None
    payer_iban: str | None = None
    payer_name: str | None = None
    payer_id: str | None = None
    forgiven: Money = Money.ZERO
    state: ReceiptState = ReceiptState.IN_SUSPENSE
    moves: int = 0
    return_asked: ReturnAsked | None = None
    statement_id: str | None = None
    line_no: int | None = None
    reversed_on: date | None = None
    reversal_reason: str | None = None
    event_id: str | None = None
    reversal_event_id: str | None = None
    version: int = 0

    @property
    def cause(self) -> str:
        """The one cause of the ledger entry that books this receipt."""
        return self.cause_of("receipt")

    def cause_of(self, deed: str) -> str:
        """The cause of the entry of something that becomes of it, as "reversal" or "match-1"."""
        return f"{deed}#{self.bank}#{self.id}"

    def to(self, payer_id: str, forgiven: Money) -> Receipt:
        """The receipt once its payer is known, and what was forgiven by it."""
        return replace(self, payer_id=payer_id, forgiven=forgiven, state=ReceiptState.BOOKED)

    def off(self, state: ReceiptState) -> Receipt:
        """The receipt once its money is on nobody's account any more."""
        return replace(self, payer_id=None, forgiven=Money.ZERO, state=state, return_asked=None)

    def taken_back(self, reversal: Reversal) -> Receipt:
        """The receipt once the bank has taken its money back."""
        gone = replace(self.off(ReceiptState.REVERSED), payer_id=self.payer_id)
        told = replace(gone, reversal_reason=reversal.reason, reversal_event_id=reversal.event_id)
        return replace(told, reversed_on=reversal.received_on)

    def is_same_payment_as(self, other: Receipt) -> bool:
        """Whether the bank says the same of both: the day it came in and where it was put are ours, not the bank's.

        A statement names a payment's day, payer and text in words of its own: there the amount alone must be the same.
        """
        if self.statement_id is not None:
            return self.amount == other.amount
        return all(getattr(self, name) == getattr(other, name) for name in _SAID_BY_THE_BANK)


_SAID_BY_THE_BANK = ("bank", "id", "amount", "settled_on", "payer_reference", "payer_iban", "payer_name")


@dataclass(frozen=True, slots=True)
class Reversal:
    """That a bank has taken a receipt back. `received_on` is the day it counts from."""

    bank: str
    receipt_id: str
    received_on: date
    reason: str | None = None
    event_id: str | None = None


def load(bank: str, receipt_id: str) -> Receipt:
    """Raises: UnknownReceipt, for one too of which only its reversal has come."""
    found = find(bank, receipt_id)
    if not isinstance(found, Receipt):
        raise UnknownReceipt(bank=bank, receipt_id=receipt_id)
    return found


def find(bank: str, receipt_id: str) -> Receipt | Reversal | None:
    """The receipt; its reversal where that came first; None where neither has come."""
    item = table.get(keys.receipt(bank, receipt_id))
    if item is None:
        return None
    return _receipt(item) if "amount_dirhams" in item else _reversal(item)


def recorded_on(bank: str, day: date) -> Iterator[Recorded]:
    """The receipts of a bank that were settled on a day, as a statement of that bank is held against them.

    The index is a moment behind the table.
    """
    after: str | None = None
    while True:
        page = table.index_page(
            "bank_days", ("bank_day", _bank_day(bank, day)), limit=RECORDED_OF_ONE_READ, after=after
        )
        for item in page.items:
            reference, iban = item.get("payer_reference"), item.get("payer_iban")
            stand = _STANDS.get(ReceiptState(item["state"]), Stand.HERE)
            amount, statement_id = Money(item["amount_dirhams"]), item.get("statement_id")
            yield Recorded(item["id"], amount, day, reference, iban, stand, statement_id)
        after = page.after
        if after is None:
            return


RECORDED_OF_ONE_READ = 5_000
_STANDS = {
    ReceiptState.RETURNED: Stand.RETURNED,
    ReceiptState.PAID_BACK: Stand.RETURNED,
    ReceiptState.REVERSED: Stand.REVERSED,
}


def _bank_day(bank: str, day: date) -> str:
    return f"{bank}#{day}"


def put_new(receipt: Receipt) -> Put:
    """The write that records a receipt; it raises AlreadyReceived where it, or its reversal, has come before."""
    already = AlreadyReceived(bank=receipt.bank, receipt_id=receipt.id)
    return Put(keys.receipt(receipt.bank, receipt.id), _item(receipt, 1), unless_exists=already)


def put_over(seen: Receipt, receipt: Receipt) -> Put:
    """The write of a receipt over what was seen; it raises Moved where another writer was faster."""
    return Put(
        keys.receipt(receipt.bank, receipt.id), _item(receipt, seen.version + 1), if_is={"version": seen.version}
    )


def put_reversal(reversal: Reversal) -> Put:
    """The write that keeps the reversal of a receipt that has not come; it raises Moved where it came meanwhile."""
    item = {
        "bank": reversal.bank,
        "id": reversal.receipt_id,
        "reversed_on": reversal.received_on.isoformat(),
        "reversal_reason": reversal.reason,
        "reversal_event_id": reversal.event_id,
    }
    return Put(keys.receipt(reversal.bank, reversal.receipt_id), item, unless_exists=Moved())


def put_taken_back(receipt: Receipt) -> Put:
    """The write of a receipt that comes after its reversal; it raises Moved where that was done."""
    return Put(keys.receipt(receipt.bank, receipt.id), _item(receipt, 1), if_is={"version": None})


def suspense(limit: int, after: str | None = None) -> tuple[list[Receipt], str | None]:
    """A page of the receipts whose payer can't be told, oldest first, and where the next page begins."""
    page = table.due_page(keys.SUSPENSE, limit=limit, after=after)
    found = table.get_all(page.keys)
    receipts = [_receipt(found[key]) for key in page.keys if key in found]
    return [each for each in receipts if each.state is ReceiptState.IN_SUSPENSE], page.after


def said_by_the_bank(receipt: Receipt) -> dict[str, str]:
    """What the bank says of a receipt, as text."""
    said = {name: getattr(receipt, name) for name in _SAID_BY_THE_BANK}
    return {name: str(value) for name, value in said.items() if value is not None}


def _item(receipt: Receipt, version: int) -> dict[str, Any]:
    asked = receipt.return_asked
    waits = receipt.state is ReceiptState.IN_SUSPENSE
    return {
        "bank": receipt.bank,
        "id": receipt.id,
        "amount_dirhams": receipt.amount.dirhams,
        "received_on": receipt.received_on.isoformat(),
        "settled_on": receipt.settled_on.isoformat(),
        "payer_reference": receipt.payer_reference,
        "payer_iban": receipt.payer_iban,
        "payer_name": receipt.payer_name,
        "payer_id": receipt.payer_id,
        "forgiven_dirhams": receipt.forgiven.dirhams or None,
        "state": receipt.state.value,
        "moves": receipt.moves or None,
        "return_asked": {"by": asked.by, "on": asked.on.isoformat(), "reason": asked.reason} if asked else None,
        "statement_id": receipt.statement_id,
        "line_no": receipt.line_no,
        "reversed_on": receipt.reversed_on.isoformat() if receipt.reversed_on else None,
        "reversal_reason": receipt.reversal_reason,
        "event_id": receipt.event_id,
        "reversal_event_id": receipt.reversal_event_id,
        "version": version,
        "bank_day": _bank_day(receipt.bank, receipt.settled_on),
        "due_shard": keys.SUSPENSE if waits else None,
        "due_on": receipt.received_on.isoformat() if waits else None,
    }


def _receipt(item: dict[str, Any]) -> Receipt:
    asked, reversed_on = item.get("return_asked"), item.get("reversed_on")
    return Receipt(
        bank=item["bank"],
        id=item["id"],
        amount=Money(item["amount_dirhams"]),
        received_on=date.fromisoformat(item["received_on"]),
        settled_on=date.fromisoformat(item["settled_on"]),
        payer_reference=item.get("payer_reference"),
        payer_iban=item.get("payer_iban"),
        payer_name=item.get("payer_name"),
        payer_id=item.get("payer_id"),
        forgiven=Money(item.get("forgiven_dirhams", 0)),
        state=ReceiptState(item["state"]),
        moves=item.get("moves", 0),
        return_asked=ReturnAsked(asked["by"], date.fromisoformat(asked["on"]), asked["reason"]) if asked else None,
        statement_id=item.get("statement_id"),
        line_no=item.get("line_no"),
        reversed_on=date.fromisoformat(reversed_on) if reversed_on else None,
        reversal_reason=item.get("reversal_reason"),
        event_id=item.get("event_id"),
        reversal_event_id=item.get("reversal_event_id"),
        version=item["version"],
    )


def _reversal(item: dict[str, Any]) -> Reversal:
    reversed_on = date.fromisoformat(item["reversed_on"])
    told = item.get("reversal_reason"), item.get("reversal_event_id")
    return Reversal(item["bank"], item["id"], reversed_on, *told)
