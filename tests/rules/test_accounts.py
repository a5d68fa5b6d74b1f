"""Accounts of payers: the oldest month first, part payments and credit to the dirham (COL-1, COL-4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import (
    Account,
    PayerKind,
    charge,
    new_account,
    open_month,
    receive,
    resume,
    rethought,
    step_taken,
)
from ishtirak.rules.agreements import OpenMonth
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from tests.law.test_law import added, with_added

LAW = shipped_law()
JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)


def opened(*dinars: str) -> Account:
    """An account with months opened one after the other from January on."""
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    for number, each in enumerate(dinars):
        month = JANUARY.plus(number)
        account = open_month(account, month, Money.dinars(each), month.next.first_day, LAW).after
    return account


@pytest.mark.requirement("COL-4")
def test_a_payment_settles_the_oldest_month_first_and_the_rest_stays_open_to_the_dirham() -> None:
    account = opened("25", "25", "25")

    after = receive(account, Money.dinars("49.999"), date(2026, 4, 2), LAW).after

    assert after.open_months == (OpenMonth(FEBRUARY, Money(1)), OpenMonth(MARCH, Money.dinars("25")))
    assert after.open_of(FEBRUARY) == Money(1)
    assert after.open_of(JANUARY) == Money.ZERO
    assert after.balance == Money.dinars("25.001")


@pytest.mark.requirement("COL-12")
def test_past_due_is_what_is_open_behind_its_due_date() -> None:
    """
    2026-02-10 January due
    2026-03-10 February due
    """
    account = opened("25", "30")

    past_due = [str(account.past_due(date(2026, *day), LAW)) for day in ((2, 10), (2, 11), (3, 10), (3, 11))]

    assert past_due == ["0.000", "25.000", "25.000", "55.000"]


@pytest.mark.requirement("COL-4")
def test_what_is_paid_too_much_is_credit_and_pays_the_next_month_when_it_opens() -> None:
    account = opened("25")

    paid = receive(account, Money.dinars("30.125"), date(2026, 2, 3), LAW).after
    assert (paid.credit, paid.balance) == (Money.dinars("5.125"), Money.dinars("-5.125"))

    next_ = open_month(paid, FEBRUARY, Money.dinars("25"), date(2026, 3, 1), LAW).after
    assert (next_.credit, next_.open_of(FEBRUARY)) == (Money.ZERO, Money.dinars("19.875"))


@pytest.mark.requirement("COL-1", "COL-4")
def test_a_month_owed_less_than_was_paid_for_it_gives_credit() -> None:
    account = receive(opened("25", "25"), Money.dinars("25"), date(2026, 3, 2), LAW).after

    after = charge(account, JANUARY, Money.dinars("-5"), date(2026, 3, 3), LAW).after

    assert after.open_months == (OpenMonth(FEBRUARY, Money.dinars("20")),)
    assert after.charged == Money.dinars("45")


@pytest.mark.requirement("COL-1")
def test_a_month_opened_with_nothing_owed_makes_the_next_one_the_first_that_is_owed() -> None:
    account = opened("0")

    assert account.open_months == ()
    assert account.standing.oldest_unpaid == FEBRUARY


@pytest.mark.requirement("COL-1")
def test_an_older_month_that_is_opened_late_does_not_turn_back_how_far_months_are_opened() -> None:
    account = opened("25", "25")

    after = open_month(account, JANUARY, Money.dinars("5"), date(2026, 3, 5), LAW).after

    assert after.opened_through == FEBRUARY


@pytest.mark.requirement("PKG-8", "PKG-9")
def test_an_account_waits_for_the_day_on_which_it_lapses_and_then_for_nothing() -> None:
    account = opened("25")
    assert account.next_action_on == date(2026, 5, 12)

    assert step_taken(account, date(2026, 5, 11), LAW).after.next_action_on == date(2026, 5, 12)
    assert step_taken(account, date(2026, 5, 12), LAW).after.next_action_on is None


@pytest.mark.requirement("PKG-9")
def test_a_step_that_was_missed_stays_due_whatever_is_paid_meanwhile() -> None:
    account = opened("25", "25", "25", "25")

    after = receive(account, Money.dinars("100"), date(2026, 5, 20), LAW).after

    assert after.next_action_on == date(2026, 5, 12)


@pytest.mark.requirement("PKG-4", "NOT-3")
def test_a_lapse_that_ends_is_told_on_the_day_of_payment() -> None:
    lapsed = step_taken(opened("25", "25", "25", "25"), date(2026, 5, 12), LAW).after

    after = receive(lapsed, Money.dinars("100"), date(2026, 5, 20), LAW).after

    assert after.next_action_on == date(2026, 5, 20)


@pytest.mark.requirement("PKG-4", "NOT-3")
def test_a_payment_booked_late_is_told_to_those_who_were_told_of_a_lapse_that_was_none() -> None:
    """The bank's event came in on day 90 and was booked on day 92, after a step had told of the lapse of day 91."""
    lapsed = step_taken(opened("25", "25", "25", "25"), date(2026, 5, 12), LAW).after

    after = receive(lapsed, Money.dinars("100"), date(2026, 5, 11), LAW).after

    assert after.standing.restored_on is None
    assert after.next_action_on == date(2026, 5, 11)


@pytest.mark.requirement("PKG-4", "NOT-3", "COL-6")
def test_a_payment_of_an_earlier_day_does_not_lose_what_waits_to_be_told() -> None:
    """The arrears come on 20 May, and before people were told, money that came on 18 May is matched."""
    lapsed = step_taken(opened("25", "25", "25", "25"), date(2026, 5, 12), LAW).after
    restored = receive(lapsed, Money.dinars("100"), date(2026, 5, 20), LAW).after

    matched = receive(restored, Money.dinars("25"), date(2026, 5, 18), LAW).after

    assert matched.next_action_on == date(2026, 5, 20)
    assert step_taken(matched, date(2026, 5, 20), LAW).after.next_action_on == date(2026, 9, 9)


@pytest.mark.requirement("PKG-9")
def test_a_payment_of_an_earlier_day_puts_the_threshold_off_all_the_same() -> None:
    account = opened("25", "25")

    after = receive(account, Money.dinars("25"), date(2026, 2, 3), LAW).after

    assert (account.next_action_on, after.next_action_on) == (date(2026, 5, 12), date(2026, 6, 9))


SHORTER = with_added(added("grace_days", "2026-01-01", 30))  # January then lapses on 13 March, not on 12 May
LONGER = with_added(added("grace_days", "2026-01-01", 120))  # and here on 11 June


@pytest.mark.requirement("CON-6", "PKG-9")
@pytest.mark.parametrize(
    ("law", "today", "next_action_on"),
    [
        (LAW, "2026-03-01", "2026-05-12"),
        (SHORTER, "2026-03-01", "2026-03-13"),
        (SHORTER, "2026-03-13", "2026-03-13"),
        (SHORTER, "2026-04-01", "2026-04-01"),  # the new day is past: looked at today
        (LONGER, "2026-05-11", "2026-06-11"),
        (LONGER, "2026-05-12", "2026-05-12"),  # what is due already is done first
    ],
)
def test_under_another_law_an_account_waits_for_another_day(law: Law, today: str, next_action_on: str) -> None:
    after = rethought(opened("25"), date.fromisoformat(today), law)

    assert after.next_action_on == date.fromisoformat(next_action_on)


@pytest.mark.requirement("CON-6", "PKG-9")
def test_a_lapse_that_was_told_and_is_none_by_another_law_is_looked_at_today() -> None:
    today = date(2026, 5, 20)
    told = step_taken(opened("25"), today, LAW).after

    assert rethought(told, today, LONGER).next_action_on == today
    assert rethought(told, today, SHORTER) == told


amounts = st.integers(0, 60_000).map(Money)
months = st.integers(0, 5).map(JANUARY.plus)
deeds = st.lists(st.tuples(st.sampled_from(["receive", "charge", "open", "correct"]), months, amounts), max_size=25)


@pytest.mark.requirement("COL-4", "COL-10")
@given(deeds)
def test_money_is_neither_lost_nor_made_whatever_happens_in_whatever_order(
    happened: list[tuple[str, Month, Money]],
) -> None:
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    day, received, charged = date(2026, 7, 1), 0, 0

    for kind, month, amount in happened:
        before = account
        if kind == "receive":
            account = receive(account, amount, day, LAW).after
            received += amount.dirhams
        elif kind == "correct":
            account = charge(account, month, -amount, day, LAW).after
            charged -= amount.dirhams
        else:
            account = (open_month if kind == "open" else charge)(account, month, amount, day, LAW).after
            charged += amount.dirhams

        if kind == "receive":
            gone = [each.month for each in before.open_months if each not in account.open_months]
            assert gone == [each.month for each in before.open_months][: len(gone)], "the oldest month goes first"
        assert account.charged.dirhams == charged
        assert account.balance.dirhams == charged - received
        assert all(each.open > Money.ZERO for each in account.open_months)
        assert [each.month for each in account.open_months] == sorted({each.month for each in account.open_months})
        assert not (account.credit and account.open_months), "credit lies idle only where nothing is open"
        assert account.credit >= Money.ZERO


@pytest.mark.requirement("COL-12")
@pytest.mark.parametrize(
    ("paid", "open_after", "credit", "forgiven"),
    [
        ("24.950", ["25.000"], "0.000", "0.050"),
        ("24.949", ["0.051", "25.000"], "0.000", "0.000"),
        ("49.970", [], "0.000", "0.030"),
        ("50.010", [], "0.010", "0.000"),
        ("25.000", ["25.000"], "0.000", "0.000"),
    ],
)
def test_the_month_that_a_receipt_misses_by_the_tolerance_is_settled(
    paid: str, open_after: list[str], credit: str, forgiven: str
) -> None:
    law = with_added(added("settlement_tolerance", "2026-01-01", "0.050"))
    account = opened("25", "25")

    change = receive(account, Money.dinars(paid), date(2026, 3, 2), law)

    assert [str(each.open) for each in change.after.open_months] == open_after
    assert (str(change.after.credit), str(change.forgiven), str(change.after.forgiven)) == (credit, forgiven, forgiven)
    assert change.before == account


@pytest.mark.requirement("ENR-8", "PKG-2")
def test_who_is_covered_again_owes_nothing_for_the_time_between() -> None:
    paid_up = receive(opened("25"), Money.dinars("25"), date(2026, 2, 3), LAW).after

    resumed = resume(paid_up, Month(2026, 9), date(2026, 9, 10), LAW).after

    assert (resumed.standing.oldest_unpaid, resumed.standing.since) == (Month(2026, 9), date(2026, 9, 10))
    assert resumed.next_action_on == date(2026, 6, 9)  # that of the old threshold, which will find nothing to tell


@pytest.mark.requirement("ENR-8", "PKG-2")
def test_what_was_open_before_stays_open_for_who_is_covered_again() -> None:
    resumed = resume(opened("25"), Month(2026, 9), date(2026, 9, 10), LAW).after

    assert [str(each.month) for each in resumed.open_months] == ["2026-01"]
    assert resumed.standing.oldest_unpaid == Month(2026, 1)
