"""Statements that come as files (COL-7)."""

from __future__ import annotations

import pytest

from functions.collect.statements import files as statement_files
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import statements
from ishtirak.storage.statements import Statement, StatementState, UnknownStatement
from tests import builders
from tests.builders import ACTOR, LAW, at
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well

HEADING = "الرقم الوطني,اسم الموظف,إجمالي المرتب"


def sent(cloud: Cloud, employer_id: str, content: bytes) -> Statement:
    statement, form = statement_files.ask(employer_id, Month(2026, 1), "january.csv", ACTOR, at("2026-01-20"))
    assert form.fields["key"] == f"statements/{statement.id}"
    cloud.put_file(f"statements/{statement.id}", content)
    return statement


def check(statement: Statement) -> Statement:
    statement_files.check(f"statements/{statement.id}", LAW)
    return statements.load(statement.id)


@pytest.mark.requirement("COL-7")
def test_a_file_is_read_and_what_it_says_is_shown(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    lines = [HEADING, f"{person.national_number},علي,1200.00", f"{builders.national_number()},عمر,900", "12,سالم,x"]

    found = check(sent(cloud, employer.id, "\n".join(lines).encode()))

    assert found.state is StatementState.CHECKED
    assert found.counts == {"rows": 3, "good": 1, "refused": 2}
    assert found.totals_dirhams["gross"] == 1_200_000
    assert {each["line"] for each in found.problems} == {3, 4}
    assert statements.of_month(found.id, [person.id]) == {person.id: Stated(Money(1_200_000))}


@pytest.mark.requirement("COL-7")
def test_a_file_that_is_not_what_it_says_refuses_its_statement(cloud: Cloud) -> None:
    found = check(sent(cloud, builders.employer().id, b"PK\x03\x04 not a workbook"))

    assert found.state is StatementState.REFUSED
    assert found.problems


@pytest.mark.requirement("COL-7")
def test_another_file_after_the_check_is_not_looked_at(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    statement = sent(cloud, employer.id, f"{HEADING}\n{person.national_number},علي,1200".encode())
    found = check(statement)

    cloud.put_file(f"statements/{statement.id}", f"{HEADING}\n{person.national_number},علي,1300".encode())

    assert check(statement) == found
    assert statements.of_month(found.id, [person.id]) == {person.id: Stated(Money(1_200_000))}


def test_a_file_of_no_statement_is_not_read(cloud: Cloud) -> None:
    with pytest.raises(UnknownStatement):
        statement_files.check("statements/T000000000000", LAW)


@pytest.mark.requirement("COL-7")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_the_check_finds_the_same(cloud: Cloud, fault: Fault, faults: Faults) -> None:
    employer = builders.employer()
    lines = [HEADING, *(f"{builders.subscriber(employer.id).national_number},علي,1200" for _ in range(3))]
    statement = sent(cloud, employer.id, "\n".join(lines).encode())
    before = cloud.items()
    faults.arm()
    undisturbed = check(statement)
    calls, items = list(faults.calls)[:-1], cloud.items()  # the last one is the test's own

    for number, call in enumerate(calls, 1):
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(lambda: check(statement))
        faults.arm()
        assert check(statement) == undisturbed, f"{call} ({number})"
        assert cloud.items() == items, f"{call} ({number})"
