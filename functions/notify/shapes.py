"""What this room's doors give, as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from functions.notify.reasons import NAMES
from functions.notify.templates import Text, UnfitNotice, text_of
from ishtirak.law.law import Law
from ishtirak.rules.money import Money
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.rules.spending import daily_cap, daily_cap_of_kind
from ishtirak.storage import keys
from ishtirak.storage.cases import Case
from ishtirak.storage.notices import Delivery, Notice, NoticeState, Undelivered
from ishtirak.storage.outgoing import SPENT_IN_ALL
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.templates import Wording
from ishtirak.web.answers import Answer
from ishtirak.web.clock import FUND_TIME
from ishtirak.web.fields import Day, Dinars
from ishtirak.web.parsing import Body, PageQuery, Query

LONGEST_CAUSE = 500
LONGEST_REFERENCE = 1_000

Cause = Annotated[str, Field(min_length=1, max_length=LONGEST_CAUSE)]


class NoticeAnswer(Answer):
    """NOT-4: one notice of a subscriber or an employer: the text, the number, when, and how its sending ended.

    What was sent is shown as it left; what waits, in the wording in force.
    cost:       what was spent on it, over all tries; nothing where another notice's SMS told of it.
    carried_by: the cause of that notice.
    sends_at:   from when on it leaves, while it waits.
    delivery:   what the provider says of it since, where it gives receipts.
    reason:     why it waits on or did not arrive; `said` is the provider's own word of it.
    text:       None where the notice lacks a value that its text needs.
    """

    kind: NoticeKind
    cause: str
    text: str | None
    text_en: str | None
    to: str | None
    state: NoticeState
    segments: int | None
    cost: Dinars
    tries: int
    created_at: str
    sends_at: str | None
    sent_at: str | None
    delivery: Delivery | None
    delivered_at: str | None
    carried_by: str | None
    reason: Hindrance | None
    reason_ar: str | None
    reason_en: str | None
    said: str | None

    @classmethod
    def of(cls, notice: Notice, wording: Wording) -> NoticeAnswer:
        return cls(**_told(notice, wording))


class UndeliveredAnswer(NoticeAnswer):
    """NOT-3: a notice that did not arrive, and whose it is: the id of a subscriber or of an employer."""

    subscriber_id: str | None
    employer_id: str | None

    @classmethod
    def of(cls, notice: Notice, wording: Wording) -> UndeliveredAnswer:
        id_, is_employer = notice.of.owner_id, notice.of.sk == keys.EMPLOYER
        return cls(
            **_told(notice, wording),
            subscriber_id=None if is_employer else id_,
            employer_id=id_ if is_employer else None,
        )


def _told(notice: Notice, wording: Wording) -> dict[str, Any]:
    text, waits = _text(notice, wording), notice.state is NoticeState.WAITING
    why = NAMES[notice.reason] if notice.reason else None
    same = ("kind", "cause", "to", "state", "tries", "created_at", "sent_at", "delivery", "delivered_at")
    return {
        **{name: getattr(notice, name) for name in (*same, "carried_by", "reason", "said")},
        "reason_ar": why.ar if why else None,
        "reason_en": why.en if why else None,
        "text": text.ar if text else None,
        "text_en": text.en if text else None,
        "segments": text.segments if text else None,
        "cost": Money(notice.cost_dirhams),
        "sends_at": notice.due_at.astimezone(FUND_TIME).isoformat() if waits and notice.due_at else None,
    }


def _text(notice: Notice, wording: Wording) -> Text | None:
    if notice.state is not NoticeState.WAITING and notice.text is not None:
        return Text(notice.text, notice.text_en or "")
    try:
        return text_of(notice, wording)
    except UnfitNotice:
        return None


class UndeliveredQuery(PageQuery):
    """How the way of the notices has ended, and which page of them."""

    state: Undelivered


class ResendBody(Body):
    """NOT-3: which notice is to be sent again, by its cause."""

    cause: Cause


class FailingNumberAnswer(Answer):
    """NOT-4: a number at which a subscriber is not reached, why, and since when."""

    subscriber_id: str
    name: str
    phone: str | None
    reason: Hindrance
    reason_ar: str
    reason_en: str
    said: str | None
    since: date

    @classmethod
    def of(cls, case: Case, person: Subscriber) -> FailingNumberAnswer:
        reason = Hindrance(case.facts["reason"])
        name = NAMES[reason]
        return cls(
            subscriber_id=person.id,
            name=person.name,
            phone=person.phone,
            reason=reason,
            reason_ar=name.ar,
            reason_en=name.en,
            said=case.facts.get("said"),
            since=case.opened_on,
        )


class SpendingQuery(Query):
    """Of which day; of today if none is given."""

    on: Day | None = None


class SpendingAnswer(Answer):
    """NOT-3: what was spent on SMS on a day, in all and for each kind of notice, and what may be spent."""

    on: date
    spent: Dinars
    cap: Dinars
    cap_of_kind: Dinars
    kinds: dict[NoticeKind, Dinars]

    @classmethod
    def of(cls, on: date, spent: dict[str, int], law: Law) -> SpendingAnswer:
        return cls(
            on=on,
            spent=Money(spent.get(SPENT_IN_ALL, 0)),
            cap=Money(daily_cap(on, law)),
            cap_of_kind=Money(daily_cap_of_kind(on, law)),
            kinds={NoticeKind(name): Money(each) for name, each in spent.items() if name != SPENT_IN_ALL},
        )


class ReceiptBody(Body):
    """NOT-4: what the gateway says of an SMS: under our reference and its own id, and since when (in any zone).

    `type` is that of Standard Webhooks.
    """

    type: Literal["sms.delivered", "sms.undelivered"]
    reference: Annotated[str, Field(min_length=1, max_length=LONGEST_REFERENCE)]
    id: Annotated[str, Field(min_length=1, max_length=LONGEST_REFERENCE)]
    at: Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
    reason: Annotated[str, Field(max_length=200)] | None = None


class ReceiptAnswer(Answer):
    """What stands on the notice's record now."""

    delivery: Delivery
