"""Documents and photographs inside the room: states, the review queue, crashes of the worker (ENR-3, ACC-3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from functions.enroll.papers import arrivals, documents, photographs
from functions.enroll.papers.documents import NewDocument
from functions.enroll.papers.photographs import NewPhotograph
from functions.enroll.papers.reviews import FileDecided, FileNotChecked
from ishtirak.files.contents import ContentType
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.documents import DocumentHasEnded, DocumentStep
from ishtirak.storage import documents as kept
from ishtirak.storage import kept_files, uploads
from ishtirak.storage import photographs as photographs_kept
from ishtirak.storage.dependants import Relation, UnknownDependant
from ishtirak.storage.documents import Document, UnknownDocument
from ishtirak.storage.person_files import FileState
from ishtirak.storage.photographs import NoPhotograph, Photograph, UnknownPhotograph
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.uploads import FORM_LASTS_SECONDS
from tests import builders, papers
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well

pytestmark = pytest.mark.requirement("ENR-3")

CLERK, HEAD = "a clerk", "a head of department"
PASSPORT = papers.pdf()


def asked(person: Subscriber, on: str = "2026-01-10", **told: Any) -> Document:
    made_up: dict[str, Any] = {
        "kind": "identity",
        "issued_on": day("2025-01-01"),
        "expires_on": day("2027-01-01"),
        "file_name": "passport.pdf",
        "content_type": ContentType.PDF,
    }
    return documents.ask(person.id, NewDocument(**{**made_up, **told}), CLERK, at(on), LAW)[0]


def arrived(cloud: Cloud, document: Document, content: bytes = PASSPORT, on: str = "2026-01-10") -> Document:
    """The document as it stands once a file has come for it and was checked."""
    cloud.put_file(documents.file_key(document), content)
    arrivals.check(documents.file_key(document), at(on))
    return kept.load(document.subscriber_id, document.id)


def approved(cloud: Cloud, person: Subscriber, on: str = "2026-01-10", **told: Any) -> Document:
    sent = arrived(cloud, asked(person, on, **told), on=on)
    return documents.approve(person.id, sent.id, HEAD, at(on), LAW)


def versions(cloud: Cloud) -> list[str]:
    """The keys of everything that is kept, one for each version."""
    found = cloud.clients().s3.list_object_versions(Bucket=cloud.settings["DOCUMENTS_BUCKET"])
    return [each["Key"] for each in found.get("Versions", [])]


def test_what_is_asked_for_is_kept_as_it_was_told_with_who_and_when(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    waiting = asked(person, number="A1")

    assert waiting == kept.load(person.id, waiting.id)
    assert (waiting.state, waiting.sent_by, waiting.number) == (FileState.WAITING, CLERK, "A1")
    assert (waiting.sent_at, waiting.expires_on) == (at("2026-01-10").isoformat(), day("2027-01-01"))
    deeds = [(item["actor"], item["action"]) for item in cloud.items() if item["sk"].startswith("DEED#")]
    assert (CLERK, "send_document") in deeds


def test_the_form_ends_within_the_hour(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    new = NewPhotograph(file_name="me.png", content_type=ContentType.PNG)

    waiting, form = photographs.ask(person.id, new, CLERK, at("2026-01-10"))

    assert form.fields["key"] == f"photographs/{person.id}/{waiting.id}"
    assert form.fields["Content-Type"] == "image/png"
    assert form.lasts_seconds == FORM_LASTS_SECONDS


def test_a_document_of_somebody_who_is_no_family_member_is_not_asked_for(cloud: Cloud) -> None:
    person, new = (
        builders.subscriber(None),
        NewPhotograph(file_name="me.png", content_type=ContentType.PNG, dependant_id="D1"),
    )
    before = cloud.items()

    with pytest.raises(UnknownDependant):
        asked(person, dependant_id="D1")
    with pytest.raises(UnknownDependant):
        photographs.ask(person.id, new, CLERK, at("2026-01-10"))

    assert cloud.items() == before


def test_a_file_that_has_come_is_kept_in_another_bucket_and_its_version_stands_in_the_record(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    found = arrived(cloud, asked(person))

    assert (found.state, found.size_bytes) == (FileState.PENDING, len(PASSPORT))
    assert found.checked_at == at("2026-01-10").isoformat()
    assert versions(cloud) == [f"documents/{person.id}/{found.id}"]
    assert found.kept_version


def test_a_file_that_is_not_what_it_was_said_to_be_is_not_kept(cloud: Cloud) -> None:
    found = arrived(cloud, asked(builders.subscriber(None)), b"<html>")

    assert found.state is FileState.REFUSED
    assert found.problem is not None
    assert found.problem["code"] == "wrong_content"
    assert versions(cloud) == []


@pytest.mark.parametrize("end", ["pending", "approved", "rejected", "refused"])
def test_another_file_for_the_same_document_is_not_looked_at_once_the_first_was(cloud: Cloud, end: str) -> None:
    person = builders.subscriber(None)
    found = arrived(cloud, asked(person), b"<html>" if end == "refused" else PASSPORT)
    if end == "approved":
        documents.approve(person.id, found.id, HEAD, at("2026-01-11"), LAW)
    if end == "rejected":
        documents.reject(person.id, found.id, "لا", HEAD, at("2026-01-11"), LAW)
    before, kept_before = cloud.items(), versions(cloud)

    after = arrived(cloud, found, papers.pdf("another"), on="2026-01-12")

    assert after.state.value == end
    assert (cloud.items(), versions(cloud)) == (before, kept_before)


def test_a_file_of_no_document_and_of_no_photograph_is_not_kept(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    with pytest.raises(UnknownDocument):
        arrivals.check(f"documents/{person.id}/F000000000000", at("2026-01-10"))
    with pytest.raises(UnknownPhotograph):
        arrivals.check(f"photographs/{person.id}/G000000000000", at("2026-01-10"))


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("documents/S1/F1", True), ("photographs/S1/G1", True), ("statements/T1", False), ("registrations/L1", False)],
)
def test_what_has_come_is_told_by_its_folder(key: str, is_one: bool) -> None:
    assert arrivals.is_of_a_person(key) is is_one


@pytest.mark.requirement("ACC-3")
def test_who_has_sent_it_does_not_approve_it_and_what_has_not_come_can_not_be_decided_on(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    waiting = asked(person)

    with pytest.raises(FileNotChecked):
        documents.approve(person.id, waiting.id, HEAD, at("2026-01-10"), LAW)
    arrived(cloud, waiting)
    before = cloud.items()
    with pytest.raises(SamePersonApproves):
        documents.approve(person.id, waiting.id, CLERK, at("2026-01-10"), LAW)

    assert cloud.items() == before


@pytest.mark.requirement("ACC-3")
def test_an_approved_document_is_approved_once_and_not_turned_down_any_more(cloud: Cloud) -> None:
    person = builders.subscriber(None)

    done = approved(cloud, person)
    after = cloud.items()
    again = documents.approve(person.id, done.id, "another", at("2026-01-12"), LAW)

    assert done == again == kept.load(person.id, done.id)
    assert (done.state, done.decided_by, done.approved_on) == (FileState.APPROVED, HEAD, day("2026-01-10"))
    assert cloud.items() == after
    with pytest.raises(FileDecided):
        documents.reject(person.id, done.id, "لا", HEAD, at("2026-01-12"), LAW)


def test_a_document_that_has_ended_while_it_waited_is_not_approved(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    sent = arrived(cloud, asked(person, expires_on=day("2026-01-20")))

    with pytest.raises(DocumentHasEnded):
        documents.approve(person.id, sent.id, HEAD, at("2026-01-20"), LAW)


@pytest.mark.requirement("ACC-3")
def test_many_who_decide_at_once_decide_once(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    sent = arrived(cloud, asked(person))

    def decide(number: int) -> bool:
        if number % 2:
            return goes_well(lambda: documents.reject(person.id, sent.id, "لا", HEAD, at("2026-01-11"), LAW))
        return goes_well(lambda: documents.approve(person.id, sent.id, HEAD, at("2026-01-11"), LAW))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(decide, range(6)))

    decisions = [item for item in cloud.items() if item.get("action") in ("approve_document", "reject_document")]
    assert len(decisions) == 1
    assert kept.load(person.id, sent.id).state in (FileState.APPROVED, FileState.REJECTED)


@pytest.mark.requirement("ACC-3")
def test_those_that_wait_for_a_review_are_listed_oldest_first_until_they_are_decided_on(cloud: Cloud) -> None:
    people = [builders.subscriber(None) for _ in range(4)]
    sent = [arrived(cloud, asked(each, "2026-01-10"), on=f"2026-01-{15 - n}") for n, each in enumerate(people)]
    asked(people[0])
    documents.reject(people[0].id, sent[0].id, "لا", HEAD, at("2026-01-20"), LAW)
    documents.approve(people[3].id, sent[3].id, HEAD, at("2026-01-20"), LAW)

    first, after = kept.pending(1)
    rest, _ = kept.pending(10, after)

    assert [*first, *rest] == [sent[2], sent[1]]


@pytest.mark.requirement("PKG-3")
def test_which_kinds_are_approved_on_a_day_is_told_of_each_person(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    told = NewDependant(
        Relation.CHILD, "سالم", builders.national_number(), day("2020-01-01"), "male", day("2026-01-02")
    )
    child = dependants.add(person.id, told, CLERK, at("2026-01-02"))
    identity = approved(cloud, person, expires_on=day("2026-06-01"))
    account = approved(cloud, person, kind="bank_account", expires_on=None)
    birth = approved(cloud, person, kind="birth_certificate", expires_on=None, dependant_id=child.id)
    waiting = arrived(cloud, asked(person, kind="family_status", expires_on=None))

    assert kept.approved_kinds(person.id, day("2026-05-31")) == {"identity", "bank_account"}
    assert kept.approved_kinds(person.id, day("2026-06-01")) == {"bank_account"}
    assert kept.approved_kinds(person.id, day("2026-06-01"), child.id) == {"birth_certificate"}
    assert kept.load_all(person.id, [identity.id, waiting.id, "F0"]) == {identity.id: identity, waiting.id: waiting}
    assert {each.id for each in kept.of_subscriber(person.id)} == {
        each.id for each in (identity, account, birth, waiting)
    }


@pytest.mark.requirement("PKG-8")
@pytest.mark.parametrize(
    ("expires_on", "on", "passed", "next_on"),
    [
        ("2027-01-01", "2026-01-10", None, "2026-12-02"),
        ("2026-02-09", "2026-01-10", None, "2026-01-10"),
        ("2026-02-08", "2026-01-10", DocumentStep.ENDING, "2026-02-08"),
    ],
)
def test_the_end_of_an_approved_document_is_watched(
    cloud: Cloud, expires_on: str, on: str, passed: DocumentStep | None, next_on: str
) -> None:
    done = approved(cloud, builders.subscriber(None), on, expires_on=day(expires_on))

    assert (done.passed, done.next_action_on) == (passed, day(next_on))


def test_the_persons_photograph_is_the_newest_that_was_approved(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    sent = [_photographed(cloud, person, on) for on in ("2026-01-10", "2026-01-11", "2026-01-12")]
    with pytest.raises(NoPhotograph):
        photographs_kept.of_person(person.id)

    for each in reversed(sent[:2]):
        photographs.approve(person.id, each.id, HEAD, at("2026-01-13"))
    photographs.reject(person.id, sent[2].id, "لا", HEAD, at("2026-01-13"))

    assert photographs_kept.of_person(person.id).id == sent[1].id
    with pytest.raises(NoPhotograph):
        photographs_kept.of_person(person.id, "D1")
    with pytest.raises(FileDecided):
        photographs.approve(person.id, sent[2].id, HEAD, at("2026-01-14"))


def _photographed(cloud: Cloud, person: Subscriber, on: str) -> Photograph:
    new = NewPhotograph(file_name="me.jpg", content_type=ContentType.JPEG)
    waiting, _ = photographs.ask(person.id, new, CLERK, at(on))
    _arrive(cloud, photographs.file_key(waiting), papers.sideways(), on)
    return photographs_kept.load(person.id, waiting.id)


def _arrive(cloud: Cloud, key: str, content: bytes, on: str = "2026-01-10") -> None:
    cloud.put_file(key, content)
    arrivals.check(key, at(on))


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("kind", ["a document", "a photograph", "a forgery"])
def test_whichever_call_of_the_check_goes_wrong_the_end_is_the_same(
    cloud: Cloud, kind: str, fault: Fault, faults: Faults
) -> None:
    person = builders.subscriber(None)
    if kind == "a photograph":
        new = NewPhotograph(file_name="me.jpg", content_type=ContentType.JPEG)
        key = photographs.file_key(photographs.ask(person.id, new, CLERK, at("2026-01-10"))[0])
    else:
        key = documents.file_key(asked(person))
    cloud.put_file(key, {"a document": PASSPORT, "a photograph": papers.sideways()}.get(kind, b"<html>"))
    before = cloud.items()
    faults.arm()
    arrivals.check(key, at("2026-01-10"))
    calls, undisturbed = list(faults.calls), _without_version(cloud.items())

    for number, call in enumerate(calls, 1):
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(lambda: arrivals.check(key, at("2026-01-10")))
        faults.arm()
        arrivals.check(key, at("2026-01-10"))
        assert _without_version(cloud.items()) == undisturbed, f"{call} ({number})"
        _check_that_the_version_is_there(cloud, key)


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_of_an_approval_goes_wrong_saying_it_again_ends_right(
    cloud: Cloud, fault: Fault, faults: Faults
) -> None:
    person = builders.subscriber(None)
    sent = arrived(cloud, asked(person))
    before = cloud.items()
    faults.arm()
    documents.approve(person.id, sent.id, HEAD, at("2026-01-11"), LAW)
    calls, undisturbed = list(faults.calls), _without_deed_ids(cloud.items())

    for number, call in enumerate(calls, 1):
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(lambda: documents.approve(person.id, sent.id, HEAD, at("2026-01-11"), LAW))
        faults.arm()
        documents.approve(person.id, sent.id, HEAD, at("2026-01-11"), LAW)
        assert _without_deed_ids(cloud.items()) == undisturbed, f"{call} ({number})"


def _without_deed_ids(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**item, "sk": item["sk"].rpartition("#")[0]} if item["sk"].startswith("DEED#") else item for item in items]


def _without_version(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in item.items() if name != "kept_version"} for item in items]


def _check_that_the_version_is_there(cloud: Cloud, key: str) -> None:
    """The version that the record names holds what the record says."""
    (record,) = [item for item in cloud.items() if item.get("id") == key.rpartition("/")[2]]
    if record["state"] == "refused":
        return
    where = {"Bucket": cloud.settings["DOCUMENTS_BUCKET"], "Key": key, "VersionId": record["kept_version"]}
    assert len(uploads.client().get_object(**where)["Body"].read()) == record["size_bytes"]


def test_of_two_files_that_come_at_once_the_record_names_the_one_that_it_describes(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked(builders.subscriber(None))
    key, keep, first = documents.file_key(document), kept_files.keep, [True]
    cloud.put_file(key, papers.pdf("the one that is looked at first and kept last"))

    def keep_slowly(*file: Any) -> str:
        if first:
            first.clear()
            arrived(cloud, document, PASSPORT)
        return keep(*file)

    monkeypatch.setattr(kept_files, "keep", keep_slowly)
    arrivals.check(key, at("2026-01-10"))

    _check_that_the_version_is_there(cloud, key)
    assert kept.load(document.subscriber_id, document.id).size_bytes == len(PASSPORT)
    assert len(versions(cloud)) == 2
