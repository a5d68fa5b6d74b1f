"""Salary certificates through their doors: handed in, approved by another person, ended (SAL-4, ACC-3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.fund import Fund

PARTS = {
    "basic": "700.000",
    "annual_allowances": "100.000",
    "distinction_allowances": "50.000",
    "overtime": "100.000",
    "bonus": "50.000",
}


def hand_in(fund: Fund, person: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A certificate that the subscriber has handed in."""
    answer = fund.ask("POST", f"/v1/subscribers/{person['id']}/certificates", "subscriber", **own(person), json=told)
    assert answer.status_code == 201, answer.text
    entered: dict[str, Any] = answer.json()
    assert fund.get(answer.headers["location"]) == entered
    return entered


def own(person: dict[str, Any]) -> dict[str, str]:
    return {"subscriber": person["id"]}


def approve(fund: Fund, entered: dict[str, Any], role: str = "insurance_affairs") -> Any:
    path = f"/v1/subscribers/{entered['subscriber_id']}/certificates/{entered['id']}/approve"
    return fund.ask("POST", path, role)


@pytest.mark.requirement("SAL-4", "ACC-3")
def test_a_subscriber_hands_in_a_certificate_with_its_parts_and_another_person_approves_it(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], gross="800.00")
    fund.advance("2026-01-10")

    entered = hand_in(fund, person, {"parts": PARTS})
    waiting = fund.get("/v1/certificates")["items"]
    approved = approve(fund, entered).json()

    assert (entered["state"], entered["gross"], entered["issued_on"]) == ("pending", "1000.000", "2026-01-10")
    assert (entered["ends_on"], entered["parts"]) == ("2026-12-10", PARTS)
    assert waiting == [entered]
    assert fund.get("/v1/certificates")["items"] == []
    assert approved["state"] == "approved"
    assert approved["decided_by"] not in (None, entered["entered_by"])
    record = fund.get(f"/v1/subscribers/{person['id']}")
    assert record["certificate"] == {"issued_on": "2026-01-10", "ends_on": "2026-12-10", "gross": "1000.000"}
    assert record["gross"] == "1000.000"


@pytest.mark.requirement("SAL-4")
def test_the_certificate_of_the_registration_is_listed_with_its_parts_behind_those_that_are_newer(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], parts=PARTS)
    fund.advance("2026-01-10")
    entered = hand_in(fund, person, {"gross": "1200.00"})

    path = f"/v1/subscribers/{person['id']}/certificates"
    newer, first = fund.get(path)["items"]

    assert newer == entered
    assert fund.get(f"{path}/registration") == first
    assert (first["id"], first["state"], first["parts"]) == ("registration", "approved", PARTS)
    assert (first["issued_on"], first["ends_on"]) == ("2026-01-01", "2026-12-01")


@pytest.mark.requirement("CON-3", "SAL-4")
def test_who_was_registered_without_an_income_has_no_certificate_and_needs_none(fund: Fund) -> None:
    told = {"category": "state_paid", "birth_date": "2015-03-03", "national_number": "120150000001", "gross": None}
    person = fund.subscriber(None, **told)
    path = f"/v1/subscribers/{person['id']}/certificates"

    refused = fund.ask("POST", path, json={"gross": "1000.00"})

    assert (refused.status_code, refused.json()["code"]) == (422, "no_income_asked")
    assert (fund.get(path)["items"], person["certificate"]) == ([], None)
    assert fund.ask("GET", f"{path}/registration").json()["code"] == "unknown_certificate"


@pytest.mark.requirement("ACC-3")
def test_who_hands_in_a_certificate_does_not_approve_it(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    path = f"/v1/subscribers/{person['id']}/certificates"
    entered = fund.ask("POST", path, "insurance_affairs", json={"gross": "1200.00"}).json()

    same, permitted = approve(fund, entered), approve(fund, entered, "administration")

    assert (same.status_code, same.json()["code"]) == (403, "same_person_approves")
    assert permitted.status_code == 200
    assert approve(fund, entered, "administration").json() == permitted.json()


@pytest.mark.requirement("SAL-4")
def test_a_certificate_that_is_turned_down_says_why_and_is_decided(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    entered = hand_in(fund, person, {"gross": "1200.00"})
    path = f"/v1/subscribers/{person['id']}/certificates/{entered['id']}/reject"

    rejected = fund.ask("POST", path, "insurance_affairs", json={"reason": "بلا ختم"})

    assert (rejected.json()["state"], rejected.json()["reason"]) == ("rejected", "بلا ختم")
    again = approve(fund, entered)
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "income_missing"),
        ({"gross": "1000.001", "parts": PARTS}, "certificate_does_not_add_up"),
        ({"gross": "1000.00", "issued_on": "2026-01-02"}, "certificate_not_issued_yet"),
        ({"gross": "1000.00", "issued_on": "2009-01-02"}, "no_value_in_force"),
        ({"parts": {"tips": "5"}}, "not_a_choice"),
        ({"gross": "-1"}, "invalid_amount"),
    ],
)
def test_what_proves_no_income_is_refused(fund: Fund, told: dict[str, Any], code: str) -> None:
    person = fund.subscriber(fund.employer()["id"])

    answer = fund.ask("POST", f"/v1/subscribers/{person['id']}/certificates", json=told)

    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert [each["id"] for each in fund.get(f"/v1/subscribers/{person['id']}/certificates")["items"]] == [
        "registration"
    ]


@pytest.mark.requirement("ACC-2", "SAL-4")
def test_others_can_neither_hand_in_nor_approve_nor_see_it(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    entered = hand_in(fund, person, {"gross": "1200.00"})
    path = f"/v1/subscribers/{person['id']}/certificates"
    stranger = {"role": "subscriber", "subscriber": "S000000000000"}

    asked = [
        fund.ask("POST", path, json={"gross": "1"}, **stranger),
        fund.ask("GET", path, **stranger),
        fund.ask("GET", f"{path}/{entered['id']}", **stranger),
        fund.ask("POST", f"{path}/{entered['id']}/approve", "subscriber", **own(person)),
        fund.ask("POST", f"{path}/{entered['id']}/reject", "employer", employer="E1", json={"reason": "لا"}),
        fund.ask("GET", "/v1/certificates", "collection"),
    ]

    assert [answer.status_code for answer in asked] == [403] * len(asked)
    unknown = fund.ask("POST", f"{path}/C000000000000/approve")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_certificate")


@pytest.mark.requirement("SAL-4", "CON-8", "NOT-1")
def test_a_year_with_a_certificate_that_is_renewed_too_late(fund: Fund) -> None:
    """
    2026-01-01 issued: 1,000
    2026-11-01 certificate_ending
    2026-12-01 certificate_ended, a case
    2026-12-15 renewed from 2026-11-20 on: 1,400; November is assessed again
    """
    person = fund.subscriber(fund.employer()["id"])
    fund.advance("2026-12-15")
    notices = fund.get(f"/v1/subscribers/{person['id']}/notices")["items"]
    told = [each for each in notices if each["kind"].startswith("certificate_")]
    assert sorted((each["kind"], each["created_at"][:10]) for each in told) == [
        ("certificate_ended", "2026-12-01"),
        ("certificate_ending", "2026-11-01"),
    ]
    assert all("2026-12-01" in each["text"] for each in told)
    ended = fund.get("/v1/cases?kind=certificate_ended")["items"]
    assert [(each["subscriber_id"], each["opened_on"]) for each in ended] == [(person["id"], "2026-12-01")]
    path = f"/v1/subscribers/{person['id']}/months"
    assert fund.get(f"{path}/2026-11")["income"] == "1000.000"

    approve(fund, hand_in(fund, person, {"issued_on": "2026-11-20", "gross": "1400.00"}))
    fund.drain()

    assert [fund.get(f"{path}/{month}")["income"] for month in ("2026-10", "2026-11")] == ["1000.000", "1400.000"]
    assert fund.get("/v1/cases?kind=certificate_ended")["items"] == []
    cases = {each["kind"]: each for each in fund.get(f"/v1/subscribers/{person['id']}/cases")["items"]}
    ended_case, frozen = cases["certificate_ended"], cases["account_frozen"]
    assert (ended_case["state"], ended_case["outcome"]) == ("closed", "certificate_approved")
    assert frozen["state"] == "open", "nobody has paid all year"
