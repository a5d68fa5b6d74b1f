"""Money whose payer is looked for: suggested, matched, put back, given back by two people (COL-6, ACC-3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from infra.engine.banks import BANK
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-6")

IBAN = "LY83002048000020100120361"


def came(fund: Fund, receipt_id: str = "b1", amount: str = "7.500", reference: str | None = None, **told: Any) -> None:
    """Money that has arrived."""
    answer = fund.deliver(fund.event(receipt_id, amount, reference, **told), event_id=f"msg_{receipt_id}")
    assert answer.status_code == 202, answer.text
    fund.drain()


def do(fund: Fund, what: str, receipt_id: str = "b1", role: str = "collection", **told: Any) -> httpx.Response:
    at = "receipts" if what == "put-back" else "suspense"
    return fund.ask("POST", f"/v1/{at}/{BANK}/{receipt_id}/{what}", role, json=told)


def match(fund: Fund, payer_id: str, receipt_id: str = "b1") -> httpx.Response:
    return do(fund, "match", receipt_id, payer_id=payer_id)


def reversal(fund: Fund, receipt_id: str = "b1", event_id: str = "back") -> None:
    told = {"receipt_id": receipt_id, "reversed_on": "2026-01-02", "reason": "خطأ في الحساب"}
    answer = fund.deliver(fund.bank_event("payment.reversed", told), event_id=event_id)
    assert answer.status_code == 202, answer.text
    fund.drain()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def of(fund: Fund, receipt_id: str = "b1") -> dict[str, Any]:
    receipt: dict[str, Any] = fund.get(f"/v1/receipts/{BANK}/{receipt_id}")
    return receipt


def in_suspense(fund: Fund) -> list[str]:
    return [each["id"] for each in fund.get("/v1/suspense")["items"]]


def balanced(fund: Fund) -> bool:
    fund.ask("POST", "/v1/ledger/checks")
    fund.drain()
    return bool(fund.get("/v1/ledger/check")["balanced"])


def test_a_receipt_is_matched_once_and_can_be_put_back_and_matched_to_another(fund: Fund) -> None:
    wrong, right = fund.employer(), fund.employer(name="شركة البر")
    came(fund)

    matched, again = match(fund, wrong["id"]), match(fund, wrong["id"])
    to_another = match(fund, right["id"])
    back = do(fund, "put-back", reason="قيد خطأ")
    twice = do(fund, "put-back", reason="قيد خطأ")

    assert (matched.status_code, matched.json()["state"], matched.json()["payer_id"]) == (200, "booked", wrong["id"])
    assert again.json() == matched.json()
    assert refusal(to_another) == (409, "not_in_suspense")
    assert (back.status_code, back.json()["state"], back.json()["payer_id"]) == (200, "in_suspense", None)
    assert refusal(twice) == (409, "not_booked")
    assert (in_suspense(fund), fund.balance(wrong["id"])) == (["b1"], "0.000")
    assert match(fund, right["id"]).status_code == 200
    assert (in_suspense(fund), fund.balance(right["id"])) == ([], "-7.500")
    assert balanced(fund)


def test_a_receipt_that_its_reference_has_led_astray_is_put_back_too(fund: Fund) -> None:
    employer = fund.employer()
    came(fund, reference=employer["reference"])

    assert do(fund, "put-back", reason="قيد خطأ").status_code == 200
    came(fund, reference=employer["reference"])  # told again

    assert (in_suspense(fund), fund.balance(employer["id"])) == (["b1"], "0.000")
    assert balanced(fund)


@pytest.mark.requirement("ACC-3")
def test_money_is_given_back_by_two_people(fund: Fund) -> None:
    employer = fund.employer()
    came(fund)

    undecided = do(fund, "return/decide", role="finance", approved=True)
    asked = do(fund, "return", reason="لا يخص الصندوق")
    asked_again = do(fund, "return", reason="لا يخص الصندوق")
    matched = match(fund, employer["id"])
    by_the_same = do(fund, "return/decide", approved=True)
    refused = do(fund, "return/decide", role="finance", approved=False)
    still_there = in_suspense(fund)
    do(fund, "return", reason="لا يخص الصندوق")
    approved = do(fund, "return/decide", role="finance", approved=True)

    assert refusal(undecided) == (409, "return_not_asked")
    assert asked.json()["return_asked"]["reason"] == "لا يخص الصندوق"
    assert refusal(asked_again) == refusal(matched) == (409, "return_is_asked")
    assert refusal(by_the_same) == (403, "same_person_approves")
    assert (refused.json()["return_asked"], still_there) == (None, ["b1"])
    assert (approved.json()["state"], in_suspense(fund)) == ("returned", [])
    for what, told in (
        ("return/decide", {"approved": True}),
        ("return", {"reason": "مرة أخرى"}),
        ("match", {"payer_id": employer["id"]}),
    ):
        assert refusal(do(fund, what, role="finance", **told)) == (409, "not_in_suspense")
    assert balanced(fund)


@pytest.mark.requirement("COL-6", "COL-10")
def test_money_that_was_to_be_given_back_is_kept_after_all_and_given_back_later(fund: Fund) -> None:
    came(fund)
    back: dict[str, Any] = {"reason": "لا يخص الصندوق"}
    decide: dict[str, Any] = {"approved": True}
    do(fund, "return", **back)
    do(fund, "return/decide", role="finance", **decide)

    kept = do(fund, "put-back", reason="عُرف الدافع")
    there = in_suspense(fund)
    do(fund, "return", **back)
    again = do(fund, "return/decide", role="finance", **decide)
    trail = fund.get(f"/v1/receipts/{BANK}/b1/trail")

    assert (kept.json()["state"], there) == ("in_suspense", ["b1"])
    assert (again.json()["state"], in_suspense(fund)) == ("returned", [])
    assert [each["cause"].partition("#")[0] for each in trail["entries"]] == [
        "receipt",
        "return-1",
        "unreturn-2",
        "return-3",
    ]
    assert balanced(fund)


@pytest.mark.requirement("COL-5", "COL-6")
def test_what_the_bank_takes_back_after_the_fund_has_given_it_back_waits_for_a_person(fund: Fund) -> None:
    came(fund)
    do(fund, "return", reason="لا يخص الصندوق")
    do(fund, "return/decide", role="finance", approved=True)

    for event_id in ("back", "back", "back-again"):
        reversal(fund, event_id=event_id)

    (event,) = fund.get("/v1/bank/unapplied-events")["items"]
    assert (event["bank"], event["type"], event["state"], event["why"]["code"]) == (
        BANK,
        "payment.reversed",
        "open",
        "already_returned",
    )
    assert event["told"] == {"receipt_id": "b1", "reason": "خطأ في الحساب"}
    assert event["why"]["ar"]
    assert of(fund)["state"] == "returned"
    path = f"/v1/bank/unapplied-events/{BANK}/{event['event_id']}/close"
    unsaid = fund.ask("POST", path, "collection", json={})
    closed = fund.ask("POST", path, "collection", json={"outcome": "اتفق مع المصرف"})
    twice = fund.ask("POST", path, "collection", json={"outcome": "اتفق مع المصرف"})
    reversal(fund, event_id="back-once-more")
    assert (unsaid.status_code, unsaid.json()["errors"][0]["field"]) == (422, "outcome")
    assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "اتفق مع المصرف")
    assert refusal(twice) == (409, "bank_event_closed")
    assert fund.get("/v1/bank/unapplied-events")["items"] == []
    unknown = fund.ask("POST", f"/v1/bank/unapplied-events/{BANK}/x/close", json={"outcome": "لا شيء"})
    assert refusal(unknown) == (404, "unknown_bank_event")
    assert balanced(fund)


@pytest.mark.requirement("COL-5")
def test_a_receipt_that_was_matched_and_taken_back_stays_taken_back(fund: Fund) -> None:
    employer = fund.employer()
    came(fund)
    match(fund, employer["id"])

    for event_id in ("back", "back-again"):
        reversal(fund, event_id=event_id)

    assert fund.balance(employer["id"]) == "0.000"
    receipt = of(fund)
    assert (receipt["state"], receipt["payer_id"]) == ("reversed", employer["id"])
    assert (receipt["reversed_on"], receipt["reversal_reason"]) == ("2026-01-01", "خطأ في الحساب")
    assert refusal(match(fund, employer["id"])) == (409, "not_in_suspense")
    assert refusal(do(fund, "put-back", reason="خطأ")) == (409, "not_booked")
    assert balanced(fund)


@pytest.mark.requirement("COL-5")
def test_a_return_that_is_asked_for_ends_with_the_banks_reversal(fund: Fund) -> None:
    came(fund)
    do(fund, "return", reason="لا يخص الصندوق")

    reversal(fund)

    assert refusal(do(fund, "return/decide", role="finance", approved=True)) == (409, "not_in_suspense")
    assert (of(fund)["state"], of(fund)["return_asked"]) == ("reversed", None)
    assert balanced(fund)


def test_the_likeliest_payers_are_suggested_with_the_reasons(fund: Fund) -> None:
    employer = fund.employer(name="شركة الأفق", iban=IBAN)
    by_iban = fund.subscriber(employer["id"], name="خالد منصور", iban=IBAN)
    by_name = fund.subscriber(employer["id"], name="سالم الفيتوري")
    by_reference = fund.subscriber(employer["id"], name="أحمد الورفلي")
    written = by_reference["reference"]
    slip = written[:8] + ("1" if written[8] != "1" else "2") + written[9:]
    came(fund, reference=slip, payer_iban=IBAN, payer_name="سالم الفيتورى")

    found = fund.get(f"/v1/suspense/{BANK}/b1/suggestions")["items"]

    assert {each["payer_id"]: each["because"] for each in found} == {
        by_reference["id"]: ["reference"],
        by_iban["id"]: ["iban"],
        employer["id"]: ["iban"],
        by_name["id"]: ["name"],
    }
    assert found[0]["payer_id"] == by_reference["id"]
    assert (found[-1]["payer_id"], found[-1]["kind"], found[-1]["balance"]) == (by_name["id"], "subscriber", "0.000")


def test_of_money_that_says_nothing_nobody_is_suggested(fund: Fund) -> None:
    fund.employer()
    came(fund, payer_name="ع", reference="إيجار")

    assert fund.get(f"/v1/suspense/{BANK}/b1/suggestions")["items"] == []


def test_what_is_not_in_suspense_has_no_suggestions(fund: Fund) -> None:
    came(fund, reference=fund.employer()["reference"])

    assert refusal(fund.ask("GET", f"/v1/suspense/{BANK}/b1/suggestions")) == (409, "not_in_suspense")
    assert refusal(fund.ask("GET", f"/v1/suspense/{BANK}/b9/suggestions")) == (404, "unknown_receipt")


def test_a_bank_s_id_with_a_slash_or_a_hash_in_it_is_found_and_matched_too(fund: Fund) -> None:
    employer = fund.employer()

    for receipt_id, written in (("FT26/0017", "FT26%2F0017"), ("FT26#0017", "FT26%230017"), ("FT 26", "FT%2026")):
        came(fund, receipt_id)
        assert match(fund, employer["id"], written).status_code == 200
        assert of(fund, written)["id"] == receipt_id

    assert fund.balance(employer["id"]) == "-22.500"
    assert balanced(fund)


def test_wrong_requests_name_their_field_and_move_nothing(fund: Fund) -> None:
    came(fund)

    for what, told, field in (
        ("match", {}, "payer_id"),
        ("match", {"payer_id": 5}, "payer_id"),
        ("return", {"reason": ""}, "reason"),
        ("return/decide", {"approved": "perhaps"}, "approved"),
        ("put-back", {}, "reason"),
    ):
        answer = do(fund, what, **told)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), what
    assert refusal(match(fund, "S0000000000AB")) == (404, "unknown_payer")
    for what, told in (("match", {"payer_id": fund.employer()["id"]}), ("put-back", {"reason": "خطأ"})):
        assert refusal(do(fund, what, "never-came", **told)) == (404, "unknown_receipt")
    assert in_suspense(fund) == ["b1"]


def test_suspense_is_shown_oldest_first_page_by_page_without_what_has_left_it(fund: Fund) -> None:
    for number, day in enumerate(("2026-01-01", "2026-01-02", "2026-01-03"), 1):
        fund.advance(day)
        came(fund, f"b{number}")
    match(fund, fund.employer()["id"], "b2")

    pages = [fund.get("/v1/suspense?limit=1")]
    while cursor := pages[-1]["next"]:
        pages.append(fund.get(f"/v1/suspense?limit=1&cursor={cursor}"))

    assert [each["id"] for page in pages for each in page["items"]] == ["b1", "b3"]


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize("role", ["insurance_affairs", "employer", "subscriber", "oversight", "contact_centre"])
def test_only_collection_and_finance_move_money(fund: Fund, role: str) -> None:
    came(fund)

    answers = [
        do(fund, "match", role=role, payer_id="E0000000000AB"),
        do(fund, "return", role=role, reason="لا"),
        do(fund, "return/decide", role=role, approved=True),
        do(fund, "put-back", role=role, reason="لا"),
        fund.ask("GET", f"/v1/suspense/{BANK}/b1/suggestions", role),
        fund.ask("POST", f"/v1/bank/unapplied-events/{BANK}/x/close", role, json={"outcome": "لا"}),
    ]

    assert [refusal(answer) for answer in answers] == [(403, "not_permitted")] * 6
    assert in_suspense(fund) == ["b1"]
