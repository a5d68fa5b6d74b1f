"""Events reach those who asked for them: signed, tried again, never lost, and nobody is in another's way (ENR-10)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from standardwebhooks import Webhook as Verifier

from functions.notify import deliveries, webhooks
from functions.notify.publication_shapes import EVENTS
from functions.notify.webhook_secrets import secret_of
from functions.notify.webhook_shapes import EventType
from ishtirak.messaging import receivers
from ishtirak.messaging.queues import Queue
from ishtirak.messaging.receivers import UnsafeReceiver
from ishtirak.storage import publications
from ishtirak.storage import webhooks as kept
from ishtirak.storage.publications import Publication
from ishtirak.storage.webhooks import Outcome, ReplayState, UnknownWebhook, Webhook
from tests.builders import at
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well
from tests.notify.receiver import Receiver

pytestmark = pytest.mark.requirement("ENR-10")

NOW = at("2026-01-05")
LATER = at("2026-01-20")
DAY = timedelta(days=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def registered(receiver: Receiver, *types: str) -> Webhook:
    return webhooks.register(receiver.url, types or ("cover.changed",), "a hospital", "somebody", NOW)


def event(number: int = 1, moment: datetime = NOW, type_: str = "cover.changed") -> Publication:
    """An event that is kept and handed on."""
    told = {"on": "2026-05-12", "from": "full", "to": "basic_2_5", "reason": "employer_unpaid", "number": number}
    made = Publication(f"evt_{number}", type_, "1", moment.astimezone(UTC), {"subscriber_id": "S1", **told})
    publications.keep([made])
    assert deliveries.hand_on([made], kept.everyone()) == set()
    return made


def work(cloud: Cloud, after: timedelta = timedelta(0)) -> None:
    """Do what waits in the queue now, as it would be `after` from now; what is sent meanwhile waits."""
    for message in cloud.take(Queue.DELIVERIES):
        deliveries.work(message, datetime.now(UTC) + after)


def work_all(cloud: Cloud) -> None:
    while cloud.queues_with_work([Queue.DELIVERIES]):
        work(cloud)


def outcomes(webhook: Webhook) -> list[tuple[Outcome, int | None]]:
    """Of each attempt, newest first."""
    return [(each.outcome, each.status) for each in kept.attempts(webhook.id, 50)[0]]


def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], int]]:
    """The messages that are sent from now on, with their delays; none of them is in the queue."""
    messages: list[tuple[dict[str, Any], int]] = []
    monkeypatch.setattr(deliveries, "send", lambda _queue, message, delay=0: messages.append((dict(message), delay)))
    return messages


def test_an_event_is_delivered_with_a_signature_that_its_receiver_can_verify(cloud: Cloud, receiver: Receiver) -> None:
    webhook = registered(receiver)
    event()

    work(cloud)

    (got,) = receiver.got
    told = Verifier(secret_of(webhook)).verify(got.body, got.headers)
    assert (told["id"], told["type"], told["data"]["subscriber_id"]) == ("evt_1", "cover.changed", "S1")
    assert got.id == "evt_1"
    assert outcomes(webhook) == [(Outcome.DELIVERED, 204)]


def test_who_did_not_ask_for_a_type_gets_none_of_it(cloud: Cloud, receiver: Receiver) -> None:
    registered(receiver, "person.left")
    event()

    work(cloud)

    assert receiver.got == []


def test_the_types_of_the_door_are_those_of_the_events() -> None:
    assert {type_ for type_, _ in EVENTS} == set(get_args(EventType))


def test_a_refused_event_is_tried_again_after_a_growing_pause(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = registered(receiver)
    receiver.statuses = [500, 302]
    event()
    again = sent(monkeypatch)
    work(cloud)

    deliveries.work(again[0][0], datetime.now(UTC) + DAY)
    deliveries.work(again[1][0], datetime.now(UTC) + 2 * DAY)

    tried = {(Outcome.RETRIED, 500), (Outcome.RETRIED, 302), (Outcome.DELIVERED, 204)}
    assert set(outcomes(webhook)) == tried
    assert 4 <= again[0][1] <= 6
    assert 48 <= again[1][1] <= 72
    assert {got.id for got in receiver.got} == {"evt_1"}


def test_a_pause_longer_than_the_queue_holds_is_waited_for_in_turns(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = registered(receiver)
    made, now = event(), datetime.now(UTC)
    moment = publications.moment_of(made.at)
    message = {"webhook_id": webhook.id, "at": moment, "event_id": made.id, "attempt": 7}
    again = sent(monkeypatch)

    deliveries.work({**message, "not_before": publications.moment_of(now + timedelta(hours=1))}, now)

    assert receiver.got == []
    assert again[0][0]["attempt"] == 7
    assert again[0][1] == 3_600


def test_a_receiver_that_fails_for_days_is_paused_and_gets_what_it_missed_when_it_is_resumed(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook, made = registered(receiver), event()
    cloud.take_all()
    receiver.statuses = [500]
    last = {"webhook_id": webhook.id, "at": publications.moment_of(made.at), "event_id": made.id, "attempt": 11}
    deliveries.work(last, datetime.now(UTC))
    event(2, NOW + DAY)
    assert outcomes(webhook) == [(Outcome.GIVEN_UP, 500)]
    assert kept.load(webhook.id).is_paused

    webhooks.resume(webhook.id, LATER)
    work_all(cloud)

    assert [got.id for got in receiver.got] == ["evt_1", "evt_1", "evt_2"]
    assert not kept.load(webhook.id).is_paused


def test_what_was_on_its_way_to_a_receiver_that_was_paused_comes_when_it_is_resumed(
    cloud: Cloud, receiver: Receiver
) -> None:
    webhook = registered(receiver)
    event()
    webhooks.pause(webhook.id, NOW + DAY)
    work(cloud)
    assert receiver.got == []

    webhooks.resume(webhook.id, LATER)
    work_all(cloud)

    assert [got.id for got in receiver.got] == ["evt_1"]


def test_no_worker_finds_a_receiver_paused_that_gets_what_it_missed(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = registered(receiver)
    event()
    webhooks.pause(webhook.id, NOW + DAY)
    work(cloud)

    with monkeypatch.context() as at_once:
        at_once.setattr(deliveries, "send", lambda _queue, message, _delay=0: deliveries.work(message, LATER))
        webhooks.resume(webhook.id, LATER)

    assert [got.id for got in receiver.got] == ["evt_1"]


def test_what_a_worker_held_while_a_receiver_was_paused_and_resumed_is_not_missed(
    cloud: Cloud, receiver: Receiver
) -> None:
    webhook, second = registered(receiver), timedelta(seconds=1)
    webhooks.pause(webhook.id, NOW)
    event(1, NOW - second)
    event(2, LATER + second)

    webhooks.resume(webhook.id, LATER)
    work_all(cloud)

    assert [got.id for got in receiver.got] == ["evt_1", "evt_2"]


@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_call_goes_wrong_a_receiver_that_is_resumed_until_it_is_gets_what_it_missed(
    cloud: Cloud, receiver: Receiver, faults: Faults, fault: Fault
) -> None:
    webhook = registered(receiver)
    event()
    webhooks.pause(webhook.id, NOW + DAY)
    work(cloud)
    items = cloud.items()
    faults.arm()
    webhooks.resume(webhook.id, LATER)
    calls = list(faults.calls)

    for number, call in enumerate(calls, 1):
        if can_meet(call, fault):
            cloud.restore(items)
            receiver.got.clear()
            faults.arm(fault, number)
            if not goes_well(lambda: webhooks.resume(webhook.id, LATER)):
                faults.arm()
                webhooks.resume(webhook.id, LATER)
            work_all(cloud)
            assert {got.id for got in receiver.got} == {"evt_1"}
            assert kept.load(webhook.id).missed_from is None


def test_a_replay_to_a_receiver_that_is_paused_stops_and_its_rest_comes_when_it_is_resumed(
    cloud: Cloud, receiver: Receiver
) -> None:
    webhook = registered(receiver)
    for number in range(7):
        event(number, NOW + timedelta(minutes=number))
    cloud.take_all()
    replay = webhooks.replay(webhook.id, NOW, LATER)
    work(cloud)
    webhooks.pause(webhook.id, LATER)
    work(cloud)
    stopped = kept.load_replay(webhook.id, replay.id)

    webhooks.resume(webhook.id, LATER)
    work_all(cloud)

    assert (stopped.state, stopped.delivered) == (ReplayState.STOPPED, 5)
    assert kept.load_replay(webhook.id, replay.id) == stopped
    assert {got.id for got in receiver.got} == {f"evt_{number}" for number in range(7)}


def test_nothing_is_sent_to_a_receiver_that_was_deleted(cloud: Cloud, receiver: Receiver) -> None:
    webhook = registered(receiver)
    event(1)
    webhooks.replay(webhook.id, NOW - DAY, LATER)

    webhooks.delete(kept.load(webhook.id), "somebody", LATER)
    event(2)
    work_all(cloud)

    assert receiver.got == []
    assert kept.everyone() == []
    with pytest.raises(UnknownWebhook):
        kept.load(webhook.id)


def test_who_changed_or_deleted_a_receiver_is_kept(cloud: Cloud, receiver: Receiver) -> None:
    webhook = registered(receiver)

    edited = webhooks.edit(webhook, {"types": ("person.left",), "active": False}, "a manager", NOW)
    webhooks.delete(edited, "another one", LATER)

    deeds = [item for item in cloud.items() if item["sk"].startswith("DEED#")]
    assert [(deed["actor"], deed["action"]) for deed in deeds] == [
        ("a manager", "edit_webhook"),
        ("another one", "delete_webhook"),
    ]
    assert deeds[0]["changes"] == {
        "webhook_id": {"to": webhook.id},
        "types": {"to": ["person.left"]},
        "active": {"to": False},
    }


def test_a_replay_sends_every_event_of_a_time_again_in_order_and_marked(cloud: Cloud, receiver: Receiver) -> None:
    webhook = registered(receiver)
    for number in range(12):
        event(number, NOW + number * DAY)
    cloud.take_all()

    replay = webhooks.replay(webhook.id, NOW + 2 * DAY, NOW + 10 * DAY)
    work_all(cloud)

    assert [got.id for got in receiver.got] == [f"evt_{number}" for number in range(2, 11)]
    assert {got.headers["ishtirak-replay"] for got in receiver.got} == {replay.id}
    done = kept.load_replay(webhook.id, replay.id)
    assert (done.state, done.delivered) == (ReplayState.DONE, 9)
    assert done.reached == publications.moment_of(NOW + 10 * DAY)


def test_a_replay_waits_at_the_event_that_is_refused(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = registered(receiver)
    for number in range(3):
        event(number, NOW + timedelta(minutes=number))
    cloud.take_all()
    receiver.statuses = [204, 503]
    webhooks.replay(webhook.id, NOW, LATER)
    again = sent(monkeypatch)
    work(cloud)

    deliveries.work(again[0][0], datetime.now(UTC) + DAY)

    assert [got.id for got in receiver.got] == ["evt_0", "evt_1", "evt_1", "evt_2"]


@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_call_goes_wrong_a_replay_delivers_every_event_in_order(
    cloud: Cloud, receiver: Receiver, faults: Faults, fault: Fault
) -> None:
    webhook = registered(receiver)
    for number in range(2):
        event(number, NOW + number * DAY)
    cloud.take_all()
    replay = webhooks.replay(webhook.id, NOW, LATER)
    (message,), items = cloud.take(Queue.DELIVERIES), cloud.items()
    faults.arm()
    deliveries.work(message, datetime.now(UTC))
    calls = list(faults.calls)

    for number, call in enumerate(calls, 1):
        if can_meet(call, fault):
            cloud.restore(items)
            receiver.got.clear()
            faults.arm(fault, number)
            if not goes_well(lambda: deliveries.work(message, datetime.now(UTC))):
                faults.arm()
                deliveries.work(message, datetime.now(UTC))
            work_all(cloud)
            assert list(dict.fromkeys(got.id for got in receiver.got)) == ["evt_0", "evt_1"]
            assert kept.load_replay(webhook.id, replay.id).state is ReplayState.DONE


def test_a_receiver_that_hangs_is_given_up_and_left_in_peace_for_a_while(
    cloud: Cloud, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT_SECONDS", 0.1)
    receiver.hangs = True
    with Receiver() as other:
        hanging, well = registered(receiver), registered(other)
        event(1)
        event(2)
        sent(monkeypatch)

        work(cloud)

        assert [got.id for got in receiver.got] == ["evt_1"]
        assert sorted(got.id for got in other.got) == ["evt_1", "evt_2"]
        assert outcomes(hanging) == [(Outcome.RETRIED, None)]
        assert len(outcomes(well)) == 2


def test_for_a_day_after_its_change_the_old_secret_signs_too(cloud: Cloud, receiver: Receiver) -> None:
    old = registered(receiver)
    new = webhooks.rotate(old.id, datetime.now(UTC))
    event()

    work(cloud)

    (got,) = receiver.got
    assert secret_of(old) != secret_of(new)
    for webhook in (old, new):
        Verifier(secret_of(webhook)).verify(got.body, got.headers)


def test_no_secret_stands_in_the_table(cloud: Cloud, receiver: Receiver) -> None:
    webhook = registered(receiver)

    assert secret_of(webhook).removeprefix("whsec_") not in json.dumps(cloud.items())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/events",
        "ftp://example.org/",
        "https:///events",
        "https://user@8.8.8.8/",
        "https://8.8.8.8:port/",
        "https://[::1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://127.0.0.2/",
        "https://127.0.0.2/",
    ],
)
def test_nothing_is_sent_to_what_is_not_public_and_https(cloud: Cloud, url: str) -> None:
    with pytest.raises(UnsafeReceiver):
        webhooks.register(url, ("cover.changed",), "a hospital", "somebody", NOW)

    assert receivers.post(url, "{}", {}).error == "UnsafeReceiver"


def test_this_machine_is_a_receiver_in_the_engine_alone(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBHOOK_LOCAL_HOSTS")

    with pytest.raises(UnsafeReceiver):
        receivers.check("http://127.0.0.1:8000/")


def test_a_name_that_leads_inside_later_is_not_followed(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = iter(["8.8.8.8", "10.0.0.1"])

    def look_up(*_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(addresses), 443))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    receivers.check("https://example.org/")

    assert receivers.post("https://example.org/", "{}", {}).error == "UnsafeReceiver"
