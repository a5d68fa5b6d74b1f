"""The outbox: each notice is written with its cause, then claimed, sent and recorded (NOT-3, NOT-4).

A cause is part of the key, so that a second notice for it can't exist.

waiting ⇄ claimed → sent
            ├─────→ failed       the provider refuses it; sending it again is no use
            └─────→ unconfirmed  nobody knows whether it left: a person decides, it is never resent blindly
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from ishtirak.errors import Conflict
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import Package
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Put, Update, write_one

OF_COVER = "cover#"
"""What the causes of the notices of changes of package begin with; their number follows."""


class NoticeState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


class AlreadyNotified(Conflict):
    """The cause has its notice already."""

    code = "already_notified"
    ar = "أُرسل إشعار بهذا السبب من قبل: {cause}"
    en = "There is a notice for this cause already: {cause}"


class AlreadyClaimed(Conflict):
    """Another sender has taken the notice, or it was sent."""

    code = "already_claimed"
    ar = "الإشعار قيد الإرسال أو أُرسل."
    en = "The notice is being sent, or was sent."


@dataclass(frozen=True, slots=True)
class Notice:
    """One SMS to a subscriber or an employer. `values` fill the places of its template; times are ISO text.

    of: the record of the one who is told.
    """

    of: Key
    kind: NoticeKind
    cause: str
    created_at: str
    values: dict[str, str] = field(default_factory=dict)
    state: NoticeState = NoticeState.WAITING
    to: str | None = None
    text: str | None = None
    text_en: str | None = None
    segments: int | None = None
    sent_at: str | None = None
    message_id: str | None = None
    reason: str | None = None


def put_new(notice: Notice) -> Put:
    """The write of a notice that waits to be sent; it raises AlreadyNotified for a second one of its cause."""
    item = {
        "kind": notice.kind.value,
        "cause": notice.cause,
        "created_at": notice.created_at,
        "values": notice.values,
        "state": NoticeState.WAITING.value,
    }
    return Put(_key(notice), item, unless_exists=AlreadyNotified(cause=notice.cause))


def claim(notice: Notice, to: str | None, text: str, segments: int, text_en: str) -> None:
    """Take the notice to send it, with the text as it will leave, and what that is in English.

    Each claim has a token: where the answer to our own was lost and it is tried again, it is still ours.
    Raises: AlreadyClaimed where it is somebody else's.
    """
    token = uuid4().hex
    as_sent = {"to": to, "text": text, "text_en": text_en, "segments": segments}
    taken = {"state": NoticeState.CLAIMED.value, "claim": token, **as_sent}
    try:
        write_one(_step(notice, NoticeState.WAITING, taken))
    except AlreadyClaimed:
        if (table.get(_key(notice)) or {}).get("claim") != token:
            raise


def record(notice: Notice, state: NoticeState, **facts: str | None) -> None:
    """Write down how the sending of a claimed notice ended.

    Raises: AlreadyClaimed where that was written before.
    """
    write_one(_step(notice, NoticeState.CLAIMED, {"state": state.value, "claim": None, **facts}))


def release(notice: Notice) -> None:
    """Put a claimed notice that certainly did not leave back among those that wait."""
    write_one(_step(notice, NoticeState.CLAIMED, {"state": NoticeState.WAITING.value, "claim": None}))


def state_of(notice: Notice) -> NoticeState:
    """The state of the notice now."""
    item = table.get(_key(notice)) or {}
    return NoticeState(item["state"])


def told_to(of: Key, limit: int, after: str | None = None) -> tuple[list[Notice], str | None]:
    """A page of the notices to a subscriber or an employer, and where the next page begins."""
    page = table.page(of.pk, keys.NOTICE, limit=limit, after=after)
    return [read(item) for item in page.items], page.after


def told_of_cover(subscriber_id: str) -> dict[tuple[date, Package], date]:
    """On which day a subscriber was sent the SMS of each change of package, by the change's own day and package."""
    of = keys.subscriber(subscriber_id)
    sent = (item for item in table.partition(of.pk, keys.notice(of, OF_COVER).sk) if "sent_at" in item)
    return {
        (date.fromisoformat(item["values"]["on"]), Package(item["values"]["package"])): datetime.fromisoformat(
            item["sent_at"]
        ).date()
        for item in sent
    }


def read(item: dict[str, Any]) -> Notice:
    """The notice that an item of the table holds."""
    known = {name: item[name] for name in Notice.__dataclass_fields__ if name in item}
    read_ = {"kind": NoticeKind(item["kind"]), "state": NoticeState(item["state"])}
    return Notice(of=keys.record_in(item["pk"]), **{**known, **read_})


def _step(notice: Notice, from_: NoticeState, changes: dict[str, Any]) -> Update:
    error = AlreadyClaimed()
    return Update(_key(notice), set=changes, if_is={"state": from_.value}, else_=error)


def _key(notice: Notice) -> Key:
    return keys.notice(notice.of, notice.cause)
