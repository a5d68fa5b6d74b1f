"""A payroll system with credentials of its own: what it does, what it is refused, what docs/payroll.md says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ishtirak.errors import FundError
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-7", "ACC-1", "ACC-2")

PAGE = Path(__file__).parents[2] / "docs" / "payroll.md"


def test_a_payroll_system_states_looks_and_confirms_for_its_own_employer(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    of_its_own = {"role": "payroll", "employer": employer["id"]}
    told = {"month": "2026-01", "lines": [{"subscriber_id": person["id"], "gross": "1450.000"}]}

    stated = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", **of_its_own, json=told)
    read = fund.ask("GET", stated.headers["location"], **of_its_own)
    confirmed = fund.ask("POST", f"{stated.headers['location']}/confirm", **of_its_own)
    file = {"month": "2026-01", "file_name": "january.csv"}
    form = fund.ask("POST", f"/v1/employers/{employer['id']}/statements/uploads", **of_its_own, json=file)

    assert [each.status_code for each in (stated, read, confirmed, form)] == [201, 200, 202, 201]
    assert (read.json()["state"], confirmed.json()["state"]) == ("checked", "confirmed")
    assert form.json()["upload"]["fields"]


def test_a_payroll_system_is_refused_whatever_else_its_employer_may(fund: Fund) -> None:
    employer, other = fund.employer(), fund.employer()
    person = fund.subscriber(employer["id"])
    statement = fund.ask(
        "POST",
        f"/v1/employers/{other['id']}/statements",
        json={"month": "2026-01", "lines": [{"subscriber_id": person["id"], "gross": "1"}]},
    ).json()
    new = {**fund.person(), "employer_id": employer["id"]}
    file = {"file_name": "list.csv"}

    asked = [
        ("GET", f"/v1/employers/{employer['id']}", None),
        ("GET", f"/v1/employers/{employer['id']}/history", None),
        ("GET", f"/v1/employers/{employer['id']}/policy", None),
        ("GET", f"/v1/employers/{employer['id']}/subscribers", None),
        ("POST", f"/v1/employers/{employer['id']}/registrations", file),
        ("POST", "/v1/subscribers", new),
        ("GET", f"/v1/subscribers/{person['id']}", None),
        ("GET", f"/v1/subscribers/{person['id']}/cover", None),
        ("GET", f"/v1/payers/{employer['id']}/account", None),
        ("POST", f"/v1/employers/{other['id']}/statements", {"month": "2026-01", "lines": [{"gross": "1"}]}),
        ("GET", f"/v1/statements/{statement['id']}", None),
        ("POST", f"/v1/statements/{statement['id']}/confirm", None),
    ]
    for method, path, body in asked:
        answer = fund.ask(method, path, "payroll", employer=employer["id"], json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), path


def test_the_codes_that_the_page_for_payroll_systems_names_are_codes_of_the_fund(fund: Fund) -> None:
    rows = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    in_tables = {
        code for row in rows for cell in row[1:3] for code in re.findall(r"^ ?`([a-z_]+)`|, `([a-z_]+)`", cell)
    }
    named = {first or second for first, second in in_tables}
    known = {error.code for error in _below(FundError) if hasattr(error, "code")}

    assert named - known - OF_THE_STATEMENT == set()
    assert {"not_permitted", "invalid_month", "idempotency_key_reused", "statement_not_checked"} <= named


# States of a statement, differences of people, and what its check notes of a line: no errors of requests.
OF_THE_STATEMENT = {
    *("waiting", "checked", "refused", "confirmed"),
    *("joined", "raised", "lowered", "same", "net_only", "missing", "left"),
    *("not_on_list", "stated_twice", "too_many", "too_few", "invalid_request"),
}


def _below(kind: type[FundError]) -> Iterator[type[FundError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
