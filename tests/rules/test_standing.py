"""How long a payer has been behind, by the dates of the source: due on the 10th, 90 days of grace."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.standing import Move, Standing, move, standing_on

LAW = shipped_law()
JANUARY, FEBRUARY, APRIL, MAY = Month(2026, 1), Month(2026, 2), Month(2026, 4), Month(2026, 5)
OWES_JANUARY = Standing(JANUARY, date(2026, 1, 1))


@pytest.mark.requirement("COL-2", "PKG-1")
@pytest.mark.parametrize(
    ("day", "days"),
    [("2026-02-10", 0), ("2026-02-11", 1), ("2026-05-11", 90), ("2026-05-12", 91)],
)
def test_days_past_due_are_counted_from_the_due_date(day: str, days: int) -> None:
    assert OWES_JANUARY.days_past_due(date.fromisoformat(day), LAW) == days


@pytest.mark.requirement("PKG-1")
def test_day_90_is_still_inside_and_day_91_is_not() -> None:
    assert OWES_JANUARY.due_on(LAW) == date(2026, 2, 10)
    assert OWES_JANUARY.past_due_from(LAW) == date(2026, 2, 11)
    assert OWES_JANUARY.lapses_on(LAW) == date(2026, 5, 12)


@pytest.mark.requirement("PKG-4")
def test_a_payment_that_leaves_the_same_month_open_moves_nothing() -> None:
    assert move(OWES_JANUARY, JANUARY, date(2026, 3, 1), LAW) == Move(OWES_JANUARY)


def test_who_was_never_late_leaves_no_history() -> None:
    moved = move(OWES_JANUARY, FEBRUARY, date(2026, 2, 10), LAW)

    assert moved == Move(Standing(FEBRUARY, date(2026, 2, 10)))


@pytest.mark.requirement("PKG-6")
def test_who_was_late_leaves_history_until_the_day_of_payment() -> None:
    moved = move(OWES_JANUARY, FEBRUARY, date(2026, 3, 1), LAW)

    assert moved.ended == Standing(JANUARY, date(2026, 1, 1), until=date(2026, 3, 1))
    assert moved.now == Standing(FEBRUARY, date(2026, 3, 1))
    assert not moved.must_be_told


@pytest.mark.requirement("PKG-2", "PKG-4")
def test_a_lapse_goes_on_while_any_month_is_past_due() -> None:
    moved = move(OWES_JANUARY, APRIL, date(2026, 5, 15), LAW)  # April fell due on 10 May

    assert moved.now == Standing(APRIL, date(2026, 5, 15), lapsed_since=date(2026, 5, 12))
    assert moved.now.lapses_on(LAW) == date(2026, 5, 12)
    assert not moved.must_be_told


@pytest.mark.requirement("PKG-4")
@pytest.mark.parametrize(("owed_first", "on"), [(MAY, "2026-05-15"), (APRIL, "2026-05-10")])
def test_a_lapse_ends_once_nothing_is_past_due(owed_first: Month, on: str) -> None:
    lapsed = Standing(JANUARY, date(2026, 1, 1), lapsed_since=date(2026, 5, 1))

    moved = move(lapsed, owed_first, date.fromisoformat(on), LAW)

    assert moved.now == Standing(owed_first, date.fromisoformat(on), restored_on=date.fromisoformat(on))
    assert moved.must_be_told


@pytest.mark.requirement("COL-5", "PKG-9")
def test_a_month_owed_again_long_after_its_due_date_lapses_at_once_and_not_before() -> None:
    owes_may = Standing(MAY, date(2026, 5, 5), restored_on=date(2026, 5, 5))

    moved = move(owes_may, JANUARY, date(2026, 6, 1), LAW)

    assert moved.now.past_due_from(LAW) == date(2026, 6, 1)
    assert moved.now.lapses_on(LAW) == date(2026, 6, 1)
    assert moved.now.days_past_due(date(2026, 5, 31), LAW) == 0
    assert moved.now.restored_on == date(2026, 5, 5)
    assert moved.must_be_told


@pytest.mark.requirement("PKG-9")
def test_a_move_that_comes_in_late_never_reaches_behind_the_one_before_it() -> None:
    owes_february = Standing(FEBRUARY, date(2026, 3, 1))

    moved = move(owes_february, Month(2026, 3), date(2026, 2, 20), LAW)

    assert moved.now.since == date(2026, 3, 1)


@pytest.mark.requirement("PKG-6")
def test_the_standing_of_a_day_is_the_one_that_held_on_it() -> None:
    first = Standing(Month(2026, 1), date(2026, 1, 1), until=date(2026, 5, 1))
    last = Standing(Month(2026, 4), date(2026, 6, 1))

    found = [standing_on(date(2026, month, 1), [first, last]) for month in (1, 4, 5, 6)]

    assert found == [first, first, None, last]
