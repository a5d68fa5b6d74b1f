"""The daily sweeps through their doors: seen while they run and afterwards, and begun again (PKG-8)."""

from __future__ import annotations

from datetime import datetime

import pytest

from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Update, write_one
from ishtirak.web.clock import FUND_TIME
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("PKG-8")

ALL = "/v1/sweeps"


def figures(answer: dict[str, object]) -> tuple[object, ...]:
    return tuple(answer[name] for name in ("state", "sent", "done", "failed", "remaining"))


def test_a_day_has_its_sweep_at_five_in_the_morning_with_what_came_of_it(fund: Fund) -> None:
    employer = fund.employer()
    fund.subscriber(employer["id"], covered_from="2026-01-01")

    fund.advance("2026-02-01")

    found = fund.get(f"{ALL}/2026-02-01")
    assert found["started_at"] == "2026-02-01T05:00:00+02:00"
    assert found["due"] == [
        {"kind": "rolls", "kind_ar": "قوائم تفتح أشهرها", "kind_en": "lists whose months are opened", "count": 1}
    ]
    assert figures(found) == ("done", 1, 1, 0, 0)
    assert (found["shards_read"], found["shards"], found["late"], found["number"]) == (4, 4, 0, 1)


def test_the_sweeps_are_listed_the_newest_first_page_by_page(fund: Fund) -> None:
    fund.advance("2026-01-04")

    first = fund.get(f"{ALL}?limit=2")
    second = fund.get(f"{ALL}?limit=2&cursor={first['next']}")

    days = [each["day"] for page in (first, second) for each in page["items"]]
    assert days == ["2026-01-04", "2026-01-03", "2026-01-02"]
    assert second["next"] is None


def test_what_is_given_up_is_counted_as_failed(fund: Fund) -> None:
    employer = fund.employer()
    fund.subscriber(employer["id"], covered_from="2026-01-01")
    fund.advance("2026-02-02")
    write_one(Update(keys.account(employer["id"]), set={"kind": "nobody's", "due_on": "2026-02-03"}))

    fund.advance("2026-02-03")

    assert figures(fund.get(f"{ALL}/2026-02-03")) == ("done", 2, 1, 1, 0)  # the subscriber is reminded that day
    assert fund.engine.dead() == {"StepsDead": 1}
    fund.engine.failures.clear()


def test_administration_has_todays_sweep_run_again_and_nothing_is_done_twice(fund: Fund) -> None:
    employer = fund.employer()
    fund.subscriber(employer["id"], covered_from="2026-01-01")
    fund.advance("2026-02-01")

    asked = fund.ask("POST", ALL, headers={"Idempotency-Key": "once more"})
    replayed = fund.ask("POST", ALL, headers={"Idempotency-Key": "once more"})
    fund.drain()

    assert (asked.status_code, asked.headers["Location"]) == (202, f"{ALL}/2026-02-01")
    assert (asked.json()["number"], asked.json()["again_at"]) == (2, "2026-02-01T09:00:00+02:00")
    assert replayed.json() == asked.json() == fund.get(f"{ALL}/2026-02-01")
    assert figures(fund.get(f"{ALL}/2026-02-01")) == ("done", 1, 1, 0, 0)
    assert fund.balance(employer["id"]) == "50.000"


def test_a_sweep_that_the_clock_has_not_begun_is_begun_by_a_person(fund: Fund) -> None:
    fund.engine.empty(datetime(2026, 2, 1, 4, tzinfo=FUND_TIME))

    asked = fund.ask("POST", ALL)
    fund.advance("2026-02-01")

    found = fund.get(f"{ALL}/2026-02-01")
    assert found == asked.json()
    assert (found["number"], found["started_at"]) == (1, "2026-02-01T04:00:00+02:00")
    assert figures(found) == ("done", 0, 0, 0, 0)


@pytest.mark.parametrize("role", ["collection", "insurance_affairs", "oversight", "administration"])
def test_who_answers_for_it_sees_it(fund: Fund, role: str) -> None:
    fund.advance("2026-01-02")

    assert fund.ask("GET", f"{ALL}/2026-01-02", role).status_code == 200
    assert fund.ask("GET", ALL, role).status_code == 200


@pytest.mark.requirement("ACC-1")
def test_others_neither_see_it_nor_have_it_run(fund: Fund) -> None:
    assert {fund.ask("GET", ALL, role).status_code for role in ("finance", "agent", "contact_centre")} == {403}
    assert {fund.ask("POST", ALL, role).status_code for role in ("collection", "oversight", "finance")} == {403}
    assert table.get(keys.sweep("2026-01-01")) is None


def test_a_day_without_a_sweep_is_told_from_a_day_that_is_none(fund: Fund) -> None:
    unknown, wrong = fund.ask("GET", f"{ALL}/2026-01-02"), fund.ask("GET", f"{ALL}/2026-02-30")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_sweep")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_date")
