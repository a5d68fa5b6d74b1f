"""Receivers of other systems: registered, paused, resumed, their secrets changed (ENR-10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.notify import deliveries
from ishtirak.messaging import receivers
from ishtirak.storage import webhooks
from ishtirak.storage.ids import new_id
from ishtirak.storage.publications import moment_of
from ishtirak.storage.transactions import decided_again
from ishtirak.storage.webhooks import Replay, Webhook, WebhookState


def register(url: str, types: tuple[str, ...], description: str, actor_id: str, now: datetime) -> Webhook:
    """A new receiver, which gets what is published from now on. Raises: UnsafeReceiver."""
    receivers.check(url)
    at = moment_of(now)
    return webhooks.save(Webhook(new_id("W"), url, types, description, created_at=at, created_by=actor_id))


@decided_again
def pause(webhook_id: str, now: datetime) -> Webhook:
    """Nothing is sent until it is resumed. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    return webhook if webhook.is_paused else webhooks.save(webhook.paused(moment_of(now)))


@decided_again
def resume(webhook_id: str, now: datetime) -> Webhook:
    """What was published meanwhile is sent, in order, and what comes from now on. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    if webhook.missed_from is not None:
        # Asked for before it goes on: a crash in between asks twice, and nothing is missed.
        deliveries.replay(webhook_id, datetime.fromisoformat(webhook.missed_from), now)
    return webhooks.save(replace(webhook, state=WebhookState.ACTIVE, missed_from=None, rests_until=None))


@decided_again
def rotate(webhook_id: str, now: datetime) -> Webhook:
    """A new secret; for a day everything is signed with the old one too. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    return webhooks.save(replace(webhook, secret_number=webhook.secret_number + 1, rotated_at=moment_of(now)))


def replay(webhook_id: str, from_: datetime, until: datetime) -> Replay:
    """Send again what was published from one moment until another. Raises: UnknownWebhook."""
    return deliveries.replay(webhooks.load(webhook_id).id, from_, until)
