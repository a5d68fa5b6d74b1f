"""Ends of cover, told in time or late, and coming back after one (CMP-5, FAM-5, ENR-6, ENR-8)."""

from __future__ import annotations

import pytest

from functions.collect.accounts import owed
from functions.collect.cover import covers
from functions.enroll.endings import departures
from functions.enroll.endings.departures import NotOnList
from functions.enroll.subscribers import registering as subscribers
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.notices import Hindrance
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import NotCoveredThen
from ishtirak.storage import accounts, failing_numbers, rolls
from ishtirak.storage import subscribers as stored
from ishtirak.storage.outgoing import Why
from ishtirak.storage.persons import AlreadyCovered
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain, sweep

FIRSTS = ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")


@pytest.fixture
def person(cloud: Cloud) -> Subscriber:
    """At work since January, with January to April opened; January is paid."""
    person = builders.subscriber(builders.employer().id)
    for first in FIRSTS:
        sweep(cloud, first)
    builders.paid(person.id, "25", "2026-05-02")
    return person


def leave(person: Subscriber, on: str, told: str = "2026-05-05") -> Subscriber:
    assert person.employer_id is not None
    return departures.leave_work(person.id, person.employer_id, day(on), ACTOR, at(told), LAW)


def owed_of(payer_id: str) -> list[str]:
    return [str(owed.owed_by_payer(payer_id, Month(2026, month), LAW).owed) for month in range(1, 5)]


@pytest.mark.requirement("FAM-5", "CMP-5")
def test_an_end_that_is_told_late_takes_back_the_months_after_it_from_everybody(
    cloud: Cloud, person: Subscriber
) -> None:
    leave(person, "2026-02-15")
    drain(cloud, "2026-05-05")

    assert owed_of(person.id) == ["25.000", "25.000", "0.000", "0.000"]
    assert owed_of(str(person.employer_id)) == ["50.000", "50.000", "0.000", "0.000"]
    assert accounts.load(person.id, LAW).balance == Money.dinars("25")
    month = rolls.month(person.roll_id, Month(2026, 3))
    assert (month.people, month.income, month.contribution.total) == (0, Money.ZERO, Money.ZERO)


@pytest.mark.requirement("FAM-5")
def test_what_was_paid_for_months_after_the_end_becomes_credit(cloud: Cloud, person: Subscriber) -> None:
    builders.paid(person.id, "75", "2026-05-03")

    leave(person, "2026-02-15")
    drain(cloud, "2026-05-05")

    assert accounts.load(person.id, LAW).credit == Money.dinars("50")


@pytest.mark.requirement("ENR-8", "NOT-4")
def test_who_comes_back_with_another_number_is_not_sought_at_the_one_that_failed(
    cloud: Cloud, person: Subscriber
) -> None:
    def fails(number: str | None, on: str) -> None:
        why = Why(Hindrance.UNDELIVERED)
        write(*failing_numbers.opened(person.id, person.registered_by, number, why, day(on)))

    fails(person.phone, "2026-05-04")
    leave(person, "2026-05-05")

    builders.subscriber(
        person.employer_id, on="2026-06-01", national_number=person.national_number, phone="+218919999999"
    )
    came_back = failing_numbers.page(None, 10)[0]
    fails("+218919999999", "2026-06-02")

    assert came_back == []
    assert [each.facts["phone"] for each in failing_numbers.page(None, 10)[0]] == ["+218919999999"]


@pytest.mark.requirement("CMP-5", "NOT-3")
def test_an_end_that_is_told_twice_changes_nothing_more(cloud: Cloud, person: Subscriber) -> None:
    for _ in range(2):
        leave(person, "2026-05-05")
        drain(cloud, "2026-05-05")
        sweep(cloud, "2026-05-06")

    told = [item["to"] for item in cloud.items() if item["sk"].startswith("COVER#")]
    assert told == ["none"]


@pytest.mark.requirement("CMP-5")
def test_an_end_to_come_holds_from_its_day(cloud: Cloud, person: Subscriber) -> None:
    builders.paid(str(person.employer_id), "200", "2026-05-05")
    builders.paid(person.id, "75", "2026-05-05")
    left = leave(person, "2026-05-20")

    covered = [covers.outlook(left, day(f"2026-05-{number}"), LAW).cover.package for number in (19, 20)]
    sweep(cloud, "2026-05-06")
    told_before = stored.load(person.id).told
    sweep(cloud, "2026-05-20")

    assert covered == [Package.FULL, Package.NONE]
    assert (told_before, stored.load(person.id).told) == (Package.FULL, Package.NONE)


@pytest.mark.requirement("CMP-5")
def test_nobody_leaves_an_employer_for_whom_they_do_not_work(cloud: Cloud, person: Subscriber) -> None:
    with pytest.raises(NotOnList):
        departures.leave_work(person.id, builders.employer().id, day("2026-05-05"), ACTOR, at("2026-05-05"), LAW)


@pytest.mark.requirement("CMP-5")
def test_cover_does_not_end_before_it_has_begun(cloud: Cloud, person: Subscriber) -> None:
    with pytest.raises(NotCoveredThen):
        leave(person, "2026-01-01")


@pytest.mark.requirement("ENR-8", "ENR-6")
def test_who_takes_work_again_is_the_same_person_with_the_whole_history(cloud: Cloud, person: Subscriber) -> None:
    leave(person, "2026-05-05")
    drain(cloud, "2026-05-05")
    other = builders.employer("2026-05-05")
    new = builders.new_subscriber(other.id, "2026-09-10", national_number=person.national_number)

    back = subscribers.register(new, ACTOR, at("2026-09-10"), LAW)
    sweep(cloud, "2026-10-01")

    assert (back.id, len(back.spells), back.employer_id) == (person.id, 2, other.id)
    assert accounts.load(person.id, LAW).balance == Money.dinars("125")  # February to May of then, and September
    assert accounts.load(person.id, LAW).standing.oldest_unpaid == Month(2026, 2)


@pytest.mark.requirement("ENR-8", "PKG-2")
def test_who_owed_nothing_and_comes_back_is_not_late_for_the_time_between(cloud: Cloud, person: Subscriber) -> None:
    leave(person, "2026-04-30")
    drain(cloud, "2026-05-05")
    builders.paid(person.id, "75", "2026-05-06")
    other = builders.employer("2026-09-01")
    for late in ("2026-06-01", "2026-08-15", "2026-08-20"):
        sweep(cloud, late)

    new = builders.new_subscriber(other.id, "2026-09-10", national_number=person.national_number)
    back = subscribers.register(new, ACTOR, at("2026-09-10"), LAW)
    sweep(cloud, "2026-09-11")

    cover = covers.outlook(back, day("2026-09-11"), LAW).cover
    assert (cover.package, cover.reason, cover.since) == (Package.FULL, Reason.PAID_UP, day("2026-09-10"))
    assert accounts.load(person.id, LAW).standing.oldest_unpaid == Month(2026, 9)
    assert [item["to"] for item in cloud.items() if item["sk"].startswith("COVER#")] == ["none", "full"]


@pytest.mark.requirement("ENR-6")
def test_who_has_not_left_yet_is_refused_and_told_where(cloud: Cloud, person: Subscriber) -> None:
    leave(person, "2026-06-01")
    new = builders.new_subscriber(
        builders.employer("2026-05-05").id, "2026-05-20", national_number=person.national_number
    )

    with pytest.raises(AlreadyCovered) as refusal:
        subscribers.register(new, ACTOR, at("2026-05-20"), LAW)

    assert person.id in refusal.value.in_english
