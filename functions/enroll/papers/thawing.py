"""What people hand in that helps to thaw a frozen account, on the subscriber's own record (PKG-3).

A subscriber who counts as told of a freeze is looked at once a paper was approved: then the account may be thawed. The
record stands in the due index until that was done, so that a message that is lost is found by the next sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.freezing import Paper, missing, thaws
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import Package
from ishtirak.storage import keys, notices, subscribers
from ishtirak.storage.documents import Document
from ishtirak.storage.notices import Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write


def counted(approved: Document, today: date, law: Law) -> Sequence[Write]:
    """The write by which an approved document counts on the record of its subscriber, where it helps to thaw."""
    if approved.dependant_id is not None or not thaws(approved.kind, law):
        return []
    person = subscribers.load(approved.subscriber_id)
    paper = Paper(approved.kind, date.fromisoformat(approved.sent_at[:10]), today, approved.expires_on)
    after = replace(person, papers=(*person.papers, paper))
    return [subscribers.certified(person, replace(after, next_action_on=next_look(after, today)))]


def next_look(person: Subscriber, today: date) -> date | None:
    """The day on which a person is looked at next once a paper was approved: today, where the account is frozen."""
    return today if person.told is Package.FROZEN else person.next_action_on


def look_at(subscriber_id: str) -> None:
    """Have a person looked at whose account is frozen, as far as it is known here."""
    if subscribers.load(subscriber_id).told is Package.FROZEN:
        send(Queue.TELLINGS, {"person": subscriber_id})


def asked_for(subscriber_id: str, kind: str, rejected_id: str, now: datetime, law: Law) -> Sequence[Write]:
    """The notice of what is still needed, to somebody frozen of whom a paper that helps to thaw was turned down."""
    if not thaws(kind, law):
        return []
    person = subscribers.load(subscriber_id)
    if person.told is not Package.FROZEN or person.frozen_on is None:
        return []
    kinds = missing(person.papers, person.frozen_on, now.date(), law)
    if kind not in kinds:
        return []
    values = {"name": person.name, "documents": ",".join(kinds)}
    cause = f"documents_needed#{rejected_id}"
    notice = Notice(keys.subscriber(person.id), NoticeKind.DOCUMENTS_NEEDED, cause, now.isoformat(), values)
    return [notices.put_new(notice)]
