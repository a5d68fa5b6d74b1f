"""Whole lists of employees registered from the files that employers send (ENR-9, ENR-6)."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from ishtirak.web.cursors import cursor_of
from tests.doors.fund import PAYROLL, Fund

pytestmark = pytest.mark.requirement("ENR-9")


def send(fund: Fund, employer_id: str, file_name: str, content: bytes | None = None) -> dict[str, Any]:
    """Send a file as a list, and what its check has found."""
    asked = fund.ask("POST", f"/v1/employers/{employer_id}/registrations", json={"file_name": file_name}).json()
    fund.upload(asked["upload"], (PAYROLL / file_name).read_bytes() if content is None else content)
    found: dict[str, Any] = fund.get(f"/v1/registrations/{asked['id']}")
    return found


def confirm(fund: Fund, found: dict[str, Any], how: str = "") -> dict[str, Any]:
    answer = fund.ask("POST", f"/v1/registrations/{found['id']}/confirm{how}")
    assert answer.status_code == 202, answer.text
    fund.drain()
    done: dict[str, Any] = fund.get(f"/v1/registrations/{found['id']}")
    return done


@pytest.mark.requirement("CON-1")
def test_a_list_of_1180_people_is_registered_and_its_month_opens_with_the_figures_of_the_file(fund: Fund) -> None:
    employer = fund.employer()

    found = send(fund, employer["id"], "2026-01-clean-utf8.csv")
    done = confirm(fund, found)
    fund.advance("2026-02-01")

    assert found["counts"] == {
        "rows": 1180, "good": 1180, "refused": 0, "new": 1180,
        "returning": 0, "changed": 0, "unchanged": 0, "leavers": 0,
    }  # fmt: skip
    assert found["totals"] == {"gross": "1518760.000"}
    assert (done["state"], done["registered"]) == ("applied", 1180)
    assert fund.get(f"/v1/payers/{employer['id']}/months/2026-01")["owed"] == "75939.270"
    assert fund.get("/v1/shares/social_security/months/2026-01")["owed"] == "37970.500"
    assert fund.get("/v1/shares/state/months/2026-01")["owed"] == "18985.450"


def test_lines_that_can_t_be_used_are_named_with_their_reasons_and_the_good_ones_are_registered(fund: Fund) -> None:
    employer = fund.employer()

    found = send(fund, employer["id"], "2026-01-faults.csv")
    done = confirm(fund, found)

    assert (found["counts"]["good"], found["counts"]["refused"]) == (30, 9)
    assert sorted({problem["line"] - 1 for problem in found["problems"]}) == [3, 5, 7, 11, 13, 15, 21, 23, 27]
    assert all(problem["ar"] and problem["en"] and problem["code"] for problem in found["problems"])
    assert done["registered"] == 30


@pytest.mark.requirement("ENR-6")
def test_the_same_list_again_registers_nobody_and_a_newer_one_only_who_is_new(fund: Fund) -> None:
    employer = fund.employer()
    confirm(fund, send(fund, employer["id"], "2026-01-faults.csv"))

    again = send(fund, employer["id"], "2026-01-faults.csv")
    done = confirm(fund, again)

    assert (again["counts"]["new"], again["counts"]["unchanged"]) == (0, 30)
    assert (done["state"], done["registered"]) == ("applied", 0)


@pytest.mark.requirement("ENR-6")
def test_people_of_another_employer_are_refused_and_told_where_they_are_covered(fund: Fund) -> None:
    first, second = fund.employer(), fund.employer(name="شركة أخرى")
    confirm(fund, send(fund, first["id"], "2026-01-faults.csv"))

    found = send(fund, second["id"], "2026-01-faults.csv")
    done = confirm(fund, found)

    assert (found["counts"]["new"], found["counts"]["refused"]) == (0, 39)
    refused = [problem for problem in found["problems"] if problem["code"] == "already_covered"]
    assert first["id"] in refused[0]["en"]
    assert done["registered"] == 0


@pytest.mark.parametrize(
    ("file_name", "content", "code"),
    [
        ("list.xlsx", b"%PDF-1.7 not a workbook", "wrong_file_type"),
        ("list.csv", "الرقم الوطني,اسم الموظف\n119720070006,علي\n".encode(), "missing_column"),
        ("list.csv", b"\n\n", "empty_file"),
        ("list.csv", "الرقم الوطني,اسم الموظف,إجمالي المرتب\n".encode(), "no_lines"),
        (
            "list.csv",
            "الرقم الوطني,اسم الموظف,إجمالي المرتب\n119720070006,سليم,804.00\n,الإجمالي,900.00\n".encode(),
            "total_mismatch",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole_and_can_t_be_confirmed(
    fund: Fund, file_name: str, content: bytes, code: str
) -> None:
    found = send(fund, fund.employer()["id"], file_name, content)

    answer = fund.ask("POST", f"/v1/registrations/{found['id']}/confirm")

    assert (found["state"], found["problems"][0]["code"]) == ("refused", code)
    assert (answer.status_code, answer.json()["code"]) == (422, "list_not_checked")


def test_a_list_whose_file_has_not_come_can_t_be_confirmed(fund: Fund) -> None:
    employer = fund.employer()
    asked = fund.ask("POST", f"/v1/employers/{employer['id']}/registrations", json={"file_name": "a.csv"}).json()

    answer = fund.ask("POST", f"/v1/registrations/{asked['id']}/confirm")

    assert (answer.status_code, answer.json()["code"]) == (422, "list_not_checked")


def test_what_is_registered_is_the_file_that_was_checked_even_if_another_is_posted_after(fund: Fund) -> None:
    employer = fund.employer()
    asked = fund.ask("POST", f"/v1/employers/{employer['id']}/registrations", json={"file_name": "a.csv"}).json()
    fund.upload(asked["upload"], (PAYROLL / "2026-01-faults.csv").read_bytes())
    found = fund.get(f"/v1/registrations/{asked['id']}")

    fund.upload(asked["upload"], (PAYROLL / "2026-01-clean-utf8.csv").read_bytes())
    done = confirm(fund, found)

    assert done["registered"] == 30


def test_each_group_of_a_checked_list_is_read_page_by_page(fund: Fund) -> None:
    employer = fund.employer()
    found = send(fund, employer["id"], "2026-01-faults.csv")
    path = f"/v1/registrations/{found['id']}/lines"

    first = fund.get(f"{path}?group=new&limit=20")
    second = fund.get(f"{path}?group=new&cursor={first['next']}")
    refused = fund.get(f"{path}?group=refused")

    assert (len(first["items"]), len(second["items"]), second["next"]) == (20, 10, None)
    assert [item["line"] - 1 for item in refused["items"]] == [3, 5, 7, 11, 13, 15, 21, 23, 27]
    assert all(item["problems"][0]["ar"] for item in refused["items"])
    assert fund.get(f"{path}?group=leavers") == {"items": [], "next": None}
    assert fund.ask("GET", f"{path}?group=others").status_code == 422


def test_a_page_of_a_group_begins_at_a_line_whatever_a_made_up_cursor_says(fund: Fund) -> None:
    found = send(fund, fund.employer()["id"], "2026-01-faults.csv")
    path, name = f"/v1/registrations/{found['id']}/lines?group=new", f"new of {found['id']}"

    def page_at(after: str) -> httpx.Response:
        return fund.ask("GET", f"{path}&cursor={cursor_of(name, after)}")

    whole = fund.get(path)["items"]
    within_a_line, behind_the_end = page_at("7"), page_at("9" * 15)
    no_number = [page_at(after) for after in ("-3", "seven")]

    assert within_a_line.json()["items"] == whole[1:]
    assert behind_the_end.json() == {"items": [], "next": None}
    assert [(each.status_code, each.json()["code"]) for each in no_number] == [(400, "invalid_cursor")] * 2


def test_the_error_file_is_corrected_and_sent_again_and_registers_just_those(fund: Fund) -> None:
    employer = fund.employer()
    found = send(fund, employer["id"], "2026-01-faults.csv")
    confirm(fund, found)

    link = fund.get(f"/v1/registrations/{found['id']}/errors")
    rows = list(csv.reader(io.StringIO(httpx.get(link["url"]).content.decode("utf-8-sig"))))
    heading, refused = rows[0], rows[1:]
    number, name, gross = (heading.index(each) for each in ("الرقم الوطني", "اسم الموظف", "إجمالي المرتب"))
    for each, row in enumerate(refused):
        row[number], row[name], row[gross] = f"11980{each:07d}", "صالح المصحح", "1000.00"
        for column in range(len(row) - 2):
            if column not in (number, name, gross):
                row[column] = ""
    corrected = io.StringIO()
    csv.writer(corrected).writerows([heading, *refused])
    again = send(fund, employer["id"], "corrected.csv", corrected.getvalue().encode("utf-8-sig"))
    done = confirm(fund, again)

    assert len(refused) == 9
    assert all(row[-1] for row in refused)
    assert (again["counts"]["new"], again["counts"]["refused"], again["counts"]["leavers"]) == (9, 0, 30)
    assert done["registered"] == 9


def test_those_who_are_missing_leave_if_the_person_who_confirms_says_so(fund: Fund) -> None:
    employer = fund.employer()
    people = [fund.subscriber(employer["id"]) for _ in range(2)]
    fund.advance("2026-01-10")

    done = confirm(fund, send(fund, employer["id"], "2026-01-faults.csv"), "?leavers=leave&left_on=2026-01-12")

    assert (done["registered"], done["left"], done["leave_on"]) == (30, 2, "2026-01-12")
    for person in people:
        assert fund.get(f"/v1/subscribers/{person['id']}")["covered_until"] == "2026-01-12"


def test_what_was_found_is_told_only_once_there_is_something(fund: Fund) -> None:
    employer = fund.employer()
    asked = fund.ask("POST", f"/v1/employers/{employer['id']}/registrations", json={"file_name": "a.csv"}).json()

    assert fund.ask("GET", f"/v1/registrations/{asked['id']}/errors").json()["code"] == "list_not_checked"
    assert fund.get(f"/v1/registrations/{asked['id']}/lines?group=new")["items"] == []
