"""Telling people, once, that their salary certificate will end, and that it has ended (SAL-4, NOT-1, NOT-3).

What is due follows from the certificate, the law and what the person was told before. So a sweep that ran late tells
both in order, and one that ran twice tells nothing. The package stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ishtirak.law.law import Law
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.certificates import Certificate, CertificateStep, DatedStep, newest, next_step_on, steps_due
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import cases, keys, notices, subscribers
from ishtirak.storage.cases import Case
from ishtirak.storage.notices import Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write, write_one

_KINDS = {
    CertificateStep.ENDING: NoticeKind.CERTIFICATE_ENDING,
    CertificateStep.ENDED: NoticeKind.CERTIFICATE_ENDED,
}


@decided_again
def remind(subscriber_id: str, now: datetime, law: Law) -> None:
    """Tell a person what is due of the newest certificate, and have them wait for what comes next.

    Raises: UnknownSubscriber.
    """
    person = subscribers.load(subscriber_id)
    watched = newest(person.certificates)
    if watched is None:
        return
    due = steps_due(person, now.date(), law)
    for step in due:
        person = _tell(person, watched, step, now, law)
    if not due:
        _wait(person, now, law)


def _tell(person: Subscriber, watched: Certificate, step: DatedStep, now: datetime, law: Law) -> Subscriber:
    """One notice, with the case where it says that the certificate has ended."""
    after = replace(person, certificate_told=step.step)
    after = replace(after, next_action_on=next_step_on(after, law))
    facts = {"issued_on": watched.issued_on.isoformat(), "ends_on": watched.ends_on(law).isoformat()}
    cause = f"certificate#{facts['issued_on']}#{step.step.value}"
    values = {"name": person.name, "ends_on": facts["ends_on"]}
    write(
        subscribers.reminded(person, after),
        notices.put_new(Notice(keys.subscriber(person.id), _KINDS[step.step], cause, now.isoformat(), values)),
        *(_case_opened(person.id, step, facts) if step.step is CertificateStep.ENDED else ()),
    )
    return after


def _case_opened(subscriber_id: str, step: DatedStep, facts: dict[str, str]) -> Sequence[Write]:
    """The case of an ended certificate, dated by its end."""
    seen = cases.find_all(CaseKind.CERTIFICATE_ENDED, [subscriber_id]).get(subscriber_id)
    return [cases.put_opened(seen, Case(CaseKind.CERTIFICATE_ENDED, subscriber_id, step.on, facts))]


def _wait(person: Subscriber, now: datetime, law: Law) -> None:
    """Nothing is due: the law has moved the end to a later day, or the cover has ended, after which nothing is told."""
    until = person.covered_until
    has_ended = until is not None and until <= now.date()
    after = replace(person, next_action_on=None if has_ended else next_step_on(person, law))
    if after != person:
        write_one(subscribers.reminded(person, after))
