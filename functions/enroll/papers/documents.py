"""Documents: asked for by a form, checked when their file has come, approved by another person (ENR-3, ACC-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO

from functions.enroll.papers import reviews, thawing
from ishtirak.files.contents import LARGEST_CONTENT_BYTES, ContentType, check_content
from ishtirak.law.law import Law
from ishtirak.rules.documents import check_dates, check_not_ended, check_owner, next_step_on, passed_at_first
from ishtirak.rules.freezing import thaws
from ishtirak.storage import deeds, dependants, documents, keys, uploads
from ishtirak.storage.documents import Document
from ishtirak.storage.ids import new_id
from ishtirak.storage.person_files import FileState
from ishtirak.storage.transactions import Write, decided_again, write
from ishtirak.storage.uploads import Form

FOLDER = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What is told of a document before its file is sent."""

    kind: str
    issued_on: date
    file_name: str
    content_type: ContentType
    dependant_id: str | None = None
    expires_on: date | None = None
    number: str | None = None


def ask(subscriber_id: str, new: NewDocument, actor_id: str, now: datetime, law: Law) -> tuple[Document, Form]:
    """A document that waits for its file, and the form to send it with.

    Raises: UnknownDependant, NotOfDependants; what `check_dates` raises.
    """
    kind = law.document_kinds[new.kind]
    check_owner(kind, new.dependant_id)
    check_dates(kind, new.issued_on, new.expires_on, now.date())
    if new.dependant_id is not None:
        dependants.load(subscriber_id, new.dependant_id)
    told = {name: getattr(new, name) for name in NewDocument.__dataclass_fields__}
    told |= {"id": new_id("F"), "subscriber_id": subscriber_id, "content_type": new.content_type.value}
    waiting = Document(**told, sent_by=actor_id, sent_at=now.isoformat())
    write(documents.put_new(waiting), _deed(waiting, "send_document", actor_id, now))
    return waiting, uploads.form_for(file_key(waiting), new.content_type.value, LARGEST_CONTENT_BYTES)


def file_key(document: Document) -> str:
    """Where its file comes in, and where it is kept."""
    return f"{FOLDER}/{document.subscriber_id}/{document.id}"


def checked(source: BinaryIO, claimed: ContentType) -> tuple[bytes, ContentType]:
    """What is kept of a document's file, and as what: just what was sent.

    Raises: ContentRefused.
    """
    check_content(source, claimed)
    return source.read(), claimed


@decided_again
def approve(subscriber_id: str, document_id: str, actor_id: str, now: datetime, law: Law) -> Document:
    """Let a document count. One that has an end is watched from now on. Approving it again changes nothing.

    Where it helps to thaw a frozen account, that is looked at (PKG-3).

    Raises: UnknownDocument, FileNotChecked, FileDecided where it was rejected, SamePersonApproves, DocumentHasEnded.
    """
    seen, today = documents.load(subscriber_id, document_id), now.date()
    if seen.state is FileState.APPROVED:
        _look_at(seen, law)
        return seen
    approved = reviews.approved(seen, actor_id, now)
    check_not_ended(seen.expires_on, today)
    approved = replace(approved, passed=passed_at_first(approved, today, law))
    approved = replace(approved, next_action_on=next_step_on(approved, law))
    write(
        documents.put_over(seen, approved),
        *thawing.counted(approved, today, law),
        _deed(seen, "approve_document", actor_id, now),
    )
    _look_at(seen, law)
    return replace(approved, version=seen.version + 1)


def _asked_for(document: Document, now: datetime, law: Law) -> Sequence[Write]:
    """What the subscriber is told where the own document was needed to thaw an account."""
    if document.dependant_id is not None:
        return []
    return thawing.asked_for(document.subscriber_id, document.kind, document.id, now, law)


def _look_at(document: Document, law: Law) -> None:
    if thaws(document.kind, law):
        thawing.look_at(document.subscriber_id)


@decided_again
def reject(subscriber_id: str, document_id: str, reason: str, actor_id: str, now: datetime, law: Law) -> Document:
    """Turn a document down, with the reason; another one can be sent in its place.

    Who waits for it to thaw an account is told what is still needed (PKG-3).

    Raises: UnknownDocument, FileNotChecked, FileDecided.
    """
    seen = documents.load(subscriber_id, document_id)
    rejected = reviews.rejected(seen, reason, actor_id, now)
    write(
        documents.put_over(seen, rejected),
        *_asked_for(seen, now, law),
        _deed(seen, "reject_document", actor_id, now),
    )
    return replace(rejected, version=seen.version + 1)


def _deed(document: Document, action: str, actor_id: str, now: datetime) -> Write:
    what = {"document_id": document.id, "kind": document.kind, "of": document.dependant_id or document.subscriber_id}
    return deeds.put_deed(keys.subscriber(document.subscriber_id), actor_id, action, now, what)
