"""A payer's statement of account: what was owed and paid in a time, day by day, and what it came to (COL-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ishtirak.errors import Refused
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money


class PeriodTurnedRound(Refused):
    """A period ends on the day on which it begins, or later."""

    code = "period_turned_round"
    ar = "بداية الفترة {from_} بعد نهايتها {to}."
    en = "The period begins on {from_}, after its end on {to}."


class MovementKind(StrEnum):
    """What moved an account.

    charge:     a month was opened.
    correction: a month was assessed anew, and more or less is owed for it.
    payment:    money came, or was found to be this payer's.
    forgiven:   what was left open within the tolerance (COL-12).
    taken_back: the bank took a payment back, or it was found to be another's.
    """

    CHARGE = "charge"
    CORRECTION = "correction"
    PAYMENT = "payment"
    FORGIVEN = "forgiven"
    TAKEN_BACK = "taken_back"


KIND_NAMES = {
    MovementKind.CHARGE: Bilingual("اشتراك شهر", "Contribution of a month"),
    MovementKind.CORRECTION: Bilingual("تصحيح اشتراك شهر", "Correction of a month"),
    MovementKind.PAYMENT: Bilingual("سداد", "Payment"),
    MovementKind.FORGIVEN: Bilingual("فرق ضمن حد التسامح", "Difference within the tolerance"),
    MovementKind.TAKEN_BACK: Bilingual("استرداد سداد", "Payment taken back"),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that moved an account on a day. `amount` above zero is owed more, below zero is owed less.

    cause: that of the entry in the ledger; of an employer's months, the month, whose entries are many.
    """

    on: date
    kind: MovementKind
    amount: Money
    cause: str
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A movement, and what was owed after it; below zero is credit."""

    movement: Movement
    balance: Money


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """What was owed before the first day of the period, each movement in it, and what was owed after its last day."""

    from_: date
    to: date
    opening: Money
    rows: tuple[Row, ...]

    @property
    def closing(self) -> Money:
        return self.rows[-1].balance if self.rows else self.opening

    def total(self, *kinds: MovementKind) -> Money:
        """What the movements of these kinds add up to."""
        return sum((row.movement.amount for row in self.rows if row.movement.kind in kinds), Money.ZERO)


def check_period(from_: date, to: date) -> None:
    """Raises: PeriodTurnedRound."""
    if to < from_:
        raise PeriodTurnedRound(from_=from_, to=to)


_OF_A_DAY = list(MovementKind)


def statement_of(movements: Iterable[Movement], from_: date, to: date) -> AccountStatement:
    """The statement of a period, its first and last day included. On one day charges come before payments.

    Raises: PeriodTurnedRound.
    """
    check_period(from_, to)
    in_order = sorted(movements, key=lambda each: (each.on, _OF_A_DAY.index(each.kind), each.cause))
    balance = sum((each.amount for each in in_order if each.on < from_), Money.ZERO)
    opening, rows = balance, []
    for each in in_order:
        if from_ <= each.on <= to:
            balance += each.amount
            rows.append(Row(each, balance))
    return AccountStatement(from_, to, opening, tuple(rows))
