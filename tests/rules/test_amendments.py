"""What a value that is added to the law touches, and what it leaves alone (CON-6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.law import RATE
from ishtirak.rules.amendments import first_month_touched, moves_thresholds, touches_rolls
from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import tariff_for
from tests.law.test_law import added, with_added

EMPLOYEE = "public_employee"
A_RATE = {"subscriber": "3"}


@pytest.mark.requirement("CON-6")
@given(st.dates(date(2010, 1, 2), date(2040, 1, 1)), st.sampled_from(["rate", "step"]))
def test_the_first_month_touched_is_the_first_with_another_tariff(from_: date, kind: str) -> None:
    name, written = (RATE + EMPLOYEE, A_RATE) if kind == "rate" else ("rounding_step", 1)
    value = added(name, from_.isoformat(), written)
    law = with_added(value)

    first = first_month_touched([value])

    assert first is not None
    before, of_it = (tariff_for(EMPLOYEE, month, law) for month in (first.plus(-1), first))
    assert {before.dated.number, before.step.number} == {0}
    assert {of_it.dated.number, of_it.step.number} == {0, 1}


@pytest.mark.requirement("CON-6")
def test_of_several_values_the_earliest_month_counts_and_those_of_no_assessment_do_not() -> None:
    values = [
        added("grace_days", "2025-01-01", 60),
        added(RATE + EMPLOYEE, "2026-03-02", A_RATE),
        added(RATE + EMPLOYEE, "2026-05-01", A_RATE),
    ]

    assert first_month_touched(values) == Month(2026, 4)
    assert first_month_touched(values[:1]) is None
    assert first_month_touched([]) is None


@pytest.mark.requirement("CON-6", "PKG-9")
@pytest.mark.parametrize(
    ("parameter", "written", "thresholds", "rolls"),
    [
        ("grace_days", 60, True, True),
        ("due_day", 15, True, True),
        ("certificate_months", 12, True, True),
        ("certificate_notice_months", 2, True, True),
        ("rounding_step", 1, False, True),
        (RATE + EMPLOYEE, A_RATE, False, True),
        ("card_fee", "25", False, False),
        ("salary_rise_threshold", "10", False, False),
    ],
)
def test_some_values_move_days_some_move_amounts_and_some_neither(
    parameter: str, written: object, thresholds: bool, rolls: bool
) -> None:
    value = added(parameter, "2026-01-01", written)

    assert moves_thresholds([value]) is thresholds
    assert touches_rolls(value) is rolls
