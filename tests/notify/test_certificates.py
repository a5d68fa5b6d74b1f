"""A salary certificate that will end, and one that has ended: told once each, in order, and nothing else (SAL-4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.collect.cover import covers
from functions.enroll.endings import departures
from functions.enroll.subscribers import certificates as handing_in
from functions.enroll.subscribers.certificates import NewCertificate
from functions.notify import certificates
from ishtirak.messaging.queues import Queue
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.certificates import CertificateStep
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Reason
from ishtirak.rules.spells import ended
from ishtirak.storage import cases, keys, laws, notices, subscribers
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Faults
from tests.work import read_due, sweep

pytestmark = pytest.mark.requirement("SAL-4")

ENDING, ENDED = ("certificate_ending", "2026-12-01"), ("certificate_ended", "2026-12-01")


def told(person: Subscriber) -> list[tuple[str, str]]:
    """Kind, and the end that it tells of, of each notice about a certificate."""
    found, _ = notices.told_to(keys.subscriber(person.id), 50)
    return [(each.kind.value, each.values["ends_on"]) for each in found if "ends_on" in each.values]


def remind(person: Subscriber, on: str) -> None:
    certificates.remind(person.id, at(on), laws.in_force())


def waits_until(person: Subscriber) -> str:
    return str(subscribers.load(person.id).next_action_on)


def renewed(person: Subscriber, issued_on: str) -> None:
    new = NewCertificate(day(issued_on), Money.dinars("1100"))
    entered = handing_in.submit(subscribers.load(person.id), new, "a clerk", at(issued_on), LAW)
    handing_in.approve(person.id, entered.id, "a head", at(issued_on), LAW)


@pytest.mark.requirement("NOT-1", "NOT-3")
def test_a_person_is_told_a_month_before_the_end_and_on_its_day_and_no_other_day(cloud: Cloud) -> None:
    """
    2026-01-01 issued
    2026-11-01 certificate_ending
    2026-12-01 certificate_ended, and a case
    """
    person = builders.subscriber(None)

    for on in ("2026-10-31", "2026-11-01", "2026-11-01", "2026-11-30"):
        sweep(cloud, on)
    assert told(person) == [ENDING]
    for on in ("2026-12-01", "2026-12-01", "2026-12-31"):
        sweep(cloud, on)

    assert sorted(told(person)) == [ENDED, ENDING]
    case = cases.load(CaseKind.CERTIFICATE_ENDED, person.id)
    assert (str(case.opened_on), case.is_open) == ("2026-12-01", True)
    assert case.facts == {"issued_on": "2026-01-01", "ends_on": "2026-12-01"}
    assert [sms.phone for sms in cloud.sms() if "2026-12-01" in sms.text and "شهادة" in sms.text] == [person.phone] * 2


@pytest.mark.requirement("PKG-8", "PKG-9")
def test_a_sweep_that_runs_late_tells_both_in_order_and_dates_the_case_by_the_end(faults: Faults) -> None:
    person = builders.subscriber(None)
    faults.arm()

    remind(person, "2027-02-20")

    assert [call for call in faults.calls if call == "TransactWriteItems"] == ["TransactWriteItems"] * 2
    assert sorted(told(person)) == [ENDED, ENDING]
    assert subscribers.load(person.id).certificate_told is CertificateStep.ENDED
    assert str(cases.load(CaseKind.CERTIFICATE_ENDED, person.id).opened_on) == "2026-12-01"


@pytest.mark.requirement("PKG-8")
def test_a_sweep_finds_only_those_for_whom_something_is_due_and_after_the_end_nobody(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    read_due(cloud, "2026-10-31")
    assert cloud.take(Queue.TELLINGS) == []

    read_due(cloud, "2026-11-01")
    assert cloud.take(Queue.TELLINGS) == [{"person": person.id, "swept": "2026-11-01"}]
    remind(person, "2026-12-01")
    read_due(cloud, "2026-12-02")

    assert cloud.take(Queue.TELLINGS) == []


@pytest.mark.requirement("NOT-3")
def test_many_workers_at_once_tell_each_step_once(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: remind(person, "2026-12-05"), range(5)))

    assert sorted(told(person)) == [ENDED, ENDING]
    assert cases.load(CaseKind.CERTIFICATE_ENDED, person.id).number == 1


@pytest.mark.requirement("NOT-3", "PKG-9")
def test_a_worker_that_loses_the_race_tells_only_what_is_left(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    person = builders.subscriber(None)
    load, first = subscribers.load, [True]

    def loaded(subscriber_id: str) -> Subscriber:
        found = load(subscriber_id)
        if first:
            first.clear()
            remind(person, "2026-11-01")
        return found

    monkeypatch.setattr(subscribers, "load", loaded)
    remind(person, "2026-12-01")

    assert sorted(told(person)) == [ENDED, ENDING]


def test_an_ended_certificate_alone_lowers_nothing_and_is_still_what_months_are_assessed_from(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    builders.paid(person.id, "3000", "2026-01-05")
    builders.opened([person.roll_id], "2027-01-15")
    before = covers.outlook(person, day("2027-01-15"), LAW).cover

    remind(person, "2027-01-15")
    found = subscribers.load(person.id)

    assert covers.outlook(found, day("2027-01-15"), LAW).cover == before
    assert before.package.value == "full"
    assert (found.certificates, found.version) == (person.certificates, person.version)


def test_a_certificate_that_ends_a_second_time_opens_the_case_again(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    remind(person, "2026-12-01")
    renewed(person, "2026-12-10")
    assert not cases.load(CaseKind.CERTIFICATE_ENDED, person.id).is_open

    remind(person, "2027-11-10")

    case = cases.load(CaseKind.CERTIFICATE_ENDED, person.id)
    assert (case.number, case.is_open, str(case.opened_on)) == (2, True, "2027-11-10")
    assert cases.open_of_kind(CaseKind.CERTIFICATE_ENDED, 10)[0] == [case]


def test_a_certificate_that_had_ended_when_it_was_approved_keeps_the_open_case_and_is_told_of(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    remind(person, "2027-03-01")
    new = NewCertificate(day("2026-02-01"), Money.dinars("1100"))
    entered = handing_in.submit(person, new, "a clerk", at("2027-03-02"), LAW)
    handing_in.approve(person.id, entered.id, "a head", at("2027-03-02"), LAW)

    sweep(cloud, "2027-03-03")

    case = cases.load(CaseKind.CERTIFICATE_ENDED, person.id)
    assert (case.number, case.is_open, str(case.opened_on)) == (1, True, "2026-12-01")
    assert case.facts == {"issued_on": "2026-02-01", "ends_on": "2027-01-01"}
    assert ("certificate_ended", "2027-01-01") in told(person)


def test_once_the_cover_has_ended_nothing_is_told_and_nothing_waits(cloud: Cloud) -> None:
    left, stays = builders.subscriber(None), builders.subscriber(None)
    write_one(subscribers.change(left, spells=ended(left.spells, day("2026-11-15"), Reason.ENDED)))

    remind(left, "2026-11-20")
    remind(stays, "2026-11-20")

    assert (told(left), waits_until(left)) == ([], "None")
    assert (told(stays), waits_until(stays)) == ([ENDING], "2026-12-01")


def test_who_leaves_after_the_notice_is_not_told_of_an_end_that_lies_behind_the_cover(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    write_one(subscribers.change(person, spells=ended(person.spells, day("2026-11-15"), Reason.ENDED)))

    remind(person, "2026-11-01")

    assert (told(person), waits_until(person)) == ([ENDING], "None")


@pytest.mark.requirement("ENR-8")
@pytest.mark.parametrize("issued_on", ["2026-01-01", "2025-12-01"], ids=["the same", "an older one"])
def test_who_comes_back_with_a_certificate_that_was_told_of_is_told_of_it_no_second_time(
    issued_on: str, cloud: Cloud
) -> None:
    person = builders.subscriber(builders.employer().id)
    for on in ("2026-11-01", "2026-12-01"):
        remind(person, on)
    departures.leave_work(person.id, person.employer_id or "", day("2026-12-15"), builders.ACTOR, at("2026-12-15"), LAW)

    same, issued = person.national_number, day(issued_on)
    builders.subscriber(person.employer_id, on="2027-01-10", national_number=same, certificate_issued_on=issued)
    remind(person, "2027-01-10")

    assert sorted(told(person)) == [ENDED, ENDING]


def test_who_has_no_certificate_and_who_needs_none_is_told_of_none(cloud: Cloud) -> None:
    without = builders.subscriber(None, None, category="state_paid", birth_date=day("2015-01-01"))
    needless = builders.subscriber(None, category="state_paid", birth_date=day("2015-01-01"))
    before = cloud.items()

    for person in (without, needless):
        remind(person, "2027-02-01")

    assert cloud.items() == before
    assert needless.next_action_on is None


@pytest.mark.requirement("CON-6", "PKG-9")
def test_a_shorter_life_of_certificates_is_told_of_by_its_own_days(cloud: Cloud) -> None:
    old, new = builders.subscriber(None), builders.subscriber(None, on="2026-03-01")
    for each in (old, new):
        sweep(cloud, f"{each.covered_from}")

    builders.added("certificate_months", "2026-02-01", 6, "2026-03-10")
    sweep(cloud, "2026-03-10")
    assert (waits_until(old), waits_until(new)) == ("2026-11-01", "2026-08-01")
    sweep(cloud, "2026-09-01")

    assert sorted(told(new)) == [("certificate_ended", "2026-09-01"), ("certificate_ending", "2026-09-01")]
    assert told(old) == []


@pytest.mark.requirement("CON-6")
def test_who_would_be_told_too_early_waits_for_the_day_of_the_law_of_now(cloud: Cloud) -> None:
    person = builders.subscriber(None, on="2026-03-01")
    builders.added("certificate_months", "2026-02-01", 14, "2026-12-31")

    remind(person, "2027-01-01")  # the roll has not been looked at yet

    assert (told(person), waits_until(person)) == ([], "2027-04-01")


@pytest.mark.requirement("CON-6", "PKG-8")
def test_a_new_value_writes_only_to_those_whose_day_it_moves(faults: Faults, cloud: Cloud) -> None:
    employer = builders.employer()
    for _ in range(3):
        builders.subscriber(employer.id)
    builders.added("certificate_notice_months", "2026-02-01", 2, "2026-01-10")
    before = [item for item in cloud.items() if item["sk"] == keys.SUBSCRIBER]

    sweep(cloud, "2026-01-11")

    assert [item for item in cloud.items() if item["sk"] == keys.SUBSCRIBER] == before


def test_what_a_person_waits_for_is_read_back_as_it_was_written(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    after = replace(person, certificate_told=CertificateStep.ENDING, next_action_on=day("2026-12-01"))

    write_one(subscribers.reminded(person, after))

    assert subscribers.load(person.id) == after
