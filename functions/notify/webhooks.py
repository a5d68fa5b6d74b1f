"""Receivers of other systems: registered, paused, resumed, their secrets changed (ENR-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.notify import deliveries
from ishtirak.messaging import receivers
from ishtirak.storage import deeds, keys, webhooks
from ishtirak.storage.ids import new_id
from ishtirak.storage.publications import moment_of
from ishtirak.storage.transactions import Put, decided_again
from ishtirak.storage.webhooks import Replay, Webhook, WebhookState

UNDER_WAY = timedelta(minutes=1)
"""How long a worker that tells of changes may hold what it has read of the receivers, which is its timeout.

What was told within that time before a pause or after its end is sent by the replay too: rather twice than never.
"""


def register(url: str, types: tuple[str, ...], description: str, actor_id: str, now: datetime) -> Webhook:
    """A new receiver, which gets what is published from now on. Raises: UnsafeReceiver."""
    receivers.check(url)
    at = moment_of(now)
    return webhooks.save(Webhook(new_id("W"), url, types, description, created_at=at, created_by=actor_id))


def edit(seen: Webhook, changes: Mapping[str, Any], actor_id: str, now: datetime) -> Webhook:
    """Change a receiver's `url`, `types` or `description`, or whether it is `active`; who did it when is kept.

    A new type is told from now on; a replay sends what was told of it before.
    Raises: UnsafeReceiver; Moved where the receiver is not what was seen any more.
    """
    plain = {name: value for name, value in changes.items() if name != "active"}
    if "url" in plain:
        receivers.check(plain["url"])
    edited = replace(seen, **plain)
    if changes.get("active") is False and not seen.is_paused:
        edited = _paused(edited, now)
    if changes.get("active") is True:
        edited = replace(edited, state=WebhookState.ACTIVE, rests_until=None)
    saved = webhooks.save(edited, _deed(seen, actor_id, "edit_webhook", now, changes))
    return _go_on(saved, now)


def delete(seen: Webhook, actor_id: str, now: datetime) -> None:
    """Send a receiver nothing any more; what is on its way is dropped, what was sent stays on record.

    Raises: Moved where the receiver is not what was seen any more.
    """
    deleted = replace(seen, deleted_at=moment_of(now))
    webhooks.save(deleted, _deed(seen, actor_id, "delete_webhook", now, {"url": seen.url}))


@decided_again
def pause(webhook_id: str, now: datetime) -> Webhook:
    """Nothing is sent until it is resumed. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    return webhook if webhook.is_paused else webhooks.save(_paused(webhook, now))


@decided_again
def resume(webhook_id: str, now: datetime) -> Webhook:
    """What was published meanwhile is sent, in order, and what comes from now on. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    if webhook.is_paused:
        webhook = webhooks.save(replace(webhook, state=WebhookState.ACTIVE, rests_until=None))
    return _go_on(webhook, now)


def _paused(webhook: Webhook, now: datetime) -> Webhook:
    return webhook.paused(moment_of(now - UNDER_WAY))


def _go_on(webhook: Webhook, now: datetime) -> Webhook:
    """Have what an active receiver missed while it was paused sent to it.

    It goes on first, so that no worker finds it paused; what it missed is forgotten last: a crash in between sends
    that twice when it is resumed once more, and misses nothing.
    """
    if webhook.is_paused or webhook.missed_from is None:
        return webhook
    deliveries.replay(webhook.id, datetime.fromisoformat(webhook.missed_from), now + UNDER_WAY)
    return webhooks.save(replace(webhook, missed_from=None))


def _deed(webhook: Webhook, actor_id: str, action: str, now: datetime, changes: Mapping[str, Any]) -> Put:
    told = {"webhook_id": webhook.id, **changes}
    return deeds.put_deed(keys.webhook(webhook.id), actor_id, action, now, told)


@decided_again
def rotate(webhook_id: str, now: datetime) -> Webhook:
    """A new secret; for a day everything is signed with the old one too. Raises: UnknownWebhook."""
    webhook = webhooks.load(webhook_id)
    return webhooks.save(replace(webhook, secret_number=webhook.secret_number + 1, rotated_at=moment_of(now)))


def replay(webhook_id: str, from_: datetime, until: datetime) -> Replay:
    """Send again what was published from one moment until another. Raises: UnknownWebhook."""
    return deliveries.replay(webhooks.load(webhook_id).id, from_, until)
