"""The law through its doors: parameters and values added to them, salaries, what-ifs, explanations, cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.fund import Fund

RATE = "contribution_rate.private_employee"
RAISED = {"subscriber": "3", "employer": "5", "social_security": "2.5", "state": "1.25"}


def propose(fund: Fund, name: str, from_: str, value: Any, role: str = "insurance_affairs") -> dict[str, Any]:
    """A value that is entered, with its reference."""
    told = {"from": from_, "value": value, "reference": "قرار 7 لسنة 2026"}
    answer = fund.ask("POST", f"/v1/parameters/{name}/values", role, json=told)
    assert answer.status_code == 201, answer.text
    entered: dict[str, Any] = answer.json()
    return entered


def approve(fund: Fund, entered: dict[str, Any], role: str = "finance") -> None:
    answer = fund.ask("POST", f"/v1/parameter-values/{entered['id']}/approve", role)
    assert answer.status_code == 200, answer.text
    fund.drain()


@pytest.mark.requirement("CON-6")
def test_a_parameter_shows_its_value_in_force_with_its_source_and_its_whole_history(fund: Fund) -> None:
    approve(fund, propose(fund, "grace_days", "2027-01-01", 60))

    before = fund.get("/v1/parameters/grace_days?on=2026-12-31")
    after = fund.get("/v1/parameters/grace_days?on=2027-01-01")

    assert (before["in_force"]["value"], after["in_force"]["value"]) == (90, 60)
    assert before["in_force"]["source"]["ar"].startswith("في حال توقفت جهة العمل")
    assert after["in_force"]["source"]["document_ar"] == "قرار 7 لسنة 2026"
    assert [(each["from"], each["number"]) for each in after["values"]] == [("2010-01-01", 0), ("2027-01-01", 1)]


@pytest.mark.requirement("CON-6")
def test_on_a_date_before_the_first_value_nothing_is_invented(fund: Fund) -> None:
    answer = fund.ask("GET", "/v1/parameters/grace_days?on=2009-12-31")

    assert (answer.status_code, answer.json()["code"]) == (422, "no_value_in_force")


@pytest.mark.requirement("CON-6")
def test_every_parameter_is_listed_with_its_title_in_both_languages(fund: Fund) -> None:
    items = {each["name"]: each for each in fund.get("/v1/parameters")["items"]}

    assert {"grace_days", "due_day", "jihad_tax", RATE, "contribution_rate.state_paid", "card_fee"} <= items.keys()
    assert all(each["title_ar"] and each["title_en"] and each["in_force"] for each in items.values())


@pytest.mark.requirement("CON-6", "ACC-3")
def test_who_enters_a_value_does_not_approve_it_and_until_then_it_counts_for_nothing(fund: Fund) -> None:
    entered = propose(fund, "due_day", "2026-01-01", 15)

    refused = fund.ask("POST", f"/v1/parameter-values/{entered['id']}/approve", "insurance_affairs")

    assert (refused.status_code, refused.json()["code"]) == (403, "same_person_approves")
    assert fund.get("/v1/parameters/due_day")["in_force"]["value"] == 10
    assert [each["id"] for each in fund.get("/v1/parameter-values?state=pending")["items"]] == [entered["id"]]


@pytest.mark.requirement("CON-6")
def test_a_value_that_was_turned_down_stays_with_its_reason_and_is_not_approved_any_more(fund: Fund) -> None:
    entered = propose(fund, "due_day", "2026-06-01", 15)
    told = {"reason": "لا سند له"}
    fund.ask("POST", f"/v1/parameter-values/{entered['id']}/reject", "finance", json=told)

    again = fund.ask("POST", f"/v1/parameter-values/{entered['id']}/approve", "finance")

    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    kept = fund.get(f"/v1/parameter-values/{entered['id']}")
    assert (kept["state"], kept["reason"]) == ("rejected", "لا سند له")
    assert fund.get("/v1/parameters/due_day?on=2026-07-01")["in_force"]["value"] == 10


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize(
    ("name", "from_", "value", "code"),
    [
        ("nothing", "2026-06-01", 1, "unknown_parameter"),
        ("due_day", "2026-06-01", 29, "invalid_value"),
        ("due_day", "2026-06-01", "15", "invalid_value"),
        ("due_day", "2010-01-01", 15, "value_stands"),
        ("jihad_tax", "2026-06-01", 3, "invalid_value"),
        ("jihad_tax", "2026-06-01", 3.5, "invalid_value"),
        ("jihad_tax", "2026-06-01", "101", "invalid_value"),
        ("jihad_tax", "June", "3", "invalid_date"),
        ("jihad_tax", "2026-06-01", None, "invalid_value"),
        (RATE, "2026-06-01", {"subscriber": "3", "neighbour": "1"}, "invalid_value"),
        (RATE, "2026-06-01", {"subscriber": {"percent": "3"}}, "invalid_value"),
        ("contribution_rate.state_paid", "2026-06-01", {"paid_by": "state", "ages": []}, "invalid_value"),
    ],
)
def test_a_value_that_the_parameter_cannot_have_is_refused(
    fund: Fund, name: str, from_: str, value: Any, code: str
) -> None:
    told = {"from": from_, "value": value, "reference": "قرار"}

    answer = fund.ask("POST", f"/v1/parameters/{name}/values", json=told)

    assert answer.json()["code"] == code, answer.text
    assert fund.get("/v1/parameter-values")["items"] == []


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize("role", ["contact_centre", "employer", "provider", "oversight"])
def test_who_does_not_make_the_law_can_read_it_and_not_change_it(fund: Fund, role: str) -> None:
    told = {"from": "2026-06-01", "value": 15, "reference": "قرار"}

    assert fund.ask("GET", "/v1/parameters/due_day", role).status_code == 200
    assert fund.ask("POST", "/v1/parameters/due_day/values", role, json=told).status_code == 403


@pytest.mark.requirement("CON-6", "CON-9")
def test_a_new_rate_is_booked_from_its_month_on_and_each_month_is_explained_by_its_own_law(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    fund.advance("2026-04-02")

    approve(fund, propose(fund, RATE, "2026-02-01", RAISED))

    months = {month: fund.get(f"/v1/subscribers/{person['id']}/months/{month}") for month in ("2026-01", "2026-02")}
    assert {month: each["subscriber"] for month, each in months.items()} == {"2026-01": "25.000", "2026-02": "30.000"}
    assert fund.balance(person["id"]) == "85.000"
    assert fund.balance(employer["id"]) == "150.000"
    for month, number, amount, from_ in (
        ("2026-01", 1, "25.000", "2010-01-01"),
        ("2026-02", 2, "30.000", "2026-02-01"),
        ("2026-02", 1, "25.000", "2010-01-01"),
    ):
        told = fund.get(f"/v1/subscribers/{person['id']}/months/{month}/explain?number={number}")
        step = next(each for each in told["steps"] if each["key"] == "subscriber")
        assert (step["figure"], step["law"]["from"]) == (amount, from_)


@pytest.mark.requirement("CON-9")
def test_an_explanation_can_be_read_in_arabic_and_in_english(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    fund.advance("2026-02-01")
    path = f"/v1/subscribers/{person['id']}/months/2026-01/explain?format=text"

    arabic, english = fund.ask("GET", path), fund.ask("GET", f"{path}&language=en")

    assert arabic.headers["content-type"] == "text/plain; charset=utf-8"
    assert "حصة المشترك" in arabic.text
    assert "25.000" in arabic.text
    assert "The subscriber's share: 25.000 LYD" in english.text


@pytest.mark.requirement("CON-9", "PKG-6")
def test_a_cover_is_explained_by_the_months_that_are_owed_and_the_grace_that_is_left(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    fund.advance("2026-05-12")

    told = fund.get(f"/v1/subscribers/{person['id']}/cover/explain?on=2026-05-11")

    figures = {step["key"]: step["figure"] for step in told["steps"]}
    assert (figures["package"], figures["reason"]) == ("full", "in_grace")
    assert (figures["employer_oldest_unpaid"], figures["employer_days_past_due"]) == ("2026-01", "90")
    assert figures["employer_lapses_on"] == "2026-05-12"


@pytest.mark.requirement("SAL-1")
def test_a_salary_is_analysed_to_the_figures_of_the_source_and_back(fund: Fund) -> None:
    told = fund.get("/v1/salaries/analysis?gross=1000.00&on=2026-01-01")
    back = fund.get("/v1/salaries/grosses?net=885.59&on=2026-01-01")

    figures = ("social_security", "solidarity", "jihad_base", "jihad", "bank_net", "health", "net")
    assert [told[name] for name in figures] == [
        "51.250",
        "10.000",
        "938.750",
        "28.160",
        "910.590",
        "25.000",
        "885.590",
    ]
    assert {step["key"]: step["figure"] for step in told["steps"]}["net"] == "885.590"
    assert [each["gross"] for each in back["items"]] == ["1000.000"]


@pytest.mark.requirement("SAL-1")
def test_a_net_that_no_gross_comes_to_is_refused(fund: Fund) -> None:
    answer = fund.ask("GET", "/v1/salaries/grosses?net=885.595")

    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_net")


@pytest.mark.requirement("CON-9")
@pytest.mark.parametrize(
    ("told", "shares"),
    [
        ({"category": "private_employee", "gross": "2000"}, ("50.000", "100.000", "50.000", "25.000")),
        ({"category": "self_employed", "gross": "2000"}, ("150.000", "0.000", "50.000", "25.000")),
        ({"category": "retiree", "gross": "2000"}, ("50.000", "0.000", "50.000", "25.000")),
        ({"category": "state_paid", "birth_date": "2020-01-01"}, ("0.000", "0.000", "0.000", "130.000")),
    ],
)
def test_what_would_be_owed_is_told_for_every_category_and_nothing_is_stored(
    fund: Fund, told: dict[str, str], shares: tuple[str, ...]
) -> None:
    answer = fund.ask("POST", "/v1/assessments/preview", "subscriber", subscriber="S1", json=told).json()

    assert tuple(answer[share] for share in ("subscriber", "employer", "social_security", "state")) == shares
    assert {step["key"]: step["figure"] for step in answer["steps"]}["total"] == answer["total"]


@pytest.mark.requirement("CON-4", "CON-9")
@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"category": "private_employee"}, "income_missing"),
        ({"category": "state_paid"}, "birth_date_missing"),
        ({"category": "state_paid", "birth_date": "1955-01-01"}, "no_value_in_force"),
        ({"category": "state_paid", "birth_date": "2030-01-01"}, "no_value_in_force"),
        ({"category": "neighbour", "gross": "1"}, "unknown_category"),
        ({"category": "private_employee", "gross": "1000", "month": "2009-12"}, "no_value_in_force"),
    ],
)
def test_a_what_if_that_has_no_answer_says_why(fund: Fund, told: dict[str, str], code: str) -> None:
    answer = fund.ask("POST", "/v1/assessments/preview", json=told)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.requirement("CON-4")
def test_a_person_without_a_rate_is_covered_and_is_a_case_until_somebody_closes_it(fund: Fund) -> None:
    told = {"category": "state_paid", "birth_date": "1955-03-03", "national_number": "119550000001", "gross": None}
    person = fund.subscriber(None, **told)

    listed = fund.get("/v1/cases?kind=rate_missing")["items"]
    closing = {"outcome": "أحيلت إلى اللجنة"}
    closed = fund.ask("POST", f"/v1/subscribers/{person['id']}/cases/rate_missing/close", json=closing)

    assert [(each["subscriber_id"], each["facts"]) for each in listed] == [(person["id"], {"month": "2026-01"})]
    assert fund.get(f"/v1/subscribers/{person['id']}/cover")["reason"] == "state_paid"
    assert closed.json()["state"] == "closed"
    assert fund.get("/v1/cases?kind=rate_missing")["items"] == []
    again = fund.ask("POST", f"/v1/subscribers/{person['id']}/cases/rate_missing/close", json=closing)
    assert (again.status_code, again.json()["code"]) == (409, "case_closed")
