"""What others have collected of the recorded shares, through its doors, and the variance of it (COL-8, ACC-3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-8")

TOLD = {
    "share": "state",
    "month": "2026-01",
    "amount": "12.500",
    "reason": "كشف وزارة المالية",
    "document": "إيصال خزينة 118 بتاريخ 12-03-2026",
}
MONTH = "/v1/months/2026-01/collected"


def record(fund: Fund, role: str = "collection", headers: dict[str, str] | None = None, **told: Any) -> httpx.Response:
    return fund.ask("POST", "/v1/collected", role, json={**TOLD, **told}, headers=headers or {})


def decide(fund: Fund, made: httpx.Response, approved: bool = True, role: str = "finance") -> httpx.Response:
    return fund.ask("POST", f"{MONTH}/{made.json()['id']}/decide", role, json={"approved": approved})


def take_back(fund: Fund, collected_id: str, **told: Any) -> httpx.Response:
    why = {"reason": "سجل مرتين", "document": "محضر 4"}
    return fund.ask("POST", f"{MONTH}/{collected_id}/take-back", "collection", json={**why, **told})


def variance(fund: Fund, share: str = "state", employer_id: str | None = None) -> tuple[str, str, str]:
    """What was expected, collected, and is missing."""
    of = f"?employer_id={employer_id}" if employer_id else ""
    found = fund.get(f"/v1/shares/{share}/months/2026-01/variance{of}")
    return found["expected"], found["collected"], found["difference"]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def balanced(fund: Fund) -> bool:
    fund.ask("POST", "/v1/ledger/checks")
    fund.drain()
    return bool(fund.get("/v1/ledger/check")["balanced"])


def test_an_amount_counts_once_another_person_approves_it(fund: Fund) -> None:
    made = record(fund)
    before = variance(fund)
    by_the_same = decide(fund, made, role="collection")
    approved, again = decide(fund, made), decide(fund, made)
    turned = decide(fund, made, approved=False)

    assert (made.status_code, made.json()["state"]) == (201, "pending")
    assert made.headers["Location"] == f"{MONTH}/{made.json()['id']}"
    assert before == ("0.000", "0.000", "0.000")
    assert refusal(by_the_same) == (403, "same_person_approves")
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert approved.json()["decided_by"] != approved.json()["entered_by"]
    assert again.json() == approved.json() == fund.get(f"{MONTH}/{made.json()['id']}")
    assert refusal(turned) == (409, "collected_decided")
    assert variance(fund) == ("0.000", "12.500", "-12.500")
    assert balanced(fund)


def test_what_was_rejected_counts_for_nothing_and_is_not_taken_back(fund: Fund) -> None:
    made = record(fund)

    rejected, again = decide(fund, made, approved=False), decide(fund, made, approved=False)

    assert (rejected.json()["state"], again.json()) == ("rejected", rejected.json())
    assert refusal(take_back(fund, made.json()["id"])) == (409, "collected_not_approved")
    assert variance(fund)[1] == "0.000"


def test_an_approved_amount_is_taken_back_once_by_an_entry_of_its_own(fund: Fund) -> None:
    made = record(fund)
    early = take_back(fund, made.json()["id"])
    decide(fund, made)

    asked = take_back(fund, made.json()["id"])
    meanwhile = take_back(fund, made.json()["id"])
    before = variance(fund)
    decide(fund, asked)

    assert refusal(early) == (409, "collected_not_approved")
    assert (asked.status_code, asked.json()["amount"], asked.json()["reverses"]) == (201, "-12.500", made.json()["id"])
    assert refusal(meanwhile) == (409, "collected_taken_back")
    assert (before[1], variance(fund)[1]) == ("12.500", "0.000")
    assert refusal(take_back(fund, made.json()["id"])) == (409, "collected_taken_back")
    assert refusal(take_back(fund, asked.json()["id"])) == (409, "collected_not_approved")
    assert [each["state"] for each in fund.get(MONTH)["items"]] == ["approved", "approved"]
    assert balanced(fund)


def test_a_taking_back_that_was_rejected_can_be_asked_for_again(fund: Fund) -> None:
    made = record(fund)
    decide(fund, made)
    decide(fund, take_back(fund, made.json()["id"]), approved=False)

    second = take_back(fund, made.json()["id"], reason="سجل مرتين، كما في المحضر 5")

    assert second.status_code == 201
    assert decide(fund, second).status_code == 200
    assert variance(fund)[1] == "0.000"


def test_an_employers_amount_counts_for_its_list_and_for_the_fund(fund: Fund) -> None:
    employer, other = fund.employer(), fund.employer(name="شركة البر")
    for share, amount in (("social_security", "20.000"), ("employer", "45.000")):
        decide(fund, record(fund, share=share, amount=amount, employer_id=employer["id"]))

    assert variance(fund, "social_security", employer["id"])[1] == "20.000"
    assert variance(fund, "social_security")[1] == "20.000"
    assert variance(fund, "social_security", other["id"])[1] == "0.000"
    assert variance(fund, "employer", employer["id"])[1] == "45.000"
    assert fund.balance(employer["id"]) == "0.000", "what the employer owes moves by the bank alone"
    assert balanced(fund)


def test_a_month_for_which_an_amount_came_before_its_opening_is_opened_all_the_same(fund: Fund) -> None:
    employer = fund.employer()
    fund.subscriber(employer["id"])
    decide(fund, record(fund, amount="12.500", employer_id=employer["id"]))

    fund.advance("2026-02-01")

    assert variance(fund, "state", employer["id"]) == ("12.500", "12.500", "0.000")
    assert fund.get("/v1/shares/state/months/2026-01") == {
        "month": "2026-01",
        "owed": "12.500",
        "paid": "12.500",
        "open": "0.000",
    }
    assert balanced(fund)


@pytest.mark.parametrize(
    ("told", "status", "field", "code"),
    [
        ({"share": "subscriber"}, 422, "share", "share_not_recorded"),
        ({"share": "nobody's"}, 422, "share", "not_a_choice"),
        ({"month": "2026-13"}, 422, "month", "invalid_month"),
        ({"amount": "0"}, 422, "amount", "invalid_amount"),
        ({"amount": "-1"}, 422, "amount", "invalid_amount"),
        ({"reason": ""}, 422, "reason", "too_short"),
        ({"document": ""}, 422, "document", "too_short"),
        ({"by": "me"}, 422, "by", "unknown_field"),
    ],
)
def test_a_wrong_amount_names_its_field(fund: Fund, told: dict[str, Any], status: int, field: str, code: str) -> None:
    answer = record(fund, **told)

    assert refusal(answer) == (status, code)
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert fund.get("/v1/collected")["items"] == []


def test_nothing_is_recorded_for_a_month_to_come(fund: Fund) -> None:
    assert refusal(record(fund, month="2026-02")) == (422, "invalid_month")
    assert record(fund, month="2026-01").status_code == 201


def test_what_there_is_not_is_not_found(fund: Fund) -> None:
    assert refusal(record(fund, employer_id="E0000000000AB")) == (404, "unknown_employer")
    assert refusal(take_back(fund, "K1")) == (404, "unknown_collected")
    assert refusal(fund.ask("GET", f"{MONTH}/K1")) == (404, "unknown_collected")
    assert refusal(fund.ask("GET", "/v1/months/x/collected/K1")) == (422, "invalid_month")
    assert refusal(fund.ask("GET", "/v1/shares/subscriber/months/2026-01/variance")) == (404, "unknown_share")
    of_nobody = fund.ask("GET", "/v1/shares/state/months/2026-01/variance?employer_id=E0000000000AB")
    assert refusal(of_nobody) == (404, "unknown_employer")


def test_what_waits_and_what_a_month_has_are_shown_page_by_page(fund: Fund) -> None:
    made = [record(fund, amount=f"{number}.000") for number in (1, 2, 3)]
    decide(fund, made[1], approved=False)

    for path, amounts in (("/v1/collected", {"1.000", "3.000"}), (MONTH, {"1.000", "2.000", "3.000"})):
        pages = [fund.get(f"{path}?limit=1")]
        while cursor := pages[-1]["next"]:
            pages.append(fund.get(f"{path}?limit=1&cursor={cursor}"))
        assert {each["amount"] for page in pages for each in page["items"]} == amounts


def test_a_request_with_one_key_records_once(fund: Fund) -> None:
    answers = [record(fund, headers={"Idempotency-Key": "one"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(fund.get("/v1/collected")["items"]) == 1


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize("role", ["insurance_affairs", "oversight", "employer", "agent"])
def test_only_collection_and_finance_record_and_approve(fund: Fund, role: str) -> None:
    made = record(fund)

    answers = [
        record(fund, role),
        decide(fund, made, role=role),
        fund.ask("POST", f"{MONTH}/{made.json()['id']}/take-back", role, json={"reason": "لا", "document": "لا"}),
    ]

    assert [refusal(answer) for answer in answers] == [(403, "not_permitted")] * 3
    reads = fund.ask("GET", MONTH, role).status_code
    assert reads == (200 if role == "oversight" else 403)
