"""Arrears by instalments: what is open of the months is what is open of the instalments, whatever happens (COL-11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import (
    Account,
    AgreementInForce,
    Change,
    NeverPaid,
    NoArrears,
    PayerKind,
    agree,
    charge,
    new_account,
    open_month,
    receive,
    step_taken,
    take_back,
)
from ishtirak.rules.agreements import Agreement, OpenMonth, spread
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.standing import standing_on
from tests.law.test_law import added, with_added

pytestmark = pytest.mark.requirement("COL-11")

LAW = shipped_law()
JANUARY = Month(2026, 1)
JUNE, JULY = JANUARY.plus(5), JANUARY.plus(6)
DAY = Money.dinars("75")


def half_a_year() -> Account:
    """January to June of 75 dinars each, of which nothing is paid; the lapse of 12 May has been told."""
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    for number in range(6):
        month = JANUARY.plus(number)
        account = open_month(account, month, DAY, month.next.first_day, LAW).after
    return step_taken(account, date(2026, 7, 14), LAW).after


def agreed(instalments: int = 3, first: date = date(2026, 8, 1), on: date = date(2026, 7, 15)) -> Account:
    """450 dinars in instalments from 1 August, agreed on 15 July and told."""
    after = agree(half_a_year(), 1, instalments, first, on, LAW).after
    return step_taken(after, on, LAW).after


def owed(through: Month = JUNE) -> list[OpenMonth]:
    """What was owed in all for each month, the newest first."""
    months = [JANUARY.plus(number) for number in range(12) if JANUARY.plus(number) <= through]
    return [OpenMonth(month, DAY) for month in reversed(months)]


def plan(account: Account) -> list[tuple[str, str]]:
    """Of each instalment the day, and what is open of it."""
    assert account.agreement is not None
    return [(str(each.due_on), str(each.open)) for each in account.agreement.instalments]


def still_open(account: Account) -> list[tuple[str, str]]:
    """What is open of each month under the agreement."""
    assert account.agreement is not None
    return [(str(each.month), str(each.open)) for each in account.agreement.months]


def test_what_does_not_divide_is_paid_with_the_last_instalment_and_a_short_month_ends_sooner() -> None:
    months = [OpenMonth(JANUARY, Money.dinars("100.005"))]

    agreement = spread(1, months, 3, date(2026, 1, 31), Money(10))

    assert [(str(each.due_on), str(each.amount)) for each in agreement.instalments] == [
        ("2026-01-31", "33.330"),
        ("2026-02-28", "33.330"),
        ("2026-03-31", "33.345"),
    ]


open_months = st.lists(st.integers(1, 90_000).map(Money), min_size=1, max_size=12).map(
    lambda amounts: [OpenMonth(JANUARY.plus(number), amount) for number, amount in enumerate(amounts)]
)


@given(open_months, st.integers(1, 24), st.sampled_from([1, 5, 10, 250]))
def test_instalments_are_the_arrears_to_the_dirham(months: list[OpenMonth], instalments: int, step: int) -> None:
    agreement = spread(1, months, instalments, date(2026, 8, 31), Money(step))

    amounts = [each.amount.dirhams for each in agreement.instalments]
    assert sum(amounts) == sum(each.open.dirhams for each in months)
    assert len(amounts) == instalments
    assert len(set(amounts[:-1])) <= 1, "equal, but for the last"
    assert amounts[-1] >= amounts[0] >= 0
    assert all(amount % step == 0 for amount in amounts[:-1])
    days = [each.due_on for each in agreement.instalments]
    assert days == sorted(set(days))


moves = st.lists(
    st.tuples(st.sampled_from(["paid", "owing", "taken_back"]), st.integers(0, 5), st.integers(-40_000, 40_000)),
    max_size=20,
)


@given(open_months, st.integers(1, 6), moves)
def test_the_open_months_are_the_open_instalments_whatever_is_paid_owed_and_taken_back(
    months: list[OpenMonth], instalments: int, happened: list[tuple[str, int, int]]
) -> None:
    agreement = spread(1, months, instalments, date(2026, 8, 1), Money(10))

    for kind, number, dirhams in happened:
        before, month = agreement, JANUARY.plus(number)
        if kind == "paid":
            each = number % instalments
            amount = Money(min(abs(dirhams), agreement.instalments[each].open.dirhams))
            agreement, moved = agreement.paid(each, amount), -amount
        elif kind == "owing":
            moved = max(Money(dirhams), -agreement.open_of(month))
            agreement = agreement.owing(month, moved)
        else:
            moved = Money(abs(dirhams))
            agreement = agreement.taken_back(month, moved)

        assert agreement.open == before.open + moved
        assert sum(each.open.dirhams for each in agreement.months) == agreement.open.dirhams
        assert all(each.open > Money.ZERO for each in agreement.months)
        assert all(Money.ZERO <= each.open <= each.amount for each in agreement.instalments)
        assert (agreement.broken_on is None) == (not agreement.open)


def test_an_agreement_takes_what_is_past_due_and_leaves_what_falls_due_later() -> None:
    account = agree(half_a_year(), 1, 3, date(2026, 8, 1), date(2026, 7, 10), LAW).after

    assert account.agreement is not None
    assert account.agreement.through == JUNE.plus(-1), "June falls due today"
    assert account.open_months == (OpenMonth(JUNE, DAY),)
    assert account.balance == Money.dinars("450")
    assert account.open_of(JANUARY) == account.open_of(JUNE) == DAY


def test_cover_comes_back_by_an_agreement_and_the_account_waits_for_the_day_after_the_first_instalment() -> None:
    change = agree(half_a_year(), 1, 3, date(2026, 8, 1), date(2026, 7, 15), LAW)

    assert change.after.next_action_on == date(2026, 7, 15), "people are told today"
    assert change.after.standing.restored_on == date(2026, 7, 15)
    assert step_taken(change.after, date(2026, 7, 15), LAW).after.next_action_on == date(2026, 8, 2)


def test_without_arrears_there_is_nothing_to_agree_on() -> None:
    account = receive(half_a_year(), Money.dinars("450"), date(2026, 7, 15), LAW).after

    with pytest.raises(NoArrears):
        agree(account, 1, 3, date(2026, 8, 1), date(2026, 7, 15), LAW)


def test_there_is_one_agreement_at_a_time_and_another_one_once_it_is_broken() -> None:
    with pytest.raises(AgreementInForce):
        agree(agreed(), 2, 3, date(2026, 8, 15), date(2026, 8, 1), LAW)

    change = agree(agreed(), 2, 3, date(2026, 8, 15), date(2026, 8, 2), LAW)

    assert (change.broken, change.kept) == (True, False)
    assert change.after.agreement is not None
    assert change.after.agreement.number == 2
    assert plan(change.after)[0] == ("2026-08-15", "150.000")


def test_what_falls_due_first_is_paid_first_a_month_or_an_instalment() -> None:
    account = open_month(agreed(), JULY, DAY, date(2026, 8, 1), LAW).after  # July falls due on 10 August

    after = receive(account, Money.dinars("250"), date(2026, 8, 1), LAW).after

    assert plan(after) == [("2026-08-01", "0.000"), ("2026-09-01", "125.000"), ("2026-10-01", "150.000")]
    assert after.open_months == ()
    assert still_open(after)[0] == ("2026-03", "50.000"), "within the agreement the oldest month is paid first"


@pytest.mark.requirement("COL-4")
def test_an_agreement_that_is_paid_whole_is_kept_and_what_is_over_is_credit() -> None:
    change = receive(agreed(), Money.dinars("451"), date(2026, 8, 1), LAW)

    assert (change.kept, change.broken, change.after.agreement) == (True, False, None)
    assert change.after.credit == Money.dinars("1")


@pytest.mark.requirement("COL-11", "PKG-9")
@pytest.mark.parametrize("looked_at", ["2026-08-02", "2026-08-20", "2026-12-31"])
def test_an_instalment_that_is_not_paid_breaks_the_agreement_on_the_day_after_however_late_somebody_looks(
    looked_at: str,
) -> None:
    change = step_taken(agreed(), date.fromisoformat(looked_at), LAW)

    assert change.broken
    assert not change.kept
    assert change.after.agreement is None
    assert [str(each.open) for each in change.after.open_months] == ["75.000"] * 6
    assert change.after.standing.since == date(2026, 8, 2)
    assert change.after.next_action_on is None, "it has lapsed: nothing more happens to it"


def test_on_the_day_of_the_instalment_nothing_is_broken() -> None:
    change = step_taken(agreed(), date(2026, 8, 1), LAW)

    assert not change.broken
    assert change.after.next_action_on == date(2026, 8, 2)


@pytest.mark.requirement("COL-11", "PKG-6")
def test_the_standing_that_follows_where_the_next_instalment_is_not_paid_is_known_beforehand() -> None:
    today, then = agreed().standings(LAW)

    assert (today.until, then.since, then.until) == (date(2026, 8, 2), date(2026, 8, 2), None)
    assert then.oldest_unpaid == JANUARY
    assert then.lapses_on(LAW) == date(2026, 8, 2)


def test_what_is_owed_more_for_a_month_under_it_is_paid_with_the_last_instalment() -> None:
    after = charge(agreed(), JANUARY, Money.dinars("5"), date(2026, 7, 20), LAW).after

    assert plan(after) == [("2026-08-01", "150.000"), ("2026-09-01", "150.000"), ("2026-10-01", "155.000")]
    assert after.open_of(JANUARY) == Money.dinars("80")


def test_the_last_instalments_are_the_first_that_are_not_owed_any_more() -> None:
    less = agreed()
    for number in range(3):
        less = charge(less, JANUARY.plus(number), -DAY, date(2026, 7, 20), LAW).after

    assert plan(less) == [("2026-08-01", "150.000"), ("2026-09-01", "75.000"), ("2026-10-01", "0.000")]
    assert less.balance == Money.dinars("225")


def test_an_agreement_of_which_nothing_is_owed_any_more_is_kept() -> None:
    account = agreed()
    for number in range(5):
        account = charge(account, JANUARY.plus(number), -DAY, date(2026, 7, 20), LAW).after

    change = charge(account, JUNE, Money.dinars("-80"), date(2026, 7, 20), LAW)

    assert (change.kept, change.after.agreement, change.after.credit) == (True, None, Money.dinars("5"))


@pytest.mark.requirement("COL-5", "COL-11")
def test_what_is_taken_back_before_the_day_of_its_instalment_is_owed_in_it_again() -> None:
    paid = receive(agreed(), Money.dinars("200"), date(2026, 7, 20), LAW).after

    change = take_back(paid, Money.dinars("200"), Money.ZERO, owed(), date(2026, 7, 25), LAW)

    assert plan(change.after) == plan(agreed())
    assert still_open(change.after) == still_open(agreed())
    assert (change.broken, change.kept) == (False, False)
    assert change.after.next_action_on == date(2026, 8, 2)


def _reversed_on(day: date) -> Change:
    """The first instalment, paid in time, is taken back on a day behind it."""
    paid = receive(agreed(), Money.dinars("150"), date(2026, 8, 1), LAW).after
    return take_back(paid, Money.dinars("150"), Money.ZERO, owed(), day, LAW)


@pytest.mark.requirement("COL-5", "COL-11", "PKG-9")
def test_an_instalment_that_is_taken_back_after_its_day_breaks_the_agreement_on_that_day() -> None:
    change = _reversed_on(date(2026, 8, 20))

    assert (change.broken, change.after.agreement) == (True, None)
    assert change.after.next_action_on == date(2026, 8, 20), "people are told on that day"
    assert change.after.standing.since == date(2026, 8, 20)
    assert change.after.balance == Money.dinars("450")


@pytest.mark.requirement("COL-5", "COL-11", "PKG-6")
def test_what_was_true_before_the_instalment_was_taken_back_stays_true() -> None:
    change = _reversed_on(date(2026, 8, 20))

    standings = [*change.ended, *change.after.standings(LAW)]
    before, after = standing_on(date(2026, 8, 19), standings), standing_on(date(2026, 8, 20), standings)
    assert before is None or before.lapses_on(LAW) > date(2026, 8, 19)
    assert after is not None
    assert after.lapses_on(LAW) == date(2026, 8, 20)


@pytest.mark.requirement("COL-5", "COL-11")
def test_an_instalment_that_is_taken_back_on_its_day_can_be_paid_again_until_the_evening() -> None:
    change = _reversed_on(date(2026, 8, 1))

    assert not change.broken
    assert plan(change.after)[0] == ("2026-08-01", "150.000")
    assert change.after.next_action_on == date(2026, 8, 2)


@pytest.mark.requirement("COL-5", "COL-11")
def test_what_had_been_paid_before_the_agreement_is_owed_with_the_last_instalment_when_it_is_taken_back() -> None:
    paid = receive(half_a_year(), Money.dinars("75"), date(2026, 7, 14), LAW).after
    account = agree(paid, 1, 3, date(2026, 8, 1), date(2026, 7, 15), LAW).after

    after = take_back(account, Money.dinars("75"), Money.ZERO, owed(), date(2026, 7, 20), LAW).after

    assert plan(after) == [("2026-08-01", "125.000"), ("2026-09-01", "125.000"), ("2026-10-01", "200.000")]
    assert still_open(after)[0] == ("2026-01", "75.000")
    assert after.balance == Money.dinars("450")


@pytest.mark.requirement("COL-5")
def test_more_than_was_ever_paid_is_never_taken_back() -> None:
    with pytest.raises(NeverPaid):
        take_back(agreed(), Money(1), Money.ZERO, owed(), date(2026, 7, 20), LAW)


@pytest.mark.requirement("COL-11", "COL-12")
@pytest.mark.parametrize(
    ("paid", "first_open", "forgiven"), [("149.950", "0.000", "0.050"), ("149.949", "0.051", "0.000")]
)
def test_an_instalment_that_is_missed_by_the_tolerance_is_settled(paid: str, first_open: str, forgiven: str) -> None:
    law = with_added(added("settlement_tolerance", "2026-01-01", "0.050"))

    change = receive(agreed(), Money.dinars(paid), date(2026, 8, 1), law)

    assert (plan(change.after)[0], str(change.forgiven)) == (("2026-08-01", first_open), forgiven)
    back = take_back(change.after, Money.dinars(paid), change.forgiven, owed(), date(2026, 8, 1), law).after
    assert (plan(back), back.forgiven) == (plan(agreed()), Money.ZERO)


lives = st.lists(
    st.tuples(
        st.sampled_from(["pay", "take_back", "owe", "open", "agree", "sweep"]),
        st.integers(0, 40),
        st.integers(0, 300_000),
    ),
    max_size=25,
)


class Life:
    """An account to which things happen, and beside it, plainly, what was owed for each month and received in all."""

    def __init__(self) -> None:
        self.account, self.on, self.next_month = half_a_year(), date(2026, 7, 14), JULY
        self.owed = {each.month: each.open for each in owed()}
        self.received = Money.ZERO

    def happen(self, kind: str, number: int, dirhams: int) -> Change:
        self.on = max(self.on, date.fromordinal(self.on.toordinal() + number // 4))
        change: Change = getattr(self, kind)(number, Money(dirhams))
        self.account = change.after
        return change

    def pay(self, _number: int, amount: Money) -> Change:
        self.received += amount
        return receive(self.account, amount, self.on, LAW)

    def take_back(self, _number: int, amount: Money) -> Change:
        amount = min(amount, self.received)
        self.received -= amount
        newest_first = [OpenMonth(month, self.owed[month]) for month in sorted(self.owed, reverse=True)]
        return take_back(self.account, amount, Money.ZERO, newest_first, self.on, LAW)

    def owe(self, number: int, amount: Money) -> Change:
        month = JANUARY.plus(number % len(self.owed))
        more = max(amount - Money.dinars("150"), -self.owed[month])
        self.owed[month] += more
        return charge(self.account, month, more, self.on, LAW)

    def open(self, _number: int, amount: Money) -> Change:
        month, self.next_month = self.next_month, self.next_month.next
        self.owed[month] = amount
        return open_month(self.account, month, amount, self.on, LAW)

    def agree(self, number: int, _amount: Money) -> Change:
        try:
            return agree(self.account, 1, number % 7 + 1, self.on, self.on, LAW)
        except (NoArrears, AgreementInForce):
            return Change(self.account, self.account)

    def sweep(self, _number: int, _amount: Money) -> Change:
        return step_taken(self.account, self.on, LAW)


@pytest.mark.requirement("COL-4", "COL-5", "COL-10", "COL-11")
@given(lives)
def test_money_is_neither_lost_nor_made_under_agreements_and_reversals(happened: list[tuple[str, int, int]]) -> None:
    life = Life()

    for kind, number, dirhams in happened:
        before = life.account
        change = life.happen(kind, number, dirhams)

        account = life.account
        open_of_months = sum((account.open_of(month) for month in life.owed), Money.ZERO)
        assert change.before == before
        assert account.balance == sum(life.owed.values(), Money.ZERO) - life.received
        assert account.balance == open_of_months - account.credit
        assert all(Money.ZERO <= account.open_of(month) <= life.owed[month] for month in life.owed)
        assert not (account.credit and open_of_months), "credit lies idle only where nothing is open"
        assert not (change.kept and change.broken)
        if account.agreement is not None:
            assert account.agreement.broken_on is not None
            assert account.agreement.broken_on > life.on, "what is broken is not in force"
            assert all(each.month > account.agreement.through for each in account.open_months)


@pytest.mark.requirement("COL-5", "COL-11")
@given(st.integers(1, 500_000), st.integers(0, 17))
def test_taking_back_what_was_just_received_brings_back_what_was_open(dirhams: int, days: int) -> None:
    before, on = agreed(), date.fromordinal(date(2026, 7, 15).toordinal() + days)

    received = receive(before, Money(dirhams), on, LAW).after
    after = take_back(received, Money(dirhams), Money.ZERO, owed(), on, LAW).after

    assert (after.balance, after.credit) == (before.balance, Money.ZERO)
    assert [after.open_of(each.month) for each in owed()] == [before.open_of(each.month) for each in owed()]
    if received.agreement is not None:
        assert after.agreement == before.agreement


def test_an_agreement_without_anything_open_is_never_broken() -> None:
    agreement = Agreement(1, JANUARY, (), ())

    assert agreement.broken_on is None
    assert replace(agreement, number=2).open == Money.ZERO
