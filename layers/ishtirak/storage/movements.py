"""Everything that ever moved a payer's account, read from where it was booked (COL-10).

A subscriber's charges are the assessments, those that were superseded too; an employer's are added up by day and month
as they are booked, since they are of many people. What came and went by banks is in the ledger, beside the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ishtirak.rules import ledger as books
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.calendar import Month
from ishtirak.rules.ledger import Entry
from ishtirak.rules.money import Money
from ishtirak.rules.movements import Movement, MovementKind
from ishtirak.storage import keys, ledger, table
from ishtirak.storage.transactions import Update

_BY_BANKS = {
    "receipt#": MovementKind.PAYMENT,
    "match-": MovementKind.PAYMENT,
    "reversal#": MovementKind.TAKEN_BACK,
    "unmatch-": MovementKind.TAKEN_BACK,
}
"""What a receipt does to an account, by how the cause of its entry begins."""


def of_payer(payer_id: str, kind: PayerKind) -> list[Movement]:
    """Every movement of a payer's account, in no order. It costs as much as the payer has a history."""
    charges = _of_employer(payer_id) if kind is PayerKind.EMPLOYER else _of_subscriber(payer_id)
    return [*charges, *_by_banks(payer_id)]


def add_charge(employer_id: str, on: date, month: Month, amount: Money) -> Update:
    """The write that adds to what an employer was charged for a month on a day."""
    return Update(
        keys.charged(employer_id, on, month),
        set={"on": on.isoformat(), "month": str(month)},
        add={"dirhams": amount.dirhams},
    )


def _of_employer(employer_id: str) -> Iterator[Movement]:
    opened: set[Month] = set()
    for item in table.partition(keys.account(employer_id).pk, keys.CHARGED):
        month = Month.parse(item["month"])
        kind = MovementKind.CORRECTION if month in opened else MovementKind.CHARGE
        opened.add(month)
        yield Movement(date.fromisoformat(item["on"]), kind, Money(item["dirhams"]), str(month), month)


def _of_subscriber(subscriber_id: str) -> Iterator[Movement]:
    """Of each assessment what it made more, or less, of the one before it: that in force is read before the others."""
    items = table.partition(keys.subscriber(subscriber_id).pk, keys.ASSESSMENT)
    in_order = sorted(items, key=lambda item: (item["month"], item["number"]))
    before: dict[str, int] = {}
    for item in in_order:
        month, owed = item["month"], item["subscriber_dirhams"]
        kind = MovementKind.CORRECTION if month in before else MovementKind.CHARGE
        more = Money(owed - before.get(month, 0))
        before[month] = owed
        if more:
            yield Movement(date.fromisoformat(item["on"]), kind, more, item["entry_cause"], Month.parse(month))


def _by_banks(payer_id: str) -> Iterator[Movement]:
    for begins, kind in _BY_BANKS.items():
        for item in table.partition(keys.account(payer_id).pk, f"{keys.ENTRY}{begins}"):
            yield from _movements(ledger.read(item), payer_id, kind)


def _movements(entry: Entry, payer_id: str, kind: MovementKind) -> Iterator[Movement]:
    amounts = {line.account: line.amount for line in entry.lines}
    forgiven = amounts.get(books.TOLERANCE, Money.ZERO)
    yield Movement(entry.on, kind, amounts[books.receivable(payer_id)] + forgiven, entry.cause)
    if forgiven:
        yield Movement(entry.on, MovementKind.FORGIVEN, -forgiven, entry.cause)
