"""Receivers of events at other systems, what was sent to each, and what is being sent again (ENR-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.publications import moment_in, moment_of
from ishtirak.storage.transactions import Moved, Put, Update, write, write_one

LOG_KEPT = timedelta(days=90)


class UnknownWebhook(NotFound):
    """There is no receiver with this id."""

    code = "unknown_webhook"
    ar = "لا يوجد مستقبل بالرقم {webhook_id}."
    en = "There is no webhook {webhook_id}."


class WebhookState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class Outcome(StrEnum):
    """How an attempt to deliver ended."""

    DELIVERED = "delivered"
    RETRIED = "retried"
    GIVEN_UP = "given_up"


class ReplayState(StrEnum):
    """running → done | stopped, where the receiver was paused: what is left comes when it is resumed."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A receiver. Moments are UTC text.

    secret_number: how often its secret was changed; `rotated_at` when last.
    missed_from:   the first event that a paused receiver did not get, so that it gets all since once it goes on.
    rests_until:   until when it is left in peace, since it did not answer at all.
    deleted_at:    since when it gets nothing and is shown to nobody; what was sent to it stays on record.
    """

    id: str
    url: str
    types: tuple[str, ...]
    description: str
    created_at: str
    created_by: str
    state: WebhookState = WebhookState.ACTIVE
    secret_number: int = 1
    rotated_at: str | None = None
    missed_from: str | None = None
    rests_until: str | None = None
    deleted_at: str | None = None
    version: int = 0

    @property
    def is_paused(self) -> bool:
        return self.state is WebhookState.PAUSED

    def paused(self, since: str) -> Webhook:
        """The receiver once it is paused; what it missed before stays missed."""
        return replace(self, state=WebhookState.PAUSED, missed_from=min(since, self.missed_from or since))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver an event, as the receiver can be shown it; `milliseconds` until the answer."""

    at: str
    event_id: str
    type: str
    number: int
    outcome: Outcome
    milliseconds: int
    status: int | None = None
    error: str | None = None
    replay_id: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """Events since a moment until another, sent again in order: those behind the sort key `after` are next."""

    id: str
    webhook_id: str
    since: str
    until: str
    after: str
    delivered: int = 0
    state: ReplayState = ReplayState.RUNNING
    version: int = 0

    @property
    def reached(self) -> str:
        """The moment of the last event that was looked at; that of the beginning before there was one."""
        return moment_in(self.after)


class UnknownReplay(NotFound):
    """Nothing was sent again to the receiver under this id."""

    code = "unknown_replay"
    ar = "لا توجد إعادة إرسال بالرقم {replay_id} إلى المستقبل {webhook_id}."
    en = "There is no replay {replay_id} to the webhook {webhook_id}."


def load(webhook_id: str) -> Webhook:
    """Raises: UnknownWebhook."""
    webhook = find(webhook_id)
    if webhook is None:
        raise UnknownWebhook(webhook_id=webhook_id)
    return webhook


def find(webhook_id: str) -> Webhook | None:
    """A receiver; None where there is none, or not any more."""
    item = table.get(keys.webhook(webhook_id))
    return _webhook(item) if item is not None and "deleted_at" not in item else None


def everyone() -> list[Webhook]:
    """Every receiver there is: there are a few."""
    items = table.partition(keys.WEBHOOKS, keys.WEBHOOK)
    return [_webhook(item) for item in items if "deleted_at" not in item]


def save(webhook: Webhook, deed: Put | None = None) -> Webhook:
    """Write a receiver over what was seen of it, with what somebody did to it, and return it.

    Raises: Moved where another writer was faster.
    """
    after = replace(webhook, version=webhook.version + 1)
    over = _over(keys.webhook(webhook.id), webhook.version, _fields(after))
    if deed is None:
        write_one(over)
    else:
        write(over, deed)
    return after


def let_rest(webhook: Webhook, until: datetime) -> None:
    """Send nothing to a receiver before `until`."""
    write_one(Update(keys.webhook(webhook.id), set={"rests_until": moment_of(until)}))


def log(webhook_id: str, attempt: Attempt, at: datetime) -> None:
    """Write down an attempt, for as long as the log is kept."""
    item = {**_fields(attempt), "expires_at": int((at + LOG_KEPT).timestamp())}
    write_one(Put(keys.attempt(webhook_id, attempt.at, uuid4().hex[:8]), item))


def attempts(webhook_id: str, limit: int, after: str | None = None) -> tuple[list[Attempt], str | None]:
    """A page of what was sent to a receiver, newest first, and where the next page begins."""
    page = table.page(keys.attempts(webhook_id), keys.ATTEMPT, limit=limit, after=after, newest_first=True)
    read = [Attempt(**{**_known(Attempt, item), "outcome": Outcome(item["outcome"])}) for item in page.items]
    return read, page.after


def load_replay(webhook_id: str, replay_id: str) -> Replay:
    """Raises: UnknownReplay."""
    item = table.get(keys.replay(webhook_id, replay_id))
    if item is None:
        raise UnknownReplay(webhook_id=webhook_id, replay_id=replay_id)
    return Replay(**{**_known(Replay, item), "state": ReplayState(item["state"])})


def save_replay(replay: Replay) -> Replay:
    """Write how far a replay is, and return it. Raises: Moved where another worker was faster."""
    after = replace(replay, version=replay.version + 1)
    write_one(_over(keys.replay(replay.webhook_id, replay.id), replay.version, _fields(after)))
    return after


def _over(key: keys.Key, version: int, item: Mapping[str, Any]) -> Put:
    return Put(key, item, if_is={"version": version}) if version else Put(key, item, unless_exists=Moved())


def _fields(of: Webhook | Attempt | Replay) -> dict[str, Any]:
    told = {name: getattr(of, name) for name in of.__dataclass_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def _known(kind: type[Any], item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in kind.__dataclass_fields__ if name in item}


def _webhook(item: Mapping[str, Any]) -> Webhook:
    known = _known(Webhook, item)
    return Webhook(**{**known, "types": tuple(item["types"]), "state": WebhookState(item["state"])})
