"""What queues and the stream would have done: the work of every message and notice, until there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from functions.collect import steps
from functions.collect.months import missing_rates, openings
from functions.collect.sweeps import sweeping
from functions.enroll.changes import requests as changes
from functions.enroll.endings import closings
from functions.enroll.families import transfers
from functions.enroll.lists import requests as registrations
from functions.notify import certificates, cover_changes, documents, outbox
from ishtirak.messaging.queues import Queue
from ishtirak.storage import laws, notices, sweeps, templates
from ishtirak.storage.keys import NOTICE
from ishtirak.storage.notices import NoticeState
from tests.builders import ACTOR, at, day
from tests.cloud import Cloud


def _open(message: dict[str, Any], on: str) -> None:
    now, law = at(on), laws.in_force()
    if "law" in message:
        openings.wake_rolls(message["law"], message.get("after"))
    elif "rate_cases_after" in message:
        missing_rates.close_answered(now, law, message["rate_cases_after"])
    elif "subscriber_id" in message:
        openings.restate_person(message["subscriber_id"], now, law)
    else:
        openings.work_roll(message["roll_id"], now, law, message.get("after"), message.get("version"))


def _read(message: dict[str, Any], on: str) -> None:
    sweeping.read_on(day(message["day"]), message["shard"], at(on))


def _step(message: dict[str, Any], on: str) -> None:
    steps.take_step(message["payer_id"], at(on), laws.in_force())


def _tell(message: dict[str, Any], on: str) -> None:
    if "person" in message:
        cover_changes.tell([message["person"]], at(on), laws.in_force())
        certificates.remind(message["person"], at(on), laws.in_force())
    elif "document_of" in message:
        documents.remind(message["document_of"], message["document_id"], at(on), laws.in_force())
    else:
        cover_changes.tell(message["subscriber_ids"], at(on), laws.in_force())


def _change(message: dict[str, Any], on: str) -> None:
    if "change_id" in message:
        changes.bring_into_force(message["subscriber_id"], message["change_id"], at(on), laws.in_force())
    else:
        transfers.look_at(message["paid_by"], message["after"], at(on), laws.in_force())


def _list(message: dict[str, Any], on: str) -> None:
    if "closing_of" in message:
        closings.work(message["closing_of"], at(on), laws.in_force())
    else:
        registrations.work(message["registration_id"], at(on), laws.in_force())


def _send(message: dict[str, Any], on: str) -> None:
    outbox.work(message, at(on), laws.in_force(), templates.in_force())


_WORK: dict[Queue, Callable[[dict[str, Any], str], None]] = {
    Queue.SWEEPS: _read,
    Queue.OPENINGS: _open,
    Queue.CHANGES: _change,
    Queue.STEPS: _step,
    Queue.TELLINGS: _tell,
    Queue.LISTS: _list,
    Queue.OUTBOX: _send,
}


Waiting = Sequence[tuple[Queue, dict[str, Any]]]
"""Messages that wait, each with its queue."""


def taken(cloud: Cloud) -> Waiting:
    """What waits in the queues, taken out of them."""
    return [(queue, message) for queue in cloud.queues_with_work(_WORK) for message in cloud.take(queue)]


def drain(cloud: Cloud, on: str, waiting: Waiting | None = None) -> None:
    """Do all that waits in the queues of a day: what was taken out of them, or lies there."""
    waiting = taken(cloud) if waiting is None else waiting
    while waiting:
        for queue, message in waiting:
            _WORK[queue](message, on)
        waiting = taken(cloud)


def send(cloud: Cloud, on: str) -> None:
    """Deliver every notice that waits, as one batch of the table's stream."""
    waits = (item for item in cloud.items() if item["sk"].startswith(NOTICE))
    waiting = [notices.read(item) for item in waits if item["state"] == NoticeState.WAITING.value]
    if not waiting:
        return
    law, wording = laws.in_force(), templates.in_force()
    for notice in waiting:
        outbox.deliver(notice, at(on), law, wording)


def read_due(cloud: Cloud, on: str) -> int:
    """The sweep of a day alone, begun again where it has been: its work is on the queues. Returns how much there is."""
    seen = sweeps.find(day(on))
    if seen:
        sweeping.run_again(ACTOR, at(on))
    else:
        sweeping.start(at(on))
    while waiting := cloud.take(Queue.SWEEPS):
        for message in waiting:
            _read(message, on)
    return sweeps.load(day(on)).sent - (seen.sent if seen else 0)


def sweep(cloud: Cloud, on: str) -> int:
    """The sweep of a day with everything that it brings about."""
    sent = read_due(cloud, on)
    drain(cloud, on)
    send(cloud, on)
    return sent
