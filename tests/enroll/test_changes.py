"""Requests of change: asked for, submitted, decided on by another person, in force on their day (ENR-5, ENR-8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from functions.collect.accounts import contributions, owed
from functions.collect.cover import covers
from functions.collect.shares import variance
from functions.enroll.changes import requests as changes
from functions.enroll.changes.packages import ArrearsOpen, PackageFollowsPayment
from functions.enroll.changes.requests import ChangeDecided, NothingChanges
from functions.enroll.endings import departures
from functions.enroll.papers.proofs import DocumentsMissing
from functions.enroll.subscribers.registering import CoverTooEarly, EmployerMissing, NoSocialSecurityNumber
from ishtirak.messaging.queues import Queue
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.assessments import IncomeMissing
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.identity import NationalNumberOfAnother
from ishtirak.rules.packages import Package
from ishtirak.rules.spells import NotCoveredThen
from ishtirak.storage import changes as kept
from ishtirak.storage import persons, subscribers
from ishtirak.storage.changes import Change, ChangeState, UnknownChange
from ishtirak.storage.documents import Document
from ishtirak.storage.person_files import FileState
from ishtirak.storage.persons import AlreadyCovered
from ishtirak.storage.subscribers import Subscriber
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain, read_due, sweep

HEAD = "a head of department"


def papers(person: Subscriber, kind: str) -> list[str]:
    """The documents that a change needs, all approved."""
    return [builders.document(person, each).id for each in LAW.changes[kind].needs]


def asked(
    person: Subscriber, kind: str, on: str = "2026-01-05", from_: str | None = None, *, submit: bool = True, **what: str
) -> Change:
    """A request that somebody has made on a day."""
    return changes.ask(person, kind, what, day(from_ or on), papers(person, kind), submit, ACTOR, at(on), LAW)


def approved(person: Subscriber, kind: str, on: str = "2026-01-05", from_: str | None = None, **what: str) -> Change:
    request = asked(person, kind, on, from_, submit=True, **what)
    return changes.approve(person.id, request.id, HEAD, at(on), LAW)


def employer_owes(employer_id: str, *months: int) -> list[str]:
    return [str(owed.owed_by_payer(employer_id, Month(2026, month), LAW).owed) for month in months]


@pytest.fixture
def person(cloud: Cloud) -> Subscriber:
    return builders.subscriber(builders.employer().id)


@pytest.mark.requirement("ENR-5", "ACC-3")
def test_a_change_goes_from_draft_to_in_force_and_who_asked_does_not_approve(cloud: Cloud, person: Subscriber) -> None:
    iban = "LY83002048000020100120361"

    draft = asked(person, "bank_account", submit=False, iban=iban)
    with pytest.raises(ChangeDecided):
        changes.approve(person.id, draft.id, HEAD, at("2026-01-05"), LAW)
    submitted = changes.submit(person.id, draft.id, ACTOR, at("2026-01-06"), LAW)
    again = changes.submit(person.id, draft.id, ACTOR, at("2026-01-06"), LAW)
    assert kept.submitted(10) == ([submitted], None)
    with pytest.raises(SamePersonApproves):
        changes.approve(person.id, draft.id, ACTOR, at("2026-01-07"), LAW)
    done = changes.approve(person.id, draft.id, HEAD, at("2026-01-07"), LAW)

    assert [draft.state, submitted.state, done.state] == ["draft", "submitted", "in_force"]
    assert again == submitted
    assert (done.decided_by, subscribers.load(person.id).iban) == (HEAD, iban)
    assert kept.submitted(10) == ([], None)
    assert changes.approve(person.id, draft.id, HEAD, at("2026-01-08"), LAW) == done
    assert kept.of_subscriber(person.id) == [done]
    with pytest.raises(UnknownChange):
        kept.load(person.id, "Q0")


@pytest.mark.requirement("ENR-5")
def test_what_is_rejected_or_withdrawn_changes_nothing(cloud: Cloud, person: Subscriber) -> None:
    first = asked(person, "category", category="self_employed", social_security_number="1")
    second = asked(person, "category", category="retiree")

    rejected = changes.reject(person.id, first.id, "المستند غير واضح", HEAD, at("2026-01-06"))
    withdrawn = changes.withdraw(person.id, second.id, ACTOR, at("2026-01-06"))

    assert (rejected.state, rejected.reason) == (ChangeState.REJECTED, "المستند غير واضح")
    assert withdrawn.state is ChangeState.WITHDRAWN
    assert subscribers.load(person.id) == person
    decisions: list[Callable[[], Change]] = [
        lambda: changes.approve(person.id, first.id, HEAD, at("2026-01-07"), LAW),
        lambda: changes.reject(person.id, second.id, "-", HEAD, at("2026-01-07")),
        lambda: changes.withdraw(person.id, first.id, ACTOR, at("2026-01-07")),
    ]
    for decide in decisions:
        with pytest.raises(ChangeDecided):
            decide()


REFUSED: list[tuple[str, dict[str, str], type[Exception]]] = [
    ("category", {"category": "self_employed"}, NoSocialSecurityNumber),
    ("category", {"category": "private_employee"}, NothingChanges),
    ("bank_account", {"iban": "LY58"}, NothingChanges),
    ("package", {"package": "basic_2_5"}, PackageFollowsPayment),
    ("personal_data", {"birth_date": "1980-01-01"}, NationalNumberOfAnother),
]


@pytest.mark.requirement("ENR-5")
@pytest.mark.parametrize(("kind", "what", "error"), REFUSED)
def test_what_the_rules_forbid_is_refused_before_anybody_has_to_decide_on_it(
    cloud: Cloud, kind: str, what: dict[str, str], error: type[Exception]
) -> None:
    person = builders.subscriber(builders.employer().id, iban="LY58", gender="male", birth_date=day("1972-01-01"))
    handed_in = papers(person, kind)
    items = cloud.items()

    with pytest.raises(error):
        changes.ask(person, kind, what, day("2026-01-05"), handed_in, True, ACTOR, at("2026-01-05"), LAW)

    assert cloud.items() == items


@pytest.mark.requirement("ENR-5", "CON-3")
def test_who_is_paid_for_by_the_state_and_takes_work_says_for_whom_and_for_how_much(cloud: Cloud) -> None:
    person = builders.subscriber(None, None, category="state_paid", birth_date=day("1990-01-01"))
    late = builders.employer("2026-02-10")

    with pytest.raises(EmployerMissing):
        asked(person, "category", category="public_employee")
    with pytest.raises(IncomeMissing):
        asked(person, "employer", on="2026-02-10", employer_id=late.id)
    with pytest.raises(CoverTooEarly):
        asked(person, "employer", from_="2026-02-09", employer_id=late.id, gross="1200")
    approved(person, "employer", on="2026-02-10", employer_id=late.id, gross="1200")

    after = subscribers.load(person.id)
    assert (after.category, after.employer_id, after.certificates[-1].gross.dirhams) == (
        "private_employee",
        late.id,
        1_200_000,
    )
    assert after.next_action_on == day("2026-12-10")
    builders.opened([late.id, person.roll_id], "2026-03-01")
    assert employer_owes(late.id, 2) == ["60.000"]


@pytest.mark.requirement("ENR-5", "ENR-8", "FAM-5")
def test_a_move_that_is_known_late_is_booked_on_the_right_list_and_taken_back_from_the_other(
    cloud: Cloud, person: Subscriber
) -> None:
    first, second = str(person.employer_id), builders.employer(sector="government").id
    for opening in ("2026-02-01", "2026-03-01", "2026-04-01"):
        sweep(cloud, opening)

    approved(person, "employer", on="2026-04-05", from_="2026-02-15", employer_id=second)
    drain(cloud, "2026-04-05")

    assert employer_owes(first, 1, 2, 3) == ["50.000", "0.000", "0.000"]
    assert employer_owes(second, 1, 2, 3) == ["0.000", "50.000", "50.000"]
    assert builders.on_list(first, "2026-02-14") == builders.on_list(second, "2026-02-15") == [person.id]
    assert builders.on_list(first, "2026-02-15") == builders.on_list(second, "2026-02-14") == []
    after = subscribers.load(person.id)
    then = after.as_in(Month(2026, 1))
    assert (then.category if then else None, after.category) == ("private_employee", "public_employee")
    covered = persons.load(person.national_number)
    assert covered.employer_id == second


@pytest.mark.requirement("ENR-5", "PKG-1", "NOT-3")
def test_who_moves_to_an_employer_that_has_lapsed_is_told_of_the_lower_package(cloud: Cloud) -> None:
    good, bad = builders.employer(), builders.employer()
    person, other = builders.subscriber(good.id), builders.subscriber(bad.id)
    for opening in ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"):
        sweep(cloud, opening)
    for payer, amount in ((good.id, "200"), (person.id, "100"), (other.id, "100")):
        builders.paid(payer, amount, "2026-05-02")

    approved(person, "employer", on="2026-05-20", employer_id=bad.id)
    drain(cloud, "2026-05-20")

    person = subscribers.load(person.id)
    assert covers.outlook(person, day("2026-05-20"), LAW).cover.package is Package.BASIC_2_5
    assert covers.outlook(person, day("2026-05-19"), LAW).cover.package is Package.FULL
    assert (person.told, person.told_on) == (Package.BASIC_2_5, day("2026-05-20"))


@pytest.mark.requirement("ENR-5")
def test_a_change_for_a_day_to_come_waits_for_it_and_a_missed_sweep_catches_up(
    cloud: Cloud, person: Subscriber
) -> None:
    second = builders.employer(sector="government").id

    waits = approved(person, "employer", from_="2026-01-20", employer_id=second)
    sweep(cloud, "2026-01-19")
    before = subscribers.load(person.id)
    sweep(cloud, "2026-01-25")
    read_due(cloud, "2026-01-26")

    assert waits.state is ChangeState.APPROVED
    assert before == person
    after = subscribers.load(person.id)
    assert (after.employer_id, after.spells[-1].from_) == (second, day("2026-01-20"))
    assert kept.load(person.id, waits.id).state is ChangeState.IN_FORCE
    assert cloud.take(Queue.CHANGES) == []


@pytest.mark.requirement("ENR-5")
def test_what_can_not_be_done_any_more_on_its_day_is_rejected_with_the_reason(cloud: Cloud, person: Subscriber) -> None:
    waits = approved(person, "category", from_="2026-01-20", category="retiree")
    departures.leave_work(person.id, str(person.employer_id), day("2026-01-10"), ACTOR, at("2026-01-10"), LAW)

    sweep(cloud, "2026-01-20")

    rejected = kept.load(person.id, waits.id)
    assert (rejected.state, rejected.decided_by) == (ChangeState.REJECTED, "ishtirak")
    assert rejected.reason == NotCoveredThen(on=day("2026-01-20")).in_arabic


@pytest.mark.requirement("ENR-5", "PKG-2")
def test_a_package_is_given_by_request_only_where_its_dues_are_settled(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    for opening in ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"):
        sweep(cloud, opening)
    builders.paid(str(person.employer_id), "200", "2026-05-02")

    with pytest.raises(ArrearsOpen):
        asked(person, "package", on="2026-05-20", package="full")
    assert approved(person, "package", on="2026-05-20", package="employer_only").state is ChangeState.IN_FORCE
    builders.paid(person.id, "100", "2026-05-21")
    assert approved(person, "package", on="2026-05-21", package="full").state is ChangeState.IN_FORCE


@pytest.mark.requirement("ENR-4", "ENR-6")
def test_a_wrong_national_number_is_corrected_and_stands_for_nobody_any_more(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id, gender="male", birth_date=day("1972-03-03"))
    other = builders.subscriber(employer.id)
    right, wrong = builders.national_number(), person.national_number

    with pytest.raises(AlreadyCovered):
        asked(person, "personal_data", national_number=other.national_number)
    approved(person, "personal_data", national_number=right, name="عمر المختار")

    after = subscribers.load(person.id)
    assert (after.national_number, after.name) == (right, "عمر المختار")
    assert persons.load(right).subscriber_id == person.id
    assert persons.find(wrong) is None
    assert builders.subscriber(employer.id, national_number=wrong).id != person.id


@pytest.mark.requirement("ENR-5", "CON-4")
def test_a_corrected_birth_date_assesses_the_months_of_the_state_again(cloud: Cloud) -> None:
    person = builders.subscriber(
        None, None, category="state_paid", gender="male", birth_date=day("1972-03-03"), national_number="119720000001"
    )
    sweep(cloud, "2026-02-01")

    approved(
        person, "personal_data", on="2026-02-02", birth_date="2012-03-03", national_number=f"12012{7:07d}", name="علي"
    )
    drain(cloud, "2026-02-02")

    assert str(variance.of_fund(Share.STATE, Month(2026, 1)).expected) == "130.000"


@pytest.mark.requirement("ENR-8")
def test_contribution_months_add_up_across_employers_and_sectors(cloud: Cloud, person: Subscriber) -> None:
    second = builders.employer(sector="government").id
    for opening in ("2026-02-01", "2026-03-01"):
        sweep(cloud, opening)
    approved(person, "employer", on="2026-03-10", employer_id=second)
    for opening in ("2026-04-01", "2026-05-01"):
        sweep(cloud, opening)
    approved(person, "category", on="2026-05-05", category="self_employed", social_security_number="77")
    sweep(cloud, "2026-06-01")
    builders.paid(person.id, "75", "2026-06-02")

    history = contributions.of_subscriber(subscribers.load(person.id), LAW)

    assert (history.counted, history.settled) == (5, 3)
    assert history.by_sector == {"private_company": 2, "government": 2, None: 1}
    assert [str(month.assessed.assessment.month) for month in history.months] == [
        f"2026-0{each}" for each in range(1, 6)
    ]
    assert [str(month.open) for month in history.months] == ["0.000", "0.000", "0.000", "25.000", "75.000"]


@pytest.mark.requirement("ENR-5", "ENR-3")
def test_a_change_is_submitted_with_the_documents_that_it_needs_and_approved_with_them(
    cloud: Cloud, person: Subscriber
) -> None:
    other, now = builders.subscriber(None), at("2026-01-05")
    iban = {"iban": "LY83002048000020100120361"}

    def ask(*documents: Document) -> Change:
        ids = [each.id for each in documents]
        return changes.ask(person, "bank_account", iban, now.date(), ids, True, ACTOR, now, LAW)

    for wrong in (
        (),
        (builders.document(person, "identity"),),
        (builders.document(person, "bank_account", FileState.REJECTED),),
        (builders.document(other, "bank_account"),),
    ):
        with pytest.raises(DocumentsMissing) as refusal:
            ask(*wrong)
        assert "إثبات الحساب المصرفي" in refusal.value.in_arabic
    waits = ask(builders.document(person, "bank_account", FileState.PENDING))
    with pytest.raises(DocumentsMissing):
        changes.approve(person.id, waits.id, HEAD, now, LAW)

    whole = ask(builders.document(person, "bank_account"))

    assert changes.approve(person.id, whole.id, HEAD, now, LAW).state is ChangeState.IN_FORCE
