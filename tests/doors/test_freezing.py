"""A frozen account through its doors: what it waits for, who else waits, and how it is thawed (PKG-3, PKG-6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.fund import Fund
from tests.doors.test_account_statements import pay
from tests.doors.test_documents import decide, send

pytestmark = pytest.mark.requirement("PKG-3")

ENDING_2030: dict[str, Any] = {"issued_on": "2026-05-12", "expires_on": "2030-06-01"}
WITHOUT_END: dict[str, Any] = {"issued_on": "2026-05-12", "expires_on": None}
TO_THAW = {
    "salary_certificate": WITHOUT_END,
    "bank_account": WITHOUT_END,
    "family_status": WITHOUT_END,
    "identity": ENDING_2030,
}


def frozen(fund: Fund) -> dict[str, Any]:
    """A person of the own account who owes January to April, on the day of the freeze."""
    person = fund.subscriber(None, category="self_employed", social_security_number="123", gross="2000.00")
    fund.advance("2026-05-12")
    return person


def cover(fund: Fund, person: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = fund.get(f"/v1/subscribers/{person['id']}/cover")
    return found


def told(fund: Fund, person: dict[str, Any], kind: str) -> list[str]:
    fund.engine.drain()
    found = fund.get(f"/v1/subscribers/{person['id']}/notices")["items"]
    return [each["text_en"] for each in found if each["kind"] == kind and each["state"] == "sent"]


def waiting(fund: Fund) -> list[tuple[str, list[str], str]]:
    """Who waits, for which documents and for how much money."""
    found = fund.get("/v1/frozen-accounts")["items"]
    return [(each["subscriber_id"], each["missing_documents"], each["owed"]) for each in found]


@pytest.mark.requirement("PKG-6", "NOT-1")
def test_a_frozen_account_says_what_it_waits_for_until_money_and_documents_are_there(fund: Fund) -> None:
    person = frozen(fund)
    assert cover(fund, person)["missing_documents"] == list(TO_THAW)
    assert waiting(fund) == [(person["id"], list(TO_THAW), "600.000")]

    pay(fund, "b1", "600.00", person["reference"])
    assert (cover(fund, person)["package"], cover(fund, person)["reason"]) == ("frozen", "documents_missing")
    assert len(told(fund, person, "documents_needed")) == 1

    sent = {kind: send(fund, person, kind=kind, **dates) for kind, dates in TO_THAW.items()}
    for kind in ("salary_certificate", "bank_account"):
        assert decide(fund, sent[kind], "approve").status_code == 200
    assert cover(fund, person)["missing_documents"] == ["family_status", "identity"]
    assert waiting(fund) == [(person["id"], ["family_status", "identity"], "0.000")]
    assert decide(fund, sent["identity"], "reject", json={"reason": "الصورة غير واضحة"}).status_code == 200
    _, again = sorted(told(fund, person, "documents_needed"), key=len, reverse=True)
    assert "Identity document" in again
    assert "Salary certificate" not in again

    another = send(fund, person, kind="identity", **ENDING_2030)
    for each in (sent["family_status"], another):
        assert decide(fund, each, "approve").status_code == 200
    assert (cover(fund, person)["package"], cover(fund, person)["since"]) == ("full", "2026-05-12")
    assert cover(fund, person)["missing_documents"] == []
    assert len(told(fund, person, "account_thawed")) == 1
    assert waiting(fund) == []


def test_who_sends_a_document_does_not_thaw_the_account_with_it(fund: Fund) -> None:
    person = frozen(fund)
    pay(fund, "b1", "600.00", person["reference"])

    for kind, dates in TO_THAW.items():
        send(fund, person, kind=kind, **dates)

    assert cover(fund, person)["reason"] == "documents_missing"
    assert told(fund, person, "account_thawed") == []
