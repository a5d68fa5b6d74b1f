"""Categories and sectors are those that the law names (CON-7)."""

from __future__ import annotations

import pytest

from ishtirak.law.parameter import PAYERS
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.categories import Share, UnknownCategory, UnknownSector, category_of, sector_of

LAW = shipped_law()


@pytest.mark.requirement("CON-7")
def test_a_category_and_a_sector_of_the_law_are_taken_as_they_are() -> None:
    assert [category_of(each, LAW) for each in LAW.categories] == list(LAW.categories)
    assert [sector_of(each, LAW) for each in LAW.sectors] == list(LAW.sectors)


@pytest.mark.requirement("CON-7")
@pytest.mark.parametrize("text", ["", "astronaut", "Retiree", "retiree "])
def test_any_other_is_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(UnknownCategory) as category:
        category_of(text, LAW)
    with pytest.raises(UnknownSector) as sector:
        sector_of(text, LAW)

    assert (category.value.code, sector.value.code) == ("unknown_category", "unknown_sector")
    assert "self_employed" in category.value.in_arabic
    assert "foreign_company" in sector.value.in_english


@pytest.mark.requirement("CON-1")
def test_the_payers_of_the_rules_are_those_of_the_law() -> None:
    assert [share.value for share in Share] == list(PAYERS)


@pytest.mark.requirement("SAL-2", "SAL-4", "CON-4")
def test_each_kind_of_case_has_the_name_that_scenarios_use() -> None:
    assert {kind.value for kind in CaseKind} == {
        "salary_rise",
        "rate_missing",
        "certificate_ended",
        "phone_fails",
        "policy_closed",
        "account_frozen",
    }
