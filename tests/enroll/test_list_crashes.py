"""Whatever goes wrong at whatever call, a list comes to the same end: everybody is registered once (ENR-9, ENR-6)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from functions.enroll.endings import departures
from functions.enroll.lists import applying, checking
from functions.enroll.lists import requests as registrations
from ishtirak.rules.certificates import newest
from ishtirak.rules.money import Money
from ishtirak.storage import registrations as kept
from ishtirak.storage import subscribers
from ishtirak.storage.registrations import RegistrationState
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.enroll.test_lists import HEADING, checked, sent
from tests.faults import Fault, Faults, can_meet, goes_well

ON = "2026-02-01"
"""January is being opened: whoever joins in it must be assessed by a request of the own."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "LINES_OF_ONE_LOOK", 4)
    monkeypatch.setattr(applying, "LEAVERS_OF_ONE_PIECE", 1)
    monkeypatch.setattr(checking, "TOLD_EVERY_LINES", 4)


def line(number: str, name: str = "علي سالم", gross: str = "1000.00") -> str:
    return f"{number},{name},{gross}"


def of_every_kind(cloud: Cloud) -> tuple[str, bytes, str]:
    """An employer and its file: three who are new, one who comes back, two who have changed, one who has not, one
    whom it leaves out, one bad line; and the number of one of the new who will be covered elsewhere."""
    before, employer = builders.employer(), builders.employer()
    returning = builders.subscriber(before.id)
    departures.leave_work(returning.id, before.id, day("2026-01-02"), ACTOR, at("2026-01-04"), LAW)
    renamed, raised, same, _leaves = (builders.subscriber(employer.id, name="علي سالم") for _ in range(4))
    new = [builders.national_number() for _ in range(3)]
    lines = [
        HEADING,
        *(line(each) for each in (*new, returning.national_number, same.national_number)),
        line(renamed.national_number, "عمر سالم"),
        line(raised.national_number, gross="1200.00"),
        line("12"),
    ]
    cloud.take_all()
    return employer.id, "\r\n".join(lines).encode(), new[2]


def end_of(cloud: Cloud, registration_id: str) -> dict[str, Any]:
    """What a list has come to, without what is made up anew each time."""
    done = kept.load(registration_id)
    people = [subscribers.read(item) for item in cloud.items() if item["sk"] == "SUBSCRIBER"]
    return {
        "state": done.state,
        "applied": (done.registered, done.changed, done.left),
        "people": sorted(
            (
                person.national_number,
                person.name,
                certificate.gross if (certificate := newest(person.certificates)) else None,
                len(person.certificates),
                [(spell.employer_id, spell.from_, spell.until) for spell in person.spells],
            )
            for person in people
        ),
        "records": Counter(item["sk"].partition("#")[0] for item in cloud.items()),
        "problems": done.problems,
    }


def each_call(cloud: Cloud, faults: Faults, fault: Fault, work: Callable[[], None], registration_id: str) -> None:
    before = cloud.items()
    faults.arm()
    work()
    calls = list(faults.calls)
    undisturbed = end_of(cloud, registration_id)
    for number, call in enumerate(calls, 1):
        if not can_meet(call, fault):
            continue
        cloud.restore(before)
        faults.arm(fault, number)
        done = goes_well(work)
        faults.arm()
        if not done:
            work()
        if fault is Fault.DIES_AFTER:
            work()

        assert end_of(cloud, registration_id) == undisturbed, f"{call} ({number})"


@pytest.mark.requirement("ENR-9", "ENR-6", "ENR-8", "CMP-5")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_of_the_worker_goes_wrong_a_list_is_applied_once(
    cloud: Cloud, fault: Fault, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    employer_id, content, taken = of_every_kind(cloud)
    shown = checked(cloud, employer_id, content, from_="2026-01-05")
    registrations.confirm(shown.id, day("2026-01-20"), "a head", at("2026-01-31"))
    builders.subscriber(builders.employer().id, national_number=taken)
    cloud.take_all()

    each_call(cloud, faults, fault, lambda: registrations.work(shown.id, at(ON), LAW), shown.id)

    done = kept.load(shown.id)
    assert done.state is RegistrationState.APPLIED
    assert (done.registered, done.changed, done.left) == (3, 2, 1)
    raised = next(each for each in end_of(cloud, shown.id)["people"] if each[2] == Money.dinars("1200"))
    assert raised[3] == 2


@pytest.mark.requirement("ENR-9")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_of_the_check_goes_wrong_the_list_is_checked_once(
    cloud: Cloud, fault: Fault, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    employer_id, content, _ = of_every_kind(cloud)
    waiting = sent(cloud, employer_id, content, from_="2026-01-05")

    each_call(cloud, faults, fault, lambda: registrations.work(waiting.id, at(ON), LAW), waiting.id)

    shown = kept.load(waiting.id)
    assert shown.state is RegistrationState.CHECKED
    counted = {name: count for name, count in shown.counts.items() if count}
    assert counted == {
        "rows": 8,
        "good": 7,
        "new": 3,
        "returning": 1,
        "changed": 2,
        "unchanged": 1,
        "leavers": 1,
        "refused": 1,
    }
