"""What a bank may send, what it may not, and what each is answered (COL-3, COL-4, COL-6)."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from infra.engine.banks import BANK
from ishtirak.messaging import queues
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-3")


def _of_nothing(fund: Fund) -> bool:
    """Whether no receipt has left a trace."""
    return not fund.get("/v1/suspense")["items"]


def test_an_event_signed_with_either_secret_of_its_bank_is_booked(fund: Fund) -> None:
    employer = fund.employer()

    answers = [
        fund.deliver(fund.event(f"b{n}", "10.000", employer["reference"]), event_id=f"msg_{n}", secret=secret)
        for n, secret in enumerate(fund.secrets())
    ]
    fund.drain()

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (202, {"accepted": "msg_0"}),
        (202, {"accepted": "msg_1"}),
    ]
    assert fund.balance(employer["id"]) == "-20.000"


def test_an_event_delivered_five_times_counts_once(fund: Fund) -> None:
    employer = fund.employer()
    body = fund.event("b1", "125.000", employer["reference"])

    for n in range(5):
        assert fund.deliver(body, event_id=f"msg_{n % 2}").status_code == 202
    fund.drain()

    assert fund.balance(employer["id"]) == "-125.000"
    assert fund.get(f"/v1/receipts/{BANK}/b1")["payer_id"] == employer["id"]


def test_another_payment_under_a_known_receipt_id_changes_nothing(fund: Fund) -> None:
    employer = fund.employer()
    fund.deliver(fund.event("b1", "125.000", employer["reference"]))
    fund.drain()

    fund.deliver(fund.event("b1", "999.000", employer["reference"]), event_id="msg_2")
    fund.drain()

    assert fund.balance(employer["id"]) == "-125.000"
    assert fund.get(f"/v1/receipts/{BANK}/b1")["amount"] == "125.000"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_an_unsigned_event_is_refused(fund: Fund, missing: str) -> None:
    now = datetime.now(UTC)
    body = fund.event("b1", "1.000", None)
    signature = Webhook(fund.secrets()[0]).sign("msg_1", now, body)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
        "Content-Type": "application/json",
    }
    del headers[missing]

    answer = fund.deliver_with(body, headers)
    fund.drain()

    assert (answer.status_code, answer.json()["code"]) == (401, "unsigned_event")
    assert _of_nothing(fund)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_event_signed_too_long_ago_or_ahead_is_refused(fund: Fund, seconds: int) -> None:
    at = datetime.now(UTC) + timedelta(seconds=seconds)

    answer = fund.deliver(fund.event("b1", "1.000", None), at=at)
    fund.drain()

    assert (answer.status_code, answer.json()["code"]) == (401, "stale_event")
    assert _of_nothing(fund)


@pytest.mark.parametrize("bank", [BANK, "NOBODY"])
def test_a_signature_of_another_is_refused(fund: Fund, bank: str) -> None:
    stranger = "whsec_" + "c3RyYW5nZXJzdHJhbmdlcnN0cmFuZ2VyMTIz"

    answer = fund.deliver(fund.event("b1", "1.000", None), secret=stranger, bank=bank)
    fund.drain()

    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert answer.json()["detail"] == "توقيع الحدث غير صحيح."
    assert _of_nothing(fund)


@pytest.mark.parametrize("signature", ["", "v1", "v1,", "v1,%%%", "v1,a,b", "v2,aGVsbG8="])
def test_a_signature_that_is_not_even_one_is_refused(fund: Fund, signature: str) -> None:
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(datetime.now(UTC).timestamp())),
        "webhook-signature": signature,
        "Content-Type": "application/json",
    }

    answer = fund.deliver_with(fund.event("b1", "1.000", None), headers)

    assert answer.status_code == 401
    assert answer.json()["code"] in {"bad_signature", "unsigned_event"}


def test_a_body_that_was_changed_after_signing_is_refused(fund: Fund) -> None:
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(fund.secrets()[0]).sign("msg_1", now, fund.event("b1", "1.000", None)),
        "Content-Type": "application/json",
    }

    answer = fund.deliver_with(fund.event("b1", "9.000", None), headers)
    fund.drain()

    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert _of_nothing(fund)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("not JSON", 400, "malformed_request"),
        ("[]", 422, "wrong_type"),
        (b"\xff\xfe", 401, "bad_signature"),  # it can't even have been signed as text
        ('{"type": "payment.settled", "type": "payment.settled"}', 400, "malformed_request"),
    ],
)
def test_a_body_that_is_no_event_is_refused(fund: Fund, body: str | bytes, status: int, code: str) -> None:
    answer = fund.deliver(body)
    fund.drain()

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert _of_nothing(fund)


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"amount": 25}, "data.amount", "invalid_amount"),
        ({"amount": "25.0005"}, "data.amount", "invalid_amount"),
        ({"amount": "-25.000"}, "data.amount", "invalid_amount"),
        ({"amount": "0.000"}, "data.amount", "invalid_amount"),
        ({"settled_on": "2026-02-30"}, "data.settled_on", "invalid_date"),
        ({"receipt_id": ""}, "data.receipt_id", "too_short"),
        ({"fee": "1"}, "data.fee", "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_with_its_rule_in_both_languages(
    fund: Fund, told: dict[str, object], field: str, code: str
) -> None:
    answer = fund.deliver(fund.event(**{"receipt_id": "b1", "amount": "1.000", "reference": None, **told}))  # type: ignore[arg-type]
    fund.drain()

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [(field, code)]
    assert problem["errors"][0]["ar"]
    assert problem["errors"][0]["en"]
    assert _of_nothing(fund)


def test_an_event_of_more_than_256_kilobytes_is_refused(fund: Fund) -> None:
    at_most = fund.deliver(fund.event("b1", "1.000", None, payer_name="x" * 250_000))
    more = fund.deliver(fund.event("b1", "1.000", None, payer_name="x" * 270_000))

    assert (at_most.status_code, at_most.json()["code"]) == (422, "too_long")
    assert (more.status_code, more.json()["code"]) == (413, "body_too_large")


def test_an_event_that_names_no_bank_is_refused(fund: Fund) -> None:
    answer = fund.deliver(fund.event("b1", "1.000", None), bank="")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "bank"


@pytest.mark.requirement("COL-6")
@pytest.mark.parametrize("mistake", ["another digit", "unknown payer", "no reference"])
def test_money_of_an_unknown_payer_waits_in_suspense(fund: Fund, mistake: str) -> None:
    reference = fund.employer()["reference"]
    wrong = {
        "another digit": reference[:-1] + ("0" if reference[-1] != "0" else "1"),
        "unknown payer": "RF38E0123456789AB",
        "no reference": None,
    }[mistake]

    assert fund.deliver(fund.event("b1", "7.500", wrong, payer_name="سالم", payer_iban="LY1")).status_code == 202
    fund.drain()

    (waiting,) = fund.get("/v1/suspense")["items"]
    assert (waiting["id"], waiting["amount"], waiting["payer_id"]) == ("b1", "7.500", None)
    assert (waiting["payer_reference"], waiting["payer_name"]) == (wrong, "سالم")


@pytest.mark.requirement("COL-4")
def test_a_reference_written_in_small_letters_with_spaces_finds_its_payer(fund: Fund) -> None:
    employer = fund.employer()
    written = " ".join(employer["reference"].lower()[i : i + 4] for i in range(0, 17, 4))

    fund.deliver(fund.event("b1", "5.000", written))
    fund.drain()

    assert fund.balance(employer["id"]) == "-5.000"


def settled(receipt_id: str, amount: str, reference: str | None) -> dict[str, Any]:
    told = {"receipt_id": receipt_id, "amount": amount, "payer_reference": reference, "settled_on": "2026-01-01"}
    return {"type": "payment.settled", "timestamp": "2026-01-01T08:00:00Z", "data": told}


def event(kind: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": "2026-01-01T08:00:00Z", "data": data}


def batch(fund: Fund, *events: dict[str, Any]) -> str:
    return fund.bank_event("events.batch", {"events": list(events)})


IBAN = "LY83002048000020100120361"


@pytest.mark.requirement("COL-5")
def test_a_batch_is_applied_event_by_event_in_whatever_order_and_however_often_it_comes(fund: Fund) -> None:
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")
    reference = person["reference"]
    events = [
        settled("b1", "10.000", reference),
        event("payment.reversed", receipt_id="b1", reversed_on="2026-01-01"),
        settled("b2", "20.000", None),
        event("payment.failed", payment_id="f1", amount="5.000", failed_on="2026-01-01", payer_reference=reference),
        event("mandate.given", payer_reference=reference, iban=IBAN, on="2026-01-01"),
        event("account.changed", payer_reference=reference, iban=IBAN, on="2026-01-01"),
    ]

    for number, order in enumerate((events, events[::-1], events)):
        answer = fund.deliver(batch(fund, *order), event_id=f"msg_{number}")
        assert (answer.status_code, answer.json()) == (202, {"accepted": f"msg_{number}"})
        fund.drain()

    assert fund.balance(person["id"]) == "0.000"
    assert fund.get(f"/v1/receipts/{BANK}/b1")["state"] == "reversed"
    assert [each["id"] for each in fund.get("/v1/suspense")["items"]] == ["b2"]
    assert len(fund.get(f"/v1/payers/{person['id']}/failed-payments")["items"]) == 1
    assert [each["state"] for each in fund.get(f"/v1/subscribers/{person['id']}/mandates")["items"]] == ["active"]
    assert fund.get(f"/v1/subscribers/{person['id']}")["iban"] == IBAN
    assert fund.get("/v1/bank/unapplied-events")["items"] == []


@pytest.mark.requirement("COL-5", "COL-10")
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=lambda order: "".join(map(str, order)))
def test_a_payment_and_its_reversal_come_to_the_same_in_every_order(fund: Fund, order: tuple[int, ...]) -> None:
    employer = fund.employer()
    events = [
        settled("b1", "10.000", employer["reference"]),
        event("payment.reversed", receipt_id="b1", reversed_on="2026-01-01", reason="خطأ"),
        settled("b2", "3.000", employer["reference"]),
    ]

    for number in order:
        fund.deliver(json.dumps(events[number]), event_id=f"msg_{number}")
        fund.drain()

    assert fund.balance(employer["id"]) == "-3.000"
    receipt = fund.get(f"/v1/receipts/{BANK}/b1")
    assert (receipt["state"], receipt["amount"], receipt["reversal_reason"]) == ("reversed", "10.000", "خطأ")


@pytest.mark.requirement("COL-5")
def test_a_reversal_without_its_receipt_is_no_receipt(fund: Fund) -> None:
    fund.deliver(json.dumps(event("payment.reversed", receipt_id="b1", reversed_on="2026-01-01")))
    fund.drain()

    assert fund.ask("GET", f"/v1/receipts/{BANK}/b1").json()["code"] == "unknown_receipt"
    assert _of_nothing(fund)


@pytest.mark.requirement("COL-5", "COL-6")
@pytest.mark.parametrize("looked_at", [False, True])
def test_a_reversal_is_shown_until_its_payment_comes_or_a_person_has_looked_at_it(fund: Fund, looked_at: bool) -> None:
    told = json.dumps(event("payment.reversed", receipt_id="b1", reversed_on="2026-01-01"))
    fund.deliver(told)
    fund.deliver(told, event_id="msg_2")
    fund.drain()
    (waiting,) = fund.get("/v1/bank/unapplied-events")["items"]
    if looked_at:
        path = f"/v1/bank/unapplied-events/{BANK}/{waiting['event_id']}/close"
        assert fund.ask("POST", path, "collection", json={"outcome": "سئل المصرف"}).status_code == 200

    fund.deliver(json.dumps(settled("b1", "10.000", None)), event_id="msg_3")
    fund.drain()

    assert (waiting["why"]["code"], waiting["told"]["receipt_id"]) == ("payment_unknown", "b1")
    assert fund.get("/v1/bank/unapplied-events")["items"] == []
    assert fund.get(f"/v1/receipts/{BANK}/b1")["state"] == "reversed"


def test_a_batch_that_a_queue_takes_in_part_only_is_refused_and_counts_once_when_it_is_sent_again(
    fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = fund.employer()
    body = batch(fund, *(settled(f"b{number}", "1.000", employer["reference"]) for number in range(25)))
    real, calls = queues._refused, itertools.count(1)
    monkeypatch.setattr(queues, "_refused", lambda *told: {0} if next(calls) == 2 else real(*told))

    refused = fund.deliver(body)
    fund.drain()
    in_part = fund.balance(employer["id"])
    again = fund.deliver(body)
    fund.drain()

    assert (refused.status_code, refused.json()["code"]) == (500, "not_queued")
    assert in_part == "-10.000"
    assert (again.status_code, fund.balance(employer["id"])) == (202, "-25.000")


@pytest.mark.requirement("COL-5")
@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        (event("payment.doubled"), "type", "not_a_choice"),
        ({"timestamp": "2026-01-01T08:00:00Z", "data": {}}, "type", "missing"),
        ({**settled("b1", "1.000", None), "timestamp": "yesterday"}, "timestamp", "invalid_value"),
        (event("payment.reversed", reversed_on="2026-01-01"), "data.receipt_id", "missing"),
        (event("payment.reversed", receipt_id="b1", reversed_on="2026-1-1"), "data.reversed_on", "invalid_date"),
        (
            event("payment.failed", payment_id="f1", amount="-1", failed_on="2026-01-01"),
            "data.amount",
            "invalid_amount",
        ),
        (event("mandate.given", payer_reference="RF00", iban="LY00", on="2026-01-01"), "data.iban", "invalid_iban"),
        (event("account.changed", iban=IBAN, on="2026-01-01"), "data.payer_reference", "missing"),
        (event("events.batch", events=[]), "data.events", "too_few"),
        (
            event("events.batch", events=[settled(f"b{n}", "1.000", None) for n in range(501)]),
            "data.events",
            "too_many",
        ),
        (
            event(
                "events.batch",
                events=[
                    *(settled(f"b{number}", "1.000", None) for number in range(3)),
                    event("mandate.refused", payer_reference="RF00", iban="LY00", on="2026-01-01"),
                ],
            ),
            "data.events.3.data.iban",
            "invalid_iban",
        ),
        (
            event("events.batch", events=[event("events.batch", events=[settled("b1", "1.000", None)])]),
            "data.events.0.type",
            "not_a_choice",
        ),
    ],
)
def test_a_wrong_event_names_its_field_and_nothing_of_its_batch_is_applied(
    fund: Fund, told: dict[str, Any], field: str, code: str
) -> None:
    answer = fund.deliver(json.dumps(told))
    fund.drain()

    assert (answer.status_code, [(each["field"], each["code"]) for each in answer.json()["errors"]]) == (
        422,
        [(field, code)],
    )
    assert _of_nothing(fund)


@pytest.mark.requirement("COL-5", "NOT-1", "NOT-3")
def test_a_failed_payment_is_kept_and_told_once(fund: Fund) -> None:
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")
    failed = {"payment_id": "f1", "amount": "75.000", "payer_reference": person["reference"], "reason": "رصيد غير كاف"}

    for number, day in enumerate(("2026-01-01", "2026-01-01", "2026-01-02")):
        fund.deliver(fund.bank_event("payment.failed", {**failed, "failed_on": day}), event_id=f"msg_{number}")
        fund.drain()

    (kept,) = fund.get(f"/v1/payers/{person['id']}/failed-payments")["items"]
    assert (kept["payment_id"], kept["amount"], kept["failed_on"]) == ("f1", "75.000", "2026-01-01")
    assert kept["reason"] == "رصيد غير كاف"
    (sms,) = [each for each in fund.engine.sms() if "75.000" in each.text]
    assert "لم يتم سداد" in sms.text
    assert fund.engine.dead() == {}
    assert fund.balance(person["id"]) == "0.000"


@pytest.mark.requirement("COL-5")
def test_the_failed_payment_of_an_employer_or_of_nobody_is_kept_and_nobody_is_written_to(fund: Fund) -> None:
    employer = fund.employer()
    for number, reference in enumerate((employer["reference"], "RF00", None)):
        told = {"payment_id": f"f{number}", "amount": "1.000", "failed_on": "2026-01-01", "payer_reference": reference}
        fund.deliver(fund.bank_event("payment.failed", told), event_id=f"msg_{number}")
    fund.drain()

    of_employer = fund.get(f"/v1/payers/{employer['id']}/failed-payments")["items"]
    first = fund.get("/v1/payers/nobody/failed-payments?limit=1")
    rest = fund.get(f"/v1/payers/nobody/failed-payments?limit=1&cursor={first['next']}")
    assert [each["payment_id"] for each in of_employer] == ["f0"]
    assert [each["payment_id"] for each in (*first["items"], *rest["items"])] == ["f2", "f1"]
    assert fund.engine.sms() == []
    role = fund.ask("GET", "/v1/payers/nobody/failed-payments", "employer", employer=employer["id"])
    assert role.status_code == 403


@pytest.mark.requirement("COL-5")
def test_events_that_can_not_be_applied_are_shown_page_by_page(fund: Fund) -> None:
    told = {"payer_reference": "RF00", "iban": IBAN, "on": "2026-01-01"}
    for number in range(2):
        fund.deliver(fund.bank_event("mandate.given", told), event_id=f"msg_{number}")
    fund.deliver(batch(fund, event("account.changed", **told), event("account.changed", **told)), event_id="msg_2")
    fund.drain()

    pages = [fund.get("/v1/bank/unapplied-events?limit=3")]
    while cursor := pages[-1]["next"]:
        pages.append(fund.get(f"/v1/bank/unapplied-events?limit=3&cursor={cursor}"))

    events = [each for page in pages for each in page["items"]]
    assert sorted(each["event_id"] for each in events) == ["msg_0", "msg_1", "msg_2.0", "msg_2.1"]
    assert {each["why"]["code"] for each in events} == {"unknown_reference"}
    assert fund.ask("GET", "/v1/bank/unapplied-events", "insurance_affairs").status_code == 403
