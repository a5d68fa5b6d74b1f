"""What a bank may send, what it may not, and what each is answered (COL-3, COL-4, COL-6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from infra.engine.banks import BANK
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
    answer = fund.deliver(fund.event("b1", "1.000", None, payer_name="x" * 270_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


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
