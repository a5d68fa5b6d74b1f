"""A document that will end, and one that has ended: told once each, in order, and nothing needless (ENR-3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.enroll.endings import departures
from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from functions.enroll.papers import documents as sending
from functions.enroll.papers.documents import NewDocument
from functions.notify import documents
from ishtirak.files.contents import ContentType
from ishtirak.messaging.queues import Queue
from ishtirak.rules.documents import DocumentStep
from ishtirak.rules.packages import Reason
from ishtirak.storage import documents as kept
from ishtirak.storage import keys, laws, notices
from ishtirak.storage.dependants import Dependant, Relation
from ishtirak.storage.documents import Document, UnknownDocument
from ishtirak.storage.person_files import FileState
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well
from tests.work import drain, read_due, send, sweep

pytestmark = pytest.mark.requirement("ENR-3", "NOT-1")

ENDING, ENDED = "document_ending", "document_ended"


def approved(person: Subscriber, expires_on: str | None, on: str = "2026-01-10", **told: object) -> Document:
    """A document whose file has come, approved on a day."""
    made_up = {"kind": "identity", "issued_on": day("2025-01-01"), "file_name": "a.pdf"}
    end = day(expires_on) if expires_on else None
    new = NewDocument(**{**made_up, "content_type": ContentType.PDF, "expires_on": end, **told})  # type: ignore[arg-type]
    waiting, _ = sending.ask(person.id, new, "a clerk", at(on), LAW)
    kept.save(waiting, replace(waiting, state=FileState.PENDING, checked_at=at(on).isoformat()))
    return sending.approve(person.id, waiting.id, "a head", at(on), laws.in_force())


def child_of(person: Subscriber) -> Dependant:
    told = NewDependant(
        Relation.CHILD, "سالم", builders.national_number(), day("2020-01-01"), "male", day("2026-01-02")
    )
    return dependants.add(person.id, told, "a clerk", at("2026-01-02"))


def told(person: Subscriber) -> list[tuple[str, str]]:
    """Kind and day of threshold of each notice about a document, in order of their days."""
    found, _ = notices.told_to(keys.subscriber(person.id), 50)
    about = [each for each in found if "document" in each.values]
    return sorted(((each.kind.value, each.values["on"]) for each in about), key=lambda each: each[1])


def remind(document: Document, on: str) -> None:
    documents.remind(document.subscriber_id, document.id, at(on), laws.in_force())


def watch(document: Document) -> tuple[DocumentStep | None, str | None, str | None]:
    """The step that lies behind it with its day, and the day of the next one."""
    found = kept.load(document.subscriber_id, document.id)
    days = [str(each) if each else None for each in (found.passed_on, found.next_action_on)]
    return found.passed, days[0], days[1]


@pytest.mark.requirement("NOT-3")
def test_a_person_is_told_thirty_days_before_the_end_and_on_its_day_and_no_other_day(cloud: Cloud) -> None:
    """
    2026-12-01 document_ending
    2026-12-31 document_ended
    """
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")

    for on in ("2026-11-30", "2026-12-01", "2026-12-01", "2026-12-30"):
        sweep(cloud, on)
    assert told(person) == [(ENDING, "2026-12-01")]
    for on in ("2026-12-31", "2026-12-31", "2027-01-05"):
        sweep(cloud, on)

    assert told(person) == [(ENDING, "2026-12-01"), (ENDED, "2026-12-31")]
    assert watch(document) == (DocumentStep.ENDED, "2026-12-31", None)
    sent = [sms for sms in cloud.sms() if "«إثبات الهوية» باسم علي" in sms.text]
    assert [sms.phone for sms in sent] == [person.phone] * 2
    assert all("2026-12-31" in sms.text for sms in sent)


@pytest.mark.requirement("PKG-9")
def test_a_sweep_that_runs_late_tells_both_in_order_each_dated_by_its_threshold(faults: Faults) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")
    faults.arm()

    remind(document, "2027-03-20")

    assert [call for call in faults.calls if call == "TransactWriteItems"] == ["TransactWriteItems"] * 2
    assert told(person) == [(ENDING, "2026-12-01"), (ENDED, "2026-12-31")]
    assert watch(document) == (DocumentStep.ENDED, "2026-12-31", None)


@pytest.mark.requirement("PKG-8")
def test_a_sweep_finds_only_documents_whose_day_has_come_and_after_the_end_none(cloud: Cloud) -> None:
    document = approved(builders.subscriber(builders.employer().id), "2026-06-30")
    read_due(cloud, "2026-05-30")
    assert [each for each in cloud.take(Queue.TELLINGS) if "document_of" in each] == []

    read_due(cloud, "2026-05-31")
    told_to = {"document_of": document.subscriber_id, "document_id": document.id, "swept": "2026-05-31"}
    assert cloud.take(Queue.TELLINGS) == [told_to]
    remind(document, "2026-06-30")
    read_due(cloud, "2026-07-01")

    assert cloud.take(Queue.TELLINGS) == []


def test_one_that_waits_for_its_review_is_no_work_of_the_sweep(cloud: Cloud) -> None:
    document = approved(builders.subscriber(builders.employer().id), None, kind="bank_account")
    waiting = replace(document, state=FileState.PENDING)
    kept.save(document, waiting)

    read_due(cloud, "2026-01-20")

    assert cloud.take(Queue.TELLINGS) == []
    assert [each.id for each in kept.pending(10)[0]] == [document.id]


@pytest.mark.requirement("NOT-3")
def test_many_workers_at_once_tell_each_step_once(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: remind(document, "2027-01-05"), range(5)))

    assert told(person) == [(ENDING, "2026-12-01"), (ENDED, "2026-12-31")]


@pytest.mark.requirement("NOT-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_the_end_is_the_same(cloud: Cloud, fault: Fault, faults: Faults) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")
    before = cloud.items()
    faults.arm()
    remind(document, "2027-01-05")
    calls, undisturbed = list(faults.calls), cloud.items()

    for number, call in enumerate(calls, 1):
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(lambda: remind(document, "2027-01-05"))
        faults.arm()
        remind(document, "2027-01-05")
        assert cloud.items() == undisturbed, f"{call} ({number})"


def test_nothing_is_told_where_an_approved_document_of_the_kind_lasts_longer(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    old, new = approved(person, "2026-06-30"), approved(person, "2027-06-30")

    sweep(cloud, "2026-07-05")

    assert told(person) == []
    assert watch(old) == (DocumentStep.ENDED, "2026-06-30", None)
    assert watch(new) == (None, None, "2027-05-31")


def test_who_renews_after_the_first_notice_is_not_told_that_the_old_one_has_ended(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    approved(person, "2026-06-30")
    sweep(cloud, "2026-05-31")

    approved(person, "2030-01-01", on="2026-06-10")
    sweep(cloud, "2026-06-30")

    assert told(person) == [(ENDING, "2026-05-31")]


@pytest.mark.parametrize("other", ["another kind", "another person's", "not approved"])
def test_what_does_not_take_its_place_changes_nothing(cloud: Cloud, other: str) -> None:
    person = builders.subscriber(None)
    approved(person, "2026-06-30")
    if other == "another kind":
        approved(person, "2030-01-01", kind="other")
    elif other == "another person's":
        approved(person, "2030-01-01", dependant_id=child_of(person).id)
    else:
        document = approved(person, "2030-01-01")
        kept.save(document, replace(document, state=FileState.REJECTED, next_action_on=None))

    sweep(cloud, "2026-06-30")

    assert told(person) == [(ENDING, "2026-05-31"), (ENDED, "2026-06-30")]


@pytest.mark.parametrize("ending", [Reason.DECEASED, Reason.ENDED])
def test_nothing_is_told_to_the_dead_or_to_those_whose_cover_has_ended(cloud: Cloud, ending: Reason) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-06-30")
    departures.end_cover(person.id, day("2026-05-31"), ending, "a clerk", at("2026-06-15"), LAW)

    sweep(cloud, "2026-06-15")
    sweep(cloud, "2026-06-30")

    assert told(person) == []
    assert watch(document) == (DocumentStep.ENDED, "2026-06-30", None)


def test_who_leaves_after_the_first_notice_is_not_told_of_the_end(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    approved(person, "2026-06-30")
    sweep(cloud, "2026-05-31")

    departures.end_cover(person.id, day("2026-06-20"), Reason.ENDED, "a clerk", at("2026-06-19"), LAW)
    sweep(cloud, "2026-06-30")

    assert told(person) == [(ENDING, "2026-05-31")]


@pytest.mark.requirement("FAM-4")
def test_the_subscriber_is_told_of_a_family_members_document_while_that_member_is_covered(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    child, gone = child_of(person), child_of(person)
    approved(person, "2026-06-30", dependant_id=child.id)
    approved(person, "2026-06-30", dependant_id=gone.id)
    dependants.lose(person.id, gone.id, day("2026-05-01"), Reason.DECEASED, "a clerk", at("2026-05-02"))

    sweep(cloud, "2026-05-31")

    (notice,) = [each for each in notices.told_to(keys.subscriber(person.id), 50)[0] if "document" in each.values]
    assert (notice.kind.value, notice.values["name"]) == (ENDING, "سالم")


@pytest.mark.requirement("CON-6", "PKG-9")
def test_a_later_value_of_the_days_counts_for_documents_approved_from_then_on(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    before = approved(person, "2026-12-31")
    builders.added("document_ending_days", "2026-03-01", 60, "2026-02-20")
    drain(cloud, "2026-02-20")

    after = approved(builders.subscriber(None), "2026-12-31", on="2026-03-01")

    assert (watch(before)[2], watch(after)[2]) == ("2026-12-01", "2026-11-01")


@pytest.mark.requirement("CON-6")
def test_who_would_be_told_too_early_by_the_law_of_now_waits_for_its_day(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")
    builders.added("document_ending_days", "2026-01-01", 10, "2026-11-20")
    drain(cloud, "2026-11-20")

    sweep(cloud, "2026-12-01")
    assert (told(person), watch(document)) == ([], (None, None, "2026-12-21"))
    sweep(cloud, "2026-12-21")

    assert told(person) == [(ENDING, "2026-12-21")]


def test_a_message_that_comes_too_early_and_one_of_no_document_do_nothing(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    document = approved(person, "2026-12-31")
    before = cloud.items()

    remind(document, "2026-11-30")
    with pytest.raises(UnknownDocument):
        documents.remind(person.id, "F000000000000", at("2026-11-30"), LAW)

    assert cloud.items() == before


def test_what_a_document_waits_for_is_read_back_as_it_was_written(cloud: Cloud) -> None:
    document = approved(builders.subscriber(None), "2026-12-31")
    after = replace(
        document, passed=DocumentStep.ENDING, passed_on=day("2026-12-01"), next_action_on=day("2026-12-31"), number="A1"
    )

    write_one(kept.put_over(document, after))

    assert kept.load(document.subscriber_id, document.id) == replace(after, version=document.version + 1)


@pytest.mark.requirement("NOT-3")
def test_each_notice_is_sent_once(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    remind(approved(person, "2026-12-31"), "2027-01-05")

    send(cloud, "2027-01-05")
    send(cloud, "2027-01-05")

    assert len([sms for sms in cloud.sms() if sms.phone == person.phone and "صلاحية" in sms.text]) == 2
