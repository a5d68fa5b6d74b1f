"""Monthly statements by the API and as files (COL-7, CON-8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.fund import PAYROLL, Fund
from tests.doors.test_lists import confirm as confirm_list
from tests.doors.test_lists import send as send_list

pytestmark = pytest.mark.requirement("COL-7")


def send(fund: Fund, employer_id: str, month: str, file_name: str, content: bytes | None = None) -> dict[str, Any]:
    """Send a file as the statement of a month, and what its check has found."""
    told = {"month": month, "file_name": file_name}
    answer = fund.ask("POST", f"/v1/employers/{employer_id}/statements/uploads", json=told)
    assert answer.status_code == 201, answer.text
    asked = answer.json()
    fund.upload(asked["upload"], (PAYROLL / file_name).read_bytes() if content is None else content)
    found: dict[str, Any] = fund.get(f"/v1/statements/{asked['id']}")
    return found


def confirm(fund: Fund, statement_id: str) -> None:
    assert fund.ask("POST", f"/v1/statements/{statement_id}/confirm").status_code == 202
    fund.drain()


@pytest.mark.requirement("CON-1")
def test_the_statement_of_1180_people_adds_up_to_the_figures_of_the_file(fund: Fund) -> None:
    employer = fund.employer()
    confirm_list(fund, send_list(fund, employer["id"], "2026-01-clean-utf8.csv"))

    found = send(fund, employer["id"], "2026-01", "2026-01-clean-utf8.csv")

    assert found["state"] == "checked"
    assert found["counts"] == {"rows": 1180, "good": 1180, "refused": 0}
    assert found["totals"] == {
        "gross": "1518760.000",
        "net": "0.000",
        "subscriber": "37970.500",
        "employer": "75939.270",
        "social_security": "37970.500",
        "state": "18985.450",
        "total": "170865.720",
    }


def test_files_in_cp1256_and_workbooks_are_read_and_strangers_are_named(fund: Fund) -> None:
    employer = fund.employer()
    confirm_list(fund, send_list(fund, employer["id"], "2026-01-clean-utf8.csv"))

    for file_name, rows in (("2026-02-cp1256-semicolon.csv", 1195), ("2026-03.xlsx", 1192)):
        found = send(fund, employer["id"], "2026-01", file_name)

        assert found["counts"]["rows"] == rows
        assert found["counts"]["good"] + found["counts"]["refused"] == rows
        assert {problem["code"] for problem in found["problems"]} == {"not_on_list"}


@pytest.mark.requirement("CON-8")
def test_a_confirmed_statement_is_what_the_month_is_assessed_from_and_the_certificate_where_there_is_none(
    fund: Fund,
) -> None:
    employer = fund.employer()
    stated, left_out = fund.subscriber(employer["id"]), fund.subscriber(employer["id"])
    lines = [{"subscriber_id": stated["id"], "gross": "1200"}]
    told = {"month": "2026-01", "lines": lines}
    statement = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told).json()

    confirm(fund, statement["id"])
    fund.advance("2026-02-01")

    assessed = [fund.get(f"/v1/subscribers/{person['id']}/months/2026-01") for person in (stated, left_out)]
    assert [(each["source"], each["income"]) for each in assessed] == [
        ("statement", "1200.000"),
        ("certificate", "1000.000"),
    ]


@pytest.mark.requirement("CON-8")
def test_a_statement_that_comes_late_moves_only_the_difference_and_a_second_one_takes_its_place(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    fund.advance("2026-02-05")

    for gross, subscriber, owed_by_employer in (("1200", "30.000", "60.000"), ("800", "20.000", "40.000")):
        told = {"month": "2026-01", "lines": [{"national_number": person["national_number"], "gross": gross}]}
        statement = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told).json()
        confirm(fund, statement["id"])
        confirm(fund, statement["id"])  # a person presses twice

        assert fund.get(f"/v1/payers/{person['id']}/months/2026-01")["owed"] == subscriber
        assert fund.get(f"/v1/payers/{employer['id']}/months/2026-01")["owed"] == owed_by_employer
        assert fund.balance(person["id"]) == subscriber
        assert fund.balance(employer["id"]) == owed_by_employer

    assert fund.get("/v1/shares/state/months/2026-01")["owed"] == "10.000"
    assert fund.get(f"/v1/subscribers/{person['id']}/months/2026-01")["number"] == 3


def test_a_statement_is_shown_against_the_month_before_who_joined_left_is_missing_or_earns_otherwise(
    fund: Fund,
) -> None:
    employer = fund.employer()
    raised, lowered, same, missing, left = (fund.subscriber(employer["id"]) for _ in range(5))
    fund.advance("2026-02-10")
    ended = {"kind": "work_ended", "on": "2026-02-10", "employer_id": employer["id"]}
    assert fund.ask("POST", f"/v1/subscribers/{left['id']}/life-events", json=ended).status_code == 200
    joined = fund.subscriber(employer["id"])
    paid = {raised["id"]: "1100", lowered["id"]: "900.500", same["id"]: "1000", joined["id"]: "700"}
    lines = [{"subscriber_id": who, "gross": gross} for who, gross in paid.items()]

    told = {"month": "2026-02", "lines": lines}
    found = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told).json()["comparison"]

    assert (found["month"], found["gross_before"], found["total_before"]) == ("2026-01", "5000.000", "562.500")
    assert found["counts"] == {
        "joined": 1,
        "raised": 1,
        "lowered": 1,
        "same": 1,
        "net_only": 0,
        "missing": 1,
        "left": 1,
    }
    changes = {each["subscriber_id"]: (each["difference"], each["before"], each["now"]) for each in found["changes"]}
    assert changes == {
        raised["id"]: ("raised", "1000.000", "1100.000"),
        lowered["id"]: ("lowered", "1000.000", "900.500"),
        joined["id"]: ("joined", None, "700.000"),
        missing["id"]: ("missing", "1000.000", None),
        left["id"]: ("left", "1000.000", None),
    }


def test_people_who_are_not_on_the_list_or_stand_twice_are_refused_line_by_line(fund: Fund) -> None:
    employer, other = fund.employer(), fund.employer(name="شركة أخرى")
    person, stranger = fund.subscriber(employer["id"]), fund.subscriber(other["id"])
    lines = [
        {"subscriber_id": person["id"], "gross": "1000"},
        {"national_number": person["national_number"], "gross": "1100"},
        {"subscriber_id": stranger["id"], "gross": "900"},
        {"national_number": "119990000009", "gross": "900"},
    ]

    told = {"month": "2026-01", "lines": lines}
    found = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told).json()

    assert found["counts"] == {"rows": 4, "good": 1, "refused": 3}
    assert [(each["line"], each["code"]) for each in found["problems"]] == [
        (2, "stated_twice"),
        (3, "not_on_list"),
        (4, "not_on_list"),
    ]


@pytest.mark.parametrize("month", ["2025-12", "2026-02", "2026-13", "2026", ""])
def test_a_month_before_the_policy_or_to_come_or_that_is_none_is_refused(fund: Fund, month: str) -> None:
    employer = fund.employer()
    told = {"month": month, "lines": [{"national_number": "119850000001", "gross": "1"}]}

    answer = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_month")


@pytest.mark.parametrize("gross", [1000, "-5", "1000.0001", "abc", ""])
def test_an_income_that_is_no_amount_is_refused_and_its_line_is_named(fund: Fund, gross: object) -> None:
    employer = fund.employer()
    told = {"month": "2026-01", "lines": [{"national_number": "119850000001", "gross": gross}]}

    answer = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_amount")
    assert answer.json()["errors"][0]["field"] == "lines.0.gross"


@pytest.mark.requirement("SAL-2")
@pytest.mark.parametrize("salary", [{}, {"gross": None}, {"gross": None, "net": None}])
def test_a_line_without_any_salary_is_refused(fund: Fund, salary: dict[str, None]) -> None:
    employer = fund.employer()
    told = {"month": "2026-01", "lines": [{"national_number": "119850000001", **salary}]}

    answer = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told)

    assert (answer.status_code, answer.json()["code"]) == (422, "salary_missing")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/employers/E0000000000XX"),
        ("GET", "/v1/subscribers/S0000000000XX"),
        ("GET", "/v1/statements/T0000000000XX"),
        ("POST", "/v1/statements/T0000000000XX/confirm"),
        ("GET", "/v1/payers/E0000000000XX/account"),
        ("GET", "/v1/registrations/L0000000000XX"),
        ("GET", "/v1/receipts/DEMO/none"),
        ("GET", "/v1/shares/employer/months/2026-01"),
        ("GET", "/v1/reports/R0000000000XX"),
    ],
)
def test_what_is_not_there_is_said_in_both_languages(fund: Fund, method: str, path: str) -> None:
    answer = fund.ask(method, path)

    problem = answer.json()
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert problem["detail_en"]
    assert problem["code"].startswith(("unknown_", "not_"))
