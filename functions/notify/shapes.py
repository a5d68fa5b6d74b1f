"""What this room's doors give, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.notify.templates import Text, text_of
from ishtirak.law.law import Law
from ishtirak.rules.money import Money
from ishtirak.rules.notices import NoticeKind
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
    """

    kind: NoticeKind
    cause: str
    text: str
    text_en: str
    to: str | None
    state: NoticeState
    segments: int
    cost: Dinars
    tries: int
    created_at: str
    sends_at: str | None
    sent_at: str | None
    delivery: Delivery | None
    delivered_at: str | None
    carried_by: str | None
    reason: str | None

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
    same = ("kind", "cause", "to", "state", "tries", "created_at", "sent_at", "delivery", "delivered_at")
    return {
        **{name: getattr(notice, name) for name in (*same, "carried_by", "reason")},
        "text": text.ar,
        "text_en": text.en,
        "segments": text.segments,
        "cost": Money(notice.cost_dirhams),
        "sends_at": notice.due_at.astimezone(FUND_TIME).isoformat() if waits and notice.due_at else None,
    }


def _text(notice: Notice, wording: Wording) -> Text:
    if notice.state is NoticeState.WAITING or notice.text is None:
        return text_of(notice, wording)
    return Text(notice.text, notice.text_en or text_of(notice, wording).en)


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
    reason: str
    since: date

    @classmethod
    def of(cls, case: Case, person: Subscriber) -> FailingNumberAnswer:
        told = case.facts["reason"]
        return cls(subscriber_id=person.id, name=person.name, phone=person.phone, reason=told, since=case.opened_on)


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
    at: datetime
    reason: Annotated[str, Field(max_length=200)] | None = None


class ReceiptAnswer(Answer):
    """What stands on the notice's record now."""

    delivery: Delivery
