"""A person's cover as a timeline: what follows next, and what a family member has of it (PKG-5, PKG-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from ishtirak.rules.cover import Cover, Period, cover_on
from ishtirak.rules.packages import Package, Reason


class Stay(Protocol):
    """A time in a family: from a day until (not including) another, None while it goes on; and why it ended."""

    @property
    def from_(self) -> date: ...
    @property
    def until(self) -> date | None: ...
    @property
    def ending(self) -> Reason | None: ...


@dataclass(frozen=True, slots=True)
class Outlook:
    """The cover on a day, and the one that takes its place on the day `cover.until`; None where no end is in sight."""

    cover: Cover
    next: Cover | None


def outlook_on(day: date, timeline: Sequence[Period]) -> Outlook:
    """The cover on `day`, with what it becomes next if nothing happens (PKG-6)."""
    cover = cover_on(day, timeline)
    return Outlook(cover, cover_on(cover.until, timeline) if cover.until else None)


def within(stays: Sequence[Stay], timeline: Sequence[Period]) -> list[Period]:
    """The timeline of a family member: the subscriber's during each stay, and none between them and behind (PKG-5).

    Args: stays: oldest first. Before the subscriber's own first day the family has no cover either.
    """
    whole = [Period(date.min, timeline[0].from_, Package.NONE, Reason.NOT_STARTED), *timeline]
    found: list[Period] = []
    for number, stay in enumerate(stays):
        found += _cut(whole, stay)
        again = stays[number + 1].from_ if number + 1 < len(stays) else None
        if stay.until is not None and stay.until != again:
            found.append(Period(stay.until, again, Package.NONE, stay.ending or Reason.ENDED))
    return found


def _cut(timeline: Sequence[Period], stay: Stay) -> list[Period]:
    if stay.until is not None and stay.until <= stay.from_:  # it was taken back from its first day on
        return []
    return [
        replace(
            period,
            from_=max(period.from_, stay.from_),
            until=_earlier(period.until, stay.until),
            anew=period.anew and period.from_ >= stay.from_,
        )
        for period in timeline
        if (stay.until is None or period.from_ < stay.until) and (period.until is None or stay.from_ < period.until)
    ]


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
