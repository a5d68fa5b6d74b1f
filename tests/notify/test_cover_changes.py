"""Who is told of which change of package (PKG-1, PKG-4, NOT-3); the lives of payers are in tests/rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.enroll.subscribers import registering
from functions.notify import cover_changes
from ishtirak.rules.packages import Package
from ishtirak.storage import keys, notices, subscribers
from tests import builders
from tests.builders import ACTOR, LAW, at
from tests.cloud import Cloud
from tests.faults import Faults


def lapsed_people(number: int) -> tuple[str, list[str]]:
    """An employer and people of its list, all of whom have paid nothing since January."""
    employer = builders.employer()
    return employer.id, [builders.subscriber(employer.id).id for _ in range(number)]


@pytest.mark.requirement("PKG-3", "NOT-3")
def test_each_change_is_an_event_of_the_record_and_a_notice_and_is_told_once(cloud: Cloud) -> None:
    _, (person_id,) = lapsed_people(1)

    for on in ("2026-05-12", "2026-05-12", "2026-06-01"):
        cover_changes.tell([person_id], at(on), LAW)

    person = subscribers.load(person_id)
    assert (person.told, person.told_number, str(person.told_on)) == (Package.FROZEN, 1, "2026-05-12")
    (event,) = [item for item in cloud.items() if item["sk"].startswith("COVER#")]
    assert (event["from"], event["to"], event["on"]) == ("full", "frozen", "2026-05-12")
    (notice,) = builders.told_of_cover(person_id)
    assert (notice.cause, notice.kind.value) == ("cover#000001", "account_frozen")


@pytest.mark.requirement("PKG-3", "NOT-3")
def test_a_person_without_an_employer_is_told_what_follows_from_the_own_account(cloud: Cloud) -> None:
    person_id = builders.subscriber(None).id

    cover_changes.tell([person_id], at("2026-05-12"), LAW)

    person = subscribers.load(person_id)
    assert (person.told, str(person.told_on)) == (Package.FROZEN, "2026-05-12")


@pytest.mark.requirement("NOT-3")
def test_people_of_whom_nothing_is_known_are_passed_over(cloud: Cloud) -> None:
    cover_changes.tell(["S000000000000"], at("2026-05-12"), LAW)

    assert cloud.items() == []


@pytest.mark.requirement("NOT-3")
def test_many_workers_at_once_tell_each_person_once(cloud: Cloud) -> None:
    _, people = lapsed_people(6)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: cover_changes.tell(people, at("2026-05-12"), LAW), range(5)))

    assert [len(builders.told_of_cover(person_id)) for person_id in people] == [1] * 6


@pytest.mark.requirement("ENR-4", "NOT-3")
def test_an_edit_of_what_was_loaded_before_a_telling_leaves_what_the_person_was_told_of(cloud: Cloud) -> None:
    employer_id, (person_id,) = lapsed_people(1)
    builders.opened([employer_id], "2026-05-12")
    seen = subscribers.load(person_id)

    cover_changes.tell([person_id], at("2026-05-12"), LAW)
    registering.edit(seen, {"name": "عمر"}, ACTOR, at("2026-05-12"))
    builders.paid(person_id, "100", "2026-05-20")
    cover_changes.tell([person_id], at("2026-05-20"), LAW)

    person = subscribers.load(person_id)
    assert (person.name, person.told, person.told_number) == ("عمر", Package.FROZEN, 1)
    told = {each.kind.value for each in notices.told_to(keys.subscriber(person_id), 10)[0]}
    assert told == {"welcome", "payment_received", "account_frozen", "documents_needed"}


@pytest.mark.requirement("PKG-8")
def test_telling_a_page_reads_people_accounts_and_cases_together(faults: Faults) -> None:
    _, people = lapsed_people(4)
    faults.arm()

    cover_changes.tell(people, at("2026-05-12"), LAW)

    assert faults.calls == ["BatchGetItem", "BatchGetItem", "BatchGetItem", *["TransactWriteItems"] * len(people)]
