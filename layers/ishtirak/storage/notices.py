"""The outbox: each notice is written with its cause, then claimed, sent and recorded (NOT-3, NOT-4).

A cause is part of the key, so that a second notice for it can't exist. Several notices to one person can leave as one
SMS: the first of them carries the others. `outgoing` has the steps of an SMS on its way.

waiting ⇄ claimed → sent
   │        ├─────→ failed       the provider refuses it, or there is no number; sending it again as it is is no use
   │        ├─────→ unconfirmed  nobody knows whether it left: a person decides, it is never resent blindly
   │        └─────→ given_up     it did not leave, however often it was tried
   └──────────────→ unwanted     the subscriber wants none of this kind

A person can have one that did not arrive wait again. What waits or is claimed stands in the due index under its shard
of the outbox, what did not arrive under how that ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.rules.packages import Package
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Put, Update, write_one

MINUTE = timedelta(minutes=1)

NOTICES_OF_ONE_SMS = 10
"""How many notices one SMS tells of at most: what is claimed in one transaction."""

OF_COVER = "cover#"
"""What the causes of the notices of changes of package begin with; their number follows."""


def cause_of_cover(number: int) -> str:
    """The cause of the notice of a subscriber's `number`-th change of package."""
    return f"{OF_COVER}{number:06d}"


class NoticeState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    GIVEN_UP = "given_up"
    UNWANTED = "unwanted"


class Delivery(StrEnum):
    """What the provider says of an SMS that has left."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Undelivered(StrEnum):
    """How the way of a notice has ended that did not arrive: as its state says, or as the provider's receipt does."""

    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    GIVEN_UP = "given_up"
    UNDELIVERED = "undelivered"


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


class CapReached(Conflict):
    """The day's money for SMS, or that for SMS of this kind, is spent."""

    code = "sms_cap_reached"
    ar = "بلغ الإنفاق على الرسائل سقف اليوم {day}."
    en = "The cap on spending for SMS on {day} is reached."


class UnknownNotice(NotFound):
    """There is no notice of this cause."""

    code = "unknown_notice"
    ar = "لا يوجد إشعار بهذا السبب: {cause}"
    en = "There is no notice of this cause: {cause}"


@dataclass(frozen=True, slots=True)
class Notice:
    """One SMS to a subscriber or an employer. `values` fill the places of its template; times are ISO text.

    of:              the record of the one who is told.
    cost_dirhams:    what was spent on it, over all tries; nothing on what another notice carried.
    charged_dirhams: what this try took from the day's money.
    reason:          why it waits on or did not arrive; `said` is the provider's own word of it.
    tries:           how often it was handed to the provider.
    token:           of the last claim; it says whose SMS it is.
    carried_by:      the cause of the notice whose SMS told of this one too; `carries` are the causes of those.
    spent_on:        from which day's money.
    due_on:          where it stands in the due index.
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
    cost_dirhams: int = 0
    charged_dirhams: int = 0
    spent_on: str | None = None
    sent_at: str | None = None
    message_id: str | None = None
    reason: Hindrance | None = None
    said: str | None = None
    tries: int = 0
    token: str | None = None
    carried_by: str | None = None
    carries: tuple[str, ...] = ()
    delivery: Delivery | None = None
    delivered_at: str | None = None
    due_on: str | None = None

    @property
    def key(self) -> Key:
        return keys.notice(self.of, self.cause)

    @property
    def due_at(self) -> datetime | None:
        """From when on something must happen to it, to the minute in UTC; None where it waits for nothing."""
        return _moment(self.due_on) if self.due_on else None

    @property
    def written_at(self) -> datetime:
        return datetime.fromisoformat(self.created_at)

    @property
    def is_of_cover(self) -> bool:
        return self.cause.startswith(OF_COVER)

    @property
    def cause_before(self) -> str | None:
        """The cause of the notice that must be told before this one: of the change of cover before; else None."""
        if not self.is_of_cover:
            return None
        number = int(self.cause.removeprefix(OF_COVER)) - 1
        return cause_of_cover(number) if number else None

    @property
    def held(self) -> bool:
        """Whether it waits for the money of another day."""
        return self.state is NoticeState.WAITING and self.reason is Hindrance.CAP_REACHED

    @property
    def is_undelivered(self) -> bool:
        return self.delivery is Delivery.UNDELIVERED or self.state.value in {each.value for each in Undelivered}


def put_new(notice: Notice) -> Put:
    """The write of a notice that waits to be sent; it raises AlreadyNotified for a second one of its cause.

    It is due at once: whether it may leave then is for its sender to say.
    """
    item = {
        "kind": notice.kind.value,
        "cause": notice.cause,
        "created_at": notice.created_at,
        "values": notice.values,
        "state": NoticeState.WAITING.value,
        **_at_once(notice, notice.written_at),
    }
    return Put(notice.key, item, unless_exists=AlreadyNotified(cause=notice.cause))


def failed(notice: Notice, reason: Hindrance, now: datetime) -> Update:
    """The write by which a notice has failed before it was handed to anybody.

    It raises AlreadyClaimed where it does not wait any more.
    """
    state = NoticeState.FAILED.value
    return _from_waiting(notice, state, reason, among_undelivered(notice, state, now))


def not_wanted(notice: Notice, reason: Hindrance) -> None:
    """The recipient is not to have it. Raises: AlreadyClaimed where it does not wait any more."""
    write_one(_from_waiting(notice, NoticeState.UNWANTED.value, reason, NOWHERE))


def wait(notice: Notice, at: datetime, reason: Hindrance | None = None) -> None:
    """Have a notice wait until `at`. Raises: AlreadyClaimed where it does not wait any more."""
    write_one(_from_waiting(notice, NoticeState.WAITING.value, reason, in_outbox(notice, at)))


def again(seen: Notice, now: datetime) -> Update:
    """The write by which a notice that did not arrive waits again, because a person has said so.

    It raises AlreadyClaimed where something has happened to it meanwhile.
    """
    facts = {
        "state": NoticeState.WAITING.value,
        "reason": None,
        "said": None,
        "token": None,
        "message_id": None,
        "sent_at": None,
        "tries": 0,
        "carried_by": None,
        "carries": None,
        "charged_dirhams": 0,
        "delivery": None,
        "delivered_at": None,
        **_at_once(seen, now),
    }
    delivery = seen.delivery.value if seen.delivery else None
    return step(seen, {"state": seen.state.value, "token": seen.token, "delivery": delivery}, facts)


def load(of: Key, cause: str) -> Notice:
    """Raises: UnknownNotice."""
    item = table.get(keys.notice(of, cause))
    if item is None:
        raise UnknownNotice(cause=cause)
    return read(item)


def load_all(of: Key, causes: Iterable[str]) -> list[Notice]:
    """Those of the notices to one recipient that are there, in the order of their causes as they are given."""
    wanted = [keys.notice(of, cause) for cause in causes]
    found = table.get_all(wanted)
    return [read(found[key]) for key in wanted if key in found]


def told_to(of: Key, limit: int, after: str | None = None) -> tuple[list[Notice], str | None]:
    """A page of the notices to a subscriber or an employer, and where the next page begins."""
    page = table.page(of.pk, keys.NOTICE, limit=limit, after=after)
    return [read(item) for item in page.items], page.after


def due_page(shard: str, until: datetime, limit: int, after: str | None = None) -> table.DuePage:
    """A page of those of a shard of the outbox for which something must happen by `until`, one recipient's together."""
    return table.due_page(shard, limit=limit, until=f"{_minute(until)}$", after=after)


def undelivered(how: Undelivered, limit: int, after: str | None = None) -> tuple[list[Notice], str | None]:
    """A page of the notices that did not arrive, the oldest first, and where the next page begins."""
    page = table.due_page(keys.undelivered(how.value), limit=limit, after=after)
    found = table.get_all(page.keys)
    notices = [read(found[key]) for key in page.keys if key in found]
    return [each for each in notices if each.is_undelivered], page.after


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


def read(item: Mapping[str, Any]) -> Notice:
    """The notice that an item of the table holds."""
    known = {name: item[name] for name in Notice.__dataclass_fields__ if name in item}
    read_ = {
        "kind": NoticeKind(item["kind"]),
        "state": NoticeState(item["state"]),
        "carries": tuple(item.get("carries", ())),
        "delivery": Delivery(item["delivery"]) if "delivery" in item else None,
        "reason": Hindrance(item["reason"]) if "reason" in item else None,
    }
    return Notice(of=keys.record_in(item["pk"]), **{**known, **read_})


NOWHERE: Mapping[str, None] = {"due_shard": None, "due_on": None}
"""What stands in no index: nothing is to happen to it any more."""


def in_outbox(notice: Notice, at: datetime) -> dict[str, str]:
    """Where a notice stands for which something must happen at a moment, or up to a minute later."""
    return {"due_shard": keys.outbox_shard(notice.of.pk), "due_on": f"{_minute(minute_from(at))}#{notice.of.pk}"}


def _at_once(notice: Notice, now: datetime) -> dict[str, str]:
    """Where a notice stands that may be sent as soon as somebody comes for it."""
    return in_outbox(notice, now.replace(second=0, microsecond=0))


def minute_from(at: datetime) -> datetime:
    """The first full minute that is not before a moment: the outbox knows no shorter times."""
    full = at.replace(second=0, microsecond=0)
    return full if full == at else full + MINUTE


def among_undelivered(notice: Notice, how: str, at: datetime) -> dict[str, str]:
    """Where a notice stands that did not arrive, by how its way has ended."""
    return {"due_shard": keys.undelivered(how), "due_on": f"{_minute(at)}#{notice.of.pk}"}


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _moment(due_on: str) -> datetime:
    return datetime.strptime(due_on.partition("#")[0], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def _from_waiting(notice: Notice, state: str, reason: Hindrance | None, stands: Mapping[str, Any]) -> Update:
    why = {"reason": reason.value if reason else None, "said": None}
    return step(notice, {"state": NoticeState.WAITING.value}, {"state": state, **why, **stands})


def step(
    notice: Notice, from_: Mapping[str, Any], changes: Mapping[str, Any], add: Mapping[str, int] | None = None
) -> Update:
    """The write by which a notice is changed; it raises AlreadyClaimed where it is not as `from_` says."""
    counted = {name: number for name, number in (add or {}).items() if number}
    return Update(notice.key, set=changes, add=counted, if_is=from_, else_=AlreadyClaimed())
