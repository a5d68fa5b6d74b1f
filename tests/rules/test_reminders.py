"""Reminders of the month that is owed first, each dated by its threshold (NOT-1, PKG-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import Account, PayerKind, new_account, open_month, receive, rethought, step_taken
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.reminders import Reminder, month_in
from tests.law.test_law import added, with_added

pytestmark = pytest.mark.requirement("NOT-1", "PKG-9")

LAW = shipped_law()
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
DUE = date(2026, 2, 10)
OWED = Money.dinars("75")


def opened(on: date = date(2026, 2, 1)) -> Account:
    """Somebody who owes January."""
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    return open_month(account, JANUARY, OWED, on, LAW).after


def days_of(reminders: tuple[Reminder, ...]) -> list[int]:
    return [each.days for each in reminders]


def test_each_step_has_its_day_and_its_kind_and_none_comes_behind_the_grace() -> None:
    account, found = opened(), []

    for day in (DUE + timedelta(days=number) for number in range(-10, 200)):
        step = step_taken(account, day, LAW)
        found += [(each.days, each.kind, each.on == day) for each in step.reminders]
        account = step.after

    assert found == [
        (-7, NoticeKind.DUE_SOON, True),
        (0, NoticeKind.DUE_TODAY, True),
        (7, NoticeKind.OVERDUE, True),
        (30, NoticeKind.OVERDUE, True),
        (60, NoticeKind.OVERDUE, True),
        (80, NoticeKind.OVERDUE, True),
    ]


def test_the_cause_of_a_reminder_tells_its_month_again() -> None:
    reminder = Reminder(JANUARY, DUE, 0)

    assert (reminder.cause, month_in(reminder.cause)) == ("reminder#2026-01#0#2026-02-10", JANUARY)


def test_the_first_reminder_is_waited_for_before_the_month_is_opened_so_that_an_opening_moves_nothing() -> None:
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)

    after = open_month(account, JANUARY, OWED, date(2026, 2, 1), LAW).after

    assert account.due_on == after.due_on == date(2026, 2, 3)


def test_who_pays_before_the_first_reminder_is_not_looked_at() -> None:
    paid = receive(opened(), OWED, date(2026, 2, 2), LAW).after

    assert paid.due_on == date(2026, 3, 3), "the first reminder of February"


def test_nobody_is_reminded_of_a_month_that_is_not_opened() -> None:
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)

    step = step_taken(account, date(2026, 2, 3), LAW)

    assert step.reminders == ()
    assert step.after.due_on == date(2026, 5, 12)


def test_of_a_month_that_is_opened_late_only_the_newest_reminder_is_due() -> None:
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    waits = step_taken(account, date(2026, 2, 3), LAW).after

    late = open_month(waits, JANUARY, OWED, date(2026, 4, 20), LAW).after

    assert days_of(step_taken(late, date(2026, 4, 20), LAW).reminders) == [60]


def test_a_payment_that_makes_another_month_the_oldest_goes_on_with_its_next_step() -> None:
    both = open_month(opened(), FEBRUARY, OWED, date(2026, 3, 1), LAW).after
    reminded = step_taken(both, date(2026, 3, 12), LAW).after

    paid = receive(reminded, OWED, date(2026, 3, 15), LAW).after

    assert paid.reminds_on == date(2026, 3, 17)
    assert days_of(step_taken(paid, date(2026, 5, 1), LAW).reminders) == [7, 30]


@given(st.lists(st.integers(-10, 95), max_size=12), st.integers(0, 74))
def test_however_the_sweeps_are_spread_each_reminder_is_told_once_in_order(offsets: list[int], part: int) -> None:
    account, told, on = receive(opened(), Money.dinars(str(part)), date(2026, 2, 1), LAW).after, [], date(2026, 2, 1)

    for offset in (*offsets, 95):
        on = max(on, DUE + timedelta(days=offset))
        step = step_taken(account, on, LAW)
        told += days_of(step.reminders)
        account = step.after

    assert told == [-7, 0, 7, 30, 60, 80]


@pytest.mark.requirement("CMP-5")
def test_a_reminder_does_not_put_off_what_the_account_waits_for_on_another_day() -> None:
    """The end of the cover is announced for the 28th, and a reminder lies before that day."""
    announced = replace(opened(), next_action_on=date(2026, 2, 28))

    reminded = step_taken(announced, date(2026, 2, 3), LAW).after

    assert reminded.next_action_on == date(2026, 2, 28)
    assert step_taken(reminded, date(2026, 2, 28), LAW).after.next_action_on == date(2026, 5, 12)


@pytest.mark.requirement("CON-6")
def test_other_days_of_reminders_are_waited_for_once_the_account_is_thought_over() -> None:
    law = with_added(added("reminder_days", "2026-01-01", [-5, 15]))

    after = rethought(opened(), date(2026, 2, 1), law)

    assert after.reminds_on == date(2026, 2, 5)
    assert days_of(step_taken(after, date(2026, 2, 25), law).reminders) == [-5, 15]
