"""One cause, one SMS: never two, and where nobody can know whether one left, a person is asked (NOT-3, NOT-4)."""

from __future__ import annotations

import logging

import pytest

from functions.notify import outbox
from ishtirak.messaging.sms import SmsNotSent, SmsRefused
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import keys, notices
from ishtirak.storage.notices import AlreadyClaimed, AlreadyNotified, Notice, NoticeState
from ishtirak.storage.templates import AS_SHIPPED
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import at
from tests.cloud import Cloud
from tests.faults import Died, Fault, Faults, goes_well

NOW = at("2026-05-12")
PUBLISH = 3
"""Which of the calls of a delivery asks the provider: the subscriber is read, the notice claimed, the SMS sent."""


def waiting_notice(phone: str | None = "+218912345678") -> Notice:
    """A notice in the outbox of a subscriber."""
    person = builders.subscriber(builders.employer().id, phone=phone)
    values = {"name": person.name, "package": "basic_2_5", "reason": "employer_unpaid", "on": "2026-05-12"}
    notice = Notice(keys.subscriber(person.id), NoticeKind.PACKAGE_LOWERED, "cover#000001", NOW.isoformat(), values)
    write_one(notices.put_new(notice))
    return notice


def kept(notice: Notice) -> Notice:
    (found,), _ = notices.told_to(notice.of, 10)
    return found


@pytest.mark.requirement("NOT-2", "NOT-3", "NOT-4")
def test_a_notice_is_sent_once_and_stands_on_the_record_with_what_was_sent(cloud: Cloud) -> None:
    notice = waiting_notice()

    outbox.deliver(notice, NOW, AS_SHIPPED)
    outbox.deliver(notice, NOW, AS_SHIPPED)

    (sms,), record = cloud.sms(), kept(notice)
    assert (sms.phone, sms.text) == ("+218912345678", record.text)
    assert (record.state, record.sent_at, record.message_id) == (NoticeState.SENT, NOW.isoformat(), sms.id)
    assert record.segments == 3
    assert "2026-05-12" in sms.text


@pytest.mark.requirement("NOT-4")
def test_who_has_no_phone_gets_none_and_the_record_says_so(cloud: Cloud) -> None:
    notice = waiting_notice(phone=None)

    outbox.deliver(notice, NOW, AS_SHIPPED)

    assert cloud.sms() == []
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.FAILED, "no_phone")


@pytest.mark.requirement("NOT-3")
def test_a_second_notice_of_one_cause_can_not_be(cloud: Cloud) -> None:
    notice = waiting_notice()

    with pytest.raises(AlreadyNotified):
        write_one(notices.put_new(notice))


@pytest.mark.requirement("NOT-3")
def test_what_was_not_claimed_can_not_be_recorded(cloud: Cloud) -> None:
    with pytest.raises(AlreadyClaimed):
        notices.record(waiting_notice(), NoticeState.SENT)


@pytest.mark.requirement("NOT-3", "NOT-4")
def test_what_the_provider_refuses_is_not_asked_again(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_to: str, _text: str) -> str:
        raise SmsRefused(reason="OptedOut")

    notice = waiting_notice()
    monkeypatch.setattr(outbox, "send_sms", refuse)

    outbox.deliver(notice, NOW, AS_SHIPPED)

    assert kept(notice).state is NoticeState.FAILED
    assert "OptedOut" in (kept(notice).reason or "")


@pytest.mark.requirement("NOT-3")
def test_what_certainly_did_not_leave_waits_again_and_is_sent_at_the_next_delivery(
    cloud: Cloud, faults: Faults
) -> None:
    notice = waiting_notice()
    faults.arm(Fault.THROTTLED, PUBLISH)

    with pytest.raises(SmsNotSent):
        outbox.deliver(notice, NOW, AS_SHIPPED)
    assert kept(notice).state is NoticeState.WAITING

    faults.arm()
    outbox.deliver(notice, NOW, AS_SHIPPED)
    assert kept(notice).state is NoticeState.SENT
    assert len(cloud.sms()) == 1


@pytest.mark.requirement("NOT-3")
def test_a_sender_that_died_between_sending_and_recording_leaves_one_sms_and_a_question(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    faults.arm(Fault.DIES_AFTER, PUBLISH)

    with pytest.raises(Died):
        outbox.deliver(notice, NOW, AS_SHIPPED)
    faults.arm()
    outbox.deliver(notice, NOW, AS_SHIPPED)
    outbox.deliver(notice, NOW, AS_SHIPPED)

    assert len(cloud.sms()) == 1
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.UNCONFIRMED, "sender_died")


@pytest.mark.requirement("NOT-3")
def test_a_lost_answer_of_the_provider_leaves_one_sms_and_a_question(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    faults.arm(Fault.ANSWER_LOST, PUBLISH)

    outbox.deliver(notice, NOW, AS_SHIPPED)
    outbox.deliver(notice, NOW, AS_SHIPPED)

    assert len(cloud.sms()) == 1
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.UNCONFIRMED, "ReadTimeoutError")


@pytest.mark.requirement("NOT-3", "NOT-4")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_there_are_never_two_sms_and_never_none_without_a_question(
    fault: Fault, cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    items = cloud.items()
    faults.arm()
    outbox.deliver(notice, NOW, AS_SHIPPED)
    calls = list(faults.calls)

    for number, call in enumerate(calls, 1):
        cloud.restore(items)
        for delivery in range(3):
            faults.arm(*((fault, number) if delivery == 0 else ()))
            # however that ended, the stream delivers it again
            goes_well(lambda: outbox.deliver(notice, NOW, AS_SHIPPED))
        sent, state = len(cloud.sms()), kept(notice).state
        expected = {(1, NoticeState.SENT), (1, NoticeState.UNCONFIRMED), (0, NoticeState.UNCONFIRMED)}
        assert (sent, state) in expected, f"{call} ({number})"
