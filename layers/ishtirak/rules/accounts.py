"""A payer's account: which months are open, what is paid, what is credit (COL-1, COL-4).

The oldest month is settled first; what is over is credit and goes to the next month. Settled months are not
kept here, so the account stays small however long the payer's history is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ishtirak.errors import Conflict, Defect, Refused
from ishtirak.law.law import Law
from ishtirak.rules.agreements import Agreement, OpenMonth, spread
from ishtirak.rules.calendar import Month, due_on
from ishtirak.rules.money import Money
from ishtirak.rules.reminders import Reminder, left
from ishtirak.rules.standing import Move, Standing, move


class PayerKind(StrEnum):
    EMPLOYER = "employer"
    SUBSCRIBER = "subscriber"


class NeverPaid(Defect):
    """More is taken back than was ever paid: what is booked contradicts itself."""

    code = "never_paid"
    ar = "المبلغ المسترد من حساب {payer_id} أكبر مما دفع."
    en = "More is taken back from the account of {payer_id} than was ever paid."


class NoArrears(Refused):
    """Only what is past due can be spread."""

    code = "no_arrears"
    ar = "لا متأخرات على {payer_id} لتقسيطها."
    en = "The payer {payer_id} has no arrears that could be spread."


class AgreementInForce(Conflict):
    """One agreement at a time."""

    code = "agreement_in_force"
    ar = "يوجد اتفاق تقسيط نافذ للدافع {payer_id}."
    en = "The payer {payer_id} has an agreement in force already."


@dataclass(frozen=True, slots=True)
class Account:
    """What one payer owes.

    open_months:    those not settled, oldest first; a month is settled when its whole due is paid.
    agreement:      the arrears that are spread over instalments; their months are not among the open ones (COL-11).
    credit:         money without a month to go to; never there while a month is open.
    charged:        what was ever owed, over all months.
    forgiven:       what of it was never paid, because a receipt came within the tolerance of it (COL-12).
    opened_through: the last month that was opened, None before the first.
    awaited:        whether somebody waits for this payer to pay (FAM-3): then every settled month is looked at.
    next_action_on: the next day on which somebody must be told of cover that hangs on the account; None while nothing
                    can happen to it.
    reminds_on:     the next day on which the payer is reminded; None where there is nothing to remind of.
    reminded_on:    the day of the last reminder that lies behind the account.
    version:        counts the writes, so that two writers can't both win; 0 before the first.
    """

    payer_id: str
    kind: PayerKind
    standing: Standing
    open_months: tuple[OpenMonth, ...] = ()
    agreement: Agreement | None = None
    credit: Money = Money.ZERO
    charged: Money = Money.ZERO
    forgiven: Money = Money.ZERO
    opened_through: Month | None = None
    awaited: bool = False
    next_action_on: date | None = None
    reminds_on: date | None = None
    reminded_on: date | None = None
    version: int = 0

    @property
    def due_on(self) -> date | None:
        """The next day on which something must happen to the account; None while nothing can."""
        return min((day for day in (self.next_action_on, self.reminds_on) if day is not None), default=None)

    @property
    def balance(self) -> Money:
        """What is opened and not paid, less credit; below zero is credit."""
        agreed = self.agreement.open if self.agreement else Money.ZERO
        return sum((month.open for month in self.open_months), agreed) - self.credit

    def open_of(self, month: Month) -> Money:
        """What is still open of `month`."""
        agreed = self.agreement.open_of(month) if self.agreement else Money.ZERO
        return agreed + next((each.open for each in self.open_months if each.month == month), Money.ZERO)

    def past_due(self, on: date, law: Law) -> Money:
        """What is open on the day `on` of months that have fallen due before it and are under no agreement."""
        return sum((each.open for each in self.open_months if due_on(each.month, law) < on), Money.ZERO)

    def standings(self, law: Law) -> list[Standing]:
        """The standing of today, and under an agreement that which follows where its next instalment is not paid."""
        if self.agreement is None or self.agreement.broken_on is None:
            return [self.standing]
        broken = _caught_up(self, self.agreement.broken_on, law).after.standing
        return [replace(self.standing, until=broken.since), broken]


@dataclass(frozen=True, slots=True)
class Change:
    """An account before and after, and what that did besides.

    ended:    the standings that ended by it and are history.
    forgiven: what was settled by it without having been paid (COL-12).
    broken:   whether the agreement of before has been broken (COL-11).
    reminders: those that are due by it, in order (NOT-1).
    """

    before: Account
    after: Account
    ended: tuple[Standing, ...] = ()
    forgiven: Money = Money.ZERO
    broken: bool = False
    reminders: tuple[Reminder, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the agreement of before has been paid whole."""
        return self.before.agreement is not None and self.after.agreement is None and not self.broken


def new_account(payer_id: str, kind: PayerKind, first_month: Month, on: date, law: Law) -> Account:
    """The account of a payer whose first month is `first_month`."""
    standing = Standing(first_month, on)
    account = Account(payer_id, kind, standing, next_action_on=standing.lapses_on(law))
    return replace(account, reminds_on=_reminds_on(account, on, law))


def receive(account: Account, amount: Money, on: date, law: Law) -> Change:
    """`amount` of money arrives on the day `on`: what fell due first, first; the rest is credit (COL-4).

    The month or instalment that it leaves open by no more than the tolerance is settled, and the difference is
    forgiven (COL-12).
    """
    seen = _caught_up(account, on, law)
    change = _settle(seen, replace(seen.after, credit=seen.after.credit + amount), on, law)
    now = seen.after
    forgiven = _small_rest(now, change.after, Money(law.tolerance_dirhams(on)))
    if not forgiven:
        return change
    whole = replace(now, credit=now.credit + amount + forgiven, forgiven=now.forgiven + forgiven)
    return replace(_settle(seen, whole, on, law), forgiven=forgiven)


def _small_rest(before: Account, after: Account, tolerance: Money) -> Money:
    """What is left open of the month or instalment that was paid in part, where it is within the tolerance."""
    rests = [each.open for each in after.open_months if each.open < before.open_of(each.month)]
    if before.agreement is not None and after.agreement is not None:
        both = zip(before.agreement.instalments, after.agreement.instalments, strict=True)
        rests += [now.open for was, now in both if Money.ZERO < now.open < was.open]
    return next((rest for rest in rests if rest <= tolerance), Money.ZERO)


def take_back(
    account: Account, amount: Money, forgiven: Money, owed: Iterable[OpenMonth], on: date, law: Law
) -> Change:
    """A receipt is taken back on the day `on`: `amount` of money, and what was `forgiven` because of it (COL-5).

    Credit goes first; then the newest months are open again, so that what stays paid has settled the oldest ones.
    An agreement of which an instalment is open again whose day has passed is broken on this day (COL-11). What was
    true before that day stays true.

    Args:   owed: what was owed for each opened month in all, the newest first; read only as far as it is needed.
    Raises: NeverPaid.
    """
    seen = _caught_up(account, on, law)
    now, rest = seen.after, amount + forgiven
    credit = min(now.credit, rest)
    now = replace(now, credit=now.credit - credit, forgiven=now.forgiven - forgiven)
    rest -= credit
    for each in owed:
        if not rest:
            break
        part = min(rest, each.open - now.open_of(each.month))
        now = _reopened(now, each.month, part)
        rest -= part
    if rest:
        raise NeverPaid(payer_id=account.payer_id)
    if _broken_by(now, on) is not None:
        seen, now = replace(seen, broken=True), _without_agreement(now)
    return _settle(seen, now, on, law)


def _reopened(account: Account, month: Month, amount: Money) -> Account:
    agreement = account.agreement
    if agreement is not None and month <= agreement.through:
        return replace(account, agreement=agreement.taken_back(month, amount))
    return replace(account, open_months=_with(account.open_months, month, amount))


def _with(months: Iterable[OpenMonth], month: Month, more: Money) -> tuple[OpenMonth, ...]:
    """These open months, with so much more open of one of them."""
    open_now = {each.month: each.open for each in months}
    open_now[month] = open_now.get(month, Money.ZERO) + more
    return tuple(OpenMonth(each, open_now[each]) for each in sorted(open_now) if open_now[each])


def charge(account: Account, month: Month, amount: Money, on: date, law: Law) -> Change:
    """`amount` more (or less, below zero) is owed for `month`; credit is used at once.

    Less than nothing can't be open: what was paid too much becomes credit.
    """
    seen = _caught_up(account, on, law)
    now = seen.after
    less = max(amount, -now.open_of(month))
    credit = now.credit + less - amount
    if now.agreement is not None and month <= now.agreement.through:
        now = replace(now, agreement=now.agreement.owing(month, less))
    else:
        now = replace(now, open_months=_with(now.open_months, month, less))
    change = _settle(seen, replace(now, credit=credit, charged=now.charged + amount), on, law)
    return replace(change, after=_without_stale_reminders(account, change.after, on, law))


def _without_stale_reminders(before: Account, after: Account, on: date, law: Law) -> Account:
    """Of a month that is opened late only the newest reminder is due: on the days of the others nothing was owed."""
    if before.open_of(after.standing.oldest_unpaid):
        return after
    due = [each for each in _reminders_left(after, law) if each.on <= on]
    return replace(after, reminded_on=due[-2].on) if len(due) > 1 else after


def open_month(account: Account, month: Month, amount: Money, on: date, law: Law) -> Change:
    """`month` is opened whole with `amount` owed; if nothing of it stays open, the next month is owed first."""
    through = max(month, account.opened_through or month)
    opened = charge(replace(account, opened_through=through), month, amount, on, law)
    return replace(opened, before=account)


def resume(account: Account, month: Month, on: date, law: Law) -> Change:
    """The payer is covered again from `month` on: nothing was owed in between; what was open before stays open."""
    through = max(month.plus(-1), account.opened_through or month.plus(-1))
    seen = _caught_up(account, on, law)
    change = _settle(seen, replace(seen.after, opened_through=through), on, law)
    look_on = min(change.after.next_action_on or on, on)
    return replace(change, after=replace(change.after, next_action_on=look_on))


def agree(account: Account, number: int, instalments: int, first: date, on: date, law: Law) -> Change:
    """What is past due on the day `on` is spread over instalments by an agreement, the payer's `number`-th (COL-11).

    Raises: AgreementInForce; NoArrears where nothing is past due.
    """
    seen = _caught_up(account, on, law)
    now = seen.after
    if now.agreement is not None:
        raise AgreementInForce(payer_id=account.payer_id)
    arrears = [each for each in now.open_months if due_on(each.month, law) < on]
    if not arrears:
        raise NoArrears(payer_id=account.payer_id)
    agreement = spread(number, arrears, instalments, first, Money(law.rounding_step_dirhams(on)))
    to_come = tuple(each for each in now.open_months if each not in arrears)
    return _settle(seen, replace(now, open_months=to_come, agreement=agreement), on, law)


def step_taken(account: Account, today: date, law: Law) -> Change:
    """The account once everything that was due by `today` has been done: it waits for its next threshold."""
    change = _caught_up(account, today, law)
    # A day that lies ahead stays: an end of cover that was announced, or a threshold of the law before.
    ahead = [day for day in (account.next_action_on, _threshold(change.after, law)) if day is not None and day > today]
    waits_for = min(ahead, default=None)
    reminders = tuple(each for each in _reminders_left(change.after, law) if each.on <= today)
    after = replace(change.after, next_action_on=waits_for)
    if reminders:
        after = replace(after, reminded_on=reminders[-1].on)
    after = replace(after, reminds_on=_reminds_on(after, today, law))
    return replace(change, after=after, reminders=reminders)


def rethought(account: Account, today: date, law: Law) -> Account:
    """The account once its threshold is that of `law`, where values were added to it: it waits for the new day.

    A threshold that lies behind today, and a lapse that is none any more, are looked at today, so that they are told.
    """
    pending, threshold = account.next_action_on, _threshold(account, law)
    account = replace(account, reminds_on=_reminds_on(account, today, law))
    if pending is None:
        return replace(account, next_action_on=today) if threshold > today else account
    return account if pending <= today else replace(account, next_action_on=max(threshold, today))


def _caught_up(account: Account, on: date, law: Law) -> Change:
    """The account as it is by the day `on`: an agreement is broken on its day, however late somebody looks (PKG-9)."""
    broken_on = _broken_by(account, on)
    if broken_on is None:
        return Change(account, account)
    return _settle(Change(account, account, broken=True), _without_agreement(account), broken_on, law)


def _broken_by(account: Account, on: date) -> date | None:
    """The day, no later than `on`, behind that of an instalment which is open; None where there is none."""
    broken_on = account.agreement.broken_on if account.agreement else None
    return broken_on if broken_on is not None and broken_on <= on else None


def _without_agreement(account: Account) -> Account:
    """The months under the agreement are owed again as if there had been none."""
    months = account.open_months
    for each in account.agreement.months if account.agreement else ():
        months = _with(months, each.month, each.open)
    return replace(account, agreement=None, open_months=months)


def _settle(seen: Change, account: Account, on: date, law: Law) -> Change:
    """Give the credit to what falls due first, and see which month is owed first now.

    Args: seen: what had become of the account before that, on its way to the day `on`.
    """
    for due, pay in _dues(account, law):
        part = min(account.credit, due)
        if part:
            account = pay(replace(account, credit=account.credit - part), part)
    if account.agreement is not None and not account.agreement.open:
        account = replace(account, agreement=None)
    moved = move(account.standing, _oldest_unpaid(account), on, law, keep=account.awaited)
    after = replace(account, standing=moved.now)
    after = replace(after, next_action_on=_next_action(seen.after, after, moved, on, law))
    after = replace(after, reminds_on=_reminds_on(after, on, law))
    ended = seen.ended + ((moved.ended,) if moved.ended else ())
    return Change(seen.before, after, ended, broken=seen.broken)


Paying = Callable[[Account, Money], Account]


def _dues(account: Account, law: Law) -> list[tuple[Money, Paying]]:
    """What is open, in the order in which it falls due, and how a part of it is paid."""
    dues: list[tuple[date, Money, Paying]] = [
        (due_on(each.month, law), each.open, _paying_month(each.month)) for each in account.open_months
    ]
    if account.agreement is not None:
        for number, instalment in enumerate(account.agreement.instalments):
            dues.append((instalment.due_on, instalment.open, _paying_instalment(number)))
    return [(open_, pay) for _, open_, pay in sorted(dues, key=lambda due: due[0])]


def _paying_month(month: Month) -> Paying:
    return lambda account, part: replace(account, open_months=_with(account.open_months, month, -part))


def _paying_instalment(number: int) -> Paying:
    def pay(account: Account, part: Money) -> Account:
        return replace(account, agreement=account.agreement and account.agreement.paid(number, part))

    return pay


def _threshold(account: Account, law: Law) -> date:
    """The next day on which something happens to the account if nothing is paid."""
    lapses_on = account.standing.lapses_on(law)
    broken_on = account.agreement.broken_on if account.agreement else None
    return min(lapses_on, broken_on) if broken_on else lapses_on


def _reminders_left(account: Account, law: Law) -> tuple[Reminder, ...]:
    """The reminders of the month that is owed first; none while nothing of it is opened."""
    standing = account.standing
    return left(standing, account.reminded_on, law) if account.open_of(standing.oldest_unpaid) else ()


def _reminds_on(account: Account, on: date, law: Law) -> date | None:
    """The next day on which the payer is reminded, as it looks on the day `on`.

    Of a month that is still to be opened the first reminder is waited for from the outset: so its opening, which comes
    before that day, leaves the due index alone. Where it comes late, it finds the reminder that is due.
    """
    if account.open_of(account.standing.oldest_unpaid):
        to_come = _reminders_left(account, law)
    else:
        to_come = tuple(each for each in left(account.standing, account.reminded_on, law)[:1] if each.on > on)
    return to_come[0].on if to_come else None


def _next_action(before: Account, account: Account, moved: Move, on: date, law: Law) -> date | None:
    """What waits to be done goes first; then what this move brought about; then the next threshold.

    An account that waits for nothing has lapsed, and people were told so. A payment that counts from a day before
    that, because it was booked late, makes it a lapse that was none: that has to be told as well. And what waits on a
    day other than a threshold is to be told: a payment that counts from a day before that does not put it off.
    """
    pending = before.next_action_on
    if pending is not None and pending <= on:
        return pending
    threshold = _threshold(account, law)
    awaited = before.awaited and moved.now != before.standing
    if moved.must_be_told or awaited or (pending is None and threshold > on):
        return on
    if threshold <= on:
        return pending
    waits_for = pending if pending is not None and pending != _threshold(before, law) else threshold
    return min(waits_for, threshold)


def _oldest_unpaid(account: Account) -> Month:
    """The oldest month that is open and under no agreement, else the first that is still to be opened."""
    to_come = account.opened_through.next if account.opened_through else account.standing.oldest_unpaid
    return min([each.month for each in account.open_months], default=to_come)
