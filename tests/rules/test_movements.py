"""A payer's statement of account: what was owed before, each movement, what was owed after (COL-10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.movements import Movement, MovementKind, PeriodTurnedRound, statement_of

pytestmark = pytest.mark.requirement("COL-10")

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAYS = st.integers(0, 364).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.integers(-100_000, 100_000).map(Money)
MOVEMENTS = st.lists(st.builds(Movement, DAYS, st.sampled_from(MovementKind), AMOUNTS, st.text("ab", max_size=3)))


def test_a_statement_begins_with_what_was_owed_before_and_ends_with_what_is_owed_after() -> None:
    charge = Movement(date(2026, 2, 1), MovementKind.CHARGE, Money.dinars("25"), "2026-01", Month(2026, 1))
    paid = Movement(date(2026, 2, 10), MovementKind.PAYMENT, Money.dinars("-20"), "receipt#NAB#1")
    next_ = Movement(date(2026, 3, 1), MovementKind.CHARGE, Money.dinars("25"), "2026-02", Month(2026, 2))
    later = Movement(date(2026, 4, 1), MovementKind.CHARGE, Money.dinars("25"), "2026-03", Month(2026, 3))

    statement = statement_of([later, next_, paid, charge], date(2026, 2, 10), date(2026, 3, 31))

    assert (statement.opening, statement.closing) == (Money.dinars("25"), Money.dinars("30"))
    assert [(row.movement, row.balance) for row in statement.rows] == [
        (paid, Money.dinars("5")),
        (next_, Money.dinars("30")),
    ]
    assert statement.total(MovementKind.PAYMENT, MovementKind.TAKEN_BACK) == Money.dinars("-20")


def test_on_one_day_what_is_owed_comes_before_what_is_paid() -> None:
    paid = Movement(FIRST, MovementKind.PAYMENT, Money.dinars("-25"), "receipt#NAB#1")
    charge = Movement(FIRST, MovementKind.CHARGE, Money.dinars("25"), "2025-12")

    assert [row.movement for row in statement_of([paid, charge], FIRST, LAST).rows] == [charge, paid]


@pytest.mark.parametrize("to", [date(2025, 12, 31), date(2025, 1, 1)])
def test_a_period_does_not_end_before_it_begins(to: date) -> None:
    with pytest.raises(PeriodTurnedRound):
        statement_of([], FIRST, to)


@given(MOVEMENTS, DAYS, DAYS)
def test_two_periods_one_after_the_other_are_one_statement(movements: list[Movement], one: date, other: date) -> None:
    cut = min(one, other)
    first = statement_of(movements, FIRST, cut)
    rest = statement_of(movements, cut + timedelta(days=1), LAST + timedelta(days=1))
    whole = statement_of(movements, FIRST, LAST)

    assert (*first.rows, *rest.rows) == whole.rows
    assert rest.opening == first.closing
    assert whole.closing == sum((each.amount for each in movements), Money.ZERO)


def test_a_period_without_movements_ends_as_it_began() -> None:
    statement = statement_of([], FIRST, LAST)

    assert (statement.opening, statement.closing, statement.rows) == (Money.ZERO, Money.ZERO, ())
