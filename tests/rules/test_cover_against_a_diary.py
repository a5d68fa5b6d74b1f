"""Cover, worked out ahead from two standings, against a diary that looks at each day by itself (PKG-1 … PKG-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.cover import changes_since, cover_on, periods
from ishtirak.rules.packages import Package
from ishtirak.rules.spells import Spell
from tests.rules.diary import PAID_BY_NOBODY_HERE, PAID_BY_THE_PERSON_ALONE, Told, changes, days, package_of
from tests.rules.payers import (
    ALL_DAYS,
    FIRST_DAY,
    LAST_DAY,
    LAW,
    TELLING_DAYS,
    Event,
    Life,
    Plan,
    amounts_above_zero,
    amounts_owed,
    plans,
)


def person(category: str) -> Spell:
    return Spell(FIRST_DAY, category, "E1")


CATEGORIES = st.sampled_from(["private_employee", "self_employed", "public_employee", "retiree", "state_paid"])
many_lives = settings(max_examples=max(100, settings().max_examples))
DAYS_OF_TELLING = st.sets(st.sampled_from(TELLING_DAYS), max_size=40)


def lives_through(
    until: date, plan: Plan, other: Plan, owed: Mapping[date, int], other_owed: Mapping[date, int]
) -> tuple[Life, Life]:
    """The subscriber's and the employer's life up to the evening of `until`."""
    subscriber, employer = Life(PayerKind.SUBSCRIBER), Life(PayerKind.EMPLOYER)
    for day in days(FIRST_DAY, until):
        for life, events, amounts in ((subscriber, plan, owed), (employer, other, other_owed)):
            life.wake(day, amounts)
            for event in events.get(day, []):
                life.happen(event, day)
            life.sleep(day)
    return subscriber, employer


def looked_at(category: str, subscriber: Life, employer: Life, day: date) -> tuple[str, str]:
    """Package and reason by the diaries on the evening of a day."""
    return package_of(category, subscriber.diary.evenings[day], employer.diary.evenings[day])


def those_who_pay(category: str, subscriber: Life, employer: Life) -> list[Life]:
    """Whose diary says anything of the person's cover."""
    if category in PAID_BY_NOBODY_HERE:
        return []
    return [subscriber] if category in PAID_BY_THE_PERSON_ALONE else [subscriber, employer]


@pytest.mark.requirement("PKG-1", "PKG-2", "PKG-3", "PKG-4", "PKG-6")
@many_lives
@given(CATEGORIES, plans, plans, amounts_owed, amounts_owed)
def test_package_and_reason_of_every_day_are_those_of_the_diary(
    category: str, plan: Plan, other: Plan, owed: dict[date, int], other_owed: dict[date, int]
) -> None:
    subscriber, employer = lives_through(LAST_DAY, plan, other, owed, other_owed)

    timeline = periods(person(category), subscriber.standings, employer.standings, LAW)

    for day in ALL_DAYS:
        cover = cover_on(day, timeline)
        expected = looked_at(category, subscriber, employer, day)
        assert (cover.package.value, cover.reason.value) == expected, day


@pytest.mark.requirement("PKG-6")
@many_lives
@given(CATEGORIES, plans, plans, amounts_owed, amounts_owed, st.sampled_from(TELLING_DAYS))
def test_todays_standings_alone_tell_what_the_whole_history_tells(
    category: str, plan: Plan, other: Plan, owed: dict[date, int], other_owed: dict[date, int], today: date
) -> None:
    subscriber, employer = lives_through(today, plan, other, owed, other_owed)

    whole = periods(person(category), subscriber.standings, employer.standings, LAW)
    alone = periods(person(category), subscriber.account.standings(LAW), employer.account.standings(LAW), LAW)

    since = max([FIRST_DAY, *(life.account.standing.since for life in those_who_pay(category, subscriber, employer))])
    for day in days(since, LAST_DAY):
        assert cover_on(day, alone) == cover_on(day, whole), day


@pytest.mark.requirement("PKG-6")
@many_lives
@given(CATEGORIES, plans, plans, amounts_owed, amounts_owed)
def test_since_is_the_day_on_which_the_package_changed_or_came_back(
    category: str, plan: Plan, other: Plan, owed: dict[date, int], other_owed: dict[date, int]
) -> None:
    subscriber, employer = lives_through(LAST_DAY, plan, other, owed, other_owed)

    timeline = periods(person(category), subscriber.standings, employer.standings, LAW)

    payers = those_who_pay(category, subscriber, employer)
    since, before = FIRST_DAY, "full"
    for day in ALL_DAYS:
        package, _ = looked_at(category, subscriber, employer, day)
        if package != before or any(day in payer.diary.restorations for payer in payers):
            since, before = day, package
        assert cover_on(day, timeline).since == since, day


@pytest.mark.requirement("PKG-6", "PKG-9")
@many_lives
@given(
    CATEGORIES,
    plans,
    plans,
    amounts_above_zero,
    amounts_above_zero,
    st.sampled_from(TELLING_DAYS[: len(TELLING_DAYS) // 2]),
)
def test_until_is_the_day_on_which_the_package_changes_if_nobody_pays(
    category: str, plan: Plan, other: Plan, owed: dict[date, int], other_owed: dict[date, int], today: date
) -> None:
    subscriber, employer = lives_through(today, plan, other, owed, other_owed)
    cover = cover_on(today, periods(person(category), subscriber.standings, employer.standings, LAW))
    has_credit = any(payer.diary.credit for payer in those_who_pay(category, subscriber, employer))

    found = None
    for day in days(today + timedelta(days=1), LAST_DAY):
        for life, amounts in ((subscriber, owed), (employer, other_owed)):
            life.wake(day, amounts)
            life.sleep(day)
        package, _ = looked_at(category, subscriber, employer, day)
        if package != cover.package.value:
            found = day
            break

    if has_credit:  # a month to come that credit will settle is not known yet: what is told is never too late
        assert found is None or (cover.until is not None and cover.until <= found)
    elif found is None:
        assert cover.until is None or cover.until > LAST_DAY
    else:
        assert cover.until == found


@dataclass
class Telling:
    """A subscriber who is told of changes at sweeps and payments, and the looks that a diary takes at the same moments.

    At a sweep the morning is looked at, and each evening anyhow: what nobody looked at during a day was never seen.
    """

    category: str
    subscriber: Life = field(default_factory=lambda: Life(PayerKind.SUBSCRIBER))
    employer: Life = field(default_factory=lambda: Life(PayerKind.EMPLOYER))
    looks: list[tuple[date, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    package: Package = Package.FULL
    told_on: date = FIRST_DAY

    @property
    def lives(self) -> tuple[Life, Life]:
        return self.subscriber, self.employer

    def sweep(self, day: date) -> None:
        steps = [life.step(day) for life in self.lives]
        if any(steps):
            self.tell(day)

    def happen(self, life: Life, event: Event, day: date) -> None:
        if life.happen(event, day) and life.step(day):
            self.tell(day)

    def tell(self, day: date) -> None:
        timeline = periods(person(self.category), self.subscriber.standings, self.employer.standings, LAW)
        for change in changes_since(self.package, self.told_on, timeline, day):
            self.told.append(Told(change.on, change.from_.value, change.to.value))
            self.package, self.told_on = change.to, change.on
        self.look(day)

    def look(self, day: date) -> None:
        self.looks.append((day, package_of(self.category, self.subscriber.diary.seen, self.employer.diary.seen)[0]))


@pytest.mark.requirement("PKG-8", "PKG-9", "NOT-3")
@many_lives
@given(CATEGORIES, plans, plans, amounts_owed, amounts_owed, DAYS_OF_TELLING, DAYS_OF_TELLING)
def test_each_change_is_told_once_and_dated_by_its_threshold_however_the_sweeps_are_spread(
    category: str,
    plan: Plan,
    other: Plan,
    owed: dict[date, int],
    other_owed: dict[date, int],
    swept: set[date],
    swept_again: set[date],
) -> None:
    telling = Telling(category)

    for day in ALL_DAYS:
        for life, amounts in zip(telling.lives, (owed, other_owed), strict=True):
            life.wake(day, amounts)
        for _ in range((day in swept) + (day in swept_again)):
            telling.sweep(day)
        happenings = [(telling.subscriber, each) for each in plan.get(day, [])]
        happenings += [(telling.employer, each) for each in other.get(day, [])]
        for life, event in happenings:
            telling.happen(life, event, day)
        telling.look(day)
    telling.sweep(LAST_DAY)

    assert telling.told == changes(telling.looks)
