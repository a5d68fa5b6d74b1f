"""A person's cover on any date, past, today or to come, and over the whole time (PKG-5, PKG-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.cover import Period, cover_on, timeline_of
from ishtirak.rules.explanations import Explanation, of_cover
from ishtirak.rules.packages import Package
from ishtirak.rules.spells import spell_on
from ishtirak.rules.standing import standing_on
from ishtirak.rules.timelines import Outlook, outlook_on, within
from ishtirak.storage import accounts, notices
from ishtirak.storage.dependants import Dependant
from ishtirak.storage.subscribers import Subscriber


@dataclass(frozen=True, slots=True)
class History:
    """A person's cover from its first day to beyond today, oldest first, and what the subscriber was told of it.

    told: the day of the SMS, by the day and the package that it told of.
    """

    periods: list[Period]
    told: dict[tuple[date, Package], date]


def outlook(person: Subscriber, on: date, law: Law, dependant: Dependant | None = None) -> Outlook:
    """The cover on the day `on` of the subscriber, or of a dependant, and what it becomes next.

    For a day to come, what holds if nothing is paid until then. A dependant has the package of the subscriber, from
    joining the family until leaving it (PKG-5).
    Both payers' accounts in one read. Only a day before either account's last move needs history too.
    """
    timeline = _timeline(person, on, law)
    return outlook_on(on, within(dependant.stays, timeline) if dependant else timeline)


def history(person: Subscriber, law: Law, dependant: Dependant | None = None) -> History:
    """The whole cover of the subscriber, or of a dependant; what lies in the future holds if nothing is paid (PKG-6).

    The accounts in one read, one more for each payer that has a past of which the person was part, and one for what
    the subscriber was told.
    """
    timeline = timeline_of(person.spells, *accounts.whole_past_behind(person, law), person.papers, law)
    periods = within(dependant.stays, timeline) if dependant else timeline
    return History(periods, notices.told_of_cover(person.id))


def explained(person: Subscriber, on: date, law: Law) -> Explanation:
    """Why the subscriber has that cover on the day `on` (CON-9, PKG-6)."""
    standings = accounts.standings_behind(person, on, law)
    cover = cover_on(on, timeline_of(person.spells, standings[person.id], standings, person.papers, law))
    spell = spell_on(on, person.spells) or person.spells[-1]
    employer = standings.get(spell.employer_id or "", [])
    return of_cover(cover, spell.category, standing_on(on, standings[person.id]), standing_on(on, employer), law)


def _timeline(person: Subscriber, on: date, law: Law) -> list[Period]:
    standings = accounts.standings_behind(person, on, law)
    return timeline_of(person.spells, standings[person.id], standings, person.papers, law)
