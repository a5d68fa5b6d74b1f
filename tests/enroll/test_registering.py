"""Registering employers, people and families: one person, one cover (ENR-1, ENR-2, ENR-6, FAM-1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from functions.enroll.employers import registering as employers
from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from functions.enroll.subscribers import registering as subscribers
from functions.enroll.subscribers.registering import CoverTooEarly
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, keys, rolls
from ishtirak.storage import dependants as dependants_kept
from ishtirak.storage import employers as employers_kept
from ishtirak.storage import subscribers as subscribers_kept
from ishtirak.storage.accounts import UnknownPayer
from ishtirak.storage.dependants import Relation, UnknownDependant
from ishtirak.storage.employers import UnknownEmployer
from ishtirak.storage.persons import AlreadyCovered
from ishtirak.storage.rolls import Roll, UnknownRoll
from ishtirak.storage.subscribers import Subscriber, UnknownSubscriber
from ishtirak.storage.transactions import Moved
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain


def child(national_number: str, on: str = "2026-03-01") -> NewDependant:
    return NewDependant(Relation.CHILD, "سالم", national_number, date(2015, 1, 1), "male", day(on))


def deeds(cloud: Cloud) -> list[tuple[str, str]]:
    return [(item["actor"], item["action"]) for item in cloud.items() if item["sk"].startswith("DEED#")]


@pytest.mark.requirement("ENR-1", "ACC-2")
def test_an_employer_gets_a_policy_an_account_and_a_list(cloud: Cloud) -> None:
    employer = builders.employer(region="طرابلس", size=12)

    assert employers_kept.load(employer.id) == employer
    assert employer.policy_number == f"P-2026-{employer.id}"
    assert accounts.load(employer.id, LAW).balance == Money.ZERO
    assert rolls.load(employer.id).next_month == Month(2026, 1)
    assert builders.on_list(employer.id) == []
    assert deeds(cloud) == [(ACTOR, "register_employer")]


@pytest.mark.requirement("ENR-2")
def test_a_subscriber_is_registered_whole(cloud: Cloud) -> None:
    employer = builders.employer()

    person = builders.subscriber(employer.id, birth_date=date(1972, 5, 1), gender="male", iban="LY")

    assert subscribers_kept.load(person.id) == person
    assert builders.on_list(employer.id) == [person.id]
    assert accounts.load(person.id, LAW).standing.oldest_unpaid == Month(2026, 1)


@pytest.mark.requirement("ENR-2")
def test_people_without_an_employer_stand_on_a_roll_that_begins_with_the_first_of_them(cloud: Cloud) -> None:
    person = builders.subscriber(None, on="2026-03-05")

    assert subscribers_kept.load(person.id) == person
    assert person.roll_id == keys.individuals(person.id)
    assert rolls.load(person.roll_id) == Roll(person.roll_id, Month(2026, 3), Month(2026, 3), version=1)
    assert builders.on_list(person.roll_id) == [person.id]


@pytest.mark.requirement("ENR-2")
def test_of_many_at_once_who_are_the_first_of_a_roll_all_are_registered(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "INDIVIDUAL_ROLLS", 1)

    with ThreadPoolExecutor(6) as threads:
        people = list(threads.map(lambda _: builders.subscriber(None), range(6)))

    members = builders.on_list(people[0].roll_id)
    assert set(members) == {person.id for person in people}


@pytest.mark.requirement("ENR-2")
def test_who_has_no_employer_and_joins_while_the_month_is_being_opened_is_not_passed_by(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "INDIVIDUAL_ROLLS", 1)
    first = builders.subscriber(None)

    person = subscribers.register(builders.new_subscriber(None, on="2026-01-15"), ACTOR, at("2026-02-01"), LAW)
    builders.opened([first.roll_id], "2026-02-01")
    drain(cloud, "2026-02-01")

    assert person.roll_id == first.roll_id
    assert accounts.load(person.id, LAW).balance == Money.dinars("75")


@pytest.mark.requirement("ENR-2")
def test_a_roll_of_people_without_an_employer_is_no_employer(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    with pytest.raises(UnknownEmployer):
        builders.subscriber(person.roll_id)


def test_what_is_not_there_is_not_found(cloud: Cloud) -> None:
    for load, error in [
        (employers_kept.load, UnknownEmployer),
        (subscribers_kept.load, UnknownSubscriber),
        (rolls.load, UnknownRoll),
    ]:
        with pytest.raises(error):
            load("X000000000000")
    with pytest.raises(UnknownDependant):
        dependants_kept.load("S", "D")
    with pytest.raises(UnknownPayer):
        accounts.load("X000000000000", LAW)
    with pytest.raises(UnknownEmployer):
        builders.subscriber("E000000000000")


@pytest.mark.requirement("ENR-6")
def test_a_second_registration_is_refused_and_says_where_the_first_is(cloud: Cloud) -> None:
    first, second = builders.employer(), builders.employer()
    person = builders.subscriber(first.id)
    items = cloud.items()

    with pytest.raises(AlreadyCovered) as refusal:
        builders.subscriber(second.id, national_number=person.national_number)
    assert person.id in refusal.value.in_arabic
    assert first.id in refusal.value.in_english

    with pytest.raises(AlreadyCovered) as refusal:
        dependants.add(person.id, child(person.national_number), ACTOR, at("2026-01-02"))
    assert person.id in refusal.value.in_english
    assert cloud.items() == items


@pytest.mark.requirement("ENR-6")
def test_a_person_without_an_employer_is_covered_once_too(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    with pytest.raises(AlreadyCovered) as refusal:
        builders.subscriber(builders.employer().id, national_number=person.national_number)

    assert f"as the subscriber {person.id}, without an employer" in refusal.value.in_english
    assert f"{person.id} دون جهة عمل" in refusal.value.in_arabic


@pytest.mark.requirement("ENR-6", "FAM-1")
def test_a_dependant_can_not_be_covered_a_second_time(cloud: Cloud) -> None:
    employer = builders.employer()
    father, mother = builders.subscriber(employer.id), builders.subscriber(employer.id)
    number = builders.national_number()

    dependant = dependants.add(father.id, child(number), ACTOR, at("2026-03-01"))

    assert dependants_kept.of_subscriber(father.id) == [dependant]
    assert dependants_kept.load(father.id, dependant.id).covered_from == day("2026-03-01")
    with pytest.raises(AlreadyCovered) as refusal:
        dependants.add(mother.id, child(number), ACTOR, at("2026-03-02"))
    assert f"as a dependant of the subscriber {father.id}" in refusal.value.in_english
    with pytest.raises(AlreadyCovered):
        builders.subscriber(employer.id, national_number=number)


@pytest.mark.requirement("ENR-6")
def test_of_a_hundred_registrations_of_one_person_at_once_one_wins_and_all_others_say_where(cloud: Cloud) -> None:
    employer, number = builders.employer(), builders.national_number()

    def register(_: int) -> Subscriber | AlreadyCovered:
        try:
            return builders.subscriber(employer.id, national_number=number)
        except AlreadyCovered as refusal:
            return refusal

    with ThreadPoolExecutor(100) as threads:
        results = list(threads.map(register, range(100)))

    (winner,) = [each for each in results if isinstance(each, Subscriber)]
    refusals = [each for each in results if isinstance(each, AlreadyCovered)]
    assert len(refusals) == 99
    assert all(winner.id in each.in_english for each in refusals)
    assert builders.on_list(employer.id) == [winner.id]


@pytest.mark.requirement("ENR-2")
def test_cover_can_not_begin_in_a_month_that_is_opened(cloud: Cloud) -> None:
    employer = builders.employer()
    builders.opened([employer.id], "2026-02-01")

    with pytest.raises(CoverTooEarly):
        builders.subscriber(employer.id, on="2026-01-31")
    builders.subscriber(employer.id, on="2026-02-01")


@pytest.mark.requirement("COL-1")
def test_who_joins_while_the_month_is_being_opened_is_assessed_all_the_same(cloud: Cloud) -> None:
    employer = builders.employer()
    builders.subscriber(employer.id)
    late = builders.new_subscriber(employer.id, on="2026-01-15")

    person = subscribers.register(late, ACTOR, at("2026-02-01"), LAW)
    drain(cloud, "2026-02-01")
    builders.opened([employer.id], "2026-02-01")

    assert accounts.load(person.id, LAW).balance == Money.dinars("25")
    assert accounts.load(employer.id, LAW).balance == Money.dinars("100")


@pytest.mark.requirement("ENR-4", "ACC-2")
def test_an_edit_is_kept_with_who_when_from_and_to_and_only_over_what_was_seen(cloud: Cloud) -> None:
    employer = builders.employer(region="سبها")
    person = builders.subscriber(employer.id)

    edited = employers.edit(employer, {"region": "طرابلس"}, "another", at("2026-01-05"))
    changed = subscribers.edit(person, {"name": "عمر"}, "another", at("2026-01-05"))

    assert employers_kept.load(employer.id) == edited
    assert subscribers_kept.load(person.id) == changed
    kept = [item for item in cloud.items() if item.get("actor") == "another"]
    assert [item["changes"] for item in kept] == [
        {"region": {"from": "سبها", "to": "طرابلس"}},
        {"name": {"from": "علي", "to": "عمر"}},
    ]
    with pytest.raises(Moved):
        employers.edit(employer, {"region": "بنغازي"}, ACTOR, at("2026-01-06"))
    with pytest.raises(Moved):
        subscribers.edit(person, {"name": "خالد"}, ACTOR, at("2026-01-06"))
