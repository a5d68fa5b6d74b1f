"""Whether somebody at a provider's desk is covered on a day, and the record of who has asked (SRV-4, ACC-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.collect.cover import covers
from functions.collect.eligibility import insured as people
from functions.collect.eligibility.insured import CardDoesNotCount, Insured, Question, UnknownInsured, Who
from ishtirak.law.law import Law
from ishtirak.rules.card_codes import InvalidCardCode
from ishtirak.rules.cover import Cover
from ishtirak.rules.packages import Package
from ishtirak.storage import eligibility_checks
from ishtirak.storage.eligibility_checks import Check
from ishtirak.storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: `who` is the provider where one is named, `by` the person or the machine."""

    who: str
    by: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer, under the id of the check."""

    id: str
    person: Insured
    cover: Cover
    law: Law


def check(asked: Question, on: date, asker: Asker, now: datetime) -> Eligibility:
    """Whether the person is covered on the day `on`. It is kept who asked, whatever came of it: one write.

    Four calls: the law with what leads to the person, the person, the accounts, the record. More are made only for a
    past that lies behind an account's last move, and for somebody who is not covered where the number leads to.

    Raises: UnknownInsured, CardDoesNotCount, CardLost, InvalidCardCode; TreatmentToCome, TreatmentTooLongAgo, which are
            not kept: nothing was asked of anybody.
    """
    made = Check(id=new_id("Q"), who=asker.who, by=asker.by, at=now, on=on, shown=asked.shown, outcome="")
    try:
        law, person = people.find(asked, on, now.date())
    except (UnknownInsured, InvalidCardCode) as refusal:
        _record(made, refusal.code, None)
        raise
    except CardDoesNotCount as refusal:
        card = refusal.card
        _record(made, refusal.code, (card.subscriber_id, card.dependant_id) if card else None)
        raise
    person, cover = _where_covered(person, on, law)
    _record(made, cover.package.value, person.who)
    return Eligibility(made.id, person, cover, law)


def _where_covered(person: Insured, on: date, law: Law) -> tuple[Insured, Cover]:
    """The record in which the person is covered on that day, else the one that was found first."""
    cover = covers.outlook(person.subscriber, on, law, person.dependant).cover
    if cover.package is Package.NONE:
        for other in people.elsewhere(person):
            there = covers.outlook(other.subscriber, on, law, other.dependant).cover
            if there.package is not Package.NONE:
                return other, there
    return person, cover


def _record(made: Check, outcome: str, who: Who | None) -> None:
    subscriber_id, dependant_id = who or (None, None)
    eligibility_checks.record(replace(made, outcome=outcome, subscriber_id=subscriber_id, dependant_id=dependant_id))
