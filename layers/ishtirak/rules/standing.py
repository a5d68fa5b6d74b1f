"""How long a payer has been behind: the one fact on which grace and cover rest (PKG-1, PKG-2, PKG-9).

A payer's standing names the month that it owes first, and since when. Everything else follows from dates:
the month falls due, its grace runs out, the payer has lapsed. Nothing has to run for that to be true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month, due_on

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Which month a payer owes first (opened or still to come), from `since` until `until`.

    since:        the day from which that month has been the oldest unpaid one.
    until:        the day on which another month took its place; None for the standing of today.
    lapsed_since: where the payer had lapsed already when this standing began, the day it did.
    restored_on:  the last day on which a lapse of this payer ended.
    """

    oldest_unpaid: Month
    since: date
    until: date | None = None
    lapsed_since: date | None = None
    restored_on: date | None = None

    def due_on(self, law: Law) -> date:
        return due_on(self.oldest_unpaid, law)

    def past_due_from(self, law: Law) -> date:
        """The first day on which the month is past due. A month that payment was taken back from counts from then."""
        return max(self.due_on(law) + _A_DAY, self.since)

    def lapses_on(self, law: Law) -> date:
        """The first day after the grace period: day 90 is still inside, day 91 is not (PKG-1)."""
        grace_days = law.grace_days(self.oldest_unpaid.first_day)  # as for rates: earlier months keep theirs (CON-6)
        return self.lapsed_since or max(self.due_on(law) + timedelta(days=grace_days + 1), self.since)

    def days_past_due(self, day: date, law: Law) -> int:
        """Day n of the grace period on `day`; 0 where the month is not past due."""
        return max((day - self.due_on(law)).days, 0) if day >= self.past_due_from(law) else 0


def standing_on(day: date, standings: Sequence[Standing]) -> Standing | None:
    """The standing of a payer on `day`; None where nobody was late in it and it was not kept."""
    fitting = (each for each in standings if each.since <= day and (each.until is None or day < each.until))
    return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Move:
    """What a payment, a charge or a reversal did to a standing.

    ended:        the standing before, to be kept as history; None where nobody was ever late in it.
    must_be_told: whether the payer lapsed, or stopped having lapsed, by this very move.
    """

    now: Standing
    ended: Standing | None = None
    must_be_told: bool = False


def move(standing: Standing, oldest_unpaid: Month, on: date, law: Law, *, keep: bool = False) -> Move:
    """The standing once `oldest_unpaid` is the month that is owed first, from the day `on`.

    The past stays what it was: a standing in which the payer was late is handed back, to be kept as history; with
    `keep` any is.
    """
    if oldest_unpaid == standing.oldest_unpaid:
        return Move(standing)
    on = max(on, standing.since)
    lapsed_on = standing.lapses_on(law)
    had_lapsed = lapsed_on <= on
    now = Standing(oldest_unpaid, on, restored_on=standing.restored_on)
    # Who has lapsed comes back when nothing is past due any more, not when less than 90 days are (PKG-2, PKG-4).
    has_lapsed = now.lapses_on(law) <= on or (had_lapsed and now.due_on(law) < on)
    if had_lapsed and has_lapsed:
        now = replace(now, lapsed_since=lapsed_on)
    elif had_lapsed:
        now = replace(now, restored_on=on)
    kept = keep or had_lapsed or standing.past_due_from(law) < on
    return Move(now, replace(standing, until=on) if kept else None, had_lapsed != has_lapsed)
