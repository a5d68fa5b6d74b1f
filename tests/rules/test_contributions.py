"""What each payer owes: 2.5 %, 5 %, 2.5 % and 1.25 % of the month's income (CON-1, CON-8)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.errors import NoValueInForce
from ishtirak.law.law import Law, read_parameter, shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import CATEGORY_OF_EMPLOYEES, Category, Sector, Share
from ishtirak.rules.contributions import (
    Assessment,
    Certificate,
    Contribution,
    IncomeSource,
    assess,
    contribution_for,
)
from ishtirak.rules.money import Money

LAW = shipped_law()
JANUARY = Month(2026, 1)
REAL_MONTH = Path(__file__).parents[1] / "data" / "payroll" / "2026-01-clean-utf8.csv"


def dinars(subscriber: str, employer: str, social_security: str, state: str) -> Contribution:
    return Contribution(*(Money.dinars(each) for each in (subscriber, employer, social_security, state)))


@pytest.mark.requirement("CON-1")
@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize(
    ("gross", "owed"),
    [
        ("1000", dinars("25", "50", "25", "12.5")),
        ("1234.56", dinars("30.86", "61.73", "30.86", "15.43")),  # 30.864, 61.728, 15.432
        ("1050", dinars("26.25", "52.5", "26.25", "13.13")),  # 13.125 goes up
        ("0", dinars("0", "0", "0", "0")),
    ],
)
def test_each_share_is_rounded_by_itself(category: Category, gross: str, owed: Contribution) -> None:
    assert contribution_for(Money.dinars(gross), JANUARY, category, LAW) == owed


@pytest.mark.requirement("CON-1")
def test_the_real_month_of_1180_people_comes_out_to_the_dirham() -> None:
    with REAL_MONTH.open(encoding="utf-8-sig", newline="") as file:
        grosses = [Money.dinars(row["إجمالي المرتب"]) for row in csv.DictReader(file) if row["م"].isdigit()]

    owed = [contribution_for(gross, JANUARY, Category.PRIVATE_EMPLOYEE, LAW) for gross in grosses]

    assert len(grosses) == 1_180
    assert sum(grosses, Money.ZERO) == Money.dinars("1518760.00")
    assert sum(owed, Contribution()) == dinars("37970.50", "75939.27", "37970.50", "18985.45")


@pytest.mark.requirement("CON-1")
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_shares_sum_to_the_total_and_never_fall_when_income_rises(gross: int, more: int) -> None:
    less_owed = contribution_for(Money(gross), JANUARY, Category.PUBLIC_EMPLOYEE, LAW)
    more_owed = contribution_for(Money(gross + more), JANUARY, Category.PUBLIC_EMPLOYEE, LAW)

    assert less_owed.total.dirhams == sum(less_owed.of(share).dirhams for share in Share)
    assert all(less_owed.of(share) <= more_owed.of(share) for share in Share)
    assert less_owed + (more_owed - less_owed) == more_owed
    assert bool(more_owed - less_owed) == (more_owed != less_owed)


@pytest.mark.requirement("CON-6")
def test_a_category_without_a_rate_is_refused_and_nothing_is_invented() -> None:
    rate = """
unit: percent_of_income
values:
  - from: 2010-01-01
    value: {public_employee: {subscriber: "2.5", employer: "5", social_security: "2.5", state: "1.25"}}
    source: {ar: نص, title: a law}
"""
    law = Law({**LAW.parameters, "contribution_rate": read_parameter("contribution_rate", rate)})

    with pytest.raises(NoValueInForce) as refusal:
        contribution_for(Money(1), JANUARY, Category.PRIVATE_EMPLOYEE, law)

    assert refusal.value.code == "no_value_in_force"
    assert "contribution_rate.private_employee" in refusal.value.in_english


OF_DECEMBER = Certificate(date(2025, 12, 1), Money.dinars("900"))
OF_END_OF_JANUARY = Certificate(date(2026, 1, 31), Money.dinars("1000"))
OF_FEBRUARY = Certificate(date(2026, 2, 1), Money.dinars("1100"))


def assessed(stated: Money | None, *certificates: Certificate) -> Assessment | None:
    return assess(JANUARY, Category.PUBLIC_EMPLOYEE, stated, certificates, LAW)


@pytest.mark.requirement("CON-8")
def test_the_statement_of_the_month_goes_before_any_certificate() -> None:
    found = assessed(Money.dinars("1200"), OF_DECEMBER)

    assert found is not None
    assert (found.income, found.source) == (Money.dinars("1200"), IncomeSource.STATEMENT)
    assert found.contribution == dinars("30", "60", "30", "15")


@pytest.mark.requirement("CON-8")
def test_without_a_statement_the_newest_certificate_issued_by_the_end_of_the_month_counts() -> None:
    found = assessed(None, OF_FEBRUARY, OF_END_OF_JANUARY, OF_DECEMBER)

    assert found is not None
    assert (found.income, found.source) == (Money.dinars("1000"), IncomeSource.CERTIFICATE)


@pytest.mark.requirement("CON-8")
def test_without_either_nothing_is_assessed() -> None:
    assert assessed(None, OF_FEBRUARY) is None


@pytest.mark.requirement("CON-8")
def test_a_stated_income_of_nothing_is_a_statement_too() -> None:
    found = assessed(Money.ZERO, OF_DECEMBER)

    assert found is not None
    assert found.source is IncomeSource.STATEMENT
    assert not found.contribution


@pytest.mark.requirement("CON-7")
def test_every_sector_says_the_category_of_its_employees() -> None:
    assert set(CATEGORY_OF_EMPLOYEES) == set(Sector)
