"""Registering the people of a whole list from a file: checked, confirmed, registered in pieces (ENR-9)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from functions.enroll import departures, registrations
from functions.enroll.registrations import ListNotChecked
from functions.enroll.subscribers import CoverTooEarly
from ishtirak.messaging.queues import Queue
from ishtirak.storage import accounts, rolls, subscribers
from ishtirak.storage import registrations as kept
from ishtirak.storage.registrations import Registration, RegistrationState, UnknownRegistration
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well
from tests.work import drain

HEADING = "الرقم الوطني,اسم الموظف,إجمالي المرتب"
ON = "2026-01-10"


def file_of(*numbers: str) -> bytes:
    return "\r\n".join([HEADING, *(f"{number},علي سالم,1000.00" for number in numbers)]).encode()


def sent(cloud: Cloud, employer_id: str, content: bytes, from_: str = "2026-01-01") -> Registration:
    """A list whose file has come."""
    asked, _ = registrations.ask(employer_id, "list.csv", day(from_), ACTOR, at(ON))
    cloud.put_file(f"{registrations.FOLDER}{asked.id}", content)
    return asked


def checked(cloud: Cloud, employer_id: str, content: bytes) -> Registration:
    waiting = sent(cloud, employer_id, content)
    registrations.work(waiting.id, day(ON), LAW)
    return kept.load(waiting.id)


def register(cloud: Cloud, registration_id: str, on: str = ON) -> Registration:
    """Confirmed, and worked on until nothing waits."""
    registrations.confirm(registration_id, ACTOR, at(on))
    while messages := cloud.take(Queue.LISTS):
        for message in messages:
            registrations.work(message["registration_id"], day(on), LAW)
    return kept.load(registration_id)


@dataclass
class List:
    """Five people, registered two at a time."""

    employer_id: str
    numbers: list[str]


@pytest.fixture
def five(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> List:
    monkeypatch.setattr(registrations, "PEOPLE_OF_ONE_PIECE", 2)
    return List(builders.employer().id, [builders.national_number() for _ in range(5)])


def people_of(five: List) -> list[str]:
    """The national numbers of those on the list."""
    members = builders.on_list(five.employer_id)
    found = subscribers.load_all(members)
    return sorted(person.national_number for person in found.values())


@pytest.mark.requirement("ENR-9")
def test_a_list_is_checked_shown_and_registered_once_it_is_confirmed(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    assert shown.state is RegistrationState.CHECKED
    assert (shown.counts["rows"], shown.counts["new"], shown.totals_dirhams["gross"]) == (5, 5, 5_000_000)
    assert people_of(five) == []

    done = register(cloud, shown.id)

    assert (done.state, done.registered) == (RegistrationState.APPLIED, 5)
    assert people_of(five) == five.numbers


@pytest.mark.requirement("ENR-9", "ENR-6")
def test_who_is_covered_elsewhere_is_shown_and_stays_there(cloud: Cloud, five: List) -> None:
    elsewhere = builders.subscriber(builders.employer().id, national_number=five.numbers[0])
    builders.subscriber(five.employer_id, national_number=five.numbers[1])

    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    assert [shown.counts[each] for each in ("new", "already_on_list", "covered_elsewhere")] == [3, 1, 1]
    assert shown.problems[0]["code"] == "already_covered"
    assert elsewhere.id in shown.problems[0]["ar"]
    done = register(cloud, shown.id)

    assert done.registered == 3
    assert people_of(five) == five.numbers[1:]


@pytest.mark.requirement("ENR-9")
def test_the_same_file_again_registers_nobody_twice(cloud: Cloud, five: List) -> None:
    register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)

    again = register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)

    assert (again.state, again.registered) == (RegistrationState.APPLIED, 0)
    assert people_of(five) == five.numbers


@pytest.mark.requirement("ENR-9")
def test_what_was_checked_is_what_is_registered_even_if_another_file_comes(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers[:2]))

    cloud.put_file(f"{registrations.FOLDER}{shown.id}", file_of(*five.numbers))
    registrations.work(shown.id, day(ON), LAW)
    register(cloud, shown.id)

    assert people_of(five) == five.numbers[:2]


@pytest.mark.requirement("ENR-9")
def test_a_file_that_can_not_be_used_refuses_its_list(cloud: Cloud, five: List) -> None:
    refused = checked(cloud, five.employer_id, b"%PDF-1.7 not a list")

    assert refused.state is RegistrationState.REFUSED
    assert refused.problems[0]["ar"]
    with pytest.raises(ListNotChecked):
        registrations.confirm(refused.id, ACTOR, at(ON))


@pytest.mark.requirement("ENR-9")
def test_a_list_can_not_be_confirmed_before_it_is_checked_nor_begin_in_an_opened_month(
    cloud: Cloud, five: List
) -> None:
    with pytest.raises(ListNotChecked):
        registrations.confirm(sent(cloud, five.employer_id, b"").id, ACTOR, at(ON))
    with pytest.raises(UnknownRegistration):
        kept.load("L000000000000")
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    builders.opened([five.employer_id], "2026-02-01")
    with pytest.raises(CoverTooEarly):
        registrations.confirm(shown.id, ACTOR, at("2026-02-01"))
    with pytest.raises(CoverTooEarly):
        sent(cloud, five.employer_id, b"")


@pytest.mark.requirement("ENR-9")
def test_a_long_list_goes_on_in_another_message(cloud: Cloud, five: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registrations, "PIECES_OF_ONE_MESSAGE", 1)

    done = register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)

    assert done.state is RegistrationState.APPLIED
    assert people_of(five) == five.numbers


@pytest.mark.requirement("ENR-9", "COL-1")
def test_people_of_a_list_that_is_registered_while_their_month_opens_are_assessed(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))

    register(cloud, shown.id, on="2026-02-01")
    assert [str(month) for month in rolls.load(five.employer_id).restated] == ["2026-01"]
    drain(cloud, "2026-02-01")

    assert accounts.load(five.employer_id, LAW).balance.dirhams == 250_000


@pytest.mark.requirement("ENR-9", "ENR-6")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_everybody_is_registered_once(
    cloud: Cloud, five: List, fault: Fault, faults: Faults
) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers[:3]))
    registrations.confirm(shown.id, ACTOR, at(ON))
    before = cloud.items()

    def work() -> None:
        registrations.work(shown.id, day(ON), LAW)

    faults.arm()
    work()
    calls = list(faults.calls)
    for number, call in enumerate(calls, 1):
        if not can_meet(call, fault):
            continue
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(work)
        faults.arm()
        work()
        work()

        done = kept.load(shown.id)
        assert (done.state, done.registered) == (RegistrationState.APPLIED, 3), f"{call} ({number})"
        assert people_of(five) == five.numbers[:3], f"{call} ({number})"
        assert sum(item["sk"] == "SUBSCRIBER" for item in cloud.items()) == 3, f"{call} ({number})"


@pytest.mark.requirement("ENR-8", "ENR-9")
def test_who_was_covered_before_is_shown_and_registered_by_themselves(cloud: Cloud, five: List) -> None:
    other = builders.employer()
    left = builders.subscriber(other.id, national_number=five.numbers[0])
    departures.leave_work(left.id, other.id, day("2026-01-04"), ACTOR, at("2026-01-04"), LAW)

    shown = checked(cloud, five.employer_id, file_of(*five.numbers))

    assert (shown.counts["new"], shown.counts["left_before"]) == (4, 1)
    assert [problem["code"] for problem in shown.problems] == ["left_before"]
