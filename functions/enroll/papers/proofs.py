"""Documents that prove something: those that a change needs (ENR-5), and that of an event (FAM-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.rules.documents import proves
from ishtirak.storage import documents
from ishtirak.storage.changes import Change
from ishtirak.storage.documents import Document


class DocumentsMissing(Refused):
    """A document that is needed was not handed in, or is not approved."""

    code = "documents_missing"
    ar = "تنقص مستندات: {missing_ar}."
    en = "Documents are missing: {missing}."


def check_proof(subscriber_id: str, document_id: str | None) -> None:
    """Whether the document of an event was handed in, where one is named.

    Raises: UnknownDocument.
    """
    if document_id is not None:
        documents.load(subscriber_id, document_id)


def check_handed_in(change: Change, law: Law) -> None:
    """Whether a document of each kind that the change needs was handed in with it and has not been turned down.

    Raises: DocumentsMissing.
    """
    _check(change, {each.kind for each in _of(change) if each.is_kept}, law)


def check_approved(change: Change, today: date, law: Law) -> None:
    """Whether they are approved, and have not ended.

    Raises: DocumentsMissing.
    """
    _check(change, {each.kind for each in _of(change) if proves(each, today)}, law)


def _of(change: Change) -> list[Document]:
    """The subscriber's own documents among those of the change."""
    found = documents.load_all(change.subscriber_id, change.documents)
    return [each for each in found.values() if each.dependant_id is None]


def _check(change: Change, there: set[str], law: Law) -> None:
    missing = [kind for kind in law.changes[change.kind].needs if kind not in there]
    if missing:
        raise documents_missing(missing, law)


def documents_missing(kinds: Iterable[str], law: Law) -> DocumentsMissing:
    """The refusal that names what is missing."""
    missing = [law.document_kinds[kind] for kind in kinds]
    in_arabic, in_english = "، ".join(each.name.ar for each in missing), ", ".join(each.code for each in missing)
    return DocumentsMissing(missing_ar=in_arabic, missing=in_english)
