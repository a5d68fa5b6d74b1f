"""Documents that people hand in: which can be taken, what proves something on a day, what is told of an end (ENR-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from ishtirak.errors import Refused
from ishtirak.law.catalogue import DocumentKind, Ending
from ishtirak.law.law import Law


class UnknownDocumentKind(Refused):
    """The law names no such kind of document."""

    code = "unknown_document_kind"
    ar = "لا يوجد نوع مستندات بالاسم «{value}»: الأنواع هي {known}."
    en = "There is no kind of document {value!r}: there are {known}."


class NotOfDependants(Refused):
    """A document of this kind is that of the subscriber, never that of a family member."""

    code = "not_of_dependants"
    ar = "المستند من نوع «{kind_ar}» يخص المشترك نفسه، ولا يقدم لأحد منتفعيه."
    en = "A document of the kind {kind!r} is the subscriber's own, and can't be that of a dependant."


class DocumentNotIssuedYet(Refused):
    """Nobody can issue a document on a day to come."""

    code = "document_not_issued_yet"
    ar = "تاريخ إصدار المستند {issued_on} لم يأت بعد."
    en = "The document is dated {issued_on}, which is still to come."


class DocumentEndMissing(Refused):
    """Such a document always has a day on which it has ended."""

    code = "document_end_missing"
    ar = "يلزم تاريخ انتهاء المستند من نوع «{kind_ar}»."
    en = "A document of the kind {kind!r} needs the date of its end."


class DocumentNeverEnds(Refused):
    """Such a document has no end, and none can be given."""

    code = "document_never_ends"
    ar = "المستند من نوع «{kind_ar}» لا تنتهي صلاحيته، فلا يذكر له تاريخ انتهاء."
    en = "A document of the kind {kind!r} never ends: leave out the date of its end."


class EndBeforeIssue(Refused):
    """The document would have ended before it was issued."""

    code = "end_before_issue"
    ar = "تاريخ انتهاء المستند {expires_on} ليس بعد تاريخ إصداره {issued_on}."
    en = "The end of the document, {expires_on}, does not come after its issue, {issued_on}."


class DocumentHasEnded(Refused):
    """The document proves nothing any more."""

    code = "document_has_ended"
    ar = "انتهت صلاحية المستند في {expires_on}."
    en = "The document has ended on {expires_on}."


class DocumentStep(StrEnum):
    """What a subscriber is told of a document's end."""

    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step of a document, and the day of its threshold."""

    step: DocumentStep
    on: date


class Paper(Protocol):
    """What must be known of a document.

    dependant_id: whose it is; None for the subscriber's own.
    approved_on:  the day of its approval; None where it is not approved.
    expires_on:   the day on which it has ended, the first on which it proves nothing; None for one without an end.
    passed:       the last step of its end that lies behind it.
    """

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def dependant_id(self) -> str | None: ...
    @property
    def approved_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def passed(self) -> DocumentStep | None: ...


def document_kind_of(text: str, law: Law) -> str:
    """Raises: UnknownDocumentKind."""
    if text not in law.document_kinds:
        raise UnknownDocumentKind(value=text, known=", ".join(law.document_kinds))
    return text


def check_owner(kind: DocumentKind, dependant_id: str | None) -> None:
    """Raises: NotOfDependants."""
    if dependant_id is not None and not kind.of_dependants:
        raise NotOfDependants(kind=kind.code, kind_ar=kind.name.ar)


def check_dates(kind: DocumentKind, issued_on: date, expires_on: date | None, today: date) -> None:
    """Raises: DocumentNotIssuedYet, DocumentEndMissing, DocumentNeverEnds, EndBeforeIssue, DocumentHasEnded."""
    if issued_on > today:
        raise DocumentNotIssuedYet(issued_on=issued_on)
    if expires_on is None:
        if kind.ends is Ending.ALWAYS:
            raise DocumentEndMissing(kind=kind.code, kind_ar=kind.name.ar)
        return
    if kind.ends is Ending.NEVER:
        raise DocumentNeverEnds(kind=kind.code, kind_ar=kind.name.ar)
    if expires_on <= issued_on:
        raise EndBeforeIssue(issued_on=issued_on, expires_on=expires_on)
    check_not_ended(expires_on, today)


def check_not_ended(expires_on: date | None, today: date) -> None:
    """Raises: DocumentHasEnded."""
    if expires_on is not None and expires_on <= today:
        raise DocumentHasEnded(expires_on=expires_on)


def proves(document: Paper, on: date) -> bool:
    """Whether a document is approved, and has not ended on the day `on`."""
    return document.approved_on is not None and (document.expires_on is None or on < document.expires_on)


def approved_kinds(documents: Iterable[Paper], on: date, dependant_id: str | None = None) -> frozenset[str]:
    """The kinds of which a person has an approved document that has not ended on the day `on`.

    Args: dependant_id: of a family member; None for the subscriber, for whom no document of the family counts.
    """
    return frozenset(each.kind for each in documents if each.dependant_id == dependant_id and proves(each, on))


def is_replaced(document: Paper, others: Iterable[Paper]) -> bool:
    """Whether the person has another approved document of the kind that ends later, or never."""
    return any(_outlasts(each, document) for each in others if each.id != document.id)


def _outlasts(other: Paper, document: Paper) -> bool:
    if (other.kind, other.dependant_id) != (document.kind, document.dependant_id) or other.approved_on is None:
        return False
    if other.expires_on is None or document.expires_on is None:
        return other.expires_on is None
    return (other.expires_on, other.id) > (document.expires_on, document.id)


def steps_left(document: Paper, law: Law) -> tuple[DatedStep, ...]:
    """The steps of a document's end that don't lie behind it, in order: some days before it, and on its day.

    How many days before is asked for on the day of the approval, so that a later value changes nothing for it.
    Law: document_ending_days.
    """
    if document.approved_on is None or document.expires_on is None or document.passed is DocumentStep.ENDED:
        return ()
    ended = DatedStep(DocumentStep.ENDED, document.expires_on)
    if document.passed is DocumentStep.ENDING:
        return (ended,)
    days_before = int(law.on("document_ending_days", document.approved_on).value)
    return DatedStep(DocumentStep.ENDING, document.expires_on - timedelta(days=days_before)), ended


def steps_due(document: Paper, today: date, law: Law) -> tuple[DatedStep, ...]:
    """The steps whose day has come, in order (PKG-9)."""
    return tuple(each for each in steps_left(document, law) if each.on <= today)


def passed_at_first(document: Paper, today: date, law: Law) -> DocumentStep | None:
    """What lies behind a document that is approved on `today`: that it will end, where that day has passed."""
    left = steps_left(document, law)
    return DocumentStep.ENDING if left and left[0].on < today else None


def next_step_on(document: Paper, law: Law) -> date | None:
    """The day on which something is to be told next; None where there is nothing to tell."""
    left = steps_left(document, law)
    return left[0].on if left else None
