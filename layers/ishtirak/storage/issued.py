"""Documents that the fund issues about a record, beside that record: asked for by somebody, made by a worker (RPT-9).

waiting → making → ready | failed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.reports import Failure, JobState
from ishtirak.storage.transactions import Moved, Put, Update, write_one


class UnknownIssuedDocument(NotFound):
    """The fund has not been asked for a document with this id of this record."""

    code = "unknown_issued_document"
    ar = "لا يوجد مستند صادر بالرقم {document_id}."
    en = "There is no issued document {document_id}."


class IssuedKind(StrEnum):
    """What is issued."""

    POLICY = "policy"
    ACCOUNT_STATEMENT = "account_statement"
    DAILY_CLOSING = "daily_closing"


@dataclass(frozen=True, slots=True)
class Made:
    """A document that lies in the bucket.

    number:    what is printed on each page; the same facts have the same number.
    issued_on: the day whose facts it tells.
    people:    how many stood on the list then; of a statement of account, how many movements it has.
    file_key:  of the PDF, and sha256 of its bytes.
    list_key:  of the list as CSV; None where it is printed in the document.
    """

    number: str
    issued_on: date
    people: int
    file_key: str
    sha256: str
    list_key: str | None = None


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """One document of the record whose key is `of`; `made` is there once it is ready.

    about: what was asked besides, as the first and the last day of a statement of account.
    """

    id: str
    kind: IssuedKind
    of: Key
    asked_by: str
    asked_at: datetime
    about: Mapping[str, str] = field(default_factory=dict)
    state: JobState = JobState.WAITING
    made: Made | None = None
    failure: Failure | None = None

    @property
    def is_unfinished(self) -> bool:
        return self.state in (JobState.WAITING, JobState.MAKING)


def put_new(document: IssuedDocument) -> Put:
    """The write of a document that waits to be made; it raises Moved where its id is taken."""
    item = {
        "id": document.id,
        "kind": document.kind.value,
        "asked_by": document.asked_by,
        "asked_at": document.asked_at.isoformat(),
        "about": dict(document.about),
        "state": document.state.value,
    }
    return Put(_key(document), item, unless_exists=Moved())


def load(of: Key, document_id: str) -> IssuedDocument:
    """Raises: UnknownIssuedDocument."""
    item = table.get(keys.issued(of, document_id))
    if item is None:
        raise UnknownIssuedDocument(document_id=document_id)
    return _read(of, item)


def begin(document: IssuedDocument) -> None:
    """The document is being made; nothing happens where it was being made before."""
    _step(document, JobState.WAITING, {"state": JobState.MAKING.value})


def finish(document: IssuedDocument, made: Made) -> None:
    """The document lies in the bucket; nothing happens where another delivery has said so."""
    told = {name: getattr(made, name) for name in Made.__dataclass_fields__}
    told["issued_on"] = made.issued_on.isoformat()
    _step(document, JobState.MAKING, {"state": JobState.READY.value, "made": told})


def fail(document: IssuedDocument, failure: Failure) -> None:
    """The document can't be made."""
    told = {"code": failure.code, "ar": failure.ar, "en": failure.en}
    _step(document, JobState.MAKING, {"state": JobState.FAILED.value, "failure": told})


def _step(document: IssuedDocument, from_: JobState, changes: Mapping[str, Any]) -> None:
    try:
        write_one(Update(_key(document), set=changes, if_is={"state": from_.value}))
    except Moved:
        return


def _key(document: IssuedDocument) -> Key:
    return keys.issued(document.of, document.id)


def _read(of: Key, item: Mapping[str, Any]) -> IssuedDocument:
    made, failure = item.get("made"), item.get("failure")
    return IssuedDocument(
        id=item["id"],
        kind=IssuedKind(item["kind"]),
        of=of,
        asked_by=item["asked_by"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        about=item.get("about", {}),
        state=JobState(item["state"]),
        made=Made(**{**made, "issued_on": date.fromisoformat(made["issued_on"])}) if made else None,
        failure=Failure(**failure) if failure else None,
    )
