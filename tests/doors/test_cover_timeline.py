"""Cover on any date in one read, what would change it next, and the history as a timeline (PKG-5, PKG-6)."""

from __future__ import annotations

from typing import Any

import pytest

from ishtirak.rules.references import reference_of
from ishtirak.web.cursors import cursor_of
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("PKG-6")


def late_employer(fund: Fund) -> tuple[str, str]:
    """An employer that pays nothing until June, and one of its people, who pays; both ids. It is 20 May."""
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    fund.deliver(fund.event("r1", "500.000", reference_of(person["id"])))
    fund.advance("2026-05-20")
    return employer["id"], person["id"]


def told(items: list[dict[str, Any]]) -> list[str]:
    return [f"{each['from']} {each['until'] or '…'} {each['package']} {each['reason']}" for each in items]


def test_the_timeline_tells_each_period_what_was_told_of_it_and_what_comes_if_nothing_is_paid(fund: Fund) -> None:
    employer_id, person_id = late_employer(fund)
    fund.deliver(fund.event("r2", "200.000", reference_of(employer_id), settled_on="2026-05-20"), event_id="msg_2")
    fund.drain()
    fund.advance("2026-05-21")

    page = fund.get(f"/v1/subscribers/{person_id}/cover/timeline")

    assert told(page["items"]) == [
        "2026-01-01 2026-02-11 full paid_up",
        "2026-02-11 2026-05-12 full in_grace",
        "2026-05-12 2026-05-20 basic_2_5 employer_unpaid",
        "2026-05-20 2026-06-11 full paid_up",
        "2026-06-11 2026-09-09 full in_grace",
        "2026-09-09 … frozen both_unpaid",
    ]
    assert [each["expected"] for each in page["items"]] == [False] * 4 + [True] * 2
    assert [each["told_on"] for each in page["items"]] == [None, None, "2026-05-12", "2026-05-20", None, None]
    lowered = page["items"][2]
    assert (lowered["package_en"], lowered["reason_en"]) == (
        "Basic 2.5 % package",
        "The employer has not paid its share",
    )
    assert lowered["package_ar"]
    assert lowered["reason_ar"]
    assert page["next"] is None


def test_the_timeline_agrees_with_the_cover_of_each_day_in_it(fund: Fund) -> None:
    _, person_id = late_employer(fund)

    for period in fund.get(f"/v1/subscribers/{person_id}/cover/timeline")["items"]:
        cover = fund.get(f"/v1/subscribers/{person_id}/cover?on={period['from']}")
        assert (cover["package"], cover["reason"], cover["expected"]) == (
            period["package"],
            period["reason"],
            period["expected"],
        )


def test_a_long_timeline_comes_page_by_page(fund: Fund) -> None:
    _, person_id = late_employer(fund)
    path = f"/v1/subscribers/{person_id}/cover/timeline"
    whole = fund.get(path)["items"]

    found, page = [], fund.get(f"{path}?limit=1")
    while page["next"]:
        found += page["items"]
        page = fund.get(f"{path}?limit=1&cursor={page['next']}")
    foreign = fund.ask("GET", f"{path}?cursor=x")
    made_up = fund.ask("GET", f"{path}?cursor={cursor_of(f'cover of {person_id}', '-3')}")

    assert [*found, *page["items"]] == whole
    assert len(whole) > 2
    assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_cursor")
    assert (made_up.status_code, made_up.json()["code"]) == (400, "invalid_cursor")


def test_a_cover_says_what_it_becomes_next_and_whether_it_is_only_expected(fund: Fund) -> None:
    _, person_id = late_employer(fund)

    past = fund.get(f"/v1/subscribers/{person_id}/cover?on=2026-03-01")
    now = fund.get(f"/v1/subscribers/{person_id}/cover")

    assert (past["package"], past["until"], past["expected"]) == ("full", "2026-05-12", False)
    assert (past["next_package"], past["next_reason"]) == ("basic_2_5", "employer_unpaid")
    assert (past["next_package_en"], past["next_reason_en"]) == (
        "Basic 2.5 % package",
        "The employer has not paid its share",
    )
    assert past["next_package_ar"]
    assert past["next_reason_ar"]
    assert (now["package"], now["next_package"], now["expected"]) == ("basic_2_5", "frozen", False)
    to_come = fund.get(f"/v1/subscribers/{person_id}/cover?on={now['until']}")
    assert (to_come["package"], to_come["expected"], to_come["until"]) == ("frozen", True, None)
    assert {to_come[name] for name in to_come if name.startswith("next_")} == {None}


@pytest.mark.requirement("PKG-5")
def test_a_dependants_timeline_is_the_subscribers_from_joining_until_leaving(fund: Fund) -> None:
    person_id = fund.subscriber(fund.employer()["id"])["id"]
    fund.advance("2026-02-20")
    child = {"relation": "child", "name": "منى", "national_number": "220150000001", "gender": "female"}
    family = f"/v1/subscribers/{person_id}/dependants"
    joined = fund.ask("POST", family, json={**child, "birth_date": "2015-01-01"}).json()["id"]
    fund.advance("2026-05-20")
    fund.ask("POST", f"{family}/{joined}/life-events", json={"kind": "death", "on": "2026-05-15"})

    cover = fund.get(f"{family}/{joined}/cover?on=2026-04-01")
    items = fund.get(f"{family}/{joined}/cover/timeline")["items"]

    assert told(items) == [
        "2026-02-20 2026-05-12 full in_grace",
        "2026-05-12 2026-05-15 frozen both_unpaid",
        "2026-05-15 … none deceased",
    ]
    assert (cover["since"], cover["until"], cover["next_package"]) == ("2026-02-20", "2026-05-12", "frozen")
    unknown = fund.ask("GET", f"{family}/D000000000000/cover/timeline")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_dependant")


@pytest.mark.requirement("ACC-2")
def test_a_timeline_is_seen_by_those_who_see_the_cover(fund: Fund) -> None:
    employer = fund.employer()
    person_id = fund.subscriber(employer["id"])["id"]
    path = f"/v1/subscribers/{person_id}/cover/timeline"

    assert fund.ask("GET", path, "subscriber", subscriber=person_id).status_code == 200
    assert fund.ask("GET", path, "employer", employer=employer["id"]).status_code == 200
    assert fund.ask("GET", path, "subscriber", subscriber="S000000000000").status_code == 403
    assert fund.ask("GET", path, "provider").status_code == 403
