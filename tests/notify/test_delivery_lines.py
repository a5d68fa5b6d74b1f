"""What SNS writes into its logs of the SMS that have left is read, each line by itself (NOT-3, NOT-4)."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from chalice.local import LambdaContext

from functions.notify import delivery_lines, outbox
from functions.notify.events import send_waiting, take_delivery_lines
from infra.engine.events import sqs_event
from ishtirak.messaging.queues import Queue
from ishtirak.messaging.sms import delivery_logs
from ishtirak.messaging.sms.delivery_logs import NotRead
from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, notices
from ishtirak.storage.notices import Delivery, Notice, NoticeState, Undelivered
from ishtirak.storage.templates import AS_SHIPPED
from ishtirak.storage.transactions import write_one
from tests.cloud import Cloud
from tests.notify.test_outbox import LAW, NOW, kept, waiting_notice

pytestmark = pytest.mark.requirement("NOT-3", "NOT-4")

ARRIVED = "Message has been accepted by phone carrier"
UNREACHABLE = "Phone is currently unreachable/unavailable"
CONTEXT = LambdaContext("TakeDeliveryLines", 512)


def line(message_id: str | None, status: str, response: str) -> str:
    """As SNS's developer guide shows it."""
    notification = {"messageId": message_id, "timestamp": "2026-05-12 09:41:02.558"}
    delivery = {
        "phoneCarrier": "Libyana", "mnc": 0, "mcc": 606, "destination": "+218912345678", "priceInUSD": 0.3,
        "smsType": "Transactional", "providerResponse": response, "dwellTimeMs": 599,
        "dwellTimeMsUntilDeviceAck": 1344,
    }  # fmt: skip
    return json.dumps({"notification": notification, "delivery": delivery, "status": status})


def handed_on(*lines: str, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    """As CloudWatch hands lines on."""
    told = {
        "messageType": kind,
        "logGroup": "sns/eu-south-1/000000000000/DirectPublishToPhoneNumber",
        "logEvents": [{"id": str(place), "timestamp": 1, "message": each} for place, each in enumerate(lines)],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(told).encode())).decode()}}


def sent(cloud: Cloud) -> Notice:
    """A notice that has left by SNS."""
    notice = waiting_notice()
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    return kept(notice)


def worked_off(cloud: Cloud) -> list[str]:
    """What the worker does with all that waits in the queue now; returns the places of what comes again."""
    messages = cloud.take(Queue.OUTBOX)
    records: Any = [
        {"MessageId": str(place), "ReceiptHandle": "-", "Body": json.dumps(each), "MD5OfBody": "-"}
        for place, each in enumerate(messages)
    ]
    answer = send_waiting(sqs_event(records, "Outbox"), CONTEXT)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def told(cloud: Cloud, *lines: str) -> list[str]:
    take_delivery_lines(handed_on(*lines), CONTEXT)
    return worked_off(cloud)


def test_an_sms_that_the_network_took_is_delivered(cloud: Cloud) -> None:
    notice = sent(cloud)

    assert told(cloud, line(notice.message_id, "SUCCESS", ARRIVED)) == []

    record = kept(notice)
    assert (record.state, record.delivery, record.reason) == (NoticeState.SENT, Delivery.DELIVERED, None)
    assert record.delivered_at == "2026-05-12T11:41:02.558000+02:00"


def test_a_number_at_which_nothing_arrives_is_to_be_corrected(cloud: Cloud) -> None:
    notice = sent(cloud)

    told(cloud, line(notice.message_id, "FAILURE", UNREACHABLE))

    record, case = kept(notice), cases.load(CaseKind.PHONE_FAILS, notice.of.owner_id)
    assert (record.delivery, record.said) == (Delivery.UNDELIVERED, UNREACHABLE)
    assert [each.cause for each in notices.undelivered(Undelivered.UNDELIVERED, 10)[0]] == [notice.cause]
    assert (case.is_open, case.facts["reason"], case.facts["said"]) == (True, "undelivered", UNREACHABLE)


@pytest.mark.parametrize("reason", ["No quota left for account", "Blocked as spam by phone carrier"])
def test_what_is_not_the_numbers_fault_leaves_the_number_alone(reason: str, cloud: Cloud) -> None:
    notice = sent(cloud)

    told(cloud, line(notice.message_id, "FAILURE", reason))

    assert (kept(notice).delivery, kept(notice).said) == (Delivery.UNDELIVERED, reason)
    assert cases.find_all(CaseKind.PHONE_FAILS, [notice.of.owner_id]) == {}


def test_told_twice_and_out_of_order_delivered_is_the_last_word(cloud: Cloud) -> None:
    notice = sent(cloud)
    failed, arrived = line(notice.message_id, "FAILURE", UNREACHABLE), line(notice.message_id, "SUCCESS", ARRIVED)

    assert told(cloud, failed, failed, arrived, failed) == []

    assert kept(notice).delivery is Delivery.DELIVERED
    assert not cases.load(CaseKind.PHONE_FAILS, notice.of.owner_id).is_open


def test_a_line_that_is_faster_than_our_note_is_looked_at_once_more(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[tuple[dict[str, Any], int]] = []
    monkeypatch.setattr(delivery_lines, "send", lambda _queue, message, seconds: again.append((message, seconds)))
    early = line("not-noted-yet", "SUCCESS", ARRIVED)

    assert told(cloud, early) == []
    ((message, seconds),) = again
    delivery_lines.work(message)

    assert (seconds, len(again)) == (900, 1)  # of somebody else of the account, then


def test_what_was_sent_anew_since_is_not_told_of_the_first_sending(cloud: Cloud) -> None:
    notice = sent(cloud)
    write_one(notices.again(notice, NOW))

    assert told(cloud, line(notice.message_id, "SUCCESS", ARRIVED)) == []

    assert (kept(notice).state, kept(notice).delivery) == (NoticeState.WAITING, None)


def test_a_line_that_cant_be_read_comes_back_alone(cloud: Cloud) -> None:
    notice = sent(cloud)

    failed = told(cloud, "{}", line(notice.message_id, "SUCCESS", ARRIVED), "not json")

    assert len(failed) == 2
    assert kept(notice).delivery is Delivery.DELIVERED


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", line("m1", "PERHAPS", ARRIVED), '{"status": "SUCCESS", "delivery": {"providerResponse": "x"}}'],
)
def test_a_line_of_another_form_is_refused_and_not_guessed_at(text: str) -> None:
    with pytest.raises(NotRead):
        delivery_logs.read(text)


def test_the_question_whether_anybody_listens_is_no_line(cloud: Cloud) -> None:
    answer = take_delivery_lines(handed_on("CWL CONTROL MESSAGE: Checking health.", kind="CONTROL_MESSAGE"), CONTEXT)

    assert (answer, cloud.take(Queue.OUTBOX)) == ({"lines": 0}, [])


def test_the_lines_of_one_event_are_all_put_into_the_queue(cloud: Cloud) -> None:
    answer = take_delivery_lines(handed_on(*(line(f"m{number}", "SUCCESS", ARRIVED) for number in range(25))), CONTEXT)

    assert answer == {"lines": 25}
    assert len(cloud.take(Queue.OUTBOX)) == 25
