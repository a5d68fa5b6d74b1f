"""An operator's gateway sends as SNS does: asked once, told apart what left and what did not (NOT-3, NOT-4)."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities import parameters

from functions.notify import outbox
from ishtirak.messaging import sms
from ishtirak.messaging.sms import SmsInDoubt, SmsNotSent, SmsRefused
from ishtirak.messaging.sms.gateway import Gateway
from ishtirak.messaging.sms.sns import Sns
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.storage.notices import NoticeState
from ishtirak.storage.templates import AS_SHIPPED
from tests.cloud import Cloud
from tests.notify.gateway import OperatorsGateway
from tests.notify.test_outbox import LATER, LAW, NOW, a_person, another_notice, kept, released, waiting_notice

pytestmark = pytest.mark.requirement("NOT-3", "NOT-4")


@pytest.fixture
def gateway(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[OperatorsGateway]:
    """The fund sends by it, and knows the token."""
    with OperatorsGateway() as gateway:
        monkeypatch.setenv("SMS_PROVIDER", "gateway")
        monkeypatch.setenv("SMS_GATEWAY_URL", gateway.url)
        secret_is({"token": gateway.TOKEN})
        yield gateway
    secret_is({})


def secret_is(told: dict[str, Any]) -> None:
    secrets = boto3.client("secretsmanager")
    secrets.put_secret_value(SecretId=os.environ["SMS_GATEWAY_SECRET_ARN"], SecretString=json.dumps(told))
    parameters.clear_caches()  # type: ignore[no-untyped-call]


def test_the_deployment_says_who_sends(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(sms.provider(), Sns)

    monkeypatch.setenv("SMS_PROVIDER", "gateway")

    assert isinstance(sms.provider(), Gateway)


def test_a_message_is_taken_under_our_reference_and_found_by_it(gateway: OperatorsGateway) -> None:
    provider = sms.provider()

    first = provider.send("+218912345678", "مرحبا", "our-reference")
    again = provider.send("+218912345678", "مرحبا", "our-reference")

    assert (first, again) == ("op-1", "op-1")
    assert list(gateway.taken.values()) == [("op-1", "+218912345678", "مرحبا")]
    assert gateway.asked[0][1]["authorization"] == f"Bearer {gateway.TOKEN}"
    assert (provider.find("our-reference"), provider.find("another")) == ("op-1", None)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"reason": "not a number"}, SmsRefused),
        (422, b"<html>", SmsRefused),
        (404, {}, SmsNotSent),
        (405, {}, SmsNotSent),
        (415, {}, SmsNotSent),
        (401, {}, SmsNotSent),
        (403, {}, SmsNotSent),
        (429, {}, SmsNotSent),
        (503, {}, SmsNotSent),
        (500, {}, SmsInDoubt),
        (502, b"bad gateway", SmsInDoubt),
        (302, {}, SmsInDoubt),
        (200, {}, SmsInDoubt),
        (202, [1], SmsInDoubt),
    ],
)
def test_what_it_answers_says_whether_a_message_left(
    status: int, body: Any, error: type[Exception], gateway: OperatorsGateway
) -> None:
    gateway.answers = [(status, body)]

    with pytest.raises(error):
        sms.provider().send("+218912345678", "مرحبا", "r1")

    assert len(gateway.asked) == 1  # nobody is followed, and nothing is tried again


def test_a_gateway_that_is_away_has_sent_nothing(gateway: OperatorsGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_GATEWAY_URL", "http://127.0.0.1:1")

    with pytest.raises(SmsNotSent):
        sms.provider().send("+218912345678", "مرحبا", "r1")
    with pytest.raises(SmsInDoubt):
        sms.provider().find("r1")


def test_without_a_token_nothing_is_sent(gateway: OperatorsGateway) -> None:
    secret_is({})

    with pytest.raises(SmsNotSent):
        sms.provider().send("+218912345678", "مرحبا", "r1")

    assert gateway.asked == []


@pytest.mark.parametrize(("status", "body"), [(500, {}), (401, {}), (200, {}), (404, b"<html>"), (404, b"")])
def test_a_gateway_that_does_not_say_leaves_it_open(status: int, body: Any, gateway: OperatorsGateway) -> None:
    gateway.answers = [(status, body)]

    with pytest.raises(SmsInDoubt):
        sms.provider().find("r1")


def test_while_its_secret_cant_be_read_nothing_is_sent_and_nothing_is_lost(
    cloud: Cloud, gateway: OperatorsGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = os.environ["SMS_GATEWAY_SECRET_ARN"]
    monkeypatch.setenv("SMS_GATEWAY_SECRET_ARN", f"{there}-that-is-not-there")
    notice = waiting_notice()

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    with pytest.raises(SmsInDoubt):
        sms.provider().find("r1")
    waited = kept(notice)
    monkeypatch.setenv("SMS_GATEWAY_SECRET_ARN", there)
    released(cloud, LATER)

    assert (waited.state, waited.reason, waited.cost_dirhams) == (NoticeState.WAITING, Hindrance.NOT_SENT, 0)
    assert kept(notice).state is NoticeState.SENT


def test_one_sms_of_which_it_does_not_say_what_became_holds_nothing_else_back(
    cloud: Cloud, gateway: OperatorsGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    doubtful = another_notice(a_person().id, NoticeKind.PAYMENT_RECEIVED, cause="receipt#1")
    gateway.answers = [(502, b"")]
    outbox.deliver(doubtful, NOW, LAW, AS_SHIPPED)
    frozen = another_notice(doubtful.of.owner_id, NoticeKind.ACCOUNT_FROZEN, LATER, "cover#000002")
    message = {"pk": doubtful.of.pk, "causes": [doubtful.cause, frozen.cause]}

    gateway.answers = [(202, {"id": "op-1"}), (500, {})]
    with pytest.raises(SmsInDoubt):
        outbox.work(message, LATER, LAW, AS_SHIPPED)
    a_day_later = LATER + timedelta(days=1, hours=1)
    gateway.answers = [(500, {})]
    outbox.work(message, a_day_later, LAW, AS_SHIPPED)

    assert kept(frozen).state is NoticeState.SENT
    assert (kept(doubtful).state, kept(doubtful).reason) == (NoticeState.UNCONFIRMED, Hindrance.IN_DOUBT)


def test_a_notice_leaves_by_it(gateway: OperatorsGateway) -> None:
    notice = waiting_notice()

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    (message,) = gateway.taken.values()
    record = kept(notice)
    assert (record.state, record.message_id, record.text) == (NoticeState.SENT, message.id, message.text)


def test_after_a_lost_answer_it_is_asked_and_nothing_is_sent_twice(
    cloud: Cloud, gateway: OperatorsGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    gateway.drops = True

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    open_, gateway.drops = kept(notice).state, False
    released(cloud, LATER)

    assert (open_, kept(notice).state, kept(notice).message_id) == (NoticeState.CLAIMED, NoticeState.SENT, "op-1")
    assert [method for method, _ in gateway.asked] == ["POST", "GET"]


def test_what_it_has_never_got_is_sent_again(
    cloud: Cloud, gateway: OperatorsGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    gateway.answers = [(502, b"")]

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    released(cloud, LATER)
    released(cloud, LATER + timedelta(hours=3))

    assert (kept(notice).state, kept(notice).tries) == (NoticeState.SENT, 2)
    assert len(gateway.taken) == 1
