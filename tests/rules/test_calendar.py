"""Months, the day they are opened and the day they fall due (COL-1, COL-2)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import InvalidMonth, Month, due_on, opening_day


def test_a_month_is_written_as_it_is_read() -> None:
    assert str(Month.parse("2026-01")) == "2026-01"
    assert Month.of(date(2026, 2, 28)) == Month(2026, 2)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "٢٠٢٦-٠١", ""])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidMonth) as refusal:
        Month.parse(text)

    assert refusal.value.code == "invalid_month"


def test_a_month_knows_its_days_and_its_neighbours() -> None:
    assert Month(2028, 2).last_day == date(2028, 2, 29)
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month(2026, 11).plus(14) == Month(2028, 1)
    assert [str(each) for each in Month(2026, 11).through(Month(2027, 1))] == ["2026-11", "2026-12", "2027-01"]
    assert list(Month(2026, 2).through(Month(2026, 1))) == []


@pytest.mark.requirement("COL-1", "COL-2")
def test_a_month_is_opened_on_the_first_of_the_next_and_due_on_its_tenth() -> None:
    december = Month(2026, 12)

    assert opening_day(december) == date(2027, 1, 1)
    assert due_on(december, shipped_law()) == date(2027, 1, 10)
