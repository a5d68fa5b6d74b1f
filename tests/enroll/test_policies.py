"""An employer's policy: its terms, and its closing with all on its list (ENR-1, CMP-6)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.collect.cover import covers
from functions.enroll.employers import policies
from functions.enroll.employers.policies import AlreadyClosing, PolicyClosed
from functions.enroll.endings import closings, departures
from functions.enroll.history import as_of as history
from functions.enroll.subscribers import registering as subscribers
from ishtirak.messaging.queues import Queue
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.policies import ClosingReason, NoticeTooShort, PolicyState
from ishtirak.rules.spells import changed
from ishtirak.storage import cases, keys, members
from ishtirak.storage import policies as kept
from ishtirak.storage import subscribers as people_kept
from ishtirak.storage.employers import UnknownEmployer
from ishtirak.storage.policies import Policy
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain, sweep

pytestmark = pytest.mark.requirement("CMP-6")

CLOSES = "2026-03-10"
MERGED = ClosingReason.MERGED


@pytest.fixture
def employer_id(cloud: Cloud) -> str:
    return builders.employer().id


def close(employer_id: str, on: str = CLOSES, told: str = "2026-02-01", reason: ClosingReason = MERGED) -> Policy:
    return policies.close(employer_id, day(on), reason, ACTOR, at(told), LAW)


def package_on(person: Subscriber, on: str) -> Package:
    return covers.outlook(people_kept.load(person.id), day(on), LAW).cover.package


def actions(cloud: Cloud) -> Counter[str]:
    return Counter(item["action"] for item in cloud.items() if item["sk"].startswith(keys.DEED))


@pytest.mark.requirement("ENR-1")
def test_a_policy_is_opened_with_the_employer_for_a_year(employer_id: str) -> None:
    policy = kept.load(employer_id)

    assert (str(policy.opened_on), policy.state, policy.closing) == ("2026-01-01", PolicyState.OPEN, None)
    assert [(str(term.from_), str(term.until)) for term in kept.terms(employer_id)] == [("2026-01-01", "2027-01-01")]


@pytest.mark.requirement("ENR-1")
def test_a_renewal_adds_one_term_however_often_it_is_said(cloud: Cloud, employer_id: str) -> None:
    for _ in range(3):
        policies.renew(employer_id, ACTOR, at("2026-12-01"), LAW)

    assert [str(term.from_) for term in kept.terms(employer_id)] == ["2026-01-01", "2027-01-01"]
    assert kept.load(employer_id).term == kept.terms(employer_id)[-1]
    assert actions(cloud)["renew_policy"] == 1


@pytest.mark.requirement("ENR-1", "PKG-9")
def test_nobody_loses_cover_because_nobody_has_renewed(cloud: Cloud, employer_id: str) -> None:
    person = builders.subscriber(employer_id)
    builders.paid(person.id, "1000", "2026-01-02")
    builders.paid(employer_id, "2000", "2026-01-02")

    sweep(cloud, "2027-02-01")

    assert package_on(person, "2027-02-01") is Package.FULL
    assert builders.subscriber(employer_id, on="2027-02-01").employer_id == employer_id


def test_a_closing_needs_its_notice_and_may_be_withdrawn_until_its_day(cloud: Cloud, employer_id: str) -> None:
    person = builders.subscriber(employer_id)
    with pytest.raises(NoticeTooShort):
        close(employer_id, "2026-03-02", told="2026-02-01")

    close(employer_id, "2026-03-03", told="2026-02-01")
    for _ in range(2):
        withdrawn = policies.withdraw_closing(employer_id, ACTOR, at("2026-03-02"))
    sweep(cloud, "2026-03-03")

    assert withdrawn.closing is None
    assert people_kept.load(person.id).covered_until is None
    assert actions(cloud)["withdraw_closing"] == 1


def test_a_closing_that_is_said_again_changes_nothing_and_another_one_is_refused(
    cloud: Cloud, employer_id: str
) -> None:
    first, again = close(employer_id), close(employer_id, told="2026-02-20")

    assert first == again
    assert actions(cloud)["close_policy"] == 1
    with pytest.raises(AlreadyClosing):
        close(employer_id, "2026-04-10")
    with pytest.raises(AlreadyClosing):
        close(employer_id, reason=ClosingReason.OTHER)
    with pytest.raises(PolicyClosed):
        policies.renew(employer_id, ACTOR, at("2026-02-20"), LAW)


def test_from_its_day_on_a_policy_is_neither_closed_otherwise_nor_withdrawn(cloud: Cloud, employer_id: str) -> None:
    close(employer_id)

    for on in (CLOSES, "2026-05-01"):
        with pytest.raises(PolicyClosed):
            policies.withdraw_closing(employer_id, ACTOR, at(on))
        with pytest.raises(PolicyClosed):
            close(employer_id, "2026-09-01", told=on)
        sweep(cloud, on)
    assert close(employer_id, told="2026-05-01").state is PolicyState.CLOSED


def test_on_its_day_all_who_are_still_on_the_list_lose_cover_once(
    cloud: Cloud, employer_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closings, "PEOPLE_OF_ONE_PAGE", 2)
    monkeypatch.setattr(closings, "PAGES_OF_ONE_MESSAGE", 2)
    people = [builders.subscriber(employer_id) for _ in range(9)]
    gone, *still_there = people
    departures.leave_work(gone.id, employer_id, day("2026-02-15"), ACTOR, at("2026-02-15"), LAW)
    close(employer_id)

    sweep(cloud, "2026-03-09")
    assert [people_kept.load(each.id).covered_until for each in still_there] == [None] * 8
    for on in (CLOSES, CLOSES, "2026-03-11"):
        sweep(cloud, on)

    ends = [people_kept.load(each.id).spells[-1] for each in still_there]
    assert {(str(spell.until), spell.ending) for spell in ends} == {(CLOSES, Reason.ENDED)}
    assert str(people_kept.load(gone.id).covered_until) == "2026-02-15"
    assert {package_on(each, CLOSES) for each in people} == {Package.NONE}
    assert actions(cloud)["end_cover"] == 9
    assert actions(cloud)["policy_closed"] == 1
    assert kept.load(employer_id).state is PolicyState.CLOSED
    assert sorted(builders.on_list(employer_id, "2026-02-14")) == sorted(each.id for each in people)
    assert builders.on_list(employer_id, CLOSES) == []


def test_several_workers_of_one_closing_end_each_cover_once(
    cloud: Cloud, employer_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closings, "PEOPLE_OF_ONE_PAGE", 2)
    people = [builders.subscriber(employer_id) for _ in range(7)]
    close(employer_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: closings.work(employer_id, at(CLOSES), LAW), range(4)))

    assert [str(people_kept.load(each.id).covered_until) for each in people] == [CLOSES] * 7
    assert (actions(cloud)["end_cover"], actions(cloud)["policy_closed"]) == (7, 1)


def test_a_renewal_that_is_said_many_times_at_once_adds_one_term(employer_id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: policies.renew(employer_id, ACTOR, at("2026-12-01"), LAW), range(8)))

    assert len(kept.terms(employer_id)) == 2


def test_a_day_that_was_missed_is_made_up_for(cloud: Cloud, employer_id: str) -> None:
    person = builders.subscriber(employer_id)
    close(employer_id)

    sweep(cloud, "2026-04-20")

    assert str(people_kept.load(person.id).covered_until) == CLOSES
    assert sum(cloud.take(queue) != [] for queue in Queue) == 0


def test_who_stays_longer_by_an_earlier_word_leaves_with_the_policy(cloud: Cloud, employer_id: str) -> None:
    person, dead = builders.subscriber(employer_id), builders.subscriber(employer_id)
    departures.leave_work(person.id, employer_id, day("2026-06-01"), ACTOR, at("2026-02-01"), LAW)
    departures.end_cover(dead.id, day(CLOSES), Reason.DECEASED, ACTOR, at(CLOSES, 3), LAW)
    close(employer_id)

    sweep(cloud, CLOSES)

    assert str(people_kept.load(person.id).covered_until) == CLOSES
    assert people_kept.load(dead.id).spells[-1].ending is Reason.DECEASED


def move(person: Subscriber, on: str, employer_id: str, category: str = "private_employee") -> None:
    """Somebody works elsewhere, or in another category, from a day on."""
    after = replace(person, spells=changed(person.spells, day(on), category, employer_id))
    write(people_kept.change(person, spells=after.spells), *members.moved(person, after))


def test_who_has_moved_elsewhere_in_time_keeps_the_cover_there(cloud: Cloud, employer_id: str) -> None:
    other = builders.employer().id
    person = builders.subscriber(employer_id)
    move(person, CLOSES, other)
    close(employer_id)

    sweep(cloud, CLOSES)

    assert (people_kept.load(person.id).employer_id, people_kept.load(person.id).covered_until) == (other, None)
    assert cases.of_subscriber(person.id) == []


def test_who_changes_category_on_that_day_leaves_all_the_same(cloud: Cloud, employer_id: str) -> None:
    person = builders.subscriber(employer_id)
    move(person, CLOSES, employer_id, "public_employee")
    close(employer_id)

    sweep(cloud, CLOSES)

    assert str(people_kept.load(person.id).covered_until) == CLOSES


def test_cover_or_work_that_is_planned_behind_the_closing_becomes_a_case(cloud: Cloud, employer_id: str) -> None:
    later = subscribers.register(builders.new_subscriber(employer_id, "2026-04-01"), ACTOR, at("2026-01-20"), LAW)
    moves = builders.subscriber(employer_id)
    move(moves, "2026-05-01", builders.employer().id)
    close(employer_id)

    for on in (CLOSES, "2026-03-11"):
        sweep(cloud, on)

    for person in (later, moves):
        (case,) = cases.of_subscriber(person.id)
        assert (case.kind, case.is_open, case.facts) == (CaseKind.POLICY_CLOSED, True, {"on": CLOSES})
        assert people_kept.load(person.id).covered_until is None


def test_nobody_is_registered_with_a_policy_that_closes_before_the_cover_begins(cloud: Cloud, employer_id: str) -> None:
    close(employer_id)

    assert builders.subscriber(employer_id, on="2026-03-09").employer_id == employer_id
    for covered_from, told in ((CLOSES, "2026-03-01"), ("2026-03-05", CLOSES), ("2026-05-01", "2026-05-01")):
        with pytest.raises(PolicyClosed) as refusal:
            subscribers.register(builders.new_subscriber(employer_id, covered_from), ACTOR, at(told), LAW)
        assert CLOSES in refusal.value.in_english


def test_a_policy_is_read_as_it_was_on_a_day(cloud: Cloud, employer_id: str) -> None:
    policies.renew(employer_id, ACTOR, at("2026-01-20"), LAW)
    close(employer_id)
    sweep(cloud, CLOSES)

    def then(on: str) -> tuple[str, bool, PolicyState]:
        policy = history.employer_on(employer_id, day(on), day("2026-05-01"))[1]
        return str(policy.term.until), policy.closing is not None, policy.state_on(day(on))

    assert then("2026-01-19") == ("2027-01-01", False, PolicyState.OPEN)
    assert then("2026-01-31") == ("2028-01-01", False, PolicyState.OPEN)
    assert then("2026-03-09") == ("2028-01-01", True, PolicyState.OPEN)
    assert then(CLOSES) == ("2028-01-01", True, PolicyState.CLOSED)


def test_a_closed_policy_is_opened_again_and_the_time_between_stays_closed(cloud: Cloud, employer_id: str) -> None:
    person = builders.subscriber(employer_id)
    close(employer_id)
    with pytest.raises(AlreadyClosing):
        policies.reopen(employer_id, ACTOR, at(CLOSES), LAW)
    sweep(cloud, CLOSES)

    for _ in range(2):
        policy = policies.reopen(employer_id, ACTOR, at("2026-04-15"), LAW)
    again = builders.new_subscriber(employer_id, "2026-04-20", national_number=person.national_number)
    subscribers.register(again, ACTOR, at("2026-04-15"), LAW)

    def state(on: str) -> PolicyState:
        return history.employer_on(employer_id, day(on), day("2026-05-01"))[1].state_on(day(on))

    assert kept.load(employer_id) == policy
    assert [str(term.from_) for term in kept.terms(employer_id)] == ["2026-01-01", "2026-04-15"]
    assert [spell.until is None for spell in people_kept.load(person.id).spells] == [False, True]
    open_, closed = PolicyState.OPEN, PolicyState.CLOSED
    assert [state(on) for on in ("2026-03-09", CLOSES, "2026-04-14", "2026-04-15")] == [open_, closed, closed, open_]
    close(employer_id, "2026-06-01", told="2026-05-01")
    sweep(cloud, "2026-06-01")
    assert str(people_kept.load(person.id).covered_until) == "2026-06-01"


def test_an_unknown_employer_has_no_policy(cloud: Cloud) -> None:
    with pytest.raises(UnknownEmployer):
        policies.renew("E1", ACTOR, at("2026-01-01"), LAW)


def test_a_message_of_a_closing_that_is_not_due_does_nothing(cloud: Cloud, employer_id: str) -> None:
    before = cloud.items()

    closings.work(employer_id, at("2026-02-01"), LAW)
    drain(cloud, "2026-02-01")

    assert cloud.items() == before
