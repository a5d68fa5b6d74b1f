"""Searching subscribers by what is known of them (ENR-2)."""

from __future__ import annotations

import pytest

from functions.enroll.endings import departures
from ishtirak.rules.packages import Reason
from ishtirak.storage import subscriber_search as search
from ishtirak.storage import subscribers
from ishtirak.storage.transactions import write
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("احمد", ["أحمد علي الفيتوري", "احمد عمر الورفلي"]),
        ("أَحْمَد  علي", ["أحمد علي الفيتوري"]),
        ("عبدالسلام", ["عبد السلام إبراهيم"]),
        ("عبد السلام ابراهيم", ["عبد السلام إبراهيم"]),
        ("علي", []),
    ],
)
def test_a_name_is_found_from_its_beginning_on_however_it_is_written(
    cloud: Cloud, typed: str, found: list[str]
) -> None:
    for name in ("أحمد علي الفيتوري", "احمد عمر الورفلي", "عبد السلام إبراهيم"):
        builders.subscriber(None, name=name)

    ids = search.by_name(typed, None, 10).subscriber_ids

    assert sorted(person.name for person in subscribers.load_all(ids).values()) == sorted(found)


@pytest.mark.requirement("ENR-2")
def test_a_family_is_found_with_and_without_the_article_and_by_the_first_name_too(cloud: Cloud) -> None:
    people = {name: builders.subscriber(None, name=name).id for name in ("أحمد علي الفيتوري", "مريم سالم الفيتوري")}

    assert sorted(search.by_family("فيتوري", "", None, 10).subscriber_ids) == sorted(people.values())
    assert search.by_family("الفيتوري", "مريم", None, 10).subscriber_ids == [people["مريم سالم الفيتوري"]]
    assert search.by_family("الفيتورى", "مريم علي", None, 10).subscriber_ids == []


@pytest.mark.requirement("ENR-2", "FAM-1")
def test_numbers_find_their_owner_and_a_family_members_number_the_subscriber(cloud: Cloud) -> None:
    person = builders.subscriber(None, phone="+218910000042", social_security_number="SS-42")

    assert search.by_phone("+218910000042", None, 10).subscriber_ids == [person.id]
    assert search.by_security_number("SS-42", None, 10).subscriber_ids == [person.id]
    assert search.by_national_number(person.national_number).subscriber_ids == [person.id]
    assert search.by_national_number("119990000001").subscriber_ids == []


@pytest.mark.requirement("ENR-2")
def test_who_has_left_is_found_still_and_who_was_renamed_by_the_new_name_only(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id, name="خليفة سعد")
    departures.end_cover(person.id, day("2026-02-01"), Reason.ENDED, ACTOR, at("2026-01-20"), LAW)
    write(subscribers.change(subscribers.load(person.id), name="خالد سعد"))

    assert search.by_name("خليفه", None, 10).subscriber_ids == []
    assert search.by_name("خالد", None, 10).subscriber_ids == [person.id]


@pytest.mark.requirement("ENR-2", "ACC-2")
def test_pages_go_on_and_an_agent_finds_only_the_own(cloud: Cloud) -> None:
    people = [builders.subscriber(None, name=f"سالم {each}").id for each in "ابتث"]

    first = search.by_name("سالم", None, 3)
    second = search.by_name("سالم", None, 3, first.after)

    assert sorted(first.subscriber_ids + second.subscriber_ids) == sorted(people)
    assert search.by_name("سالم", "an agent", 3).subscriber_ids == []
    assert sorted(search.by_name("سالم", ACTOR, 10).subscriber_ids) == sorted(people)
