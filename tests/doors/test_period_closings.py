"""Closing the books through their doors: two people, once, and in order (COL-10, ACC-3)."""

from __future__ import annotations

import httpx
import pytest

from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-10", "ACC-3")

ALL = "/v1/period-closings"


def propose(fund: Fund, month: str, role: str = "finance") -> httpx.Response:
    return fund.ask("POST", ALL, role, json={"month": month, "reason": "نهاية الفترة"})


def decide(fund: Fund, month: str, how: str = "approve", role: str = "administration") -> httpx.Response:
    return fund.ask("POST", f"{ALL}/{month}/{how}", role)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_books_are_closed_by_two_people_and_sealed_the_next_day(fund: Fund) -> None:
    employer = fund.employer()
    fund.subscriber(employer["id"], covered_from="2026-01-01")
    fund.advance("2026-03-05")

    asked = propose(fund, "2026-02")
    by_the_same = decide(fund, "2026-02", role="finance")
    approved, again = decide(fund, "2026-02"), decide(fund, "2026-02")
    fund.advance("2026-03-06")
    sealed = fund.get(f"{ALL}/2026-02")

    assert (asked.status_code, asked.json()["state"], asked.headers["Location"]) == (201, "proposed", f"{ALL}/2026-02")
    assert refusal(by_the_same) == (403, "same_person_approves")
    assert (approved.status_code, approved.json()["state"], approved.json()["until"]) == (200, "approved", "2026-02-28")
    assert again.json() == approved.json()
    assert (sealed["state"], sealed["lines"]) == ("sealed", 5)
    assert {each["account"]: each["balance"] for each in sealed["seal"]}["receivable:employers"] == "50.000"


def test_a_month_is_closed_once_and_none_before_it_afterwards(fund: Fund) -> None:
    fund.advance("2026-03-05")
    propose(fund, "2026-02")
    waits = propose(fund, "2026-02")
    propose(fund, "2026-01")
    decide(fund, "2026-02")

    assert refusal(waits) == (409, "closing_waits")
    assert refusal(propose(fund, "2026-02")) == (409, "books_closed")
    assert refusal(decide(fund, "2026-01")) == (409, "books_closed")
    assert refusal(decide(fund, "2026-02", "reject")) == (409, "closing_decided")


def test_a_closing_that_was_turned_down_can_be_asked_for_again(fund: Fund) -> None:
    fund.advance("2026-03-05")
    propose(fund, "2026-02")

    rejected, again = decide(fund, "2026-02", "reject"), decide(fund, "2026-02", "reject")
    too_late = decide(fund, "2026-02")

    assert rejected.json()["state"] == "rejected" == again.json()["state"]
    assert refusal(too_late) == (409, "closing_decided")
    assert propose(fund, "2026-02").json()["state"] == "proposed"


def test_a_month_that_goes_on_is_not_closed(fund: Fund) -> None:
    fund.advance("2026-03-31")

    refused = propose(fund, "2026-03")

    assert refusal(refused) == (422, "month_not_over")
    assert refused.json()["errors"][0]["field"] == "month"
    assert refusal(fund.ask("GET", f"{ALL}/2026-03")) == (404, "unknown_period_closing")


def test_closings_are_listed_the_newest_first_for_those_who_may_see_the_ledger(fund: Fund) -> None:
    fund.advance("2026-03-05")
    for month in ("2026-01", "2026-02"):
        propose(fund, month)

    first = fund.get(f"{ALL}?limit=1")
    second = fund.get(f"{ALL}?limit=1&cursor={first['next']}")

    assert [each["items"][0]["month"] for each in (first, second)] == ["2026-02", "2026-01"]
    assert fund.ask("GET", ALL, "collection").status_code == 200
    assert propose(fund, "2026-02", "collection").status_code == 403
    assert fund.ask("GET", ALL, "employer", employer="E1").status_code == 403
