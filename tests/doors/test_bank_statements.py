"""Statements of banks, held against what the banks have told, and booked (COL-9)."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from infra.engine.banks import BANK
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-9")

HEAD = "رقم الحساب,LY83002048000020100120361\r\nرقم الكشف,{number}\r\nمن تاريخ,{day}\r\nإلى تاريخ,{day}\r\n"
SUMS = "الرصيد الافتتاحي,{opening}\r\nالرصيد الختامي,{closing}\r\n"
COLUMNS = "التاريخ,المرجع,مدين,دائن,البيان,اسم الدافع,آيبان الدافع\r\n"


def file_of(*lines: str, opening: str, closing: str, number: int = 1, day: str = "2026-02-05") -> bytes:
    head = HEAD.format(number=number, day=day) + SUMS.format(opening=opening, closing=closing)
    return (head + COLUMNS + "".join(f"{day},{line}\r\n" for line in lines)).encode()


def send(fund: Fund, content: bytes, name: str = "كشف.csv", bank: str = BANK) -> dict[str, Any]:
    """Send a file as a statement of a bank, and what its check has found."""
    answer = fund.ask("POST", "/v1/bank-statements", "collection", json={"bank": bank, "file_name": name})
    assert answer.status_code == 201, answer.text
    asked = answer.json()
    fund.upload(asked["upload"], content)
    found: dict[str, Any] = fund.get(f"/v1/bank-statements/{asked['id']}")
    return found


def confirm(fund: Fund, statement_id: str) -> dict[str, Any]:
    assert fund.ask("POST", f"/v1/bank-statements/{statement_id}/confirm", "collection").status_code == 202
    fund.drain()
    booked: dict[str, Any] = fund.get(f"/v1/bank-statements/{statement_id}")
    return booked


def pay(fund: Fund, receipt_id: str, amount: str, reference: str | None, **data: Any) -> None:
    told = {"settled_on": "2026-02-05", **data}
    assert fund.deliver(fund.event(receipt_id, amount, reference, **told), event_id=f"msg_{receipt_id}").is_success
    fund.drain()


def lines(fund: Fund, statement_id: str, group: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fund.get(f"/v1/bank-statements/{statement_id}/lines?group={group}")["items"]
    return found


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def balanced(fund: Fund) -> bool:
    fund.ask("POST", "/v1/ledger/checks")
    fund.drain()
    return bool(fund.get("/v1/ledger/check")["balanced"])


@pytest.fixture
def month(fund: Fund) -> dict[str, str]:
    """January is opened: an employer owes 50.000, its subscriber 25.000."""
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    fund.advance("2026-02-05")
    return {"employer": employer["id"], "reference": employer["reference"], "person": person["id"]}


def test_each_line_is_matched_made_a_receipt_or_put_into_suspense(fund: Fund, month: dict[str, str]) -> None:
    pay(fund, "n1", "20.000", month["reference"])
    pay(fund, "n2", "5.000", None)
    pay(fund, "n3", "7.000", None)
    content = file_of(
        "n1,,20.000,,,",
        f"n4,,30.000,{month['reference']},شركة,",
        "n2,,5.500,,,",
        "n5,,12.345,إيجار,علي,LY38021001000000123456789",
        "fee,1.500,,عمولة,,",
        opening="100.000",
        closing="166.345",
    )

    found = send(fund, content)

    counts = {name: count for name, count in found["counts"].items() if count}
    assert (found["state"], found["can_be_booked"], found["problems"]) == ("checked", True, [])
    assert counts == {"matched": 1, "new": 2, "differs": 1, "debit": 1, "missing": 1}
    assert found["totals"]["new"] == "42.345"
    assert [each["ids"] for each in lines(fund, found["id"], "new")] == [["n4"], ["n5"]]
    assert lines(fund, found["id"], "differs")[0]["recorded"]["amount"] == "5.000"
    assert [each["recorded"]["id"] for each in lines(fund, found["id"], "missing")] == ["n3"]
    assert fund.balance(month["employer"]) == "30.000", "nothing is booked before it is confirmed"

    booked = confirm(fund, found["id"])
    again = confirm(fund, found["id"])

    assert (booked["state"], booked["booked"], again["booked"]) == ("booked", 2, 2)
    assert fund.balance(month["employer"]) == "0.000"
    assert fund.get(f"/v1/receipts/{BANK}/n4")["payer_id"] == month["employer"]
    assert {each["id"] for each in fund.get("/v1/suspense")["items"]} == {"n2", "n3", "n5"}


def test_the_event_that_comes_after_its_statement_is_the_same_payment(fund: Fund, month: dict[str, str]) -> None:
    found = send(fund, file_of(f"n1,,50.000,{month['reference']},,", opening="0", closing="50.000"))
    confirm(fund, found["id"])

    pay(fund, "n1", "50.000", month["reference"], payer_name="شركة بحر", settled_on="2026-02-04")
    repeated = send(fund, file_of(f"n1,,50.000,{month['reference']},,", opening="0", closing="50.000"))

    assert fund.balance(month["employer"]) == "0.000"
    assert fund.get("/v1/bank/unapplied-events")["items"] == []
    assert repeated["repeats"] == found["id"]
    assert (repeated["counts"]["matched"], repeated["counts"]["new"]) == (1, 0)
    assert {each["code"] for each in repeated["problems"]} == {"opening_gap", "statement_booked_before"}


def test_a_payment_that_the_bank_took_back_is_reversed(fund: Fund, month: dict[str, str]) -> None:
    pay(fund, "n1", "50.000", month["reference"])

    found = send(fund, file_of("n1,50.000,,مرتجع,,", opening="50.000", closing="0.000"))
    booked = confirm(fund, found["id"])

    assert (found["counts"]["reversed"], booked["taken_back"]) == (1, 1)
    assert fund.balance(month["employer"]) == "50.000"
    assert fund.get(f"/v1/receipts/{BANK}/n1")["state"] == "reversed"


@pytest.mark.requirement("COL-10")
def test_each_line_leads_to_the_receipt_or_the_debit_that_it_is(fund: Fund, month: dict[str, str]) -> None:
    pay(fund, "n1", "20.000", month["reference"])
    content = file_of("n1,,20.000,,,", "n2,,12.345,إيجار,,", "fee,1.500,,عمولة,,", opening="100.000", closing="130.845")
    statement_id = send(fund, content)["id"]
    early = fund.ask("GET", f"/v1/bank-statements/{statement_id}/booked-lines/1")
    confirm(fund, statement_id)

    path = f"/v1/bank-statements/{statement_id}/booked-lines"
    booked = fund.get(path)["items"]

    told = [(each["number"], each["line"], each["outcome"], each["receipt_id"], each["debit_id"]) for each in booked]
    assert (early.status_code, early.json()["code"]) == (404, "unknown_bank_line")
    assert told == [(1, 8, "matched", "n1", None), (2, 9, "new", "n2", None), (3, 10, "debit", None, "fee")]
    assert fund.get(f"{path}/2") == booked[1]
    assert [fund.ask("GET", f"{path}/{each}").status_code for each in ("4", "x", "12345678")] == [404, 404, 404]


@pytest.mark.requirement("COL-6", "COL-10")
def test_money_that_was_given_back_leaves_the_bank_once(fund: Fund, month: dict[str, str]) -> None:
    pay(fund, "n1", "20.000", None)
    told = f"/v1/suspense/{BANK}/n1/return"
    fund.ask("POST", told, "collection", json={"reason": "ليس لنا"})
    fund.ask("POST", f"{told}/decide", "finance", json={"approved": True})

    found = send(fund, file_of("n1,20.000,,رد,,", opening="120.000", closing="100.000"))
    confirm(fund, found["id"])
    again = send(fund, file_of("n1,20.000,,رد مبلغ,,", opening="120.000", closing="100.000"))
    confirm(fund, again["id"])

    assert (found["counts"]["returned"], again["counts"]["returned"]) == (1, 1)
    assert fund.get(f"/v1/receipts/{BANK}/n1")["state"] == "paid_back"
    assert balanced(fund)


def debit(fund: Fund) -> str:
    """The path of a fee that a statement shows."""
    confirm(fund, send(fund, file_of("fee-7,1.500,,عمولة,,", opening="100.000", closing="98.500"))["id"])
    return f"/v1/bank-debits/{BANK}/fee-7"


WHAT = {"kind": "bank_fee", "reason": "عمولة تحويل", "document": "إشعار خصم 77"}


@pytest.mark.requirement("COL-10", "ACC-3")
def test_money_that_left_the_bank_is_classified_by_two_people(fund: Fund) -> None:
    path = debit(fund)

    waits = fund.get("/v1/bank-debits")["items"]
    early = fund.ask("POST", f"{path}/decide", "finance", json={"approved": True})
    proposed = fund.ask("POST", f"{path}/classify", "collection", json=WHAT)
    by_the_same = fund.ask("POST", f"{path}/decide", "collection", json={"approved": True})
    approved, again = (fund.ask("POST", f"{path}/decide", "finance", json={"approved": True}) for _ in range(2))
    late = fund.ask("POST", f"{path}/classify", "collection", json=WHAT)

    assert [(each["id"], each["amount"], each["state"]) for each in waits] == [("fee-7", "1.500", "unclassified")]
    assert refusal(early) == (409, "debit_not_proposed")
    assert (proposed.json()["state"], proposed.json()["kind"]) == ("proposed", "bank_fee")
    assert refusal(by_the_same) == (403, "same_person_approves")
    assert approved.json() == again.json() == fund.get(path)
    assert (approved.json()["state"], fund.get("/v1/bank-debits")["items"]) == ("classified", [])
    assert refusal(late) == (409, "debit_classified")
    assert balanced(fund)


@pytest.mark.requirement("ACC-3")
def test_a_classification_that_is_turned_down_waits_for_another(fund: Fund) -> None:
    path = debit(fund)
    fund.ask("POST", f"{path}/classify", "collection", json={**WHAT, "kind": "agent_commission"})

    rejected = fund.ask("POST", f"{path}/decide", "finance", json={"approved": False})
    unknown = fund.ask("GET", f"/v1/bank-debits/{BANK}/none")

    assert (rejected.json()["state"], rejected.json()["kind"]) == ("unclassified", None)
    assert [each["id"] for each in fund.get("/v1/bank-debits")["items"]] == ["fee-7"]
    assert refusal(fund.ask("POST", f"{path}/decide", "finance", json={"approved": True}))[0] == 409
    assert refusal(unknown) == (404, "unknown_bank_debit")
    assert balanced(fund)


def test_a_debit_that_two_files_tell_of_is_booked_once(fund: Fund) -> None:
    path = debit(fund)
    fund.ask("POST", f"{path}/classify", "collection", json=WHAT)

    confirm(fund, send(fund, file_of("fee-7,1.500,,عمولة بنك,,", opening="100.000", closing="98.500"))["id"])

    assert fund.get(path)["state"] == "proposed"
    assert balanced(fund)


def test_a_statement_that_contradicts_itself_is_shown_and_not_booked(fund: Fund, month: dict[str, str]) -> None:
    found = send(fund, file_of("n1,,50.000,,,", opening="0.000", closing="60.000"))

    answer = fund.ask("POST", f"/v1/bank-statements/{found['id']}/confirm", "collection")

    assert "balance_mismatch" in {each["code"] for each in found["problems"]}
    assert (answer.status_code, answer.json()["code"]) == (422, "bank_statement_contradicts")
    assert fund.get("/v1/suspense")["items"] == []


def test_a_missing_statement_between_two_is_seen(fund: Fund, month: dict[str, str]) -> None:
    first = send(fund, file_of("n1,,50.000,,,", opening="0.000", closing="50.000", number=7))
    confirm(fund, first["id"])

    third = send(fund, file_of("n2,,1.000,,,", opening="60.000", closing="61.000", number=9, day="2026-02-07"))

    assert {each["code"] for each in third["problems"]} == {"opening_gap", "sequence_gap"}
    assert third["can_be_booked"]


def test_what_is_no_statement_of_a_bank_is_refused_with_the_reason(fund: Fund) -> None:
    refused = send(fund, b"%PDF-1.7 not a statement", "statement.pdf")

    answer = fund.ask("POST", f"/v1/bank-statements/{refused['id']}/confirm", "collection")

    assert refused["state"] == "refused"
    assert refused["problems"][0]["ar"]
    assert (answer.status_code, answer.json()["code"]) == (422, "bank_statement_not_checked")


def test_a_file_of_a_bank_that_nobody_knows_is_refused(fund: Fund) -> None:
    told = {"bank": BANK.lower(), "file_name": "a.csv"}

    refused = fund.ask("POST", "/v1/bank-statements", "collection", json=told)

    assert refusal(refused) == (422, "unknown_bank")
    assert refused.json()["errors"][0]["field"] == "bank"


def test_only_those_who_keep_money_send_and_book_statements(fund: Fund) -> None:
    told = {"bank": BANK, "file_name": "a.csv"}

    asked = {
        role: fund.ask("POST", "/v1/bank-statements", role, json=told).status_code
        for role in ("employer", "oversight", "insurance_affairs", "finance")
    }
    unknown = fund.ask("GET", "/v1/bank-statements/B000000000000")

    assert asked == {"employer": 403, "oversight": 403, "insurance_affairs": 403, "finance": 201}
    assert (unknown.status_code, json.loads(unknown.text)["code"]) == (404, "unknown_bank_statement")
