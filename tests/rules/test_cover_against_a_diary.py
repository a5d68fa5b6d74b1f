"""Cover, worked out ahead from two standings, against a diary that looks at each day by itself (PKG-1 … PKG-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.cover import Period, changes_since, cover_on
from ishtirak.rules.freezing import Paper
from ishtirak.rules.packages import Package
from ishtirak.rules.spells import Spell
from tests.rules.covers import periods
from tests.rules.diary import PAID_BY_NOBODY_HERE, PAID_BY_THE_PERSON_ALONE, Freeze, Told, changes, days, package_of
from tests.rules.payers import (
    ALL_DAYS,
    FIRST_DAY,
    LAST_DAY,
    LAW,
    TELLING_DAYS,
    Event,
    Life,
    Papers,
    Plan,
    amounts_above_zero,
    amounts_owed,
    papers_handed_in,
    plans,
)


def person(category: str) -> Spell:
    return Spell(FIRST_DAY, category, "E1")


CATEGORIES = st.sampled_from(["private_employee", "self_employed", "public_employee", "retiree", "state_paid"])
many_lives = settings(max_examples=max(100, settings().max_examples))
DAYS_OF_TELLING = st.sets(st.sampled_from(TELLING_DAYS), max_size=40)


@dataclass
class Lives:
    """A subscriber's and the employer's life, and the papers that the subscriber hands in."""

    category: str
    subscriber: Life = field(default_factory=lambda: Life(PayerKind.SUBSCRIBER))
    employer: Life = field(default_factory=lambda: Life(PayerKind.EMPLOYER))
    papers: list[Paper] = field(default_factory=list)
    freeze: Freeze = field(init=False)

    def __post_init__(self) -> None:
        self.freeze = Freeze(self.category)

    @property
    def timeline(self) -> list[Period]:
        """By everything that ever was."""
        return periods(person(self.category), self.subscriber.standings, self.employer.standings, LAW, self.papers)

    @property
    def who_pay(self) -> list[Life]:
        """Whose diary says anything of the person's cover."""
        if self.category in PAID_BY_NOBODY_HERE:
            return []
        return [self.subscriber] if self.category in PAID_BY_THE_PERSON_ALONE else [self.subscriber, self.employer]

    def hand_in(self, kinds: Iterable[str], day: date) -> None:
        self.papers += [Paper(kind, day, day) for kind in sorted(kinds)]
        self.freeze.hand_in(kinds, day)

    def end(self, day: date) -> None:
        """The evening of a day."""
        for life in (self.subscriber, self.employer):
            life.sleep(day)
        self.freeze.end(day, self.subscriber.diary, self.employer.diary)

    def evening(self, day: date) -> tuple[str, str]:
        """Package and reason by the diaries on the evening of a day."""
        subscriber, employer = self.subscriber.diary.evenings[day], self.employer.diary.evenings[day]
        return package_of(self.category, subscriber, employer, self.freeze.evenings[day])


def lives_through(
    until: date,
    category: str,
    plan: Plan,
    other: Plan,
    owed: Mapping[date, int],
    other_owed: Mapping[date, int],
    papers: Papers,
) -> Lives:
    """The subscriber's and the employer's life up to the evening of `until`."""
    lives = Lives(category)
    for day in days(FIRST_DAY, until):
        for life, events, amounts in ((lives.subscriber, plan, owed), (lives.employer, other, other_owed)):
            life.wake(day, amounts)
            for event in events.get(day, []):
                life.happen(event, day)
        lives.hand_in(papers.get(day, ()), day)
        lives.end(day)
    return lives


histories = st.tuples(CATEGORIES, plans, plans, amounts_owed, amounts_owed, papers_handed_in)
"""What can happen: the category, what subscriber and employer do, what each owes, the papers that are handed in."""

History = tuple[str, Plan, Plan, Mapping[date, int], Mapping[date, int], Papers]


@pytest.mark.requirement("PKG-1", "PKG-2", "PKG-3", "PKG-4", "PKG-6")
@many_lives
@given(histories)
def test_package_and_reason_of_every_day_are_those_of_the_diary(history: History) -> None:
    lives = lives_through(LAST_DAY, *history)

    timeline = lives.timeline

    for day in ALL_DAYS:
        cover = cover_on(day, timeline)
        assert (cover.package.value, cover.reason.value) == lives.evening(day), day


@pytest.mark.requirement("PKG-6")
@many_lives
@given(histories, st.sampled_from(TELLING_DAYS))
def test_todays_standings_alone_tell_what_the_whole_history_tells_of_who_was_never_frozen(
    history: History, today: date
) -> None:
    lives = lives_through(today, *history)
    assume(not lives.freeze.was_frozen)

    whole = lives.timeline
    subscriber, employer = lives.subscriber.account.standings(LAW), lives.employer.account.standings(LAW)
    alone = periods(person(lives.category), subscriber, employer, LAW, lives.papers)

    since = max([FIRST_DAY, *(life.account.standing.since for life in lives.who_pay)])
    for day in days(since, LAST_DAY):
        assert cover_on(day, alone) == cover_on(day, whole), day


@pytest.mark.requirement("PKG-6")
@many_lives
@given(histories)
def test_since_is_the_day_on_which_the_package_changed_or_came_back(history: History) -> None:
    lives = lives_through(LAST_DAY, *history)

    timeline = lives.timeline

    since, before = FIRST_DAY, "full"
    for day in ALL_DAYS:
        package, reason = lives.evening(day)
        came_back = any(day in payer.diary.restorations for payer in lives.who_pay) and reason != "documents_missing"
        if package != before or came_back:
            since, before = day, package
        assert cover_on(day, timeline).since == since, day


@pytest.mark.requirement("PKG-6", "PKG-9")
@many_lives
@given(
    st.tuples(CATEGORIES, plans, plans, amounts_above_zero, amounts_above_zero, papers_handed_in),
    st.sampled_from(TELLING_DAYS[: len(TELLING_DAYS) // 2]),
)
def test_until_is_the_day_on_which_the_package_changes_if_nobody_pays(history: History, today: date) -> None:
    _, _, _, owed, other_owed, _ = history
    lives = lives_through(today, *history)
    cover = cover_on(today, lives.timeline)
    has_credit = any(payer.diary.credit for payer in lives.who_pay)

    found = None
    for day in days(today + timedelta(days=1), LAST_DAY):
        for life, amounts in ((lives.subscriber, owed), (lives.employer, other_owed)):
            life.wake(day, amounts)
        lives.end(day)
        package, _ = lives.evening(day)
        if package != cover.package.value:
            found = day
            break

    if has_credit:  # a month to come that credit will settle is not known yet: what is told is never too late
        assert found is None or (cover.until is not None and cover.until <= found)
    elif found is None:
        assert cover.until is None or cover.until > LAST_DAY
    else:
        assert cover.until == found


@pytest.mark.requirement("PKG-1", "PKG-2", "PKG-3")
@many_lives
@given(histories)
def test_no_cover_is_lost_before_day_91_and_none_is_kept_behind_it(history: History) -> None:
    lives = lives_through(LAST_DAY, *history)
    timeline = lives.timeline

    for day in ALL_DAYS:
        lapsed = any(life.diary.evenings[day].lapsed for life in lives.who_pay)
        assert (cover_on(day, timeline).package is Package.FULL) == (not lapsed and not lives.freeze.evenings[day]), day


@dataclass
class Telling(Lives):
    """A subscriber who is told of changes at sweeps and payments, and the looks that a diary takes at the same moments.

    At a sweep the morning is looked at, and each evening anyhow: what nobody looked at during a day was never seen.
    """

    looks: list[tuple[date, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    package: Package = Package.FULL
    told_on: date = FIRST_DAY

    @property
    def payers(self) -> tuple[Life, Life]:
        return self.subscriber, self.employer

    def sweep(self, day: date) -> None:
        steps = [life.step(day) for life in self.payers]
        if any(steps):
            self.tell(day)

    def happen(self, life: Life, event: Event, day: date) -> None:
        if life.happen(event, day) and life.step(day):
            self.tell(day)

    def tell(self, day: date) -> None:
        for change in changes_since(self.package, self.told_on, self.timeline, day):
            self.told.append(Told(change.on, change.from_.value, change.to.value))
            self.package, self.told_on = change.to, change.on
        self.look(day)

    def look(self, day: date) -> None:
        subscriber, employer = self.subscriber.diary, self.employer.diary
        frozen = self.freeze.is_frozen(day, subscriber, employer)
        self.looks.append((day, package_of(self.category, subscriber.seen, employer.seen, frozen)[0]))


@pytest.mark.requirement("PKG-8", "PKG-9", "NOT-3")
@many_lives
@given(histories, DAYS_OF_TELLING, DAYS_OF_TELLING)
def test_each_change_is_told_once_and_dated_by_its_threshold_however_the_sweeps_are_spread(
    history: History, swept: set[date], swept_again: set[date]
) -> None:
    category, plan, other, owed, other_owed, papers = history
    telling = Telling(category)

    for day in ALL_DAYS:
        for life, amounts in zip(telling.payers, (owed, other_owed), strict=True):
            life.wake(day, amounts)
        for _ in range((day in swept) + (day in swept_again)):
            telling.sweep(day)
        happenings = [(telling.subscriber, each) for each in plan.get(day, [])]
        happenings += [(telling.employer, each) for each in other.get(day, [])]
        for life, event in happenings:
            telling.happen(life, event, day)
        if day in papers:
            telling.hand_in(papers[day], day)
            telling.tell(day)
        telling.look(day)
        telling.end(day)
    telling.sweep(LAST_DAY)

    assert telling.told == changes(telling.looks)
