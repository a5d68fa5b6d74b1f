"""On which day a wife who works leaves her husband's family for a subscription of her own (FAM-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.standing import Standing
from ishtirak.rules.transfers import own_cover_from

LAW = shipped_law()
WORKS_FROM = Month(2026, 1)
NEXT = WORKS_FROM.plus(1)
REPORTED_ON = date(2026, 1, 20)
PAID_ON = date(2026, 2, 25)
SINCE = date(2025, 12, 10)


def paid_on(day: date, until: date | None = None) -> list[Standing]:
    """An employer that owed for the first month of the work until `day`."""
    return [Standing(WORKS_FROM, SINCE, until=day), Standing(NEXT, day, until)]


@pytest.mark.requirement("FAM-3")
def test_nobody_moves_while_the_employer_still_owes_for_the_first_month_of_the_work() -> None:
    assert own_cover_from(WORKS_FROM, REPORTED_ON, [Standing(WORKS_FROM, SINCE)], LAW) is None


@pytest.mark.requirement("FAM-3")
def test_the_move_is_on_the_day_of_the_payment_where_the_work_was_reported_before() -> None:
    assert own_cover_from(WORKS_FROM, REPORTED_ON, paid_on(PAID_ON), LAW) == PAID_ON


@pytest.mark.requirement("FAM-3")
def test_the_move_is_on_the_day_of_the_report_where_the_employer_had_paid_before() -> None:
    reported_on = PAID_ON + timedelta(days=10)

    assert own_cover_from(WORKS_FROM, reported_on, paid_on(PAID_ON), LAW) == reported_on


@pytest.mark.requirement("FAM-3", "PKG-1")
def test_nobody_moves_to_an_employer_that_has_lapsed() -> None:
    lapsed = Standing(NEXT, PAID_ON, lapsed_since=date(2026, 2, 1))

    assert own_cover_from(WORKS_FROM, REPORTED_ON, [lapsed], LAW) is None


@pytest.mark.requirement("FAM-3")
def test_the_move_waits_for_the_standing_that_holds_after_a_payment_was_taken_back() -> None:
    taken_back_on, paid_again_on = date(2026, 2, 27), date(2026, 3, 9)
    reported_on = date(2026, 3, 1)
    standings = [
        *paid_on(PAID_ON, until=taken_back_on),
        Standing(WORKS_FROM, taken_back_on, paid_again_on),
        Standing(NEXT, paid_again_on),
    ]

    assert own_cover_from(WORKS_FROM, reported_on, standings, LAW) == paid_again_on
    assert own_cover_from(WORKS_FROM, REPORTED_ON, standings, LAW) == PAID_ON


@pytest.mark.requirement("FAM-3")
@given(st.dates(SINCE, date(2026, 3, 31)), st.dates(date(2025, 12, 11), date(2026, 3, 31)))
def test_the_move_is_on_the_later_of_the_report_and_the_payment(reported_on: date, paid: date) -> None:
    assert own_cover_from(WORKS_FROM, reported_on, paid_on(paid), LAW) == max(reported_on, paid)
