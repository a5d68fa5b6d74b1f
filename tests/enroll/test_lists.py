"""Registering the people of a whole list from a file: checked, confirmed, registered in pieces (ENR-9)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from functions.enroll.employers import policies
from functions.enroll.employers.policies import PolicyClosed
from functions.enroll.endings import departures
from functions.enroll.families import dependants
from functions.enroll.lists import applying, checking
from functions.enroll.lists import requests as registrations
from functions.enroll.lists.requests import ListNotChecked
from functions.enroll.subscribers.registering import CoverTooEarly
from ishtirak.messaging.queues import Queue
from ishtirak.rules.packages import Reason
from ishtirak.rules.policies import ClosingReason
from ishtirak.storage import accounts, subscribers
from ishtirak.storage import registrations as kept
from ishtirak.storage.registrations import Registration, RegistrationState, UnknownRegistration
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well
from tests.work import sweep

HEADING = "الرقم الوطني,اسم الموظف,إجمالي المرتب"
ON = "2026-01-10"


def file_of(*numbers: str) -> bytes:
    return "\r\n".join([HEADING, *(f"{number},علي سالم,1000.00" for number in numbers)]).encode()


def sent(cloud: Cloud, employer_id: str, content: bytes, from_: str = "2026-01-01") -> Registration:
    """A list whose file has come."""
    asked, _ = registrations.ask(employer_id, "list.csv", day(from_), ACTOR, at(ON))
    cloud.put_file(kept.file_key(asked.id), content)
    return asked


def checked(cloud: Cloud, employer_id: str, content: bytes, from_: str = "2026-01-01") -> Registration:
    waiting = sent(cloud, employer_id, content, from_)
    registrations.work(waiting.id, at(ON), LAW)
    return kept.load(waiting.id)


def register(cloud: Cloud, registration_id: str, on: str = ON, leave_on: str | None = None) -> Registration:
    """Confirmed, and worked on until nothing waits."""
    registrations.confirm(registration_id, day(leave_on) if leave_on else None, ACTOR, at(on))
    while messages := cloud.take(Queue.LISTS):
        for message in messages:
            registrations.work(message["registration_id"], at(on), LAW)
    return kept.load(registration_id)


@dataclass
class List:
    """Five people, registered two at a time."""

    employer_id: str
    numbers: list[str]


@pytest.fixture
def five(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> List:
    monkeypatch.setattr(applying, "LINES_OF_ONE_LOOK", 2)
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
    builders.subscriber(five.employer_id, national_number=five.numbers[1], name="علي سالم")

    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    assert [shown.counts[each] for each in ("new", "unchanged", "refused")] == [3, 1, 1]
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

    cloud.put_file(kept.file_key(shown.id), file_of(*five.numbers))
    registrations.work(shown.id, at(ON), LAW)
    register(cloud, shown.id)

    assert people_of(five) == five.numbers[:2]


@pytest.mark.requirement("ENR-9")
def test_a_file_that_can_not_be_used_refuses_its_list(cloud: Cloud, five: List) -> None:
    refused = checked(cloud, five.employer_id, b"%PDF-1.7 not a list")

    assert refused.state is RegistrationState.REFUSED
    assert refused.problems[0]["ar"]
    with pytest.raises(ListNotChecked):
        registrations.confirm(refused.id, None, ACTOR, at(ON))


@pytest.mark.requirement("ENR-9")
def test_a_list_can_not_be_confirmed_before_it_is_checked_nor_begin_in_an_opened_month(
    cloud: Cloud, five: List
) -> None:
    with pytest.raises(ListNotChecked):
        registrations.confirm(sent(cloud, five.employer_id, b"").id, None, ACTOR, at(ON))
    with pytest.raises(UnknownRegistration):
        kept.load("L000000000000")
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    builders.opened([five.employer_id], "2026-02-01")
    with pytest.raises(CoverTooEarly):
        registrations.confirm(shown.id, None, ACTOR, at("2026-02-01"))
    with pytest.raises(CoverTooEarly):
        sent(cloud, five.employer_id, b"")


@pytest.mark.requirement("ENR-9")
def test_a_long_list_goes_on_in_another_message(cloud: Cloud, five: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "LOOKS_OF_ONE_MESSAGE", 1)

    done = register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)

    assert done.state is RegistrationState.APPLIED
    assert people_of(five) == five.numbers


@pytest.mark.requirement("ENR-9", "COL-1")
def test_people_of_a_list_that_is_registered_while_their_month_opens_are_assessed(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))

    builders.subscriber(five.employer_id)
    registrations.confirm(shown.id, None, ACTOR, at("2026-02-01"))
    sweep(cloud, "2026-02-01")

    assert accounts.load(five.employer_id, LAW).balance.dirhams == 300_000


@pytest.mark.requirement("ENR-9", "ENR-6")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_everybody_is_registered_once(
    cloud: Cloud, five: List, fault: Fault, faults: Faults
) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers[:3]))
    registrations.confirm(shown.id, None, ACTOR, at(ON))
    before = cloud.items()

    def work() -> None:
        registrations.work(shown.id, at(ON), LAW)

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
def test_who_was_covered_before_comes_back_as_the_same_person(cloud: Cloud, five: List) -> None:
    other = builders.employer()
    left = builders.subscriber(other.id, national_number=five.numbers[0])
    departures.leave_work(left.id, other.id, day("2026-01-04"), ACTOR, at("2026-01-04"), LAW)
    head = builders.subscriber(other.id)
    child = builders.member_of(head, five.numbers[1])
    dependants.lose(head.id, child.id, day("2026-01-05"), Reason.ENDED, ACTOR, at("2026-01-05"))

    shown = checked(cloud, five.employer_id, file_of(*five.numbers), from_="2026-01-08")
    done = register(cloud, shown.id)

    assert [shown.counts[each] for each in ("new", "returning", "refused")] == [3, 2, 0]
    assert done.registered == 5
    back = subscribers.load(left.id)
    assert [spell.employer_id for spell in back.spells] == [other.id, five.employer_id]
    assert people_of(five) == five.numbers


@pytest.mark.requirement("ENR-4", "ENR-9")
def test_who_is_on_the_list_otherwise_is_changed_and_nothing_is_written_for_all_others(
    cloud: Cloud, five: List
) -> None:
    register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)
    before = {item["id"]: item for item in cloud.items() if item["sk"] == "SUBSCRIBER"}
    file = file_of(*five.numbers).decode().splitlines()
    file[2], file[3] = f"{five.numbers[1]},عمر المختار,1000.00", f"{five.numbers[2]},علي سالم,1250.00"

    shown = checked(cloud, five.employer_id, "\n".join(file).encode(), from_="2026-01-10")
    done = register(cloud, shown.id)

    assert [shown.counts[each] for each in ("new", "changed", "unchanged", "leavers")] == [0, 2, 3, 0]
    assert (done.registered, done.changed) == (0, 2)
    after = {item["id"]: item for item in cloud.items() if item["sk"] == "SUBSCRIBER"}
    people = subscribers.load_all(each for each in after if after[each] != before[each]).values()
    assert {(person.name, str(person.certificates[-1].gross)) for person in people} == {
        ("عمر المختار", "1000.000"),
        ("علي سالم", "1250.000"),
    }
    edits = [item["changes"] for item in cloud.items() if item.get("action") == "edit_subscriber"]
    assert {"gross": {"from": "1000.000", "to": "1250.000"}, "list": {"to": shown.id}} in edits


@pytest.mark.requirement("ENR-9", "CMP-5")
@pytest.mark.parametrize("leave_on", [None, "2026-01-08"])
def test_who_is_missing_from_a_list_is_shown_and_leaves_only_if_that_is_confirmed(
    cloud: Cloud, five: List, monkeypatch: pytest.MonkeyPatch, leave_on: str | None
) -> None:
    monkeypatch.setattr(applying, "LEAVERS_OF_ONE_PIECE", 1)
    monkeypatch.setattr(applying, "LOOKS_OF_ONE_MESSAGE", 2)
    register(cloud, checked(cloud, five.employer_id, file_of(*five.numbers)).id)

    shown = checked(cloud, five.employer_id, file_of(*five.numbers[:2]))
    done = register(cloud, shown.id, leave_on=leave_on)

    assert shown.counts["leavers"] == 3
    assert (done.state, done.left) == (RegistrationState.APPLIED, 3 if leave_on else 0)
    assert people_of(five) == (five.numbers[:2] if leave_on else five.numbers)
    assert len(builders.on_list(five.employer_id, "2026-01-07")) == 5


@pytest.mark.requirement("ENR-9")
def test_a_new_person_costs_two_writes_and_the_same_file_again_none(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    registrations.confirm(shown.id, None, ACTOR, at(ON))
    before = cloud.items()
    registrations.work(shown.id, at(ON), LAW)
    after = cloud.items()
    assert len(after) - len(before) == 2 * 5 + 1  # and that this file was applied

    again = checked(cloud, five.employer_id, file_of(*five.numbers))
    assert again.repeats == shown.id
    registrations.confirm(again.id, None, ACTOR, at(ON))
    before = cloud.items()
    registrations.work(again.id, at(ON), LAW)

    changed = {item["sk"] for item in cloud.items() if item not in before}
    assert changed == {"REGISTRATION", f"LIST#{again.digest}"}


@pytest.mark.requirement("ENR-9")
def test_how_far_a_check_has_come_is_told_while_it_runs(
    cloud: Cloud, five: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "TOLD_EVERY_LINES", 2)
    told: list[tuple[str, int]] = []
    tell = kept.tell_progress

    def telling(seen: Registration, lines: int) -> None:
        tell(seen, lines)
        now = kept.load(seen.id)
        told.append((now.state, now.read))

    monkeypatch.setattr(kept, "tell_progress", telling)

    shown = checked(cloud, five.employer_id, file_of(*five.numbers))

    assert told == [("checking", 2), ("checking", 4)]
    assert (shown.state, shown.read) == (RegistrationState.CHECKED, 5)


@pytest.mark.requirement("ENR-9", "CMP-6")
def test_a_list_is_not_registered_under_a_policy_that_closes(cloud: Cloud, five: List) -> None:
    shown = checked(cloud, five.employer_id, file_of(*five.numbers))
    policies.close(five.employer_id, day("2026-02-15"), ClosingReason.MERGED, ACTOR, at("2026-01-10"), LAW)

    with pytest.raises(PolicyClosed):
        sent(cloud, five.employer_id, b"", from_="2026-02-15")
    with pytest.raises(PolicyClosed):
        registrations.confirm(shown.id, None, ACTOR, at("2026-02-15"))
