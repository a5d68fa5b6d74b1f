"""Statements of account of employers and subscribers: JSON for any period (COL-10)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-10", "COL-4")


def pay(fund: Fund, receipt_id: str, amount: str, reference: str) -> None:
    fund.deliver(fund.event(receipt_id, amount, reference), event_id=f"msg_{receipt_id}")
    fund.drain()


def take_back(fund: Fund, receipt_id: str) -> None:
    data = {"receipt_id": receipt_id, "reversed_on": "2026-03-02"}
    event = {"type": "payment.reversed", "timestamp": "2026-03-02T09:00:00Z", "data": data}
    assert fund.deliver(json.dumps(event), event_id=f"msg_{receipt_id}_back").status_code == 202
    fund.drain()


def rows(statement: dict[str, Any]) -> list[tuple[str, str, str | None, str, str]]:
    return [
        (each["on"], each["kind"], each["month"], each["amount"], each["balance"]) for each in statement["movements"]
    ]


def test_an_employer_and_a_subscriber_see_what_was_owed_paid_corrected_and_taken_back(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    fund.advance("2026-02-05")
    pay(fund, "p1", "60", employer["reference"])
    pay(fund, "p2", "25", person["reference"])
    lines = [{"subscriber_id": person["id"], "gross": "1200"}]
    told = {"month": "2026-01", "lines": lines}
    late = fund.ask("POST", f"/v1/employers/{employer['id']}/statements", json=told).json()
    fund.ask("POST", f"/v1/statements/{late['id']}/confirm")
    fund.drain()
    fund.advance("2026-03-02")
    take_back(fund, "p2")

    of_employer = fund.get(f"/v1/payers/{employer['id']}/statement")
    of_person = fund.get(f"/v1/payers/{person['id']}/statement")
    of_march = fund.ask("GET", f"/v1/payers/{person['id']}/statement?from=2026-03-01&to=2026-03-31").json()

    assert rows(of_employer) == [
        ("2026-02-01", "charge", "2026-01", "50.000", "50.000"),
        ("2026-02-05", "correction", "2026-01", "10.000", "60.000"),
        ("2026-02-05", "payment", None, "-60.000", "0.000"),
        ("2026-03-01", "charge", "2026-02", "50.000", "50.000"),
    ]
    assert rows(of_person) == [
        ("2026-02-01", "charge", "2026-01", "25.000", "25.000"),
        ("2026-02-05", "correction", "2026-01", "5.000", "30.000"),
        ("2026-02-05", "payment", None, "-25.000", "5.000"),
        ("2026-03-01", "charge", "2026-02", "25.000", "30.000"),
        ("2026-03-02", "taken_back", None, "25.000", "55.000"),
    ]
    assert (of_person["charged"], of_person["paid"], of_person["closing"]) == ("55.000", "0.000", "55.000")
    assert (of_march["opening"], of_march["closing"], len(of_march["movements"])) == ("5.000", "55.000", 2)
    assert of_person["closing"] == fund.balance(person["id"])
    assert of_employer["closing"] == fund.balance(employer["id"])


def test_a_period_that_is_turned_round_is_refused_and_strangers_see_nothing(fund: Fund) -> None:
    employer = fund.employer()

    turned = fund.ask("GET", f"/v1/payers/{employer['id']}/statement?from=2026-02-01&to=2026-01-01")
    stranger = fund.ask("GET", f"/v1/payers/{employer['id']}/statement", "employer", employer="E000000000000")

    assert (turned.status_code, turned.json()["code"]) == (422, "period_turned_round")
    assert stranger.status_code == 403
