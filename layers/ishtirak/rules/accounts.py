"""A payer's account: which months are open, what is paid, what is credit (COL-1, COL-4).

The oldest month is settled first; what is over is credit and goes to the next month. Settled months are not
kept here, so the account stays small however long the payer's history is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.standing import Move, Standing, move


class PayerKind(StrEnum):
    EMPLOYER = "employer"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """What is still open of a month."""

    month: Month
    open: Money


@dataclass(frozen=True, slots=True)
class Account:
    """What one payer owes.

    open_months:    those not settled, oldest first; a month is settled when its whole due is paid.
    credit:         money without a month to go to; never there while a month is open.
    charged:        what was ever owed, over all months.
    forgiven:       what of it was never paid, because a receipt came within the tolerance of it (COL-12).
    opened_through: the last month that was opened, None before the first.
    awaited:        whether somebody waits for this payer to pay (FAM-3): then every settled month is looked at.
    next_action_on: the next day on which something must happen to the account; None while nothing can.
    version:        counts the writes, so that two writers can't both win; 0 before the first.
    """

    payer_id: str
    kind: PayerKind
    standing: Standing
    open_months: tuple[OpenMonth, ...] = ()
    credit: Money = Money.ZERO
    charged: Money = Money.ZERO
    forgiven: Money = Money.ZERO
    opened_through: Month | None = None
    awaited: bool = False
    next_action_on: date | None = None
    version: int = 0

    @property
    def balance(self) -> Money:
        """What is opened and not paid, less credit; below zero is credit."""
        return Money(sum(month.open.dirhams for month in self.open_months)) - self.credit

    def open_of(self, month: Month) -> Money:
        """What is still open of `month`."""
        return next((each.open for each in self.open_months if each.month == month), Money.ZERO)


@dataclass(frozen=True, slots=True)
class Change:
    """An account before and after, what that did to its standing, and what was forgiven by it."""

    before: Account
    after: Account
    moved: Move
    forgiven: Money = Money.ZERO


def new_account(payer_id: str, kind: PayerKind, first_month: Month, on: date, law: Law) -> Account:
    """The account of a payer whose first month is `first_month`."""
    standing = Standing(first_month, on)
    return Account(payer_id, kind, standing, next_action_on=standing.lapses_on(law))


def receive(account: Account, amount: Money, on: date, law: Law) -> Change:
    """`amount` of money arrives on the day `on`: oldest month first, the rest is credit (COL-4).

    The month that it leaves open by no more than the tolerance is settled, and the difference is forgiven (COL-12).
    """
    change = _settle(account, replace(account, credit=account.credit + amount), on, law)
    forgiven = _small_rest(account, change.after, Money(law.tolerance_dirhams(on)))
    if not forgiven:
        return change
    whole = replace(account, credit=account.credit + amount + forgiven, forgiven=account.forgiven + forgiven)
    return replace(_settle(account, whole, on, law), forgiven=forgiven)


def _small_rest(before: Account, after: Account, tolerance: Money) -> Money:
    """What is left open of the month that was paid in part, where it is within the tolerance."""
    rests = [each.open for each in after.open_months if each.open < before.open_of(each.month)]
    return next((rest for rest in rests if rest <= tolerance), Money.ZERO)


def charge(account: Account, month: Month, amount: Money, on: date, law: Law) -> Change:
    """`amount` more (or less, below zero) is owed for `month`; credit is used at once.

    Less than nothing can't be open: what was paid too much becomes credit.
    """
    open_now = {each.month: each.open for each in account.open_months}
    owed = open_now.pop(month, Money.ZERO) + amount
    credit = account.credit + max(-owed, Money.ZERO)
    if owed > Money.ZERO:
        open_now[month] = owed
    months = tuple(OpenMonth(each, open_now[each]) for each in sorted(open_now))
    charged = replace(account, open_months=months, credit=credit, charged=account.charged + amount)
    return _settle(account, charged, on, law)


def open_month(account: Account, month: Month, amount: Money, on: date, law: Law) -> Change:
    """`month` is opened whole with `amount` owed; if nothing of it stays open, the next month is owed first."""
    through = max(month, account.opened_through or month)
    opened = charge(replace(account, opened_through=through), month, amount, on, law)
    return replace(opened, before=account)


def resume(account: Account, month: Month, on: date, law: Law) -> Change:
    """The payer is covered again from `month` on: nothing was owed in between; what was open before stays open."""
    through = max(month.plus(-1), account.opened_through or month.plus(-1))
    change = _settle(account, replace(account, opened_through=through), on, law)
    look_on = min(change.after.next_action_on or on, on)
    return replace(change, after=replace(change.after, next_action_on=look_on))


def step_taken(account: Account, today: date, law: Law) -> Account:
    """The account once everything that was due by `today` has been done: it waits for its next threshold."""
    lapses_on = account.standing.lapses_on(law)
    return replace(account, next_action_on=lapses_on if lapses_on > today else None)


def rethought(account: Account, today: date, law: Law) -> Account:
    """The account once its threshold is that of `law`, where values were added to it: it waits for the new day.

    A threshold that lies behind today, and a lapse that is none any more, are looked at today, so that they are told.
    """
    pending, lapses_on = account.next_action_on, account.standing.lapses_on(law)
    if pending is None:
        return replace(account, next_action_on=today) if lapses_on > today else account
    return account if pending <= today else replace(account, next_action_on=max(lapses_on, today))


def _settle(before: Account, account: Account, on: date, law: Law) -> Change:
    """Give the credit to the oldest months, and see which month is owed first now."""
    credit, months = account.credit, []
    for each in account.open_months:
        paid = min(credit, each.open)
        credit -= paid
        if paid < each.open:
            months.append(OpenMonth(each.month, each.open - paid))
    moved = move(account.standing, _oldest_unpaid(account, tuple(months)), on, law, keep=account.awaited)
    after = replace(account, open_months=tuple(months), credit=credit, standing=moved.now)
    return Change(before, replace(after, next_action_on=_next_action(before, moved, on, law)), moved)


def _next_action(before: Account, moved: Move, on: date, law: Law) -> date | None:
    """What waits to be done goes first; then what this move brought about; then the next threshold.

    An account that waits for nothing has lapsed, and people were told so. A payment that counts from a day before
    that, because it was booked late, makes it a lapse that was none: that has to be told as well.
    """
    pending = before.next_action_on
    if pending is not None and pending <= on:
        return pending
    lapses_on = moved.now.lapses_on(law)
    awaited = before.awaited and moved.now != before.standing
    if moved.must_be_told or awaited or (pending is None and lapses_on > on):
        return on
    return lapses_on if lapses_on > on else pending


def _oldest_unpaid(account: Account, months: tuple[OpenMonth, ...]) -> Month:
    """The oldest month that is open, else the first that is still to be opened."""
    to_come = account.opened_through.next if account.opened_through else account.standing.oldest_unpaid
    return min([each.month for each in months], default=to_come)
