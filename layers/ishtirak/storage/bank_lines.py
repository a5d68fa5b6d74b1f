"""What each payment of a bank's statement was when it was booked: from the line to the receipt, and back (COL-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.money import Money
from ishtirak.rules.reconciliation import Outcome
from ishtirak.storage import keys, table


class UnknownBankLine(NotFound):
    """The statement has no such payment, or is not booked yet."""

    code = "unknown_bank_line"
    ar = "لا يوجد قيد رقم {number} في كشف الحساب {statement_id}، أو لم يقيد الكشف بعد."
    en = "The bank statement {statement_id} has no payment {number}, or is not booked yet."


@dataclass(frozen=True, slots=True)
class BankLine:
    """One payment of a booked statement.

    number:     counts the payments of the file, from 1; `line_no` is where it stands in the file.
    receipt_id: the receipt that it is, or touches; `debit_id`: the debit that it is.
    """

    statement_id: str
    number: int
    line_no: int
    bank: str
    on: date
    amount: Money
    is_credit: bool
    outcome: Outcome
    receipt_id: str | None = None
    debit_id: str | None = None


def keep(lines: Iterable[BankLine]) -> None:
    """Keep what these lines were, so that each finds its receipt and each receipt its lines; safe to do again."""
    items: dict[keys.Key, Mapping[str, Any]] = {}
    for line in lines:
        item = _item(line)
        items[keys.bank_line(line.statement_id, line.number)] = item
        if line.receipt_id is not None:
            items[keys.seen_receipt(line.bank, line.receipt_id, line.statement_id, line.number)] = item
    table.put_all(items)


def load(statement_id: str, number: int) -> BankLine:
    """Raises: UnknownBankLine."""
    item = table.get(keys.bank_line(statement_id, number))
    if item is None:
        raise UnknownBankLine(statement_id=statement_id, number=number)
    return _line(item)


def of_statement(statement_id: str, limit: int, after: str | None = None) -> tuple[list[BankLine], str | None]:
    """A page of the payments of a booked statement in their order, and where the next page begins."""
    found = table.page(keys.bank_statement(statement_id).pk, keys.BANK_LINE, limit=limit, after=after)
    return [_line(item) for item in found.items], found.after


def of_receipt(bank: str, receipt_id: str) -> list[BankLine]:
    """Every payment of a booked statement that is, or touches, a receipt; there are a handful at most."""
    return [_line(item) for item in table.partition(keys.receipt(bank, receipt_id).pk, keys.SEEN)]


def _item(line: BankLine) -> dict[str, Any]:
    plain = {name: getattr(line, name) for name in BankLine.__dataclass_fields__ if name != "amount"}
    return {
        **plain,
        "on": line.on.isoformat(),
        "amount_dirhams": line.amount.dirhams,
        "outcome": line.outcome.value,
    }


def _line(item: dict[str, Any]) -> BankLine:
    known = {name: item[name] for name in BankLine.__dataclass_fields__ if name in item}
    day, amount = date.fromisoformat(item["on"]), Money(item["amount_dirhams"])
    return BankLine(**{**known, "on": day, "amount": amount, "outcome": Outcome(item["outcome"])})
