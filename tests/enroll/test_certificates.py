"""Salary certificates: handed in by one person, approved by another, and what months make of them (SAL-4, ACC-3)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.collect.accounts import owed
from functions.collect.months import openings
from functions.enroll.subscribers import certificates
from functions.enroll.subscribers import registering as subscribers
from functions.enroll.subscribers.certificates import CertificateNotIssuedYet, NewCertificate, NoIncomeAsked
from ishtirak.errors import NoValueInForce
from ishtirak.messaging.queues import Queue
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.assessments import IncomeMissing, IncomeSource
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.certificates import CertificateDoesNotAddUp, CertificatePart, CertificateStep
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import assessments, cases, keys, notices, restatements
from ishtirak.storage import certificates as kept
from ishtirak.storage import subscribers as subscribers_kept
from ishtirak.storage.cases import Case
from ishtirak.storage.certificates import (
    CertificateDecided,
    CertificateState,
    SalaryCertificate,
    UnknownCertificate,
)
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain, sweep

CLERK, HEAD = "a clerk", "a head of department"
JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
PARTS = {CertificatePart.BASIC: Money.dinars("900"), CertificatePart.BONUS: Money.dinars("200")}


def submitted(person: Subscriber, issued_on: str, gross: str = "1500", on: str | None = None) -> SalaryCertificate:
    """A certificate that is handed in on the day of its issue, or on another one."""
    new = NewCertificate(day(issued_on), Money.dinars(gross))
    return certificates.submit(person, new, CLERK, at(on or issued_on), LAW)


def approved(person: Subscriber, issued_on: str, gross: str = "1500", on: str | None = None) -> SalaryCertificate:
    entered = submitted(person, issued_on, gross, on)
    return certificates.approve(person.id, entered.id, HEAD, at(on or issued_on), LAW)


def owed_for(person: Subscriber, month: Month) -> str:
    return str(owed.owed_by_payer(person.id, month, LAW).owed)


def watch(person: Subscriber) -> tuple[CertificateStep | None, str | None]:
    """What the person was told of the certificate, and the day of what comes next."""
    found = subscribers_kept.load(person.id)
    return found.certificate_told, str(found.next_action_on) if found.next_action_on else None


def opened_case(kind: CaseKind, person: Subscriber, **facts: str) -> Case:
    case = Case(kind, person.id, day("2026-01-05"), facts)
    write_one(cases.put(None, case))
    return case


def state_of(kind: CaseKind, person: Subscriber) -> tuple[bool, str | None, str | None]:
    case = cases.load(kind, person.id)
    return case.is_open, case.outcome, case.closed_by


@pytest.mark.requirement("SAL-4")
def test_a_certificate_is_kept_with_its_parts_and_counts_for_nothing_until_it_is_approved(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)

    entered = certificates.submit(person, NewCertificate(day("2026-01-10"), parts=PARTS), CLERK, at("2026-01-12"), LAW)

    assert entered == kept.load(person.id, entered.id)
    assert (entered.gross, dict(entered.parts), entered.entered_by) == (Money.dinars("1100"), PARTS, CLERK)
    assert subscribers_kept.load(person.id) == person
    builders.opened([person.roll_id], "2026-02-01")
    assert owed_for(person, JANUARY) == "25.000"


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewCertificate(day("2026-01-13"), Money.dinars("1000")), CertificateNotIssuedYet),
        (NewCertificate(day("2026-01-12")), IncomeMissing),
        (NewCertificate(day("2026-01-12"), Money.dinars("1000"), PARTS), CertificateDoesNotAddUp),
        (NewCertificate(day("2009-12-31"), Money.dinars("1000")), NoValueInForce),
    ],
)
def test_what_proves_no_income_is_refused(cloud: Cloud, new: NewCertificate, error: type[Exception]) -> None:
    person = builders.subscriber(None)
    before = cloud.items()

    with pytest.raises(error):
        certificates.submit(person, new, CLERK, at("2026-01-12"), LAW)

    assert cloud.items() == before


@pytest.mark.requirement("CON-3", "SAL-4")
def test_no_certificate_is_asked_of_those_for_whom_the_state_pays_by_age(cloud: Cloud) -> None:
    person = builders.subscriber(None, None, category="state_paid", birth_date=day("2015-01-01"))

    with pytest.raises(NoIncomeAsked):
        submitted(person, "2026-01-10")

    assert watch(person) == (None, None)


@pytest.mark.requirement("ACC-3", "SAL-4")
def test_who_has_entered_a_certificate_does_not_approve_it(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    entered = submitted(person, "2026-01-10")
    before = cloud.items()

    with pytest.raises(SamePersonApproves):
        certificates.approve(person.id, entered.id, CLERK, at("2026-01-10"), LAW)

    assert cloud.items() == before


@pytest.mark.requirement("ACC-3", "SAL-4")
def test_an_approved_certificate_is_approved_once_and_who_and_when_are_kept(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    entered = submitted(person, "2026-01-10")

    done = certificates.approve(person.id, entered.id, HEAD, at("2026-01-11"), LAW)
    after = cloud.items()
    again = certificates.approve(person.id, entered.id, "another", at("2026-01-12"), LAW)

    assert done == again == kept.load(person.id, entered.id)
    assert (done.state, done.decided_by) == (CertificateState.APPROVED, HEAD)
    assert cloud.items() == after
    assert [str(each.gross) for each in subscribers_kept.load(person.id).certificates] == ["1000.000", "1500.000"]
    deeds = [(item["actor"], item["action"]) for item in after if item["sk"].startswith("DEED#")]
    assert sorted(deeds)[:2] == [(CLERK, "submit_certificate"), (HEAD, "approve_certificate")]
    with pytest.raises(CertificateDecided):
        certificates.reject(person.id, entered.id, "لا", HEAD, at("2026-01-12"), LAW)


@pytest.mark.requirement("ACC-3", "SAL-4")
def test_a_certificate_that_was_turned_down_keeps_its_reason_and_is_not_approved_any_more(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    entered = submitted(person, "2026-01-10")

    done = certificates.reject(person.id, entered.id, "بلا ختم", CLERK, at("2026-01-11"), LAW)

    assert done == kept.load(person.id, entered.id)
    assert (done.state, done.reason) == (CertificateState.REJECTED, "بلا ختم")
    with pytest.raises(CertificateDecided):
        certificates.approve(person.id, entered.id, HEAD, at("2026-01-12"), LAW)
    assert subscribers_kept.load(person.id) == person


def test_a_certificate_that_nobody_handed_in_is_not_found(cloud: Cloud) -> None:
    with pytest.raises(UnknownCertificate):
        certificates.approve("S1", "C1", HEAD, at("2026-01-12"), LAW)
    with pytest.raises(UnknownCertificate):
        certificates.reject("S1", kept.AT_REGISTRATION, "لا", HEAD, at("2026-01-12"), LAW)


@pytest.mark.requirement("SAL-4", "ACC-3")
def test_certificates_that_wait_are_listed_until_they_are_decided_on(cloud: Cloud) -> None:
    people = [builders.subscriber(None) for _ in range(3)]
    entered = [submitted(person, f"2026-01-1{number}") for number, person in enumerate(people)]
    certificates.reject(people[0].id, entered[0].id, "لا", HEAD, at("2026-01-15"), LAW)

    first, after = kept.pending(1)
    rest, _ = kept.pending(10, after)

    assert [*first, *rest] == entered[1:]
    sweep(cloud, "2026-01-20")
    assert kept.pending(10)[0] == entered[1:]


@pytest.mark.requirement("SAL-4")
def test_all_certificates_of_a_person_are_listed_newest_first_with_that_of_the_registration_and_its_parts(
    cloud: Cloud,
) -> None:
    person = builders.subscriber(None, "1100", parts=PARTS)
    newer, older = approved(person, "2026-02-10"), approved(person, "2025-05-01", on="2026-02-11")
    waiting = submitted(person, "2026-02-12")

    listed = kept.of_subscriber(subscribers_kept.load(person.id))

    assert [each.id for each in listed] == [waiting.id, newer.id, kept.AT_REGISTRATION, older.id]
    own = listed[2]
    assert (own.gross, dict(own.parts), own.state) == (Money.dinars("1100"), PARTS, CertificateState.APPROVED)


@pytest.mark.requirement("CON-8", "SAL-4")
def test_opened_months_from_its_issue_on_are_assessed_again_and_earlier_ones_stay(cloud: Cloud) -> None:
    employer = builders.employer()
    person, other = builders.subscriber(employer.id), builders.subscriber(employer.id)
    builders.opened([employer.id], "2026-04-01")
    cloud.take_all()

    approved(person, "2026-02-10", on="2026-04-05")
    drain(cloud, "2026-04-05")

    assert [owed_for(person, month) for month in (JANUARY, FEBRUARY, MARCH)] == ["25.000", "37.500", "37.500"]
    assert [owed_for(other, month) for month in (JANUARY, FEBRUARY, MARCH)] == ["25.000"] * 3
    assert owed_for_employer(employer.id, FEBRUARY) == "125.000"
    builders.opened([employer.id], "2026-05-01")
    assert owed_for(person, Month(2026, 4)) == "37.500"


def owed_for_employer(employer_id: str, month: Month) -> str:
    return str(owed.owed_by_payer(employer_id, month, LAW).owed)


@pytest.mark.requirement("CON-8")
def test_a_month_that_the_employer_has_stated_is_left_as_stated(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.stated(employer.id, "2026-01", "2026-01-28", **{person.id: Stated(Money.dinars("1200"))})
    builders.opened([employer.id], "2026-03-01")

    approved(person, "2026-01-10", on="2026-03-05")
    drain(cloud, "2026-03-05")

    assert assessments.load(person.id, JANUARY).assessment.source is IncomeSource.STATEMENT
    assert [owed_for(person, month) for month in (JANUARY, FEBRUARY)] == ["30.000", "37.500"]


@pytest.mark.requirement("CON-8", "SAL-4")
def test_a_certificate_of_a_month_to_be_opened_asks_for_nothing_to_be_assessed_again(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    builders.opened([person.roll_id], "2026-02-01")
    cloud.take_all()

    approved(person, "2026-02-10")

    assert restatements.find(person.id) is None
    assert cloud.take(Queue.OPENINGS) == []


@pytest.mark.requirement("CON-8", "COL-1")
def test_who_was_passed_by_already_by_the_opening_of_the_month_is_assessed_on_the_new_certificate(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "PEOPLE_OF_ONE_PAGE", 1)
    monkeypatch.setattr(openings, "PAGES_OF_ONE_MESSAGE", 1)
    employer = builders.employer()
    people = sorted((builders.subscriber(employer.id) for _ in range(2)), key=lambda person: person.id)
    openings.work_roll(employer.id, at("2026-02-01"), LAW)
    rest = cloud.take(Queue.OPENINGS)

    approved(people[0], "2026-01-10", on="2026-02-01")
    for message in cloud.take(Queue.OPENINGS):
        openings.restate_person(message["subscriber_id"], at("2026-02-01"), LAW)
    openings.work_roll(employer.id, at("2026-02-01"), LAW, rest[0]["after"], rest[0]["version"])
    drain(cloud, "2026-02-01")

    assert [owed_for(person, JANUARY) for person in people] == ["37.500", "25.000"]
    assert owed_for_employer(employer.id, JANUARY) == "125.000"


@pytest.mark.requirement("PKG-8", "CON-8")
def test_a_message_that_was_lost_is_caught_up_by_the_next_sweep(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    builders.opened([person.roll_id], "2026-02-01")
    approved(person, "2026-01-10", on="2026-02-05")
    cloud.take_all()

    sweep(cloud, "2026-02-06")

    assert owed_for(person, JANUARY) == "37.500"
    assert restatements.find(person.id) is None


@pytest.mark.requirement("CON-8")
def test_of_two_certificates_of_one_day_the_one_that_was_approved_later_counts(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    first, second = submitted(person, "2026-01-10", "1500"), submitted(person, "2026-01-10", "1700")

    for each in (second, first):
        certificates.approve(person.id, each.id, HEAD, at("2026-01-12"), LAW)
    builders.opened([person.roll_id], "2026-02-01")

    assert assessments.load(person.id, JANUARY).assessment.income == Money.dinars("1500")


@pytest.mark.requirement("ACC-3", "SAL-4")
def test_of_many_approvals_at_once_one_counts_and_of_many_certificates_all(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    entered = [submitted(person, f"2026-01-1{number}") for number in range(3)]

    with ThreadPoolExecutor(6) as threads:
        done = list(
            threads.map(lambda each: certificates.approve(person.id, each.id, HEAD, at("2026-01-20"), LAW), entered * 2)
        )

    assert {each.state for each in done} == {CertificateState.APPROVED}
    issued = [str(each.issued_on) for each in subscribers_kept.load(person.id).certificates]
    assert sorted(issued) == ["2026-01-01", "2026-01-10", "2026-01-11", "2026-01-12"]


@pytest.mark.requirement("SAL-2", "SAL-3")
def test_a_certificate_issued_since_the_rise_closes_its_case_and_an_older_one_does_not(cloud: Cloud) -> None:
    people = [builders.subscriber(None) for _ in range(2)]
    for person in people:
        opened_case(CaseKind.SALARY_RISE, person, first_month="2026-03", last_month="2026-05")

    approved(people[0], "2026-03-01", on="2026-06-02")
    approved(people[1], "2026-02-28", on="2026-06-02")

    assert state_of(CaseKind.SALARY_RISE, people[0]) == (False, "certificate_approved", HEAD)
    assert state_of(CaseKind.SALARY_RISE, people[1]) == (True, None, None)


@pytest.mark.requirement("SAL-2", "SAL-3", "CON-8")
def test_a_rise_ends_with_the_new_certificate_and_is_not_found_again(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    for number in range(2, 6):
        month, on = f"2026-{number:02d}", f"2026-{number + 1:02d}-02"
        builders.stated(employer.id, month, on, **{person.id: Stated(net=Money.dinars("929.87"))})
        sweep(cloud, on)
    assert state_of(CaseKind.SALARY_RISE, person)[0]

    approved(person, "2026-05-10", "1050", on="2026-06-05")
    drain(cloud, "2026-06-05")
    sweep(cloud, "2026-07-01")

    assert cases.load(CaseKind.SALARY_RISE, person.id).number == 1
    assert state_of(CaseKind.SALARY_RISE, person) == (False, "certificate_approved", HEAD)
    months = [owed_for(person, Month(2026, number)) for number in (4, 5, 6)]
    assert months == ["25.000", "26.250", "26.250"]


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(("issued_on", "is_open"), [("2026-01-12", True), ("2026-01-13", False)])
def test_the_case_of_an_ended_certificate_ends_with_one_that_has_not_ended_itself(
    cloud: Cloud, issued_on: str, is_open: bool
) -> None:
    person = builders.subscriber(None)
    opened_case(CaseKind.CERTIFICATE_ENDED, person)
    opened_case(CaseKind.RATE_MISSING, person, month="2026-01")

    approved(person, issued_on, on="2026-12-12")

    assert state_of(CaseKind.CERTIFICATE_ENDED, person)[0] is is_open
    assert state_of(CaseKind.RATE_MISSING, person)[0]


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("issued_on", "on", "told", "next_on"),
    [
        ("2026-01-01", "2026-01-01", None, "2026-11-01"),
        ("2025-03-31", "2026-01-01", None, "2026-01-28"),
        ("2025-02-10", "2026-01-01", CertificateStep.ENDING, "2026-01-10"),
        ("2024-02-10", "2026-01-01", CertificateStep.ENDING, "2025-01-10"),
    ],
)
def test_the_certificate_of_a_registration_is_watched_from_its_first_day(
    cloud: Cloud, issued_on: str, on: str, told: CertificateStep | None, next_on: str
) -> None:
    person = builders.subscriber(None, on=on, certificate_issued_on=day(issued_on))

    assert watch(person) == (told, next_on)
    assert subscribers_kept.load(person.id) == person


@pytest.mark.requirement("SAL-4")
def test_only_the_newest_certificate_is_watched(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    approved(person, "2025-06-01", on="2026-01-20")
    assert watch(person) == (None, "2026-11-01")
    approved(person, "2026-02-20")
    assert watch(person) == (None, "2026-12-20")


@pytest.mark.requirement("SAL-4", "NOT-3")
def test_who_renews_after_the_notice_is_told_of_the_end_of_the_new_certificate_and_not_of_the_old_one(
    cloud: Cloud,
) -> None:
    person = builders.subscriber(None)
    sweep(cloud, "2026-11-01")
    assert watch(person) == (CertificateStep.ENDING, "2026-12-01")

    approved(person, "2026-11-15")
    sweep(cloud, "2026-12-01")
    sweep(cloud, "2027-09-15")

    told = [
        each.values["ends_on"]
        for each in notices.told_to(keys.subscriber(person.id), 20)[0]
        if "ends_on" in each.values
    ]
    assert told == ["2026-12-01", "2027-10-15"]


@pytest.mark.requirement("SAL-4", "NOT-3")
def test_a_certificate_that_takes_the_place_of_one_of_the_same_day_is_not_told_of_again(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    sweep(cloud, "2026-11-01")

    approved(person, "2026-01-01", "1200", on="2026-11-02")
    sweep(cloud, "2026-11-02")

    assert watch(person) == (CertificateStep.ENDING, "2026-12-01")


@pytest.mark.requirement("SAL-4", "NOT-3")
@pytest.mark.parametrize("act", ["tell", "edit"])
def test_an_approval_decides_again_where_the_person_was_told_or_edited_meanwhile(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    person = builders.subscriber(None)
    entered = submitted(person, "2026-11-01")
    meanwhile: list[Callable[[], object]] = [
        lambda: sweep(cloud, "2026-12-01") if act == "tell" else subscribers.edit(person, {"name": "عمر"}, ACTOR, now)
    ]
    now, look_up = at("2026-12-01"), cases.of_subscriber

    def looked_up(subscriber_id: str) -> list[Case]:
        found = look_up(subscriber_id)
        if meanwhile:
            meanwhile.pop()()
        return found

    monkeypatch.setattr(cases, "of_subscriber", looked_up)
    certificates.approve(person.id, entered.id, HEAD, now, LAW)
    sweep(cloud, "2026-12-01")

    assert watch(person) == (None, "2027-09-01")
    open_kinds = {case.kind for case in cases.of_subscriber(person.id) if case.is_open}
    assert open_kinds <= {CaseKind.ACCOUNT_FROZEN}, "who pays nothing all year is frozen, and nothing else is open"
