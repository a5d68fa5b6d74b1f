"""Arrears that are spread over instalments by an agreement (COL-11).

While each instalment is paid by its day, the months under the agreement are not past due. The day after one that was
not paid the agreement is broken: the months are owed again as if there had been none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ishtirak.rules.calendar import Month, months_after
from ishtirak.rules.money import Money


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """What is still open of a month."""

    month: Month
    open: Money


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the arrears, the day by which it must be paid, and what of it is still open."""

    due_on: date
    amount: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Agreement:
    """Arrears under an agreement: what is open of each month is what is open of all instalments together.

    number:  which of the payer's agreements it is, from 1.
    through: the newest month under it; what is owed more, or less, for months up to it moves its instalments.
    months:  those not paid, oldest first.
    """

    number: int
    through: Month
    months: tuple[OpenMonth, ...]
    instalments: tuple[Instalment, ...]

    @property
    def open(self) -> Money:
        return Money(sum(each.open.dirhams for each in self.instalments))

    @property
    def broken_on(self) -> date | None:
        """The day on which it is broken if nothing is paid; None once all of it is paid."""
        due = next((each.due_on for each in self.instalments if each.open), None)
        return due + timedelta(days=1) if due else None

    def open_of(self, month: Month) -> Money:
        return next((each.open for each in self.months if each.month == month), Money.ZERO)

    def paid(self, number: int, amount: Money) -> Agreement:
        """The agreement once `amount` of the `number`-th instalment (from 0) is paid: the oldest month is paid first.

        Args: amount: no more than is open of the instalment.
        """
        months, rest = {each.month: each.open for each in self.months}, amount
        for month in sorted(months):
            part = min(rest, months[month])
            months[month] -= part
            rest -= part
        return replace(self, months=_open(months), instalments=_changed(self.instalments, number, Money.ZERO, -amount))

    def owing(self, month: Month, more: Money) -> Agreement:
        """The agreement once `more` is owed for a month under it (below zero: less, and no more than is open of it).

        What is owed more is paid with the last instalment, and the last instalments are the first that are not owed.
        """
        months = {each.month: each.open for each in self.months}
        months[month] = months.get(month, Money.ZERO) + more
        instalments, last = self.instalments, len(self.instalments) - 1
        if more > Money.ZERO:
            instalments = _changed(instalments, last, more, more)
        for number in range(last, -1, -1):
            less = max(more, -instalments[number].open) if more < Money.ZERO else Money.ZERO
            instalments = _changed(instalments, number, less, less)
            more -= less
        return replace(self, months=_open(months), instalments=instalments)

    def taken_back(self, month: Month, amount: Money) -> Agreement:
        """The agreement once `amount` that was paid for a month under it is taken back: from what was paid last on."""
        months = {each.month: each.open for each in self.months}
        months[month] = months.get(month, Money.ZERO) + amount
        instalments = self.instalments
        for number in range(len(instalments) - 1, -1, -1):
            each = instalments[number]
            part = min(amount, each.amount - each.open)
            instalments = _changed(instalments, number, Money.ZERO, part)
            amount -= part
        # What was paid before the agreement was made is owed with its last instalment.
        instalments = _changed(instalments, len(instalments) - 1, amount, amount)
        return replace(self, months=_open(months), instalments=instalments)


def spread(number: int, months: Sequence[OpenMonth], instalments: int, first: date, step: Money) -> Agreement:
    """The arrears of `months` in equal instalments, the first on the day `first`, then on that day of each month.

    Args: step: the smallest amount that is asked for; what does not divide is paid with the last instalment.
    """
    total = sum((each.open for each in months), Money.ZERO)
    each = Money(total.dirhams // instalments // step.dirhams * step.dirhams)
    amounts = [each] * (instalments - 1)
    amounts.append(total - sum(amounts, Money.ZERO))
    dated = (Instalment(months_after(first, after), amount, amount) for after, amount in enumerate(amounts))
    return Agreement(number, months[-1].month, tuple(months), tuple(dated))


def _changed(instalments: tuple[Instalment, ...], number: int, amount: Money, open_: Money) -> tuple[Instalment, ...]:
    each = instalments[number]
    changed = replace(each, amount=each.amount + amount, open=each.open + open_)
    return (*instalments[:number], changed, *instalments[number + 1 :])


def _open(months: dict[Month, Money]) -> tuple[OpenMonth, ...]:
    return tuple(OpenMonth(month, months[month]) for month in sorted(months) if months[month])
