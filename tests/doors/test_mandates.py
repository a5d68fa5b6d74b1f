"""Mandates through their doors: given, taken up or refused by the bank, cancelled (ENR-2)."""

from __future__ import annotations

import pytest

from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("ENR-2")

IBAN = "LY83002048000020100120361"


def test_a_mandate_is_given_taken_up_and_cancelled_and_another_one_follows(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], iban=IBAN)
    path, own = f"/v1/subscribers/{person['id']}/mandates", {"subscriber": person["id"]}

    given = fund.ask("POST", path, "subscriber", **own, json={})
    second = fund.ask("POST", path, "subscriber", **own, json={})
    by_himself = fund.ask("POST", f"{path}/state", "subscriber", **own, json={"state": "active"})
    active = fund.ask("POST", f"{path}/state", json={"state": "active", "on": "2026-01-03"})
    again = fund.ask("POST", f"{path}/state", json={"state": "active"})
    refused = fund.ask("POST", f"{path}/state", json={"state": "refused"})
    cancelled = fund.ask(
        "POST", f"{path}/state", "subscriber", **own, json={"state": "cancelled", "reason": "حساب آخر"}
    )
    after = fund.ask("POST", path, json={"iban": "LY58002010000000010007000", "signed_on": "2026-01-01"})

    assert (given.status_code, given.json()["state"], given.json()["iban"]) == (201, "given", IBAN)
    assert second.json()["code"] == "mandate_in_force"
    assert by_himself.status_code == 403
    assert active.json() == again.json()
    assert refused.json()["code"] == "mandate_decided"
    assert [step["state"] for step in cancelled.json()["history"]] == ["given", "active", "cancelled"]
    assert cancelled.json()["history"][-1]["reason"] == "حساب آخر"
    listed = fund.get(path)["items"]
    assert [(each["number"], each["state"]) for each in listed] == [(2, "given"), (1, "cancelled")]
    assert listed[0] == after.json()


def test_a_mandate_needs_an_account_and_its_document_must_be_there(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], iban=None)
    path = f"/v1/subscribers/{person['id']}/mandates"

    assert fund.ask("POST", path, json={}).json()["code"] == "account_missing"
    assert fund.ask("POST", path, json={"iban": IBAN, "document_id": "F0"}).json()["code"] == "unknown_document"
    assert fund.ask("POST", f"{path}/state", json={"state": "active"}).json()["code"] == "unknown_mandate"
    assert fund.ask("POST", path, json={"iban": "LY00"}).json()["code"] == "invalid_iban"
