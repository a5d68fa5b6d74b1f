"""Events on their way to receivers: signed, tried again after growing pauses, replayed in order, each attempt logged.

A delivery is its message: the message is not taken from the queue before the next one is there, so a crash delivers
twice and never loses. Receivers tell the second time by `webhook-id`. Moments of events are the fund's; pauses and
signatures go by the real clock, as those who verify them do.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from functions.notify.publication_shapes import body_of
from functions.notify.webhook_secrets import signatures
from ishtirak.messaging import receivers
from ishtirak.messaging.metrics import emit
from ishtirak.messaging.queues import Queue, send, send_what_goes
from ishtirak.messaging.receivers import Answered
from ishtirak.storage import publications, webhooks
from ishtirak.storage.ids import new_id
from ishtirak.storage.publications import Publication, moment_of
from ishtirak.storage.transactions import decided_again
from ishtirak.storage.webhooks import Attempt, Outcome, Replay, ReplayState, Webhook

Message = Mapping[str, Any]

_HOUR = 3_600
PAUSES_SECONDS = (5, 60, 300, 900, _HOUR, 4 * _HOUR, 8 * _HOUR, 16 * _HOUR, 24 * _HOUR, 24 * _HOUR)
"""Before the second attempt, the third, and so on: three days in all, then the receiver is paused."""

REST = timedelta(minutes=1)
"""How long a receiver that does not answer at all is left in peace, so that it doesn't hold up the others."""

EVENTS_OF_ONE_TURN = 5


def hand_on(events: Sequence[Publication], everyone: Sequence[Webhook]) -> set[str]:
    """Have events delivered to each of `everyone` who asked for their types.

    Returns the ids of those that did not get into the queue for all of them.
    """
    messages = [
        {"webhook_id": each.id, "at": moment_of(event.at), "event_id": event.id}
        for event in events
        for each in everyone
        if event.type in each.types and not each.is_paused
    ]
    return {messages[place]["event_id"] for place in send_what_goes(Queue.DELIVERIES, messages)}


def work(message: Message, now: datetime) -> None:
    """Do what a message asks for: deliver one event, or go on with a replay. `now` is the real time in UTC.

    Nothing is sent any more to a receiver that was deleted.
    """
    webhook = webhooks.find(message["webhook_id"])
    if webhook is not None:
        _work(webhook, message, now)


def _work(webhook: Webhook, message: Message, now: datetime) -> None:
    wait = _seconds_until(max(message.get("not_before", ""), webhook.rests_until or ""), now)
    if webhook.is_paused:
        _leave(webhook, message, message["at"])
    elif wait:
        send(Queue.DELIVERIES, message, wait)
    elif "replay_id" in message:
        _replay_some(webhook, message, now)
    else:
        event = publications.find(message["at"], message["event_id"])
        if event is not None:
            _deliver(webhook, event, message, now)


def replay(webhook_id: str, from_: datetime, until: datetime) -> Replay:
    """Begin to send again what was published from one moment until another, in order."""
    at = moment_of(from_)
    begun = Replay(new_id("Y"), webhook_id, at, moment_of(until), after=publications.before(at))
    saved = webhooks.save_replay(begun)
    send(Queue.DELIVERIES, {"webhook_id": webhook_id, "replay_id": saved.id, "at": at})
    return saved


def _replay_some(webhook: Webhook, message: Message, now: datetime) -> None:
    """The next events of a replay. How far it is stands in its record: a crash goes on there."""
    going = webhooks.load_replay(webhook.id, message["replay_id"])
    if going.state is not ReplayState.RUNNING:
        return
    events = publications.since(going.after, going.until, EVENTS_OF_ONE_TURN)
    for event in events:
        here = {**message, "at": moment_of(event.at)}
        if event.type in webhook.types and not _deliver(webhook, event, here, now):
            return
        told = going.delivered + (event.type in webhook.types)
        going = webhooks.save_replay(replace(going, after=publications.place_of(event), delivered=told))
        message = {name: value for name, value in message.items() if name not in ("attempt", "not_before")}
    if events:
        send(Queue.DELIVERIES, message)
    else:
        webhooks.save_replay(replace(going, state=ReplayState.DONE))


def _deliver(webhook: Webhook, event: Publication, message: Message, now: datetime) -> bool:
    """Try once, write down how it ended, and have it tried again where it failed; whether it was delivered."""
    number = message.get("attempt", 1)
    answered = _post(webhook, event, message.get("replay_id"), now)
    outcome = _outcome(answered, number)
    _log(webhook, event, message, answered, outcome, now)
    if outcome is Outcome.RETRIED:
        pause = PAUSES_SECONDS[number - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - a pause, not a secret
        not_before = moment_of(now + timedelta(seconds=pause))
        send(Queue.DELIVERIES, {**message, "attempt": number + 1, "not_before": not_before}, ceil(pause))
    if outcome is Outcome.GIVEN_UP:
        _leave(webhook, message, moment_of(event.at))
        emit("notify", WebhooksPaused=1)
    if answered.status is None:
        webhooks.let_rest(webhook, now + REST)
    return answered.is_delivered


def _post(webhook: Webhook, event: Publication, replay_id: str | None, now: datetime) -> Answered:
    body = json.dumps(body_of(event), ensure_ascii=False)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Ishtirak",
        "webhook-id": event.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(webhook, event.id, now, body),
    }
    return receivers.post(webhook.url, body, headers | ({"ishtirak-replay": replay_id} if replay_id else {}))


def _outcome(answered: Answered, number: int) -> Outcome:
    if answered.is_delivered:
        return Outcome.DELIVERED
    return Outcome.RETRIED if number <= len(PAUSES_SECONDS) else Outcome.GIVEN_UP


def _log(
    webhook: Webhook, event: Publication, message: Message, answered: Answered, outcome: Outcome, now: datetime
) -> None:
    attempt = Attempt(
        at=moment_of(now),
        event_id=event.id,
        type=event.type,
        number=message.get("attempt", 1),
        outcome=outcome,
        status=answered.status,
        error=answered.error,
        milliseconds=answered.milliseconds,
        replay_id=message.get("replay_id"),
    )
    webhooks.log(webhook.id, attempt, now)


def _leave(webhook: Webhook, message: Message, since: str) -> None:
    """Send a paused receiver nothing more of what a message asks for."""
    _miss(webhook.id, since)
    if "replay_id" in message:
        going = webhooks.load_replay(webhook.id, message["replay_id"])
        webhooks.save_replay(replace(going, state=ReplayState.STOPPED))


@decided_again
def _miss(webhook_id: str, at: str) -> None:
    """The receiver is paused, and what was published since `at` waits until it is resumed."""
    webhook = webhooks.load(webhook_id)
    after = webhook.paused(at)
    if after != webhook:
        webhooks.save(after)


def _seconds_until(moment: str, now: datetime) -> int:
    """Whole seconds, none where it has come."""
    return max(0, ceil((datetime.fromisoformat(moment) - now).total_seconds())) if moment else 0
