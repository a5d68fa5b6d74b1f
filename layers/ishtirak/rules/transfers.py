"""From a family to a subscription of one's own: on which day (FAM-3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.standing import Standing


def own_cover_from(month: Month, known_on: date, employer: Iterable[Standing], law: Law) -> date | None:
    """The first day on which both hold: the work is reported, and the employer pays for it; None while they don't.

    An employer pays once it has settled the first month of the work, and while it has not lapsed: nobody leaves a
    family's cover for less.

    Args:  month:    the first month of the work.
           known_on: the day from which the employer owes for the person: that of the report, or of the month's booking.
           employer: its standings, oldest first, today's last; those in which nobody waited may be missing.
    """
    for standing in employer:
        day = max(standing.since, known_on)
        holds = standing.until is None or day < standing.until
        if holds and standing.oldest_unpaid > month and day < standing.lapses_on(law):
            return day
    return None
