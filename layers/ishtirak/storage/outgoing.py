"""SMS on their way: a notice, or several to one person, are claimed, sent and recorded together (NOT-3, NOT-4).

What an SMS costs is taken from the day's money in the transaction that claims it, and given back in the one that says
that it did not leave.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from ishtirak.errors import Refused
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.notices import Hindrance
from ishtirak.storage import keys, notices, table
from ishtirak.storage.notices import (
    AlreadyClaimed,
    CapReached,
    Delivery,
    Notice,
    NoticeState,
    Undelivered,
    UnknownNotice,
)
from ishtirak.storage.transactions import Put, Update, Write, write, write_one

SPENT_IN_ALL = "dirhams"

MESSAGE_IDS_KEPT = timedelta(days=14)
"""A network says within three days what became of an SMS."""


class UnknownReference(Refused):
    """The reference is not one under which an SMS was sent."""

    code = "unknown_sms_reference"
    ar = "المرجع {reference} ليس مرجع رسالة أُرسلت."
    en = "No SMS was sent under the reference {reference}."


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
        "said": None,
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
            **notices.in_outbox(notice, until),
        }
        spent = {"tries": 1, "cost_dirhams": sms.cost_dirhams if carrier else 0}
        writes.append(notices.step(notice, {"state": NoticeState.WAITING.value}, taken | more, spent))
    try:
        write(*writes, _spend(sms, caps))
    except AlreadyClaimed:
        if any(
            each.token != sms.token for each in notices.load_all(sms.carrier.of, [each.cause for each in sms.notices])
        ):
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
        "said": None,
        **notices.NOWHERE,
    }
    _write([notices.step(each, {"token": sms.token, "message_id": None}, facts) for each in sms.notices])


def keep_message_id(sms: Sms, message_id: str, now: datetime) -> None:
    """Keep by what id a provider knows an SMS that has left, where its receipts name nothing else."""
    until = int((now + MESSAGE_IDS_KEPT).timestamp())
    write_one(Put(keys.sms(message_id), {"reference": sms.reference, "expires_at": until}))


def reference_under(message_id: str) -> str | None:
    """The reference of the SMS that a provider knows by this id; None where none of ours is known by it."""
    item = table.get(keys.sms(message_id))
    return None if item is None else item["reference"]


class Why(NamedTuple):
    """Why an SMS has not left, or did not arrive: our word, and the provider's own."""

    reason: Hindrance
    said: str | None = None

    def facts(self) -> dict[str, str | None]:
        return {"reason": self.reason.value, "said": self.said}


def unconfirmed(sms: Sms, why: Why, now: datetime) -> None:
    """Nobody knows whether a claimed SMS has left; its price stays spent.

    Raises: AlreadyClaimed where how it ended was written before.
    """
    facts = {"state": NoticeState.UNCONFIRMED.value, **why.facts()}
    _write(
        [
            notices.step(
                each, _claimed(sms), facts | notices.among_undelivered(each, NoticeState.UNCONFIRMED.value, now)
            )
            for each in sms.notices
        ]
    )


def did_not_leave(sms: Sms, state: NoticeState, why: Why, at: datetime, *more: Write) -> None:
    """A claimed SMS certainly did not leave: its price is given back, and it waits until `at`, or is over.

    Raises: AlreadyClaimed where how it ended was written before.
    """
    writes: list[Write] = []
    for notice in sms.notices:
        stands = (
            notices.in_outbox(notice, at)
            if state is NoticeState.WAITING
            else notices.among_undelivered(notice, state.value, at)
        )
        alone = {"carries": None, "carried_by": None} if state is NoticeState.WAITING else {}
        facts = {"state": state.value, **why.facts(), "charged_dirhams": 0, **alone, **stands}
        back = {"cost_dirhams": -sms.cost_dirhams if notice is sms.carrier else 0}
        writes.append(notices.step(notice, _claimed(sms), facts, back))
    given_back = {SPENT_IN_ALL: -sms.cost_dirhams, sms.carrier.kind.value: -sms.cost_dirhams}
    write(*writes, Update(keys.spent(sms.day), add=given_back), *more)


def receive(sms: Sms, message_id: str, delivery: Delivery, said: str | None, at: datetime) -> list[Write]:
    """The writes of what the provider says of an SMS, which it can't but have sent.

    They raise AlreadyClaimed where it has said something else meanwhile, or a person has had it sent again.
    """
    seen = sms.carrier.delivery.value if sms.carrier.delivery else None
    writes: list[Write] = []
    for notice in sms.notices:
        stands = (
            notices.NOWHERE
            if delivery is Delivery.DELIVERED
            else notices.among_undelivered(notice, Undelivered.UNDELIVERED.value, at)
        )
        facts = {
            "state": NoticeState.SENT.value,
            "message_id": message_id,
            "sent_at": notice.sent_at or at.isoformat(),
            **(
                {"reason": None, "said": None}
                if delivery is Delivery.DELIVERED
                else Why(Hindrance.UNDELIVERED, said).facts()
            ),
            "delivery": delivery.value,
            "delivered_at": at.isoformat(),
            **stands,
        }
        writes.append(notices.step(notice, {"token": sms.token, "delivery": seen}, facts))
    return writes


def load_sms(carrier: Notice) -> Sms:
    """The SMS in which a notice was claimed that no other one carries."""
    carried = [each for each in notices.load_all(carrier.of, carrier.carries) if each.token == carrier.token]
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
        carrier = notices.load(keys.record_in(pk), cause)
    except (NotBase64, ValueError, TypeError, AttributeError, UnknownNotice):
        raise unknown from None
    if carrier.token is None or carrier.token != token:
        raise unknown
    return load_sms(carrier)


def _claimed(sms: Sms) -> dict[str, Any]:
    return {"state": NoticeState.CLAIMED.value, "token": sms.token}


def _write(writes: list[Update]) -> None:
    """A notice alone costs half of what a transaction does."""
    if len(writes) == 1:
        write_one(writes[0])
    else:
        write(*writes)
