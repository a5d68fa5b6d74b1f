"""The law as dated data: what is in force on a day, and files that can't be the law (CON-6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ishtirak.errors import NoValueInForce
from ishtirak.law.law import BrokenParameter, Law, read_parameter, shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Category
from ishtirak.rules.contributions import contribution_for
from ishtirak.rules.money import Money

VALUE = """
  - from: {from_}
    value: {value}
    source: {{ar: "نص", title: a law, document: "20/2010"}}
"""


def parameter_file(*values: tuple[str, str], unit: str = "unit: days") -> str:
    return f"{unit}\nvalues:" + "".join(VALUE.format(from_=from_, value=value) for from_, value in values)


@pytest.mark.requirement("CON-6")
def test_a_value_is_in_force_from_its_day_until_the_next_ones() -> None:
    days = read_parameter("grace_days", parameter_file(("2010-01-01", "90"), ("2027-01-01", "60")))

    assert [days.on(date(*day)).value for day in [(2010, 1, 1), (2026, 12, 31), (2027, 1, 1)]] == [90, 90, 60]
    assert days.on(date(2026, 1, 1)).source.document == "20/2010"


@pytest.mark.requirement("CON-6")
def test_before_the_first_value_there_is_none() -> None:
    with pytest.raises(NoValueInForce) as refusal:
        shipped_law().grace_days(date(2009, 12, 31))

    assert refusal.value.code == "no_value_in_force"


@pytest.mark.requirement("CON-6")
def test_a_new_rate_changes_months_from_its_day_on_and_none_before() -> None:
    rate = '{public_employee: {subscriber: "2.5", employer: "5", social_security: "2.5", state: "1.25"}}'
    raised = rate.replace('subscriber: "2.5"', 'subscriber: "3"')
    law = Law(
        {
            **shipped_law().parameters,
            "contribution_rate": read_parameter(
                "contribution_rate", parameter_file(("2010-01-01", rate), ("2026-02-01", raised))
            ),
        }
    )

    owed = [
        contribution_for(Money.dinars("1000"), Month(2026, month), Category.PUBLIC_EMPLOYEE, law).subscriber
        for month in (1, 2)
    ]

    assert owed == [Money.dinars("25"), Money.dinars("30")]


@pytest.mark.requirement("CON-6", "PKG-1", "COL-2", "SAL-1")
def test_the_shipped_law_says_what_the_source_says_and_where() -> None:
    law, day = shipped_law(), date(2026, 1, 1)

    assert (law.grace_days(day), law.due_day(day), law.rounding_step_dirhams(day)) == (90, 10, 10)
    assert law.contribution_rate("private_employee", day) == {
        "subscriber": Decimal("2.5"),
        "employer": Decimal(5),
        "social_security": Decimal("2.5"),
        "state": Decimal("1.25"),
    }
    assert all(value.source.ar and value.source.title for each in law.parameters.values() for value in each.values)


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "unit: [",
        "unit: days",
        "unit: days\nvalues: []",
        "unit: days\nvalues: 5",
        parameter_file(("2010-01-01", "90"), unit="units: days"),
        parameter_file(("2010-01-01", "90"), unit="unit: days\nmore: 1"),
        parameter_file(("2010-01-01", "2.5")),
        parameter_file(("2010-01-01", "{state: 2.5}")),
        parameter_file(("2010-01-01", "two and a half")),
        parameter_file(("2010-01-01", "90\n    until: 2020-01-01")),
        parameter_file(("'2010'", "90")),
        parameter_file(("2010-01-01 10:00:00", "90")),
        parameter_file(("2010-01-01", "90"), ("2010-01-01", "60")),
        parameter_file(("2012-01-01", "90"), ("2010-01-01", "60")),
        parameter_file(("2010-01-01", "90")).replace("title: a law,", ""),
    ],
)
def test_a_file_that_can_not_be_the_law_is_not_started_with(text: str) -> None:
    with pytest.raises(BrokenParameter) as broken:
        read_parameter("grace_days", text)

    assert "grace_days" in broken.value.in_english
