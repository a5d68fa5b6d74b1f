"""The outbox: each notice is written with its cause, then claimed, sent and recorded (NOT-3, NOT-4).

A cause is part of the key, so that a second notice for it can't exist. Several notices to one person can leave as one
SMS: the first of them carries the others, and all are claimed and recorded together.

waiting ⇄ claimed → sent
   │        ├─────→ failed       the provider refuses it, or there is no number; sending it again as it is is no use
   │        ├─────→ unconfirmed  nobody knows whether it left: a person decides, it is never resent blindly
   │        └─────→ given_up     it did not leave, however often it was tried
   └──────────────→ unwanted     the subscriber wants none of this kind

A person can have one that did not arrive wait again. What waits or is claimed stands in the due index under its shard
of the outbox, what did not arrive under how that ended. What an SMS costs is taken from the day's money in the
transaction that claims it, and given back in the one that says that it did not leave.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import uuid4

from ishtirak.errors import Conflict, NotFound, Refused
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import Package
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Put, Update, Write, write, write_one

MINUTE = timedelta(minutes=1)

NOTICES_OF_ONE_SMS = 10
"""How many notices one SMS tells of at most: what is claimed in one transaction."""

SPENT_IN_ALL = "dirhams"

OF_COVER = "cover#"
"""What the causes of the notices of changes of package begin with; their number follows."""


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


class UnknownReference(Refused):
    """The reference is not one under which an SMS was sent."""

    code = "unknown_sms_reference"
    ar = "المرجع {reference} ليس مرجع رسالة أُرسلت."
    en = "No SMS was sent under the reference {reference}."


@dataclass(frozen=True, slots=True)
class Notice:
    """One SMS to a subscriber or an employer. `values` fill the places of its template; times are ISO text.

    of:              the record of the one who is told.
    cost_dirhams:    what was spent on it, over all tries; nothing on what another notice carried.
    charged_dirhams: what this try took from the day's money.
    reason:          why it waits on or did not arrive.
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
    reason: str | None = None
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
    def held(self) -> bool:
        """Whether it waits for the money of another day."""
        return self.state is NoticeState.WAITING and self.reason == CapReached.code

    @property
    def is_undelivered(self) -> bool:
        return self.delivery is Delivery.UNDELIVERED or self.state.value in {each.value for each in Undelivered}


class Sms(NamedTuple):
    """One SMS on its way: the notices that it tells of, the first of which carries the others.

    token: of its claim; each has another one. `reference` is that by which the provider knows it.
    """

    notices: tuple[Notice, ...]
    to: str
    text: str
    text_en: str
    segments: int
    cost_dirhams: int
    day: str
    token: str

    @property
    def carrier(self) -> Notice:
        return self.notices[0]

    @property
    def reference(self) -> str:
        return reference_of(self.carrier, self.token)


def new_sms(
    notices: Sequence[Notice], to: str, text: Bilingual, segments: int, cost_dirhams: int, now: datetime
) -> Sms:
    """An SMS that nobody has claimed yet, paid from the money of `now`'s day."""
    return Sms(tuple(notices), to, text.ar, text.en, segments, cost_dirhams, now.date().isoformat(), uuid4().hex)


def put_new(notice: Notice) -> Put:
    """The write of a notice that waits to be sent; it raises AlreadyNotified for a second one of its cause.

    It is due at once: whether it may leave then is for its sender to say.
    """
    at = datetime.fromisoformat(notice.created_at).replace(second=0, microsecond=0)
    item = {
        "kind": notice.kind.value,
        "cause": notice.cause,
        "created_at": notice.created_at,
        "values": notice.values,
        "state": NoticeState.WAITING.value,
        **_in_outbox(notice, at),
    }
    return Put(notice.key, item, unless_exists=AlreadyNotified(cause=notice.cause))


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be spent on a day, in dirhams: in all, and for each kind."""

    in_all: int
    of_kind: int


def claim(sms: Sms, caps: Caps, until: datetime) -> None:
    """Take the notices of an SMS to send it, and its price from the day's money.

    Where nothing is recorded by `until`, its sender has died. Each claim has a token: where the answer to our own was
    lost and it is tried again, it is still ours.
    Raises: AlreadyClaimed where one of the notices is somebody else's; CapReached where the money does not suffice.
    """
    taken = {
        "state": NoticeState.CLAIMED.value,
        "token": sms.token,
        "to": sms.to,
        "text": sms.text,
        "text_en": sms.text_en,
        "segments": sms.segments,
        "reason": None,
        "spent_on": sms.day,
        "delivery": None,
        "delivered_at": None,
    }
    writes: list[Write] = []
    for notice in sms.notices:
        carrier = notice is sms.carrier
        carried = [each.cause for each in sms.notices[1:]]
        more = {
            "carries": carried if carrier and carried else None,
            "carried_by": None if carrier else sms.carrier.cause,
            "charged_dirhams": sms.cost_dirhams if carrier else 0,
            **_in_outbox(notice, until),
        }
        spent = {"tries": 1, "cost_dirhams": sms.cost_dirhams if carrier else 0}
        writes.append(_step(notice, {"state": NoticeState.WAITING.value}, taken | more, spent))
    try:
        write(*writes, _spend(sms, caps))
    except AlreadyClaimed:
        if any(each.token != sms.token for each in load_all(sms.carrier.of, [each.cause for each in sms.notices])):
            raise


def _spend(sms: Sms, caps: Caps) -> Update:
    kind = sms.carrier.kind.value
    return Update(
        keys.spent(sms.day),
        add={SPENT_IN_ALL: sms.cost_dirhams, kind: sms.cost_dirhams},
        at_most={SPENT_IN_ALL: caps.in_all - sms.cost_dirhams, kind: caps.of_kind - sms.cost_dirhams},
        else_=CapReached(day=sms.day),
    )


def spent_on(day: object) -> dict[str, int]:
    """What was spent on SMS on a day, in dirhams: in all (SPENT_IN_ALL), and by kind."""
    item = table.get(keys.spent(day)) or {}
    return {name: value for name, value in item.items() if name not in ("pk", "sk")}


def record_sent(sms: Sms, message_id: str, now: datetime) -> None:
    """Write down that a claimed SMS has left: this is true even where its sender was taken for dead meanwhile.

    Raises: AlreadyClaimed where that was written before, or a person has had it sent again.
    """
    facts = {
        "state": NoticeState.SENT.value,
        "message_id": message_id,
        "sent_at": now.isoformat(),
        "reason": None,
        **_NOWHERE,
    }
    _write([_step(each, {"token": sms.token, "message_id": None}, facts) for each in sms.notices])


def unconfirmed(sms: Sms, reason: str, now: datetime) -> None:
    """Nobody knows whether a claimed SMS has left; its price stays spent.

    Raises: AlreadyClaimed where how it ended was written before.
    """
    facts = {"state": NoticeState.UNCONFIRMED.value, "reason": reason}
    _write([_step(each, _claimed(sms), facts | _among_undelivered(each, facts["state"], now)) for each in sms.notices])


def did_not_leave(sms: Sms, state: NoticeState, reason: str, at: datetime, *more: Write) -> None:
    """A claimed SMS certainly did not leave: its price is given back, and it waits until `at`, or is over.

    Raises: AlreadyClaimed where how it ended was written before.
    """
    writes: list[Write] = []
    for notice in sms.notices:
        stands = _in_outbox(notice, at) if state is NoticeState.WAITING else _among_undelivered(notice, state.value, at)
        alone = {"carries": None, "carried_by": None} if state is NoticeState.WAITING else {}
        facts = {"state": state.value, "reason": reason, "charged_dirhams": 0, **alone, **stands}
        back = {"cost_dirhams": -sms.cost_dirhams if notice is sms.carrier else 0}
        writes.append(_step(notice, _claimed(sms), facts, back))
    given_back = {SPENT_IN_ALL: -sms.cost_dirhams, sms.carrier.kind.value: -sms.cost_dirhams}
    write(*writes, Update(keys.spent(sms.day), add=given_back), *more)


def without_number(notice: Notice, reason: str, now: datetime) -> Update:
    """The write by which a notice has failed before it was handed to anybody.

    It raises AlreadyClaimed where it does not wait any more.
    """
    state = NoticeState.FAILED.value
    return _from_waiting(notice, state, reason, _among_undelivered(notice, state, now))


def not_wanted(notice: Notice, reason: str) -> None:
    """The recipient is to have no notice of this kind. Raises: AlreadyClaimed where it does not wait any more."""
    write_one(_from_waiting(notice, NoticeState.UNWANTED.value, reason, _NOWHERE))


def wait(notice: Notice, at: datetime, reason: str | None = None) -> None:
    """Have a notice wait until `at`. Raises: AlreadyClaimed where it does not wait any more."""
    write_one(_from_waiting(notice, NoticeState.WAITING.value, reason, _in_outbox(notice, at)))


def again(seen: Notice, now: datetime) -> Update:
    """The write by which a notice that did not arrive waits again, because a person has said so.

    It raises AlreadyClaimed where something has happened to it meanwhile.
    """
    facts = {
        "state": NoticeState.WAITING.value,
        "reason": None,
        "token": None,
        "message_id": None,
        "sent_at": None,
        "tries": 0,
        "carried_by": None,
        "carries": None,
        "charged_dirhams": 0,
        "delivery": None,
        "delivered_at": None,
        **_in_outbox(seen, now),
    }
    delivery = seen.delivery.value if seen.delivery else None
    return _step(seen, {"state": seen.state.value, "token": seen.token, "delivery": delivery}, facts)


def receive(sms: Sms, message_id: str, delivery: Delivery, at: datetime) -> list[Write]:
    """The writes of what the provider says of an SMS, which it can't but have sent.

    They raise AlreadyClaimed where it has said something else meanwhile, or a person has had it sent again.
    """
    seen = sms.carrier.delivery.value if sms.carrier.delivery else None
    writes: list[Write] = []
    for notice in sms.notices:
        stands = (
            _NOWHERE
            if delivery is Delivery.DELIVERED
            else _among_undelivered(notice, Undelivered.UNDELIVERED.value, at)
        )
        facts = {
            "state": NoticeState.SENT.value,
            "message_id": message_id,
            "sent_at": notice.sent_at or at.isoformat(),
            "reason": None,
            "delivery": delivery.value,
            "delivered_at": at.isoformat(),
            **stands,
        }
        writes.append(_step(notice, {"token": sms.token, "delivery": seen}, facts))
    return writes


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


def load_sms(carrier: Notice) -> Sms:
    """The SMS in which a notice was claimed that no other one carries."""
    carried = [each for each in load_all(carrier.of, carrier.carries) if each.token == carrier.token]
    return Sms(
        (carrier, *carried),
        carrier.to or "",
        carrier.text or "",
        carrier.text_en or "",
        carrier.segments or 0,
        carrier.charged_dirhams,
        carrier.spent_on or "",
        carrier.token or "",
    )


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


def reference_of(notice: Notice, token: str) -> str:
    """By what the provider knows an SMS: it leads back to the notice, so that a receipt that is early finds it too."""
    named = json.dumps([notice.of.pk, notice.cause, token], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(named.encode()).decode().rstrip("=")


def sms_under(reference: str) -> Sms:
    """The SMS that a provider knows by this reference.

    Raises: UnknownReference where it is none of ours, or the notice was claimed anew since.
    """
    unknown = UnknownReference(reference=reference)
    try:
        pk, cause, token = json.loads(urlsafe_b64decode(reference + "=" * (-len(reference) % 4)))
        carrier = load(keys.record_in(pk), cause)
    except (NotBase64, ValueError, TypeError, AttributeError, UnknownNotice):
        raise unknown from None
    if carrier.token is None or carrier.token != token:
        raise unknown
    return load_sms(carrier)


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
    }
    return Notice(of=keys.record_in(item["pk"]), **{**known, **read_})


_NOWHERE: Mapping[str, None] = {"due_shard": None, "due_on": None}


def _in_outbox(notice: Notice, at: datetime) -> dict[str, str]:
    """Where a notice stands for which something must happen at a moment, or up to a minute later."""
    return {"due_shard": keys.outbox_shard(notice.of.pk), "due_on": f"{_minute(minute_from(at))}#{notice.of.pk}"}


def minute_from(at: datetime) -> datetime:
    """The first full minute that is not before a moment: the outbox knows no shorter times."""
    full = at.replace(second=0, microsecond=0)
    return full if full == at else full + MINUTE


def _among_undelivered(notice: Notice, how: str, at: datetime) -> dict[str, str]:
    return {"due_shard": keys.undelivered(how), "due_on": f"{_minute(at)}#{notice.of.pk}"}


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _moment(due_on: str) -> datetime:
    return datetime.strptime(due_on.partition("#")[0], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def _claimed(sms: Sms) -> dict[str, Any]:
    return {"state": NoticeState.CLAIMED.value, "token": sms.token}


def _from_waiting(notice: Notice, state: str, reason: str | None, stands: Mapping[str, Any]) -> Update:
    return _step(notice, {"state": NoticeState.WAITING.value}, {"state": state, "reason": reason, **stands})


def _step(
    notice: Notice, from_: Mapping[str, Any], changes: Mapping[str, Any], add: Mapping[str, int] | None = None
) -> Update:
    counted = {name: number for name, number in (add or {}).items() if number}
    return Update(notice.key, set=changes, add=counted, if_is=from_, else_=AlreadyClaimed())


def _write(writes: list[Update]) -> None:
    """A notice alone costs half of what a transaction does."""
    if len(writes) == 1:
        write_one(writes[0])
    else:
        write(*writes)
