"""A salary that has risen: one case and one SMS, whatever the order in which statements come (SAL-2, SAL-3)."""

from __future__ import annotations

import pytest

from functions.collect.cases import closing as closing_cases
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import cases
from ishtirak.storage.cases import Case
from ishtirak.storage.subscribers import Subscriber
from tests import builders
from tests.builders import ACTOR, at
from tests.cloud import Cloud
from tests.work import drain, sweep

pytestmark = pytest.mark.requirement("SAL-2", "SAL-3")

FIRSTS = {"2026-01": "2026-02-01", "2026-02": "2026-03-01", "2026-03": "2026-04-01", "2026-04": "2026-05-01"}


@pytest.fixture
def person(cloud: Cloud) -> Subscriber:
    """Earns 1,000, of which 885.59 are left: from 929.87 on it is a rise. January to April are opened."""
    person = builders.subscriber(builders.employer().id)
    for first in FIRSTS.values():
        sweep(cloud, first)
    return person


def state(cloud: Cloud, person: Subscriber, month: str, net: str | None = None, gross: str | None = None) -> None:
    """A statement of a month that is confirmed on 2 May."""
    line = Stated(Money.dinars(gross) if gross else None, Money.dinars(net) if net else None)
    assert person.employer_id is not None
    builders.stated(person.employer_id, month, "2026-05-02", **{person.id: line})
    drain(cloud, "2026-05-02")


def case_of(person: Subscriber) -> Case | None:
    return cases.find_all(CaseKind.SALARY_RISE, [person.id]).get(person.id)


def notices_of(cloud: Cloud) -> list[str]:
    return [item["cause"] for item in cloud.items() if item.get("kind") == "salary_rise_found" and "cause" in item]


def test_three_months_in_a_row_are_one_case_and_one_sms_with_the_figures(cloud: Cloud, person: Subscriber) -> None:
    for month in ("2026-02", "2026-03", "2026-04"):
        state(cloud, person, month, net="929.87")

    found = case_of(person)
    assert found is not None
    assert found.facts == {
        "first_month": "2026-02",
        "last_month": "2026-04",
        "baseline": "885.590",
        "threshold": "929.870",
        "net": "929.870",
    }
    assert notices_of(cloud) == ["salary_rise#0001"]


@pytest.mark.parametrize("order", ["234", "432", "324", "243", "2344", "22334"])
def test_the_order_in_which_statements_come_does_not_matter(cloud: Cloud, person: Subscriber, order: str) -> None:
    for month in order:
        state(cloud, person, f"2026-0{month}", net="935.00")

    found = case_of(person)
    assert found is not None
    assert (found.facts["first_month"], found.facts["last_month"], found.number) == ("2026-02", "2026-04", 1)
    assert notices_of(cloud) == ["salary_rise#0001"]


def test_a_rise_that_a_corrected_statement_takes_back_is_no_case_any_more(cloud: Cloud, person: Subscriber) -> None:
    for month in ("2026-02", "2026-03", "2026-04"):
        state(cloud, person, month, net="935.00")

    state(cloud, person, "2026-03", net="929.86")

    found = case_of(person)
    assert found is not None
    assert (found.is_open, found.outcome) == (False, "statement_corrected")


def test_a_gross_that_comes_late_breaks_the_run(cloud: Cloud, person: Subscriber) -> None:
    for month in ("2026-02", "2026-03", "2026-04"):
        state(cloud, person, month, net="935.00")

    state(cloud, person, "2026-03", gross="1060.00")

    found = case_of(person)
    assert found is not None
    assert not found.is_open


def test_what_a_person_has_looked_at_is_not_found_again_while_it_goes_on(cloud: Cloud, person: Subscriber) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        state(cloud, person, month, net="935.00")
    closing_cases.close(CaseKind.SALARY_RISE, person.id, "مكافأة لمرة واحدة", ACTOR, at("2026-05-02"))

    state(cloud, person, "2026-04", net="935.00")

    found = case_of(person)
    assert found is not None
    assert (found.is_open, found.number) == (False, 1)
    assert len(notices_of(cloud)) == 1


def test_two_months_are_no_rise(cloud: Cloud, person: Subscriber) -> None:
    for month in ("2026-02", "2026-04"):
        state(cloud, person, month, net="935.00")

    assert case_of(person) is None
    assert notices_of(cloud) == []


def test_a_salary_with_its_gross_is_assessed_on_it_and_nothing_is_to_be_looked_at(
    cloud: Cloud, person: Subscriber
) -> None:
    for month in ("2026-02", "2026-03", "2026-04"):
        state(cloud, person, month, gross="1100.00", net="974.14")

    assert case_of(person) is None
