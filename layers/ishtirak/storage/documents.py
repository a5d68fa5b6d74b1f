"""Documents of subscribers and their families (ENR-3), and which of them prove something on a day.

An approved document that has an end stands in the due index until nothing is to be told of it any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules import documents as rules
from ishtirak.rules.documents import DocumentStep
from ishtirak.storage import keys, person_files, table
from ishtirak.storage.person_files import PersonFile, fields_of, item_of, newest_first
from ishtirak.storage.transactions import Put, write_one


class UnknownDocument(NotFound):
    """The subscriber has no document with this id."""

    code = "unknown_document"
    ar = "لا يوجد مستند بالرقم {document_id} للمشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has no document {document_id}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(PersonFile):
    """A document of a person.

    number:            what is printed on it, as a passport's number.
    expires_on:        the day on which it has ended, the first on which it proves nothing; None for one without an end.
    passed, passed_on: the last step of its end that lies behind it, and the day of that threshold.
    next_action_on:    the day on which its end is looked at next; None where nothing is to be told.
    """

    kind: str
    issued_on: date
    expires_on: date | None = None
    number: str | None = None
    passed: DocumentStep | None = None
    passed_on: date | None = None
    next_action_on: date | None = None

    @property
    def key(self) -> keys.Key:
        return keys.document(self.subscriber_id, self.id)


def load(subscriber_id: str, document_id: str) -> Document:
    """Raises: UnknownDocument."""
    item = table.get(keys.document(subscriber_id, document_id))
    if item is None:
        raise UnknownDocument(subscriber_id=subscriber_id, document_id=document_id)
    return _read(item)


def load_all(subscriber_id: str, document_ids: Iterable[str]) -> dict[str, Document]:
    """Those of the documents that are there, by id."""
    found = table.get_all(keys.document(subscriber_id, document_id) for document_id in document_ids)
    return {item["id"]: _read(item) for item in found.values()}


def of_subscriber(subscriber_id: str) -> list[Document]:
    """Every document of a subscriber and the family, whatever became of it, the newest first."""
    pk = keys.subscriber(subscriber_id).pk
    return newest_first([_read(item) for item in table.partition(pk, keys.DOCUMENT)])


def approved_kinds(subscriber_id: str, on: date, dependant_id: str | None = None) -> frozenset[str]:
    """The kinds of which a person has an approved document that has not ended on the day `on`.

    Args: dependant_id: of a family member; None for the subscriber's own.
    """
    return rules.approved_kinds(of_subscriber(subscriber_id), on, dependant_id)


def pending(limit: int, after: str | None = None) -> tuple[list[Document], str | None]:
    """A page of everybody's that wait for a review, longest first, and where the next page begins."""
    return person_files.pending_page(keys.PENDING_DOCUMENTS, _read, limit, after)


def put_new(document: Document) -> Put:
    return person_files.put_new(document.key, _item(document))


def put_over(seen: Document, document: Document) -> Put:
    """The write that moves a document on from what was seen; it raises Moved where another one was faster."""
    return person_files.put_over(document.key, _item(document), seen)


def save(seen: Document, document: Document) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, document))


def _item(document: Document) -> dict[str, Any]:
    days = ("issued_on", "expires_on", "passed_on", "next_action_on")
    item = item_of(document, keys.PENDING_DOCUMENTS)
    item |= {name: day.isoformat() if (day := getattr(document, name)) else None for name in days}
    if document.next_action_on is not None:
        item |= {"due_shard": keys.due_shard(document.key.pk), "due_on": document.next_action_on.isoformat()}
    return {**item, "passed": document.passed.value if document.passed else None}


def _read(item: dict[str, Any]) -> Document:
    days = ("issued_on", "expires_on", "passed_on", "next_action_on")
    told = fields_of(Document, item)
    told |= {name: date.fromisoformat(item[name]) for name in days if name in item}
    return Document(**{**told, "passed": DocumentStep(item["passed"]) if "passed" in item else None})
