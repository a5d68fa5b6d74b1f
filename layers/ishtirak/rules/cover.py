"""Which package a subscriber has on a date, and why: derived from facts, stored nowhere (PKG-1 … PKG-6).

The facts are two payers' standings, the subscriber's own and the employer's, the dates between which the person is
covered, and the documents that the person has handed in. From them follow periods, one after the other, each with its
package and its reason; the last ones lie in the future and tell what happens if nothing is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.rules import freezing
from ishtirak.rules.categories import Share
from ishtirak.rules.freezing import Paper
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing


class Facts(NamedTuple):
    """What is true on a date.

    state_paid:        neither the subscriber nor an employer pays anything; the state does.
    alone:             the subscriber pays, and no employer does.
    documents_missing: the account was frozen, and not all that thaws it has been handed in and approved since.
    """

    state_paid: bool
    alone: bool

    subscriber_late: bool
    subscriber_lapsed: bool
    employer_late: bool
    employer_lapsed: bool

    documents_missing: bool = False

    @property
    def both_lapsed(self) -> bool:
        return self.employer_lapsed and self.subscriber_lapsed

    @property
    def lapsed_alone(self) -> bool:
        return self.subscriber_lapsed and self.alone


class Row(NamedTuple):
    """If it holds, this package for this reason. `asks` is what it asks, in the words of the fund."""

    asks: Bilingual
    holds: Callable[[Facts], bool]
    package: Package
    reason: Reason


# 004 §2.2 and §Agents. The first row that holds wins. docs/cover.md shows it as a picture.
COVER = (
    Row(
        Bilingual("تتحمل الدولة الاشتراك كاملا؟", "Does the state pay everything?"),
        lambda f: f.state_paid,
        Package.FULL,
        Reason.STATE_PAID,
    ),
    Row(
        Bilingual(
            "تجاوزت جهة العمل والمشترك فترة السماح كلاهما؟", "Are both employer and subscriber past their grace?"
        ),
        lambda f: f.both_lapsed,
        Package.FROZEN,
        Reason.BOTH_UNPAID,
    ),
    Row(
        Bilingual("تجاوز من يدفع وحده فترة السماح؟", "Is a subscriber who pays without an employer past the grace?"),
        lambda f: f.lapsed_alone,
        Package.FROZEN,
        Reason.SUBSCRIBER_UNPAID,
    ),
    Row(
        Bilingual(
            "جُمّد الحساب ولم تكتمل مستنداته منذ ذلك؟",
            "Was the account frozen, and are documents still missing since then?",
        ),
        lambda f: f.documents_missing,
        Package.FROZEN,
        Reason.DOCUMENTS_MISSING,
    ),
    Row(
        Bilingual("تجاوزت جهة العمل فترة السماح؟", "Is the employer past the grace?"),
        lambda f: f.employer_lapsed,
        Package.BASIC_2_5,
        Reason.EMPLOYER_UNPAID,
    ),
    Row(
        Bilingual("تجاوز المشترك فترة السماح؟", "Is the subscriber past the grace?"),
        lambda f: f.subscriber_lapsed,
        Package.EMPLOYER_ONLY,
        Reason.SUBSCRIBER_UNPAID,
    ),
    Row(
        Bilingual("على أحدهما مبلغ فات موعده؟", "Is anything of either past due?"),
        lambda f: f.employer_late or f.subscriber_late,
        Package.FULL,
        Reason.IN_GRACE,
    ),
    Row(Bilingual("غير ذلك", "Otherwise"), lambda _: True, Package.FULL, Reason.PAID_UP),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A package for one reason, from a day on until (not including) another; None where no end is in sight.

    anew:      a lapse ended on its first day; where it had begun that day too, the package fell and came back on it.
    frozen_on: the day since which the account is frozen, from which documents to thaw it count; None where it is not.
    """

    from_: date
    until: date | None
    package: Package
    reason: Reason
    anew: bool = False
    frozen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover on a day: package and reason, since when this package, and when it changes next if nothing happens.

    frozen_on: as of a period.
    """

    on: date
    package: Package
    reason: Reason
    since: date | None
    until: date | None
    frozen_on: date | None = None

    @classmethod
    def not_started(cls, on: date, begins: date) -> Cover:
        return cls(on, Package.NONE, Reason.NOT_STARTED, None, begins)


@dataclass(frozen=True, slots=True)
class _Span:
    """A time in which a payer was late, and from `lapsed_from` on had lapsed."""

    began: date
    late_from: date
    lapsed_from: date
    until: date


def timeline_of(
    spells: Sequence[Spell],
    subscriber: Sequence[Standing],
    employers: Mapping[str, Sequence[Standing]],
    papers: Sequence[Paper],
    law: Law,
) -> list[Period]:
    """The person's cover from its first day to beyond today, over every spell, as far as the standings reach.

    A freeze goes on with another employer or in another category, and ends with the cover.
    Args:  subscriber, employers: each payer's standings, oldest first, today's last. Standings in which nobody was
           late may be missing. Today's alone are enough for any day from the youngest of them on, where the account
           was never frozen.
           papers: what the person has handed in of what thaws an account.
    """
    found: list[Period] = []
    freeze = _Freeze(papers, law)
    for spell in spells:
        if found and found[-1].until is None:  # what lay between an end and a new beginning
            found[-1:] = [replace(found[-1], until=spell.from_)] if found[-1].from_ < spell.from_ else []
            freeze.forget()
        found += _periods(spell, subscriber, employers.get(spell.employer_id or "", ()), freeze, law)
    return found


def _periods(
    spell: Spell, subscriber: Sequence[Standing], employer: Sequence[Standing], freeze: _Freeze, law: Law
) -> list[Period]:
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
    edges |= restored | {value.from_ for value in split.rate.values} | freeze.edges
    ends = spell.until or date.max
    days = [spell.from_, *sorted(edge for edge in edges if spell.from_ < edge < ends)]
    found: list[Period] = []
    for day, until in zip(days, [*days[1:], ends], strict=True):
        payers = split.payers_on(day)
        evening = _facts(payers, spans, day, _in_the_evening)
        # On the first day of a spell nobody stood under it that morning: what ended then was no business of this cover.
        morning = evening if day == spell.from_ else _facts(payers, spans, day, _in_the_morning)
        row = _decide(evening._replace(documents_missing=freeze.goes_on(day, morning, evening)))
        anew = day in restored and row.reason is not Reason.DOCUMENTS_MISSING
        if found and not anew and (found[-1].package, found[-1].reason) == (row.package, row.reason):
            day, anew = found[-1].from_, found.pop().anew
        frozen_on = freeze.since if row.package is Package.FROZEN else None
        found.append(Period(day, None if until == date.max else until, row.package, row.reason, anew, frozen_on))
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
    return Cover(day, now.package, now.reason, timeline[first].from_, timeline[last].until, now.frozen_on)


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


class _Freeze:
    """Whether the account is frozen, followed from day to day, in order.

    It freezes on the first day on which the table says so, and thaws once all documents are there and the dues that
    froze it are settled.
    """

    def __init__(self, papers: Sequence[Paper], law: Law) -> None:
        self._papers = papers
        self._law = law
        self.since: date | None = None

    @property
    def edges(self) -> set[date]:
        """The days on which it may thaw by a document."""
        return {paper.approved_on for paper in self._papers}

    def forget(self) -> None:
        """The cover has ended, and the freeze with it."""
        self.since = None

    def goes_on(self, day: date, morning: Facts, evening: Facts) -> bool:
        """Whether it is frozen on `day`, by the facts before and after what was paid on it.

        Who pays on day 91 was frozen that morning already. Whom the state pays for is frozen no more.
        """
        if evening.state_paid:
            self.since = None
        if self.since is None and (morning.both_lapsed or morning.lapsed_alone):
            self.since = day
        if self.since is None:
            return False
        settled = not (evening.both_lapsed or evening.lapsed_alone)
        if settled and freezing.are_complete(self._papers, self.since, day, self._law):
            self.since = None
        return self.since is not None


_Looking = Callable[[Sequence[_Span], date], tuple[bool, bool]]


def _facts(payers: Collection[str], spans: tuple[Sequence[_Span], Sequence[_Span]], day: date, look: _Looking) -> Facts:
    subscriber = look(spans[0], day) if Share.SUBSCRIBER in payers else (False, False)
    employer = look(spans[1], day) if Share.EMPLOYER in payers else (False, False)
    state_paid = Share.SUBSCRIBER not in payers and Share.EMPLOYER not in payers
    return Facts(state_paid, Share.EMPLOYER not in payers, *subscriber, *employer)


def _decide(facts: Facts) -> Row:
    return next(row for row in COVER if row.holds(facts))


def _in_the_evening(spans: Sequence[_Span], day: date) -> tuple[bool, bool]:
    """Whether the payer is late on `day` once all that was paid on it is counted, and whether it has lapsed."""
    late = [span for span in spans if min(span.late_from, span.lapsed_from) <= day < span.until]
    return bool(late), any(span.lapsed_from <= day for span in late)


def _in_the_morning(spans: Sequence[_Span], day: date) -> tuple[bool, bool]:
    """The same before anything was paid on `day`.

    What began on `day` and was over on it was not there that morning: a receipt that was taken back and booked again.
    """
    late = [
        span
        for span in spans
        if min(span.late_from, span.lapsed_from) <= day <= span.until and (span.began < day or day < span.until)
    ]
    return bool(late), any(span.lapsed_from <= day for span in late)


def _spans(standings: Sequence[Standing], law: Law) -> list[_Span]:
    return [
        _Span(standing.since, standing.past_due_from(law), standing.lapses_on(law), standing.until or date.max)
        for standing in standings
    ]
