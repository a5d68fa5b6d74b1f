"""A person's cover on any date, past, today or to come (PKG-5, PKG-6)."""

from __future__ import annotations

from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.cover import Cover, Period, cover_on, timeline_of
from ishtirak.rules.explanations import Explanation, of_cover
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import spell_on
from ishtirak.rules.standing import standing_on
from ishtirak.storage import accounts
from ishtirak.storage.dependants import Dependant
from ishtirak.storage.subscribers import Subscriber


def cover_of(person: Subscriber, on: date, law: Law) -> Cover:
    """The subscriber's cover on the day `on`; for a day to come, what holds if nothing is paid until then.

    Both payers' accounts in one read. Only a day before either account's last move needs history too.
    """
    return cover_on(on, _timeline(person, on, law))


def explained(person: Subscriber, on: date, law: Law) -> Explanation:
    """Why the subscriber has that cover on the day `on` (CON-9, PKG-6)."""
    standings = accounts.standings_behind(person, on, law)
    cover = cover_on(on, timeline_of(person.spells, standings[person.id], standings, law, person.papers))
    spell = spell_on(on, person.spells) or person.spells[-1]
    employer = standings.get(spell.employer_id or "", [])
    return of_cover(cover, spell.category, standing_on(on, standings[person.id]), standing_on(on, employer), law)


def _timeline(person: Subscriber, on: date, law: Law) -> list[Period]:
    standings = accounts.standings_behind(person, on, law)
    return timeline_of(person.spells, standings[person.id], standings, law, person.papers)


def cover_of_dependant(person: Subscriber, dependant: Dependant, on: date, law: Law) -> Cover:
    """A dependant has the package of the subscriber, from joining the family until leaving it (PKG-5)."""
    stay = dependant.stay_on(on)
    if stay is None:
        return Cover.not_started(on, dependant.stays[0].from_)
    if stay.until is not None and stay.until <= on:
        return Cover(on, Package.NONE, stay.ending or Reason.ENDED, stay.until, None)
    return cover_of(person, on, law).no_earlier_than(stay.from_).no_later_than(stay.until)
