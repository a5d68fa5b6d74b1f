"""From an entry of the ledger to what it was made of, down to the line of a file, and back (COL-10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from infra.engine.banks import BANK
from tests.doors import test_bank_statements as banks
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-10")


@pytest.fixture
def month(fund: Fund) -> dict[str, Any]:
    """January is opened from a statement of two lines: an employer owes 75.000, its people 25.000 and 12.500."""
    employer = fund.employer()
    people = [fund.subscriber(employer["id"], gross=gross) for gross in ("1000.00", "900.00")]
    fund.advance("2026-01-20")
    lines = [
        {"subscriber_id": each["id"], "gross": gross} for each, gross in zip(people, ("1000.00", "500.00"), strict=True)
    ]
    told = {"month": "2026-01", "lines": lines}
    stated = fund.ask(
        "POST", f"/v1/employers/{employer['id']}/statements", "employer", employer=employer["id"], json=told
    )
    assert stated.status_code == 201, stated.text
    statement_id = stated.json()["id"]
    assert fund.ask("POST", f"/v1/statements/{statement_id}/confirm").is_success
    fund.advance("2026-02-05")
    return {"employer": employer, "people": [each["id"] for each in people], "statement": statement_id}


def entry(fund: Fund, owner_id: str, cause: str) -> dict[str, Any]:
    found: dict[str, Any] = fund.get(f"/v1/ledger/{owner_id}/entries/{quote(cause, safe='')}")
    return found


def test_a_receipt_leads_to_its_events_its_lines_and_all_that_was_booked_of_it(
    fund: Fund, month: dict[str, Any]
) -> None:
    employer = month["employer"]
    banks.pay(fund, "n1", "20.000", None)
    fund.ask("POST", f"/v1/suspense/{BANK}/n1/match", "collection", json={"payer_id": month["people"][0]})
    fund.ask("POST", f"/v1/receipts/{BANK}/n1/put-back", "collection", json={"reason": "ليس له"})
    fund.ask("POST", f"/v1/suspense/{BANK}/n1/match", "collection", json={"payer_id": employer["id"]})
    statement = banks.send(fund, banks.file_of("n1,,20.000,,,", opening="0.000", closing="20.000"))["id"]
    banks.confirm(fund, statement)
    told = {"receipt_id": "n1", "reversed_on": "2026-02-05", "reason": "شيك مرتجع"}
    fund.deliver(fund.bank_event("payment.reversed", told), event_id="msg_r")
    fund.drain()

    trail = fund.get(f"/v1/receipts/{BANK}/n1/trail")

    assert (trail["event_id"], trail["reversal_event_id"]) == ("msg_n1", "msg_r")
    assert [(each["statement_id"], each["line"], each["outcome"]) for each in trail["lines"]] == [
        (statement, 8, "matched")
    ]
    assert [(each["owner_id"], each["cause"]) for each in trail["entries"]] == [
        ("suspense", f"receipt#{BANK}#n1"),
        (month["people"][0], f"match-1#{BANK}#n1"),
        (month["people"][0], f"unmatch-2#{BANK}#n1"),
        (employer["id"], f"match-3#{BANK}#n1"),
        (employer["id"], f"reversal#{BANK}#n1"),
    ]
    for each in trail["entries"]:
        assert entry(fund, each["owner_id"], each["cause"]) == each
        assert each["source"]["path"] == f"/v1/receipts/{BANK}/n1/trail"


def test_a_payment_that_its_bank_names_with_signs_is_found_by_its_path(fund: Fund) -> None:
    name = "FT/2026#7 %20"
    content = banks.file_of(f"{name},,12.000,إيجار,,", f"{name}-ع,1.500,,عمولة,,", opening="0.000", closing="10.500")
    banks.confirm(fund, banks.send(fund, content)["id"])

    (came,) = fund.get("/v1/ledger/suspense/entries")["items"]
    (left,) = fund.get("/v1/ledger/outgoing/entries")["items"]

    assert fund.get(came["source"]["path"])["receipt_id"] == name
    assert fund.get(left["source"]["path"])["id"] == f"{name}-ع"
    assert entry(fund, "suspense", came["cause"]) == came


def test_what_is_owed_leads_to_the_line_of_the_statement_and_back(fund: Fund, month: dict[str, Any]) -> None:
    second = month["people"][1]

    (made,) = fund.get(f"/v1/subscribers/{second}/months/2026-01/trail")["items"]
    booked = entry(fund, made["owner_id"], made["cause"])

    assert (made["number"], made["statement_id"], made["line"]) == (1, month["statement"], 2)
    assert {each["account"]: each["amount"] for each in booked["lines"]}[f"receivable:{second}"] == "12.500"
    assert booked["source"]["kind"] == "assessment"
    assert fund.get(booked["source"]["path"])["items"][0]["cause"] == made["cause"]
    assert [each["cause"] for each in fund.get(f"/v1/ledger/{month['employer']['id']}/entries")["items"]] == [
        made["cause"]
    ]


def test_a_month_that_was_assessed_again_leads_to_both_entries(fund: Fund, month: dict[str, Any]) -> None:
    first, employer_id = month["people"][0], month["employer"]["id"]
    told = {"month": "2026-01", "lines": [{"subscriber_id": first, "gross": "1200.00"}]}
    again = fund.ask("POST", f"/v1/employers/{employer_id}/statements", "employer", employer=employer_id, json=told)
    fund.ask("POST", f"/v1/statements/{again.json()['id']}/confirm")
    fund.drain()

    made = fund.get(f"/v1/subscribers/{first}/months/2026-01/trail")["items"]

    assert [(each["number"], each["statement_id"], each["line"]) for each in made] == [
        (1, month["statement"], 1),
        (2, again.json()["id"], 1),
    ]
    assert len({each["cause"] for each in made}) == 2


def test_what_others_collected_and_what_left_the_bank_lead_to_their_records(fund: Fund) -> None:
    what = {"share": "state", "month": "2026-01", "amount": "12.500", "reason": "كشف", "document": "إيصال 118"}
    made = fund.ask("POST", "/v1/collected", "collection", json=what).json()
    fund.ask("POST", f"/v1/months/2026-01/collected/{made['id']}/decide", "finance", json={"approved": True})
    path = banks.debit(fund)

    (collected,) = fund.get("/v1/ledger/shares/entries")["items"]
    (left,) = fund.get("/v1/ledger/outgoing/entries")["items"]

    assert fund.get(collected["source"]["path"])["id"] == made["id"]
    assert left["source"]["path"] == path
    assert (fund.get(path)["number"], fund.get(path)["line_no"]) == (1, 8)


def test_a_trail_of_nothing_is_refused_and_only_for_those_who_see_the_ledger(fund: Fund) -> None:
    unknown = [
        fund.ask("GET", path).json()["code"]
        for path in (
            "/v1/ledger/E0/entries/nothing",
            f"/v1/receipts/{BANK}/none/trail",
            "/v1/subscribers/S0/months/2026-01/trail",
        )
    ]
    refused = [
        fund.ask("GET", path, "insurance_affairs").status_code
        for path in ("/v1/ledger/E0/entries", f"/v1/receipts/{BANK}/n/trail", "/v1/subscribers/S0/months/2026-01/trail")
    ]

    assert unknown == ["unknown_entry", "unknown_receipt", "not_assessed"]
    assert refused == [403, 403, 403]
