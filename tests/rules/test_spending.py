"""What an SMS costs is counted in whole dirhams, and never below what is paid (NOT-4)."""

from __future__ import annotations

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.spending import daily_cap, daily_cap_of_kind, price_of
from tests.builders import day
from tests.notify.laws import with_values

pytestmark = pytest.mark.requirement("NOT-3", "NOT-4")

LAW = shipped_law()
TODAY = day("2026-05-12")


@pytest.mark.parametrize(("price", "dirhams"), [("0.060", 180), ("0.035", 105), ("0", 0)])
def test_each_segment_has_its_price(price: str, dirhams: int) -> None:
    law = with_values(LAW, "sms_segment_price", {"2026-01-01": price})

    assert price_of(3, TODAY, law) == dirhams


def test_a_price_is_that_of_its_day() -> None:
    law = with_values(LAW, "sms_segment_price", {"2026-05-13": "0.100"})

    assert (price_of(1, TODAY, law), price_of(1, day("2026-05-13"), law)) == (60, 100)


def test_ten_million_people_can_be_told_in_a_day_and_no_kind_takes_all_of_the_money() -> None:
    assert daily_cap(TODAY, LAW) >= 10_000_000 * price_of(3, TODAY, LAW)
    assert daily_cap_of_kind(TODAY, LAW) < daily_cap(TODAY, LAW)
