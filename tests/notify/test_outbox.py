"""One cause, one SMS: never two, and where nobody can know whether one left, a person is asked (NOT-3, NOT-4)."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from functions.notify import outbox, sending, undelivered
from functions.notify.shapes import NoticeAnswer
from functions.notify.undelivered import NotUndelivered
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.messaging import sms as messaging
from ishtirak.messaging.queues import Queue
from ishtirak.messaging.sms import SmsInDoubt, SmsNotSent, SmsRefused
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.rules.packages import Reason
from ishtirak.rules.spells import ended
from ishtirak.storage import cases, deeds, keys, notices, outgoing, subscribers
from ishtirak.storage.notices import AlreadyNotified, Notice, NoticeState
from ishtirak.storage.outgoing import SPENT_IN_ALL
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.templates import AS_SHIPPED
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import at
from tests.cloud import Cloud
from tests.faults import Died, Fault, Faults, goes_well
from tests.notify.laws import with_values

LAW = shipped_law()
NOW = at("2026-05-12")
LATER = at("2026-05-12", 11)
NIGHT = at("2026-05-12", 5)
PUBLISH = 3
"""Which of the calls of a delivery asks the provider: the subscriber is read, the notice claimed, the SMS sent."""
PRICE = 60


def waiting_notice(
    phone: str | None = "+218912345678",
    now: datetime = NOW,
    kind: NoticeKind = NoticeKind.PACKAGE_LOWERED,
) -> Notice:
    """A notice in the outbox of a subscriber."""
    return another_notice(a_person(phone).id, kind, now)


def a_person(phone: str | None = "+218912345678", employer_id: str | None = None) -> Subscriber:
    """A subscriber whose welcome is over."""
    person = builders.subscriber(employer_id or builders.employer().id, phone=phone)
    for each in notices.told_to(keys.subscriber(person.id), 10)[0]:
        notices.not_wanted(each, Hindrance.OPTED_OUT)
    return person


def another_notice(subscriber_id: str, kind: NoticeKind, now: datetime = NOW, cause: str = "cover#000001") -> Notice:
    values = {"name": "علي سالم", "package": "basic_2_5", "reason": "employer_unpaid", "on": "2026-05-12"}
    values |= {"amount": "25.000", "due_on": "2026-05-17", "until": "2026-08-01", "document": "identity"}
    values |= {"ends_on": "2026-06-12"}
    notice = Notice(keys.subscriber(subscriber_id), kind, cause, now.isoformat(), values)
    write_one(notices.put_new(notice))
    return notices.load(notice.of, cause)


def kept(notice: Notice) -> Notice:
    return notices.load(notice.of, notice.cause)


def released(cloud: Cloud, now: datetime, law: Law = LAW) -> None:
    """What the schedule and the queue do at a moment, until there is nothing to do."""
    outbox.release(now)
    worked(cloud, now, law)


def worked(cloud: Cloud, now: datetime, law: Law = LAW) -> None:
    while cloud.queues_with_work([Queue.OUTBOX]):
        for message in cloud.take(Queue.OUTBOX):
            outbox.work(message, now, law, AS_SHIPPED)


class Provider:
    """A provider of the test's own: it answers what it is told to, and keeps what it was asked to send."""

    def __init__(self, *answers: str | Exception, knows_references: bool = False, found: str | None = None) -> None:
        self.answers, self.knows_references, self.found = list(answers), knows_references, found
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, text: str, reference: str) -> str:
        self.sent.append((to, text, reference))
        answer = self.answers.pop(0) if self.answers else f"m{len(self.sent)}"
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, reference: str) -> str | None:
        assert reference in [each[2] for each in self.sent]
        return self.found


def sends_by(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setattr(messaging, "provider", lambda: provider)
    return provider


@pytest.mark.requirement("NOT-2", "NOT-3", "NOT-4")
def test_a_notice_is_sent_once_and_stands_on_the_record_with_what_was_sent_and_its_cost(cloud: Cloud) -> None:
    notice = waiting_notice()

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    released(cloud, LATER)

    (sms,), record = cloud.sms(), kept(notice)
    assert (sms.phone, sms.text) == ("+218912345678", record.text)
    assert (record.state, record.sent_at, record.message_id) == (NoticeState.SENT, NOW.isoformat(), sms.id)
    assert (record.segments, record.cost_dirhams, record.tries, record.due_at) == (3, 3 * PRICE, 1, None)
    assert "2026-05-12" in sms.text


@pytest.mark.requirement("NOT-4")
def test_an_employer_is_told_at_its_own_number(cloud: Cloud) -> None:
    employer = builders.employer(phone="+218919876543")
    notice = Notice(keys.employer(employer.id), NoticeKind.PAYMENT_RECEIVED, "r#1", NOW.isoformat(), {"name": "البحر"})
    notice.values.update({"amount": "25.000", "on": "2026-05-12"})
    write_one(notices.put_new(notice))

    outbox.deliver(kept(notice), NOW, LAW, AS_SHIPPED)

    assert [sms.phone for sms in cloud.sms()] == ["+218919876543"]


@pytest.mark.requirement("NOT-4")
def test_who_has_no_phone_gets_none_and_the_record_and_a_case_say_so(cloud: Cloud) -> None:
    notice = waiting_notice(phone=None)

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert cloud.sms() == []
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.FAILED, "no_phone")
    assert cases.load(CaseKind.PHONE_FAILS, notice.of.owner_id).facts == {"reason": "no_phone"}
    assert [each.cause for each in notices.undelivered(notices.Undelivered.FAILED, 10)[0]] == [notice.cause]


@pytest.mark.requirement("NOT-3")
def test_a_second_notice_of_one_cause_can_not_be(cloud: Cloud) -> None:
    notice = waiting_notice()

    with pytest.raises(AlreadyNotified):
        write_one(notices.put_new(notice))


@pytest.mark.requirement("NOT-3", "NOT-4")
def test_what_the_provider_refuses_is_not_asked_again_costs_nothing_and_somebody_corrects_the_number(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = sends_by(Provider(SmsRefused(reason="OptedOut")), monkeypatch)
    notice = waiting_notice()

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    released(cloud, LATER)

    record, case = kept(notice), cases.load(CaseKind.PHONE_FAILS, notice.of.owner_id)
    assert len(provider.sent) == 1
    assert (record.state, record.cost_dirhams) == (NoticeState.FAILED, 0)
    assert (record.reason, record.said) == (Hindrance.REFUSED, "OptedOut")
    assert (case.is_open, case.facts["phone"]) == (True, "+218912345678")
    assert outgoing.spent_on("2026-05-12")[SPENT_IN_ALL] == 0


@pytest.mark.requirement("NOT-3")
def test_what_certainly_did_not_leave_waits_again_and_is_sent_by_the_queue(cloud: Cloud, faults: Faults) -> None:
    notice = waiting_notice()
    faults.arm(Fault.THROTTLED, PUBLISH)

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    waits = kept(notice)
    faults.arm()
    outbox.work({"pk": notice.of.pk, "causes": [notice.cause]}, NOW + timedelta(minutes=2), LAW, AS_SHIPPED)

    assert (waits.state, waits.tries, waits.cost_dirhams) == (NoticeState.WAITING, 1, 0)
    assert waits.due_at is not None
    assert NOW <= waits.due_at <= NOW + timedelta(minutes=2)
    assert (kept(notice).state, kept(notice).tries) == (NoticeState.SENT, 2)
    assert len(cloud.sms()) == 1


@pytest.mark.requirement("NOT-3")
def test_pauses_grow_and_after_so_many_tries_it_is_given_up_and_shown(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = sends_by(Provider(*[SmsNotSent(reason="away") for _ in range(20)]), monkeypatch)
    monkeypatch.setattr(sending.send, "__defaults__", (lambda _least, most: most,))
    notice, now, pauses = waiting_notice(), NOW, []

    while kept(notice).state is NoticeState.WAITING:
        outbox.deliver(kept(notice), now, LAW, AS_SHIPPED)
        due = kept(notice).due_at or now
        pauses.append(due - now)
        now = due.astimezone(NOW.tzinfo)

    assert len(provider.sent) == len(pauses) == sending.MOST_TRIES
    assert [round(each / timedelta(minutes=1)) for each in pauses[:4]] == [1, 4, 16, 64]
    assert pauses[-2] >= sending.LONGEST_PAUSE
    assert kept(notice).state is NoticeState.GIVEN_UP
    assert [each.cause for each in notices.undelivered(notices.Undelivered.GIVEN_UP, 10)[0]] == [notice.cause]
    assert outgoing.spent_on("2026-05-12")[SPENT_IN_ALL] == 0


@pytest.mark.requirement("NOT-3")
def test_a_sender_that_is_still_at_work_is_not_disturbed(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = waiting_notice()

    class Slow(Provider):
        def send(self, to: str, text: str, reference: str) -> str:
            outbox.deliver(notice, NOW, LAW, AS_SHIPPED)  # the record is delivered again meanwhile
            released(cloud, NOW + timedelta(minutes=5))
            return super().send(to, text, reference)

    provider = sends_by(Slow(), monkeypatch)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert len(provider.sent) == 1
    assert kept(notice).state is NoticeState.SENT


@pytest.mark.requirement("NOT-3")
def test_a_sender_that_was_taken_for_dead_and_comes_back_says_what_is_true(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()

    class Asleep(Provider):
        def send(self, to: str, text: str, reference: str) -> str:
            released(cloud, LATER)
            assert kept(notice).state is NoticeState.UNCONFIRMED
            return super().send(to, text, reference)

    sends_by(Asleep(), monkeypatch)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert (kept(notice).state, kept(notice).due_at) == (NoticeState.SENT, None)


@pytest.mark.requirement("NOT-3")
def test_a_sender_that_died_between_sending_and_recording_leaves_one_sms_and_a_question(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    faults.arm(Fault.DIES_AFTER, PUBLISH)

    with pytest.raises(Died):
        outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    faults.arm()
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    released(cloud, LATER)
    released(cloud, at("2026-05-13"))

    assert len(cloud.sms()) == 1
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.UNCONFIRMED, "sender_died")
    assert [each.cause for each in notices.undelivered(notices.Undelivered.UNCONFIRMED, 10)[0]] == [notice.cause]


@pytest.mark.requirement("NOT-3")
def test_a_lost_answer_of_the_provider_leaves_one_sms_and_a_question(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice()
    faults.arm(Fault.ANSWER_LOST, PUBLISH)

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert len(cloud.sms()) == 1
    assert kept(notice).state is NoticeState.UNCONFIRMED
    assert kept(notice).said == "ReadTimeoutError"


@pytest.mark.requirement("NOT-3")
@pytest.mark.parametrize(("found", "state", "sms"), [("m1", NoticeState.SENT, 1), (None, NoticeState.SENT, 2)])
def test_a_provider_that_can_be_asked_says_what_became_of_an_sms(
    found: str | None,
    state: NoticeState,
    sms: int,
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    provider = sends_by(Provider(SmsInDoubt(reason="lost"), knows_references=True, found=found), monkeypatch)
    notice = waiting_notice()

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    assert kept(notice).state is NoticeState.CLAIMED
    released(cloud, LATER)
    released(cloud, at("2026-05-12", 14))

    assert (kept(notice).state, len(provider.sent)) == (state, sms)
    assert len({reference for _, _, reference in provider.sent}) == sms


@pytest.mark.requirement("NOT-3", "NOT-4")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("together", [1, 2], ids=["alone", "joined"])
def test_whichever_call_goes_wrong_there_are_never_two_sms_and_never_none_without_a_question(
    fault: Fault, together: int, cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    first = waiting_notice(kind=NoticeKind.DOCUMENT_ENDED)
    told = [first]
    if together > 1:
        told.append(another_notice(first.of.owner_id, NoticeKind.DOCUMENT_ENDED, cause="document#1"))
    message = {"pk": first.of.pk, "causes": [each.cause for each in told]}
    items = cloud.items()
    faults.arm()
    outbox.work(message, NOW, LAW, AS_SHIPPED)
    calls = list(faults.calls)

    for number, call in enumerate(calls, 1):
        cloud.restore(items)
        for delivery in range(3):
            faults.arm(*((fault, number) if delivery == 0 else ()))
            goes_well(lambda: outbox.work(message, NOW, LAW, AS_SHIPPED))  # however that ended, it is delivered again
        released(cloud, LATER)
        released(cloud, at("2026-05-12", 14))
        sent, states = len(cloud.sms()), {kept(each).state for each in told}
        expected = [(1, {NoticeState.SENT}), (1, {NoticeState.UNCONFIRMED}), (0, {NoticeState.UNCONFIRMED})]
        assert (sent, states) in expected, f"{call} ({number})"
        if fault in (Fault.CONFLICT, Fault.THROTTLED_ONCE):
            assert states == {NoticeState.SENT}, f"{call} ({number}): nobody is asked what is known"
        spent, cost = outgoing.spent_on("2026-05-12")[SPENT_IN_ALL], sum(kept(each).cost_dirhams for each in told)
        assert spent == cost > 0, f"{call} ({number})"


@pytest.mark.requirement("NOT-3")
def test_what_is_sent_again_leaves_at_once_and_not_with_the_next_release(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = sends_by(Provider(SmsRefused(reason="OptedOut")), monkeypatch)
    notice, seconds_past = waiting_notice(), NOW + timedelta(seconds=20)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    undelivered.resend(notice.of, notice.cause, "somebody", seconds_past)
    worked(cloud, seconds_past + timedelta(seconds=1))

    assert (kept(notice).state, len(provider.sent)) == (NoticeState.SENT, 2)


# -- one after the other ----------------------------------------------------------------------------------------


def lowered_and_restored() -> tuple[Notice, Notice]:
    lowered = waiting_notice()
    return lowered, another_notice(lowered.of.owner_id, NoticeKind.PACKAGE_RESTORED, cause="cover#000002")


@pytest.mark.requirement("PKG-1", "NOT-3")
@pytest.mark.parametrize("at_once", [True, False], ids=["of one morning", "one by one"])
def test_what_became_of_cover_is_told_in_its_order_though_the_provider_was_away(
    at_once: bool, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = sends_by(Provider(SmsNotSent(reason="HTTP 503")), monkeypatch)
    lowered, restored = lowered_and_restored()

    if at_once:
        outbox.work({"pk": lowered.of.pk, "causes": [restored.cause, lowered.cause]}, NOW, LAW, AS_SHIPPED)
    else:
        for each in (lowered, restored):
            outbox.deliver(each, NOW, LAW, AS_SHIPPED)
    asked = len(provider.sent)
    released(cloud, LATER)
    released(cloud, at("2026-05-12", 20))

    assert asked == 1
    assert [kept(each).state for each in (lowered, restored)] == [NoticeState.SENT] * 2
    assert [text for _, text, _ in provider.sent] == [kept(each).text for each in (lowered, lowered, restored)]


@pytest.mark.requirement("PKG-1", "NOT-3")
def test_what_became_of_cover_is_told_in_its_order_though_the_first_was_held_for_its_money(cloud: Cloud) -> None:
    law = capped(2, "sms_daily_cap_of_kind")
    lowered, restored = lowered_and_restored()

    for each in (lowered, restored):
        outbox.deliver(each, NOW, law, AS_SHIPPED)
    held = len(cloud.sms())
    released(cloud, at("2026-05-14", 8))

    assert held == 0
    assert [sms.text for sms in cloud.sms()] == [kept(lowered).text, kept(restored).text]


@pytest.mark.requirement("PKG-1", "NOT-3")
def test_what_is_told_of_cover_does_not_wait_for_what_was_given_up(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends_by(Provider(SmsRefused(reason="OptedOut")), monkeypatch)
    lowered, restored = lowered_and_restored()

    for each in (lowered, restored):
        outbox.deliver(each, NOW, LAW, AS_SHIPPED)

    assert [kept(each).state for each in (lowered, restored)] == [NoticeState.FAILED, NoticeState.SENT]


@pytest.mark.requirement("NOT-2", "NOT-3", "NOT-4")
def test_a_notice_that_does_not_fill_its_text_is_shown_and_holds_nothing_else_back(
    cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    person = a_person()
    unfit = Notice(keys.subscriber(person.id), NoticeKind.PAYMENT_RECEIVED, "a#1", NOW.isoformat(), {"name": "علي"})
    write_one(notices.put_new(unfit))
    frozen = another_notice(person.id, NoticeKind.ACCOUNT_FROZEN)

    released(cloud, LATER)

    assert kept(frozen).state is NoticeState.SENT
    assert (kept(unfit).state, kept(unfit).reason) == (NoticeState.FAILED, Hindrance.UNFIT)
    assert [each.cause for each in notices.undelivered(notices.Undelivered.FAILED, 10)[0]] == [unfit.cause]
    shown = NoticeAnswer.of(kept(unfit), AS_SHIPPED)
    assert (shown.text, shown.segments, shown.reason_en) == (None, None, "The notice lacks a value that its text needs")


# -- quiet hours ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NOT-3")
def test_what_is_written_at_night_leaves_in_the_morning(cloud: Cloud) -> None:
    notice = waiting_notice(now=NIGHT)

    outbox.deliver(notice, NIGHT, LAW, AS_SHIPPED)
    released(cloud, NIGHT)
    asleep = len(cloud.sms())
    released(cloud, at("2026-05-12", 8))

    assert (asleep, len(cloud.sms())) == (0, 1)
    assert kept(notice).sent_at == at("2026-05-12", 8).isoformat()


@pytest.mark.requirement("NOT-3")
def test_what_can_wait_does_not_leave_on_a_holiday_that_somebody_has_entered_since(cloud: Cloud) -> None:
    notice = waiting_notice(kind=NoticeKind.DOCUMENT_ENDING, now=NIGHT)
    feast = with_values(LAW, "holiday_override", {"2026-05-12": "holiday", "2026-05-14": "calendar"})

    for day in ("2026-05-12", "2026-05-13"):
        released(cloud, at(day, 8), feast)
    waited, due = cloud.sms(), kept(notice).due_at
    released(cloud, at("2026-05-14", 8), feast)

    assert (waited, due) == ([], at("2026-05-14", 8))
    assert len(cloud.sms()) == 1


@pytest.mark.requirement("NOT-3")
def test_a_notice_that_the_stream_has_lost_is_found(cloud: Cloud) -> None:
    notice = waiting_notice()

    released(cloud, LATER)

    assert kept(notice).state is NoticeState.SENT


# -- joined -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NOT-3", "NOT-4")
def test_several_causes_of_a_morning_leave_as_one_sms_and_what_tells_of_a_loss_stands_alone(cloud: Cloud) -> None:
    lowered = waiting_notice(now=NIGHT)
    overdue = another_notice(lowered.of.owner_id, NoticeKind.CERTIFICATE_ENDED, NIGHT, "certificate#1")
    ended = another_notice(lowered.of.owner_id, NoticeKind.DOCUMENT_ENDED, NIGHT, "zdocument#1")

    released(cloud, at("2026-05-12", 8))

    texts, joined = [sms.text for sms in cloud.sms()], kept(overdue)
    assert len(texts) == 2
    assert (kept(lowered).text, kept(lowered).carries) == (texts[0], ())
    assert joined.text == kept(ended).text == texts[1]
    assert joined.text.count("\n") == 1
    assert (joined.carries, joined.carried_by) == ((ended.cause,), None)
    assert (kept(ended).carried_by, kept(ended).state, kept(ended).cost_dirhams) == (overdue.cause, NoticeState.SENT, 0)
    assert joined.cost_dirhams == (joined.segments or 0) * PRICE


@pytest.mark.requirement("NOT-3")
def test_a_joined_sms_never_grows_too_long(cloud: Cloud) -> None:
    first = waiting_notice(kind=NoticeKind.DOCUMENT_ENDED, now=NIGHT)
    for number in range(12):
        another_notice(first.of.owner_id, NoticeKind.DOCUMENT_ENDED, NIGHT, f"document#{number:02d}")

    released(cloud, at("2026-05-12", 8))

    found = [each for each in notices.told_to(first.of, 50)[0] if each.kind is NoticeKind.DOCUMENT_ENDED]
    assert {each.state for each in found} == {NoticeState.SENT}
    assert max(each.segments or 0 for each in found) <= 10
    assert len(cloud.sms()) == len([each for each in found if each.carried_by is None]) > 1


@pytest.mark.requirement("NOT-3")
def test_when_one_of_several_was_taken_the_others_leave_without_it(cloud: Cloud) -> None:
    first = waiting_notice(kind=NoticeKind.DOCUMENT_ENDED)
    other = another_notice(first.of.owner_id, NoticeKind.DOCUMENT_ENDED, cause="document#1")
    stale = [first, other]

    outbox.deliver(other, NOW, LAW, AS_SHIPPED)
    outbox._send_all(first.of, stale, NOW, LAW, AS_SHIPPED)
    worked(cloud, NOW)

    assert len(cloud.sms()) == 2
    assert [kept(each).state for each in stale] == [NoticeState.SENT] * 2


@pytest.mark.requirement("NOT-3")
def test_the_notices_of_one_person_go_together_however_long_the_pages_of_the_outbox_are(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "NOTICES_OF_ONE_PAGE", 3)
    employer = builders.employer()
    people = [a_person(f"+21891234{number:04d}", employer.id) for number in range(12)]
    for person in people:
        for number in range(2):
            another_notice(person.id, NoticeKind.DOCUMENT_ENDED, NIGHT, f"document#{number}")

    released(cloud, at("2026-05-12", 8))

    assert sorted(sms.phone for sms in cloud.sms()) == sorted(person.phone or "" for person in people)


# -- money ------------------------------------------------------------------------------------------------------


def capped(segments: int, parameter: str = "sms_daily_cap") -> Law:
    """A law under which so many segments can be paid a day, until the day after tomorrow."""
    return with_values(LAW, parameter, {"2026-05-12": f"{segments * 0.06:.3f}"})


@pytest.mark.requirement("NOT-3", "NOT-4")
@pytest.mark.parametrize("parameter", ["sms_daily_cap", "sms_daily_cap_of_kind"])
def test_sending_stops_before_the_money_is_gone_says_so_and_goes_on_the_next_day(
    parameter: str, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    counted: list[dict[str, int]] = []
    monkeypatch.setattr(sending, "emit", lambda _service, **counts: counted.append(counts))
    law, told = capped(7, parameter), [waiting_notice() for _ in range(4)]

    for each in told:
        outbox.deliver(each, NOW, law, AS_SHIPPED)
    released(cloud, LATER, law)
    first_day, held = len(cloud.sms()), [kept(each) for each in told if kept(each).held]
    spent = outgoing.spent_on("2026-05-12")[SPENT_IN_ALL]
    released(cloud, at("2026-05-13", 8), law)

    assert (first_day, len(held), spent) == (2, 2, 6 * PRICE)
    assert {each.due_at for each in held} == {at("2026-05-13", 8)}
    assert counted == [{"SmsHeld": 1}] * 2
    assert len(cloud.sms()) == 4
    assert {kept(each).state for each in told} == {NoticeState.SENT}


@pytest.mark.requirement("NOT-3")
def test_what_is_held_leaves_once_the_cap_was_raised_and_nothing_else_does(
    cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    held, other = waiting_notice(), waiting_notice(now=at("2026-05-12", 22))
    outbox.deliver(held, NOW, capped(0), AS_SHIPPED)
    assert kept(held).held

    outbox.release_held(NOW)
    worked(cloud, NOW)
    outbox.release_held(NOW)
    worked(cloud, NOW)

    assert len(cloud.sms()) == 1
    assert (kept(held).state, kept(other).state) == (NoticeState.SENT, NoticeState.WAITING)


@pytest.mark.requirement("NOT-3")
def test_senders_at_once_never_spend_more_than_there_is(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    law, told = capped(20), [waiting_notice() for _ in range(12)]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda notice: outbox.deliver(notice, NOW, law, AS_SHIPPED), told))

    states = [kept(each).state for each in told]
    assert (states.count(NoticeState.SENT), states.count(NoticeState.WAITING)) == (6, 6)
    assert len(cloud.sms()) == 6
    assert outgoing.spent_on("2026-05-12")[SPENT_IN_ALL] == 18 * PRICE


# -- sent again --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NOT-3", "NOT-4")
def test_what_nobody_knows_of_is_sent_again_because_a_person_says_so_and_both_are_paid_for(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    provider = sends_by(Provider(SmsInDoubt(reason="lost")), monkeypatch)
    notice = waiting_notice()
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    assert kept(notice).state is NoticeState.UNCONFIRMED

    undelivered.resend(notice.of, notice.cause, "somebody", LATER)
    with pytest.raises(NotUndelivered):
        undelivered.resend(notice.of, notice.cause, "somebody", LATER)
    worked(cloud, LATER)

    (deed,), _ = deeds.page(notice.of, 1)
    assert (kept(notice).state, len(provider.sent)) == (NoticeState.SENT, 2)
    assert kept(notice).cost_dirhams == 6 * PRICE == outgoing.spent_on("2026-05-12")[SPENT_IN_ALL]
    assert (deed.actor, deed.action, deed.changes["cause"]) == ("somebody", "resend_notice", {"to": notice.cause})


@pytest.mark.requirement("NOT-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_what_is_to_be_sent_again_is_sent_once_whichever_call_goes_wrong(
    fault: Fault, cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    notice = waiting_notice(phone=None)
    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)
    write_one(subscribers.change(subscribers.load(notice.of.owner_id), phone="+218912345678"))
    items = cloud.items()
    faults.arm()
    undelivered.resend(notice.of, notice.cause, "somebody", NOW)
    calls = len(faults.calls)

    for number in range(1, calls + 1):
        cloud.restore(items)
        for attempt in range(2):
            faults.arm(*((fault, number) if attempt == 0 else ()))
            goes_well(lambda: undelivered.resend(notice.of, notice.cause, "somebody", NOW))
        faults.arm()
        released(cloud, LATER)
        assert (len(cloud.sms()), kept(notice).state) == (1, NoticeState.SENT), number


# -- true when it leaves ----------------------------------------------------------------------------------------


@pytest.mark.requirement("NOT-1", "NOT-3")
@pytest.mark.parametrize("kind", [NoticeKind.DUE_TODAY, NoticeKind.OVERDUE])
def test_nobody_is_reminded_of_what_was_paid_before_the_reminder_could_leave(kind: NoticeKind, cloud: Cloud) -> None:
    employer = builders.employer()
    payers = [a_person("+218912345678", employer.id), a_person("+218912345679", employer.id)]
    builders.opened([employer.id], "2026-02-15")
    reminders = [another_notice(each.id, kind, NIGHT, "reminder#2026-01#0#2026-02-10") for each in payers]

    builders.paid(payers[0].id, "25", "2026-05-12")
    released(cloud, at("2026-05-12", 8))

    settled, owed = (kept(each) for each in reminders)
    assert (settled.state, settled.reason) == (NoticeState.UNWANTED, Hindrance.SETTLED)
    assert owed.state is NoticeState.SENT


# -- not wanted -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NOT-3")
def test_what_somebody_wants_none_of_is_recorded_and_not_sent(cloud: Cloud) -> None:
    person = a_person()
    write_one(subscribers.change(person, unwanted_notices=("due_soon",)))
    reminder = another_notice(person.id, NoticeKind.DUE_SOON)
    lowered = another_notice(person.id, NoticeKind.PACKAGE_LOWERED, cause="cover#000002")

    for each in (reminder, lowered):
        outbox.deliver(each, NOW, LAW, AS_SHIPPED)

    assert (kept(reminder).state, kept(reminder).due_at) == (NoticeState.UNWANTED, None)
    assert kept(lowered).state is NoticeState.SENT
    assert len(cloud.sms()) == 1


@pytest.mark.requirement("NOT-3")
def test_what_may_not_be_left_out_any_more_is_sent_to_those_too_who_wanted_none_of_it(cloud: Cloud) -> None:
    person = a_person()
    write_one(subscribers.change(person, unwanted_notices=("overdue", "document_ended")))
    notice = another_notice(person.id, NoticeKind.DOCUMENT_ENDED, cause="document#1")

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert kept(notice).state is NoticeState.SENT


@pytest.mark.requirement("NOT-4")
def test_nobody_writes_to_the_dead_whatever_was_to_be_told(cloud: Cloud) -> None:
    person = a_person()
    notice = another_notice(person.id, NoticeKind.PAYMENT_RECEIVED)
    write_one(subscribers.change(person, spells=ended(person.spells, NOW.date(), Reason.DECEASED)))

    outbox.deliver(notice, NOW, LAW, AS_SHIPPED)

    assert cloud.sms() == []
    assert (kept(notice).state, kept(notice).reason) == (NoticeState.UNWANTED, Hindrance.HAS_DIED)
