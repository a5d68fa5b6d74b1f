"""Notices as people of the fund see them: on the record, not arrived, held; and numbers that fail (NOT-3, NOT-4)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import httpx
import pytest
from aws_lambda_powertools.utilities import parameters
from standardwebhooks import Webhook

from ishtirak.storage import keys, notices, outgoing
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("NOT-3", "NOT-4")

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSBnYXRld2F5IG9mIHRoZSB0ZXN0"
AFFAIRS = "insurance_affairs"


def told(fund: Fund, person: dict[str, Any], payment_id: str = "F1") -> dict[str, Any]:
    """The notice of a subscriber whose payment has failed."""
    data = {"payment_id": payment_id, "amount": "25.000", "failed_on": "2026-01-01", "reason": "no funds"}
    body = fund.bank_event("payment.failed", {**data, "payer_reference": person["reference"]})
    assert fund.deliver(body, event_id=f"msg_{payment_id}").status_code == 202
    fund.drain()
    return next(each for each in notices_of(fund, person) if each["cause"].endswith(payment_id))


def notices_of(fund: Fund, person: dict[str, Any]) -> list[dict[str, Any]]:
    return _of_payments(fund.get(f"/v1/subscribers/{person['id']}/notices")["items"])


def undelivered(fund: Fund, state: str) -> list[dict[str, Any]]:
    return _of_payments(fund.get(f"/v1/notices/undelivered?state={state}")["items"])


def _of_payments(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Welcomes left out."""
    return [each for each in items if each["kind"] == "payment_failed"]


def sent_of_payments(fund: Fund) -> list[str]:
    """The numbers that were told of a failed payment."""
    return [sms.phone for sms in fund.engine.sms() if "25.000" in sms.text]


def failing(fund: Fund, role: str = AFFAIRS, **scope: str) -> list[dict[str, Any]]:
    answer = fund.ask("GET", "/v1/failing-numbers", role, **scope)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def edit(fund: Fund, person: dict[str, Any], role: str = AFFAIRS, **changes: Any) -> httpx.Response:
    path, scope = f"/v1/subscribers/{person['id']}", {"subscriber": person["id"]} if role == "subscriber" else {}
    etag = fund.ask("GET", path).headers["ETag"]
    return fund.ask("PATCH", path, role, json=changes, headers={"If-Match": etag}, **scope)


def resend(fund: Fund, person: dict[str, Any], cause: str, role: str = AFFAIRS) -> httpx.Response:
    return fund.ask("POST", f"/v1/subscribers/{person['id']}/notices/resend", role, json={"cause": cause})


def enter(fund: Fund, parameter: str, value: Any, from_: str = "2026-01-01") -> None:
    entered = {"from": from_, "value": value, "reference": "decision 1"}
    proposed = fund.ask("POST", f"/v1/parameters/{parameter}/values", AFFAIRS, json=entered)
    assert proposed.status_code == 201, proposed.text
    approved = fund.ask("POST", f"/v1/parameter-values/{proposed.json()['id']}/approve", "finance")
    assert approved.status_code == 200, approved.text


@pytest.fixture
def _gateways_secret(fund: Fund) -> Iterator[None]:
    """The fund knows with what the gateway signs its receipts."""
    arn = os.environ["SMS_GATEWAY_SECRET_ARN"]
    for kept in ({"receipts": [SECRET]}, {}):
        boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(kept))
        parameters.clear_caches()  # type: ignore[no-untyped-call]
        if kept:
            yield


def receipt(fund: Fund, person: dict[str, Any], cause: str, kind: str, secret: str = SECRET) -> httpx.Response:
    notice = notices.load(keys.subscriber(person["id"]), cause)
    reference = outgoing.reference_of(notice, notice.token or "")
    return receipt_of(fund, reference, kind, secret)


def receipt_of(
    fund: Fund, reference: str, kind: str, secret: str = SECRET, at: str = "2026-01-01T08:00:00Z"
) -> httpx.Response:
    data = {"type": f"sms.{kind}", "reference": reference, "id": "op-1", "at": at}
    body, now = json.dumps({**data, "reason": "absent"}), datetime.now(UTC)
    headers = {"webhook-id": "m1", "webhook-timestamp": str(int(now.timestamp())), "Content-Type": "application/json"}
    headers["webhook-signature"] = Webhook(secret).sign("m1", now, body)
    return fund.ask("POST", "/v1/sms/receipts", content=body, headers=headers)


def test_a_notice_stands_on_the_record_with_its_cost(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    notice = told(fund, person)

    assert (notice["state"], notice["to"], notice["tries"]) == ("sent", person["phone"], 1)
    assert notice["cost"] == f"{notice['segments'] * 0.06:.3f}"
    assert (notice["sends_at"], notice["delivery"], notice["carried_by"]) == (None, None, None)
    spending = fund.get("/v1/notices/spending?on=2026-01-01")
    assert spending["kinds"]["payment_failed"] == notice["cost"]
    assert Decimal(spending["spent"]) == sum(Decimal(each) for each in spending["kinds"].values())
    assert spending["cap"] == "2000000.000"


def test_an_employers_notices_are_read_by_the_employer(fund: Fund) -> None:
    employer, other = fund.employer(), fund.employer(name="شركة أخرى")

    own = fund.ask("GET", f"/v1/employers/{employer['id']}/notices", "employer", employer=employer["id"])
    others = fund.ask("GET", f"/v1/employers/{other['id']}/notices", "employer", employer=employer["id"])

    assert (own.status_code, own.json()["items"]) == (200, [])
    assert others.status_code == 403


def test_a_number_that_fails_is_corrected_and_the_notice_is_sent_again(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], phone=None)
    notice = told(fund, person)

    (shown,), (number,) = undelivered(fund, "failed"), failing(fund)
    assert (shown["subscriber_id"], shown["cause"], shown["reason"]) == (person["id"], notice["cause"], "no_phone")
    assert (number["subscriber_id"], number["name"], number["phone"]) == (person["id"], person["name"], None)
    assert (number["reason"], number["since"]) == ("no_phone", "2026-01-01")

    assert edit(fund, person, phone="+218911234567").status_code == 200
    again = resend(fund, person, notice["cause"])
    fund.drain()

    assert (again.status_code, again.json()["state"]) == (200, "waiting")
    assert sent_of_payments(fund) == ["+218911234567"]
    assert (failing(fund), undelivered(fund, "failed")) == ([], [])
    (case,) = fund.get(f"/v1/subscribers/{person['id']}/cases")["items"]
    assert (case["kind"], case["state"], case["outcome"]) == ("phone_fails", "closed", "phone_corrected")
    assert resend(fund, person, notice["cause"]).json()["code"] == "notice_not_undelivered"


def test_an_agent_sees_the_numbers_of_those_it_has_registered(fund: Fund) -> None:
    theirs = fund.ask("POST", "/v1/employers", "agent", agent="A1", json={"name": "شركة", "sector": "private_company"})
    told_of = {**fund.person(), "employer_id": theirs.json()["id"], "phone": None}
    registered = fund.ask("POST", "/v1/subscribers", "agent", agent="A1", json=told_of).json()
    person = fund.subscriber(fund.employer(name="شركة أخرى")["id"], phone=None)
    for number, each in enumerate((registered, person)):
        told(fund, each, f"F{number}")

    own, others = failing(fund, "agent", agent="A1"), failing(fund, "agent", agent="A2")

    assert [each["subscriber_id"] for each in own] == [registered["id"]]
    assert others == []
    assert len(failing(fund)) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/notices/undelivered?state=failed"),
        ("GET", "/v1/notices/spending"),
        ("POST", "/v1/notices/held/release"),
        ("POST", "/v1/subscribers/{id}/notices/resend"),
    ],
)
def test_the_outbox_is_for_those_who_manage_it(method: str, path: str, fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    answer = fund.ask(method, path.format(id=person["id"]), "contact_centre", json={"cause": "x"})

    assert answer.status_code == 403


def test_what_the_cap_holds_leaves_the_next_morning_or_once_it_was_raised(fund: Fund) -> None:
    first, second = (fund.subscriber(fund.employer(name=name)["id"]) for name in ("شركة أولى", "شركة ثانية"))
    enter(fund, "sms_daily_cap", "0")

    held = told(fund, first)
    assert (held["state"], held["reason"], held["sends_at"]) == (
        "waiting",
        "sms_cap_reached",
        "2026-01-02T08:00:00+02:00",
    )
    enter(fund, "sms_daily_cap", "100")
    released = fund.ask("POST", "/v1/notices/held/release", AFFAIRS)
    fund.drain()
    assert (released.status_code, notices_of(fund, first)[0]["state"]) == (204, "sent")

    enter(fund, "sms_daily_cap", "0")
    told(fund, second, "F2")
    enter(fund, "sms_daily_cap", "100", "2026-01-02")
    fund.advance("2026-01-02")
    assert notices_of(fund, second)[0]["sent_at"] == "2026-01-02T08:00:00+02:00"
    assert len(sent_of_payments(fund)) == 2


@pytest.mark.usefixtures("_gateways_secret")
def test_the_gateway_says_what_became_of_an_sms_once_and_in_any_order(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    cause = told(fund, person)["cause"]

    lost = [receipt(fund, person, cause, "undelivered") for _ in range(2)]
    (shown,), (number,) = undelivered(fund, "undelivered"), failing(fund)
    arrived = receipt(fund, person, cause, "delivered")
    late = receipt(fund, person, cause, "undelivered")

    assert [each.json() for each in lost] == [{"delivery": "undelivered"}] * 2
    assert (shown["state"], shown["delivery"], shown["delivered_at"]) == (
        "sent",
        "undelivered",
        "2026-01-01T10:00:00+02:00",
    )
    assert (number["subscriber_id"], number["phone"]) == (person["id"], person["phone"])
    assert (number["reason"], number["reason_ar"], number["said"]) == (
        "undelivered",
        "لم تصل الرسالة إلى الهاتف",
        "absent",
    )
    assert [each.json() for each in (arrived, late)] == [{"delivery": "delivered"}] * 2
    assert notices_of(fund, person)[0]["delivery"] == "delivered"
    assert (undelivered(fund, "undelivered"), failing(fund)) == ([], [])


@pytest.mark.usefixtures("_gateways_secret")
def test_what_arrives_late_at_the_number_before_does_not_prove_the_number_of_now_right(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    cause = told(fund, person)["cause"]
    first = notices.load(keys.subscriber(person["id"]), cause)
    of_first = outgoing.reference_of(first, first.token or "")
    receipt_of(fund, of_first, "undelivered")
    assert edit(fund, person, phone="+218919999999").status_code == 200
    second = told(fund, person, "P2")["cause"]
    receipt(fund, person, second, "undelivered")

    receipt_of(fund, of_first, "delivered")

    (number,) = failing(fund)
    assert (number["phone"], number["reason"]) == ("+218919999999", "undelivered")


@pytest.mark.usefixtures("_gateways_secret")
@pytest.mark.parametrize("at", ["2026-01-01T08:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday"])
def test_a_receipt_of_no_moment_is_refused_and_names_its_field(at: str, fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    cause = told(fund, person)["cause"]
    notice = notices.load(keys.subscriber(person["id"]), cause)

    answer = receipt_of(fund, outgoing.reference_of(notice, notice.token or ""), "delivered", at=at)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["at"])


@pytest.mark.usefixtures("_gateways_secret")
def test_a_receipt_of_an_sms_that_was_sent_again_since_says_nothing_of_the_new_one(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    cause = told(fund, person)["cause"]
    before = notices.load(keys.subscriber(person["id"]), cause)
    receipt(fund, person, cause, "undelivered")

    assert resend(fund, person, cause).status_code == 200
    fund.drain()
    late = receipt_of(fund, outgoing.reference_of(before, before.token or ""), "delivered")

    assert late.json()["code"] == "unknown_sms_reference"
    assert (notices_of(fund, person)[0]["delivery"], len(sent_of_payments(fund))) == (None, 2)


@pytest.mark.usefixtures("_gateways_secret")
@pytest.mark.parametrize(
    "reference", ["x", "????", "bnVsbA", "WyJTVUJTQ1JJQkVSI1MiLCJjIiwidCJd", "WzEsMiwzXQ", "eyJhIjoxLCJiIjoyLCJjIjozfQ"]
)
def test_a_reference_that_is_none_of_ours_is_refused(reference: str, fund: Fund) -> None:
    answer = receipt_of(fund, reference, "delivered")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_sms_reference")


@pytest.mark.usefixtures("_gateways_secret")
def test_a_receipt_that_somebody_else_has_signed_is_refused(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    cause = told(fund, person)["cause"]

    stranger = receipt(fund, person, cause, "delivered", "whsec_" + "c29tZWJvZHkgZWxzZSdzIHNlY3JldA==")
    unsigned = fund.ask("POST", "/v1/sms/receipts", json={})

    assert (stranger.status_code, stranger.json()["code"]) == (401, "bad_signature")
    assert unsigned.json()["code"] == "unsigned_event"
    assert notices_of(fund, person)[0]["delivery"] is None


def test_subscribers_say_themselves_which_reminders_they_want_none_of(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    chosen = edit(fund, person, "subscriber", unwanted_notices=["due_today", "due_soon", "due_soon"])
    other = edit(fund, person, "subscriber", unwanted_notices=[], phone="+218911234567")
    history = fund.get(f"/v1/subscribers/{person['id']}/history")["items"]
    nothing = edit(fund, person, "subscriber", unwanted_notices=None)

    assert (chosen.status_code, chosen.json()["unwanted_notices"]) == (200, ["due_soon", "due_today"])
    assert other.status_code == 403
    assert {each["action"] for each in history} == {"register_subscriber", "edit_subscriber"}
    assert nothing.json()["unwanted_notices"] == []


@pytest.mark.parametrize(
    "kind", ["package_lowered", "account_frozen", "overdue", "certificate_ended", "payment_failed"]
)
def test_what_warns_of_a_loss_or_tells_of_one_can_not_be_refused(kind: str, fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    refused = edit(fund, person, "subscriber", unwanted_notices=["welcome", kind])

    assert (refused.status_code, refused.json()["code"]) == (422, "notice_not_refusable")
    assert fund.get(f"/v1/subscribers/{person['id']}")["unwanted_notices"] == []
