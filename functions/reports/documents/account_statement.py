"""What stands in a payer's statement of account: read from what was booked (COL-10, RPT-9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from functions.reports.documents.dates import in_both_calendars
from functions.reports.sheets import Column, dinars
from ishtirak.law.law import Law
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.money import Money
from ishtirak.rules.movements import KIND_NAMES, AccountStatement, MovementKind, Row, statement_of
from ishtirak.rules.references import reference_of
from ishtirak.storage import accounts, employers, movements, subscribers

COLUMNS = (
    Column("التاريخ", "on"),
    Column("الحركة", "movement"),
    Column("الشهر", "month"),
    Column("مدين", "debit", dinars),
    Column("دائن", "credit", dinars),
    Column("الرصيد", "balance", dinars),
    Column("القيد", "cause"),
)

KINDS = {
    PayerKind.EMPLOYER: {"ar": "جهة عمل", "en": "employer"},
    PayerKind.SUBSCRIBER: {"ar": "مشترك", "en": "subscriber"},
}


def facts_of(payer_id: str, from_: date, to: date, on: date, law: Law) -> tuple[AccountStatement, dict[str, Any]]:
    """The statement of a period, and everything of it for templates/account_statement.typ.

    Raises: UnknownPayer, PeriodTurnedRound.
    """
    kind = accounts.load(payer_id, law).kind
    statement = statement_of(movements.of_payer(payer_id, kind), from_, to)
    name = employers.load(payer_id).name if kind is PayerKind.EMPLOYER else subscribers.load(payer_id).name
    charged = statement.total(MovementKind.CHARGE, MovementKind.CORRECTION)
    settled = statement.total(MovementKind.PAYMENT, MovementKind.TAKEN_BACK, MovementKind.FORGIVEN)
    return statement, {
        "issued_on": in_both_calendars(on),
        "from": in_both_calendars(from_),
        "to": in_both_calendars(to),
        "payer": {"id": payer_id, "name": name, "kind": KINDS[kind], "reference": reference_of(payer_id)},
        "opening": str(statement.opening),
        "charged": str(charged),
        "settled": str(-settled),
        "closing": str(statement.closing),
        "rows": [_line(row) for row in statement.rows],
    }


def cells_of(statement: AccountStatement) -> Iterator[Sequence[Any]]:
    """The movements as rows of a sheet."""
    for row in statement.rows:
        movement, name = row.movement, KIND_NAMES[row.movement.kind]
        debit, credit = _sides(movement.amount)
        what = f"{name.ar} / {name.en}"
        yield movement.on, what, movement.month, debit, credit, row.balance.dirhams, movement.cause


def _line(row: Row) -> dict[str, Any]:
    movement, name = row.movement, KIND_NAMES[row.movement.kind]
    debit, credit = (None if side is None else str(Money(side)) for side in _sides(movement.amount))
    return {
        "on": movement.on.isoformat(),
        "what": {"ar": name.ar, "en": name.en},
        "month": str(movement.month) if movement.month else None,
        "debit": debit,
        "credit": credit,
        "balance": str(row.balance),
    }


def _sides(amount: Money) -> tuple[int | None, int | None]:
    """The dirhams of a movement as debit and credit; the other side is empty."""
    return (amount.dirhams, None) if amount.dirhams > 0 else (None, -amount.dirhams)
