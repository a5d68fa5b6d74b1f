"""The steps that a sweep finds due, and the cover that follows (PKG-1 … PKG-9)."""

from __future__ import annotations

import pytest

from functions.collect import steps
from functions.collect.cover import covers
from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from ishtirak.messaging.queues import Queue
from ishtirak.rules.packages import Package, Reason
from ishtirak.storage import accounts, subscribers
from ishtirak.storage.dependants import Relation
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.faults import Faults
from tests.work import sweep


def notices_of(subscriber_id: str) -> list[tuple[str, str]]:
    """Kind and day of each notice of a subscriber's cover."""
    return [(each.kind.value, each.values["on"]) for each in builders.told_of_cover(subscriber_id)]


def cover(subscriber_id: str, on: str) -> tuple[str, str]:
    found = covers.outlook(subscribers.load(subscriber_id), day(on), LAW).cover
    return found.package.value, found.reason.value


@pytest.mark.requirement("PKG-1", "PKG-4", "PKG-6", "NOT-1", "NOT-3")
def test_an_employer_stops_paying_and_pays_again(cloud: Cloud) -> None:
    """
    2026-05-11 full in_grace           day 90
    2026-05-12 basic_2_5 employer_unpaid
    2026-05-20 paid
    2026-05-20 full paid_up
    """
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.paid(person.id, "300", "2026-01-20")
    for on in ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-05-11"):
        sweep(cloud, on)
    assert cover(person.id, "2026-05-11") == ("full", "in_grace")
    assert builders.sms_of_cover(person.id) == 0

    sweep(cloud, "2026-05-12")
    sweep(cloud, "2026-05-12")
    assert cover(person.id, "2026-05-12") == ("basic_2_5", "employer_unpaid")
    assert notices_of(person.id) == [("package_lowered", "2026-05-12")]

    builders.paid(employer.id, "200", "2026-05-20")
    sweep(cloud, "2026-05-20")
    sweep(cloud, "2026-05-21")
    assert cover(person.id, "2026-05-20") == ("full", "paid_up")
    assert cover(person.id, "2026-05-19") == ("basic_2_5", "employer_unpaid")
    assert notices_of(person.id) == [("package_lowered", "2026-05-12"), ("package_restored", "2026-05-20")]
    assert builders.sms_of_cover(person.id) == 2


@pytest.mark.requirement("PKG-8", "PKG-9")
def test_sweeps_that_were_missed_for_months_come_to_the_same_end(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)

    for _ in range(5):  # the first opens what is to be opened; the months themselves fall due as they are opened
        sweep(cloud, "2026-07-20")

    assert notices_of(person.id) == [("account_frozen", "2026-05-12")]
    assert cover(person.id, "2026-07-20") == ("frozen", "both_unpaid")
    assert cover(person.id, "2026-05-11") == ("full", "in_grace")
    assert accounts.load(employer.id, LAW).balance.dirhams == 300_000


@pytest.mark.requirement("PKG-9", "NOT-3")
def test_a_fall_and_a_return_that_nobody_was_told_of_are_told_in_order_each_with_its_day(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.paid(person.id, "300", "2026-01-20")
    sweep(cloud, "2026-05-01")

    builders.paid(employer.id, "200", "2026-05-20")
    sweep(cloud, "2026-05-25")

    assert notices_of(person.id) == [("package_lowered", "2026-05-12"), ("package_restored", "2026-05-20")]


@pytest.mark.requirement("PKG-4", "NOT-3")
def test_a_payment_booked_after_a_lapse_that_it_came_before_is_told(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.paid(person.id, "300", "2026-01-20")
    sweep(cloud, "2026-05-01")
    sweep(cloud, "2026-05-12")

    builders.paid(employer.id, "200", "2026-05-11")  # the event lay in a queue for two days
    sweep(cloud, "2026-05-13")

    assert cover(person.id, "2026-05-12") == ("full", "paid_up")
    assert notices_of(person.id) == [("package_lowered", "2026-05-12"), ("package_restored", "2026-05-12")]


@pytest.mark.requirement("PKG-1", "NOT-3")
def test_the_members_of_a_long_list_are_told_page_by_page(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PEOPLE_OF_ONE_READ", 3)
    monkeypatch.setattr(steps, "PEOPLE_OF_ONE_TELLING", 2)
    employer = builders.employer()
    people = [builders.subscriber(employer.id) for _ in range(5)]
    for person in people:
        builders.paid(person.id, "300", "2026-01-20")
    sweep(cloud, "2026-05-01")

    sweep(cloud, "2026-05-12")

    assert all(notices_of(person.id) == [("package_lowered", "2026-05-12")] for person in people)
    assert [builders.sms_of_cover(person.id) for person in people] == [1] * 5


@pytest.mark.requirement("PKG-1", "PKG-8")
def test_a_long_list_is_read_in_few_reads_and_its_pages_say_who_is_on_them(cloud: Cloud, faults: Faults) -> None:
    employer = builders.employer()
    people = {builders.subscriber(employer.id).id for _ in range(52)}
    faults.arm()

    steps.take_step(employer.id, at("2026-05-12"), LAW)

    of_the_list = ["Query", "Query"]  # those of now, and those who have left
    assert faults.calls == ["GetItem", *of_the_list, "SendMessageBatch", "TransactWriteItems"]
    pages = [message["subscriber_ids"] for message in cloud.take(Queue.TELLINGS)]
    assert [len(page) for page in pages] == [50, 2]
    assert {each for page in pages for each in page} == people


@pytest.mark.requirement("PKG-9")
def test_a_step_before_its_day_does_nothing(cloud: Cloud) -> None:
    employer = builders.employer()
    items = cloud.items()

    steps.take_step(employer.id, at("2026-02-02"), LAW)

    assert cloud.items() == items
    assert cloud.take(Queue.TELLINGS) == []


@pytest.mark.requirement("PKG-5", "FAM-1")
def test_a_dependant_has_the_package_of_the_subscriber_from_joining_the_family_on(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    new = NewDependant(Relation.CHILD, "سالم", builders.national_number(), day("2015-01-01"), "male", day("2026-03-01"))
    joined = dependants.add(person.id, new, ACTOR, at("2026-03-01"))

    before = covers.outlook(person, day("2026-02-28"), LAW, joined).cover
    after = covers.outlook(person, day("2026-03-01"), LAW, joined).cover
    lapsed = covers.outlook(person, day("2026-05-12"), LAW, joined).cover

    assert (before.package, before.reason, before.until) == (Package.NONE, Reason.NOT_STARTED, day("2026-03-01"))
    assert (after.package, after.since) == (Package.FULL, day("2026-03-01"))
    assert (lapsed.package, lapsed.since) == (Package.FROZEN, day("2026-05-12"))


@pytest.mark.requirement("PKG-6")
def test_the_cover_of_a_person_without_an_employer_hangs_on_the_person_alone(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    builders.opened([person.roll_id], "2026-05-01")

    builders.paid(person.id, "300", "2026-05-20")

    assert cover(person.id, "2026-05-12") == ("frozen", "subscriber_unpaid")
    assert cover(person.id, "2026-05-20") == ("frozen", "documents_missing")


@pytest.mark.requirement("PKG-6")
def test_cover_now_is_read_in_one_call_and_history_only_where_the_past_is_asked_for(faults: Faults) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.opened([employer.id], "2026-04-01")
    builders.paid(employer.id, "50", "2026-04-03")

    faults.arm()
    now = covers.outlook(person, day("2026-04-03"), LAW).cover
    assert faults.calls == ["BatchGetItem"]

    faults.arm()
    past = covers.outlook(person, day("2026-03-01"), LAW).cover
    assert faults.calls == ["BatchGetItem", "Query", "Query"]
    assert (now.reason, past.reason) == (Reason.IN_GRACE, Reason.IN_GRACE)
