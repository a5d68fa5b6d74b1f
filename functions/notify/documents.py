"""Telling people, once, that a document will end, and that it has ended (NOT-1, NOT-3, ENR-3).

What is due follows from the document, the law and the steps that lie behind it. So a sweep that ran late tells both in
order, each dated by its threshold, and one that ran twice tells nothing. A step of which nobody needs to be told passes
in silence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ishtirak.law.law import Law
from ishtirak.rules.documents import DatedStep, DocumentStep, is_replaced, next_step_on, steps_due
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import dependants, documents, keys, notices, subscribers
from ishtirak.storage.documents import Document
from ishtirak.storage.notices import Notice
from ishtirak.storage.transactions import decided_again, write

_KINDS = {
    DocumentStep.ENDING: NoticeKind.DOCUMENT_ENDING,
    DocumentStep.ENDED: NoticeKind.DOCUMENT_ENDED,
}


@decided_again
def remind(subscriber_id: str, document_id: str, now: datetime, law: Law) -> None:
    """Tell a subscriber what is due of a document's end, and have it wait for what comes next.

    Raises: UnknownDocument.
    """
    document, today = documents.load(subscriber_id, document_id), now.date()
    due = steps_due(document, today, law)
    owner = _who_is_told_of(document, today) if due else None
    for step in due:
        document = _pass(document, step, owner, now, law)
    if not due and document.next_action_on != next_step_on(document, law):
        documents.save(document, replace(document, next_action_on=next_step_on(document, law)))


def _who_is_told_of(document: Document, today: date) -> str | None:
    """The name of whose document it is; None where it matters to nobody any more.

    It does not where a document that lasts longer is there, or where the cover has ended, by death or otherwise.
    """
    if is_replaced(document, documents.of_subscriber(document.subscriber_id)):
        return None
    person = subscribers.load(document.subscriber_id)
    if _is_over(person.covered_until, today):
        return None
    if document.dependant_id is None:
        return person.name
    dependant = dependants.load(person.id, document.dependant_id)
    return None if _is_over(dependant.covered_until, today) else dependant.name


def _is_over(until: date | None, today: date) -> bool:
    return until is not None and until <= today


def _pass(seen: Document, step: DatedStep, owner: str | None, now: datetime, law: Law) -> Document:
    """One step lies behind the document from now on, and the notice of it is there where somebody needs it."""
    after = replace(seen, passed=step.step, passed_on=step.on)
    after = replace(after, next_action_on=next_step_on(after, law))
    told = [] if owner is None else [notices.put_new(_notice(seen, step, owner, now))]
    write(documents.put_over(seen, after), *told)
    return replace(after, version=seen.version + 1)


def _notice(document: Document, step: DatedStep, owner: str, now: datetime) -> Notice:
    values = {"name": owner, "document": document.kind, "on": step.on.isoformat(), "ends_on": str(document.expires_on)}
    cause = f"document#{document.id}#{step.step.value}"
    return Notice(keys.subscriber(document.subscriber_id), _KINDS[step.step], cause, now.isoformat(), values)
