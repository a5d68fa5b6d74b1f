"""Agreements of instalments through their doors: proposed by one person, decided on by another (COL-11, ACC-3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-11")

ASKED = {"instalments": 3, "first": "2026-04-01", "reason": "طلب المشترك"}


def late(fund: Fund, day: str = "2026-03-15") -> str:
    """Somebody without an employer who owes January and February, 75 dinars each, and has paid nothing."""
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")
    fund.advance(day)
    return str(person["id"])


def propose(fund: Fund, payer_id: str, role: str = "collection", **told: Any) -> httpx.Response:
    headers = told.pop("headers", {})
    path = f"/v1/payers/{payer_id}/agreements"
    return fund.ask("POST", path, role, json={**ASKED, **told}, headers=headers)


def decide(fund: Fund, payer_id: str, what: str, role: str = "finance", number: int | str = 1) -> httpx.Response:
    return fund.ask("POST", f"/v1/payers/{payer_id}/agreements/{number}/{what}", role)


def test_arrears_are_spread_once_another_person_approves(fund: Fund) -> None:
    payer_id = late(fund)

    proposed = propose(fund, payer_id)
    before = fund.get(f"/v1/payers/{payer_id}/account")
    approved = decide(fund, payer_id, "approve")
    again = decide(fund, payer_id, "approve")

    assert (proposed.status_code, proposed.json()["state"], proposed.json()["plan"]) == (201, "proposed", [])
    assert proposed.headers["Location"] == f"/v1/payers/{payer_id}/agreements/1"
    assert (before["agreed"], len(before["open_months"])) == ("0.000", 2)
    assert (approved.status_code, again.status_code) == (200, 200)
    assert again.json() == approved.json() == fund.get(f"/v1/payers/{payer_id}/agreements/1")
    assert approved.json()["plan"] == [
        {"due_on": day, "amount": "50.000", "open": "50.000"} for day in ("2026-04-01", "2026-05-01", "2026-06-01")
    ]
    after = fund.get(f"/v1/payers/{payer_id}/account")
    assert (after["agreed"], after["balance"], after["open_months"]) == ("150.000", "150.000", [])


def test_an_agreement_ends_kept_or_broken_and_all_of_them_stay_to_be_read(fund: Fund) -> None:
    payer_id = late(fund)
    propose(fund, payer_id)
    decide(fund, payer_id, "reject")
    propose(fund, payer_id, instalments=1)
    decide(fund, payer_id, "approve", number=2)
    fund.advance("2026-04-02")
    propose(fund, payer_id, first="2026-04-03", instalments=1)
    approved = decide(fund, payer_id, "approve", number=3).json()
    fund.deliver(fund.event("b1", approved["plan"][0]["amount"], f"{reference(fund, payer_id)}"))
    fund.drain()

    listed = fund.get(f"/v1/payers/{payer_id}/agreements")["items"]

    assert [(each["number"], each["state"], each["plan"]) for each in listed] == [
        (3, "kept", []),
        (2, "broken", []),
        (1, "rejected", []),
    ]
    assert listed[0]["decided_by"] != listed[0]["asked_by"]
    late_now = decide(fund, payer_id, "approve", number=2)
    assert (late_now.status_code, late_now.json()["code"]) == (409, "agreement_decided")


def reference(fund: Fund, payer_id: str) -> str:
    return str(fund.get(f"/v1/subscribers/{payer_id}")["reference"])


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"instalments": 0}, "instalments", "too_small"),
        ({"instalments": 25}, "instalments", "too_many_instalments"),
        ({"first": "2025-12-31"}, "first", "first_instalment_passed"),
        ({"first": "2099-01-01"}, "first", "last_instalment_too_late"),
        ({"first": "2027-11-02"}, "first", "last_instalment_too_late"),
        ({"first": "2026-02-30"}, "first", "invalid_date"),
        ({"reason": ""}, "reason", "too_short"),
        ({"months": 3}, "months", "unknown_field"),
    ],
)
def test_a_wrong_proposal_names_its_field(fund: Fund, told: dict[str, Any], field: str, code: str) -> None:
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")

    answer = propose(fund, person["id"], **told)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_the_last_instalment_can_be_due_on_the_last_day_of_the_months_that_the_law_gives(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-11")

    day_after = propose(fund, payer_id, first="2027-12-12")

    assert (day_after.status_code, day_after.json()["code"]) == (422, "last_instalment_too_late")
    assert propose(fund, payer_id, first="2027-12-11").status_code == 201  # the third is due 24 months from today


def test_who_has_no_arrears_and_who_has_an_agreement_already_is_refused(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-10")  # January falls due today

    assert propose(fund, payer_id).json()["code"] == "no_arrears"
    fund.advance("2026-02-11")
    assert propose(fund, payer_id).status_code == 201
    waits = propose(fund, payer_id)
    decide(fund, payer_id, "approve")
    in_force = propose(fund, payer_id)

    for refused in (waits, in_force):
        assert (refused.status_code, refused.json()["code"]) == (409, "agreement_in_force")
    assert propose(fund, "S0000000000AB").json()["code"] == "unknown_payer"


@pytest.mark.requirement("ACC-3")
def test_who_has_proposed_does_not_decide(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-11")
    propose(fund, payer_id)

    answers = [decide(fund, payer_id, what, "collection") for what in ("approve", "reject")]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "same_person_approves")] * 2
    assert fund.get(f"/v1/payers/{payer_id}/agreements/1")["state"] == "proposed"


def test_a_rejected_agreement_is_decided_and_rejecting_it_again_changes_nothing(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-11")
    propose(fund, payer_id)

    rejected = decide(fund, payer_id, "reject")

    assert decide(fund, payer_id, "reject").json() == rejected.json()
    assert decide(fund, payer_id, "approve").json()["code"] == "agreement_decided"
    assert fund.get(f"/v1/payers/{payer_id}/account")["agreed"] == "0.000"


def test_a_proposal_whose_first_day_has_passed_or_whose_arrears_are_paid_is_not_approved(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-11")
    propose(fund, payer_id, first="2026-02-12")
    fund.advance("2026-02-13")

    passed = decide(fund, payer_id, "approve")
    decide(fund, payer_id, "reject")
    propose(fund, payer_id)
    fund.deliver(fund.event("b1", "75.000", reference(fund, payer_id)))
    fund.drain()
    paid = decide(fund, payer_id, "approve", number=2)

    assert passed.json()["code"] == "first_instalment_passed"
    assert paid.json()["code"] == "no_arrears"


def test_an_agreement_that_there_is_not_is_not_found(fund: Fund) -> None:
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")

    for number in ("1", "0", "x", "١", "99999"):
        answers = [decide(fund, person["id"], what, number=number) for what in ("approve", "reject")]
        answers.append(fund.ask("GET", f"/v1/payers/{person['id']}/agreements/{number}"))
        assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "unknown_agreement")] * 3, number
    assert fund.get(f"/v1/payers/{person['id']}/agreements") == {"items": []}


def test_what_waits_for_approval_is_shown_page_by_page_longest_first(fund: Fund) -> None:
    people = [fund.subscriber(None, category="self_employed", social_security_number=f"1198512{n}") for n in range(3)]
    for person, day in zip(people, ("2026-02-11", "2026-02-12", "2026-02-13"), strict=True):
        fund.advance(day)
        assert propose(fund, person["id"]).status_code == 201
    decide(fund, people[1]["id"], "reject")

    pages = [fund.get("/v1/agreements?limit=1")]
    while cursor := pages[-1]["next"]:
        pages.append(fund.get(f"/v1/agreements?limit=1&cursor={cursor}"))

    assert [each["payer_id"] for page in pages for each in page["items"]] == [people[0]["id"], people[2]["id"]]
    assert fund.ask("GET", "/v1/agreements?limit=0").status_code == 422


def test_a_request_with_one_key_proposes_once(fund: Fund) -> None:
    payer_id, headers = late(fund, "2026-02-11"), {"Idempotency-Key": "one"}

    first = propose(fund, payer_id, headers=headers)
    second = propose(fund, payer_id, headers=headers)
    other = propose(fund, payer_id, headers=headers, instalments=2)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.requirement("ACC-1")
def test_the_payer_reads_its_agreements_and_nobody_else_outside_the_fund_does(fund: Fund) -> None:
    payer_id = late(fund, "2026-02-11")
    propose(fund, payer_id)
    path = f"/v1/payers/{payer_id}/agreements"

    own = fund.ask("GET", path, "subscriber", subscriber=payer_id)
    strangers = [
        fund.ask("GET", path, "subscriber", subscriber="S0000000000AB"),
        fund.ask("GET", f"{path}/1", "employer", employer="E0000000000AB"),
        fund.ask("POST", path, "subscriber", subscriber=payer_id, json=ASKED),
        fund.ask("POST", f"{path}/1/approve", "subscriber", subscriber=payer_id),
        fund.ask("POST", f"{path}/1/reject", "insurance_affairs"),
        fund.ask("GET", "/v1/agreements", "insurance_affairs"),
    ]

    assert own.status_code == 200
    assert [(each.status_code, each.json()["code"]) for each in strangers] == [(403, "not_permitted")] * 6
