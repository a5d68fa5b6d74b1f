"""Money that banks say has arrived, each receipt once; those whose payer can't be told stand in suspense."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put, Write


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


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment as its bank reports it.

    payer_id:    the payer whose account it went to; None while it stands in suspense.
    received_on: the day on which the event came in at the door; it is the day the payment counts from.
    forgiven:    what was settled by it without having been paid (COL-12).
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

    @property
    def cause(self) -> str:
        """The one cause of the ledger entry that books this receipt."""
        return f"receipt#{self.bank}#{self.id}"

    def to(self, payer_id: str, forgiven: Money) -> Receipt:
        """The receipt once its payer is known, and what was forgiven by it."""
        return replace(self, payer_id=payer_id, forgiven=forgiven)

    def is_same_payment_as(self, other: Receipt) -> bool:
        """Whether the bank says the same of both: the day it came in and where it was put are ours, not the bank's."""
        ours = replace(self, received_on=other.received_on, payer_id=other.payer_id, forgiven=other.forgiven)
        return ours == other


def load(bank: str, receipt_id: str) -> Receipt:
    """Raises: UnknownReceipt."""
    item = table.get(keys.receipt(bank, receipt_id))
    if item is None:
        raise UnknownReceipt(bank=bank, receipt_id=receipt_id)
    return _receipt(item)


def writes(receipt: Receipt) -> list[Write]:
    """The writes that record a receipt, in suspense where it has no payer; the first raises AlreadyReceived."""
    already = AlreadyReceived(bank=receipt.bank, receipt_id=receipt.id)
    recorded: list[Write] = [Put(keys.receipt(receipt.bank, receipt.id), _item(receipt), unless_exists=already)]
    if receipt.payer_id is None:
        key = keys.suspended(receipt.received_on, receipt.bank, receipt.id)
        recorded.append(Put(key, _item(receipt)))
    return recorded


def put_conflict(receipt: Receipt, digest: str) -> Put:
    """The write that keeps what a bank says a second time, and differently, under one receipt's id."""
    return Put(keys.receipt_conflict(receipt.bank, receipt.id, digest), _item(receipt))


def suspense(limit: int, after: str | None = None) -> tuple[list[Receipt], str | None]:
    """A page of the receipts whose payer can't be told, oldest first, and where the next page begins."""
    page = table.page(keys.SUSPENSE, keys.SUSPENDED, limit=limit, after=after)
    return [_receipt(item) for item in page.items], page.after


def _item(receipt: Receipt) -> dict[str, Any]:
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
    }


def _receipt(item: dict[str, Any]) -> Receipt:
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
    )
