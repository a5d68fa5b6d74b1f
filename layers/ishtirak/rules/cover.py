"""Which package a subscriber has on a date, and why: derived from facts, stored nowhere (PKG-1 … PKG-6).

The facts are two payers' standings, the subscriber's own and the employer's, and the dates between which the person
is covered. From them follow periods, one after the other, each with its package and its reason; the last ones lie
in the future and tell what happens if nothing is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ishtirak.law.law import Law
from ishtirak.rules.categories import Share
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing


class Facts(NamedTuple):
    """What is true on a date.

    state_paid: neither the subscriber nor an employer pays anything; the state does.
    alone:      the subscriber pays, and no employer does.
    """

    state_paid: bool
    alone: bool

    subscriber_late: bool
    subscriber_lapsed: bool
    employer_late: bool
    employer_lapsed: bool


class Row(NamedTuple):
    """If it holds, this package for this reason."""

    holds: Callable[[Facts], bool]
    package: Package
    reason: Reason


# 004 §2.2 and §Agents. The first row that holds wins.
COVER = (
    Row(lambda f: f.state_paid, Package.FULL, Reason.STATE_PAID),
    Row(lambda f: f.employer_lapsed and f.subscriber_lapsed, Package.FROZEN, Reason.BOTH_UNPAID),
    Row(lambda f: f.employer_lapsed, Package.BASIC_2_5, Reason.EMPLOYER_UNPAID),
    Row(lambda f: f.subscriber_lapsed and f.alone, Package.FROZEN, Reason.SUBSCRIBER_UNPAID),
    Row(lambda f: f.subscriber_lapsed, Package.EMPLOYER_ONLY, Reason.SUBSCRIBER_UNPAID),
    Row(lambda f: f.employer_late or f.subscriber_late, Package.FULL, Reason.IN_GRACE),
    Row(lambda _: True, Package.FULL, Reason.PAID_UP),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A package for one reason, from a day on until (not including) another; None where no end is in sight.

    anew: a lapse ended on its first day. Where it had begun that day too, the package fell and came back within it.
    """

    from_: date
    until: date | None
    package: Package
    reason: Reason
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover on a day: package and reason, since when this package, and when it changes next if nothing happens."""

    on: date
    package: Package
    reason: Reason
    since: date | None
    until: date | None

    @classmethod
    def not_started(cls, on: date, begins: date) -> Cover:
        return cls(on, Package.NONE, Reason.NOT_STARTED, None, begins)

    def no_earlier_than(self, joined: date) -> Cover:
        """The same cover for somebody who joined later than it began."""
        return replace(self, since=max(self.since, joined)) if self.since else self

    def no_later_than(self, left: date | None) -> Cover:
        """The same cover for somebody who leaves the family on a day to come."""
        return replace(self, until=min(self.until or left, left)) if left else self


@dataclass(frozen=True, slots=True)
class _Span:
    """A time in which a payer was late, and from `lapsed_from` on had lapsed."""

    late_from: date
    lapsed_from: date
    until: date


def timeline_of(
    spells: Sequence[Spell], subscriber: Sequence[Standing], employers: Mapping[str, Sequence[Standing]], law: Law
) -> list[Period]:
    """The person's cover from its first day to beyond today, over every spell, as far as the standings reach.

    Args:  subscriber, employers: each payer's standings, oldest first, today's last. Standings in which nobody was
           late may be missing. Today's alone are enough for any day from the youngest of them on.
    """
    found: list[Period] = []
    for spell in spells:
        if found and found[-1].until is None:  # what lay between an end and a new beginning
            found[-1:] = [replace(found[-1], until=spell.from_)] if found[-1].from_ < spell.from_ else []
        found += periods(spell, subscriber, employers.get(spell.employer_id or "", ()), law)
    return found


def periods(spell: Spell, subscriber: Sequence[Standing], employer: Sequence[Standing], law: Law) -> list[Period]:
    """The cover of one spell, from its first day to its end, or to beyond today.

    Who pays nothing for the category on a day can't lower its cover: that the state is late costs nobody any (PKG-4).
    """
    if spell.waiting:
        ends_with = [Period(spell.until, None, Package.NONE, spell.ending)] if spell.until and spell.ending else []
        return [Period(spell.from_, spell.until, Package.NONE, Reason.NOT_STARTED), *ends_with]
    split = law.categories[spell.category]
    spans = (_spans(subscriber, law), _spans(employer, law))
    edges = {edge for payer in spans for span in payer for edge in (span.late_from, span.lapsed_from, span.until)}
    restored = {
        standing.restored_on
        for share, standings in ((Share.SUBSCRIBER, subscriber), (Share.EMPLOYER, employer))
        for standing in standings
        if standing.restored_on is not None and share in split.payers_on(standing.restored_on)
    }
    edges |= restored | {value.from_ for value in split.rate.values}
    ends = spell.until or date.max
    days = [spell.from_, *sorted(edge for edge in edges if spell.from_ < edge < ends)]
    found: list[Period] = []
    for day, until in zip(days, [*days[1:], ends], strict=True):
        row = _decide(_facts(split.payers_on(day), spans, day))
        anew = day in restored
        if found and not anew and (found[-1].package, found[-1].reason) == (row.package, row.reason):
            day, anew = found[-1].from_, found.pop().anew
        found.append(Period(day, None if until == date.max else until, row.package, row.reason, anew))
    if spell.until is not None and spell.ending is not None:
        found.append(Period(spell.until, None, Package.NONE, spell.ending))
    return found


def cover_on(day: date, timeline: Sequence[Period]) -> Cover:
    """The cover on `day`, read from the periods of a person's timeline."""
    if day < timeline[0].from_:
        return Cover.not_started(day, timeline[0].from_)
    place = max(i for i, period in enumerate(timeline) if period.from_ <= day)
    now = timeline[place]
    first = last = place
    while first > 0 and _goes_on(timeline[first - 1], timeline[first]):
        first -= 1
    while last + 1 < len(timeline) and _goes_on(timeline[last], timeline[last + 1]):
        last += 1
    return Cover(day, now.package, now.reason, timeline[first].from_, timeline[last].until)


def _goes_on(period: Period, next_: Period) -> bool:
    return next_.package == period.package and not next_.anew


@dataclass(frozen=True, slots=True)
class PackageChange:
    """One package gave way to another on a day."""

    on: date
    from_: Package
    to: Package
    reason: Reason


def changes_since(told: Package, told_on: date, timeline: Sequence[Period], today: date) -> list[PackageChange]:
    """Each change of package after the one that was told last, up to today, each on its own day.

    A sweep that ran late skips none (PKG-9). Where a package fell and came back on one day, the way back is a change
    too, since the fall was told in the morning.
    """
    changes: list[PackageChange] = []
    for period in timeline:
        ended = period.until is not None and period.until <= told_on
        if ended or period.from_ > today or period.package == told:
            continue
        changes.append(PackageChange(max(period.from_, told_on), told, period.package, period.reason))
        told = period.package
    return changes


def _facts(payers: Collection[str], spans: tuple[Sequence[_Span], Sequence[_Span]], day: date) -> Facts:
    subscriber = _state(spans[0], day) if Share.SUBSCRIBER in payers else (False, False)
    employer = _state(spans[1], day) if Share.EMPLOYER in payers else (False, False)
    state_paid = Share.SUBSCRIBER not in payers and Share.EMPLOYER not in payers
    return Facts(state_paid, Share.EMPLOYER not in payers, *subscriber, *employer)


def _decide(facts: Facts) -> Row:
    return next(row for row in COVER if row.holds(facts))


def _state(spans: Sequence[_Span], day: date) -> tuple[bool, bool]:
    """Whether the payer is late on `day`, and whether it has lapsed."""
    late = [span for span in spans if min(span.late_from, span.lapsed_from) <= day < span.until]
    return bool(late), any(span.lapsed_from <= day for span in late)


def _spans(standings: Sequence[Standing], law: Law) -> list[_Span]:
    return [
        _Span(standing.past_due_from(law), standing.lapses_on(law), standing.until or date.max)
        for standing in standings
    ]
