"""Of which days a provider may ask, and which packages give anything (SRV-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.eligibility import TreatmentToCome, TreatmentTooLongAgo, check_day, is_covered
from ishtirak.rules.packages import Package

pytestmark = pytest.mark.requirement("SRV-4")

LAW = shipped_law()
TODAY = date(2026, 6, 9)


def test_a_provider_asks_about_today_and_a_year_back() -> None:
    check_day(TODAY, TODAY, LAW)
    check_day(TODAY - timedelta(days=365), TODAY, LAW)

    with pytest.raises(TreatmentToCome):
        check_day(TODAY + timedelta(days=1), TODAY, LAW)
    with pytest.raises(TreatmentTooLongAgo) as refusal:
        check_day(TODAY - timedelta(days=366), TODAY, LAW)
    assert refusal.value.values["first"] == date(2025, 6, 9)


def test_whoever_has_any_service_is_covered() -> None:
    assert {package for package in Package if not is_covered(package)} == {Package.FROZEN, Package.NONE}
