"""Salary certificates after the registration: handed in by one person, approved by another (SAL-4, ACC-3).

An approved certificate is what months are assessed from where no statement says more (CON-8). Months that were opened
before it was known are assessed again, and so ends what waited for it: a salary that has risen, a certificate that
has ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from functions.enroll.papers import thawing
from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.approvals import check_another
from ishtirak.rules.assessments import IncomeMissing
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.certificates import Certificate, CertificatePart, check_parts, is_newer, next_step_on, told_at_first
from ishtirak.rules.freezing import Paper
from ishtirak.rules.money import Money
from ishtirak.storage import cases, certificates, deeds, keys, restatements, rolls, subscribers
from ishtirak.storage.cases import Case
from ishtirak.storage.certificates import CertificateDecided, CertificateState, SalaryCertificate
from ishtirak.storage.ids import new_id
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Update, Write, decided_again, write

CERTIFICATE_APPROVED = "certificate_approved"
SALARY_CERTIFICATE = "salary_certificate"


class CertificateNotIssuedYet(Refused):
    """A certificate proves what was earned; nobody can issue one for a day to come."""

    code = "certificate_not_issued_yet"
    ar = "تاريخ إصدار الشهادة {issued_on} لم يأت بعد."
    en = "The certificate is dated {issued_on}, which is still to come."


class NoIncomeAsked(Refused):
    """CON-3: the state pays by age, so that an income changes nothing."""

    code = "no_income_asked"
    ar = "لا تطلب شهادة مرتب من فئة {category}: اشتراكها بحسب العمر."
    en = "No salary certificate is asked of the category {category}: its contribution goes by age."


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """What is told of a certificate that is handed in: its gross, or its parts, or both."""

    issued_on: date
    gross: Money | None = None
    parts: Mapping[CertificatePart, Money] = field(default_factory=dict)


def submit(person: Subscriber, new: NewCertificate, actor_id: str, now: datetime, law: Law) -> SalaryCertificate:
    """Hand in a certificate; it counts for nothing until another person approves it.

    Raises: NoIncomeAsked, IncomeMissing, CertificateDoesNotAddUp, CertificateNotIssuedYet; NoValueInForce for one that
            is older than the law.
    """
    if law.categories[person.category].by_age:
        raise NoIncomeAsked(category=person.category)
    if new.gross is None and not new.parts:
        raise IncomeMissing("gross", category=person.category)
    if new.issued_on > now.date():
        raise CertificateNotIssuedYet(issued_on=new.issued_on)
    gross = new.gross if new.gross is not None else sum(new.parts.values(), Money.ZERO)
    check_parts(gross, new.parts)
    entered = SalaryCertificate(
        new_id("C"), person.id, new.issued_on, gross, actor_id, now.isoformat(), dict(new.parts)
    )
    entered.proof.ends_on(law)
    write(certificates.put_new(entered), _deed(entered, "submit_certificate", actor_id, now))
    return entered


@decided_again
def approve(subscriber_id: str, certificate_id: str, actor_id: str, now: datetime, law: Law) -> SalaryCertificate:
    """Let a certificate count from the month of its issue on, also for months that are opened already.

    It is one of the documents that thaw a frozen account (PKG-3).

    Approving it again only sees to it that the work goes on.
    Raises: UnknownCertificate, SamePersonApproves, CertificateDecided where it was rejected.
    """
    seen = certificates.load(subscriber_id, certificate_id)
    if seen.state is CertificateState.REJECTED:
        raise CertificateDecided
    if seen.state is CertificateState.PENDING:
        check_another(seen.entered_by, actor_id)
        seen = _approve(seen, actor_id, now, law)
    thawing.look_at(subscriber_id)
    if restatements.find(subscriber_id) is not None:  # if this message is lost, the next sweep finds the person
        send(Queue.OPENINGS, {"subscriber_id": subscriber_id})
    return seen


def _approve(seen: SalaryCertificate, actor_id: str, now: datetime, law: Law) -> SalaryCertificate:
    person, today = subscribers.load(seen.subscriber_id), now.date()
    approved = _decided(seen, CertificateState.APPROVED, actor_id, now)
    write(
        certificates.decide(approved),
        certified(person, approved.proof, today, law, papers=(*person.papers, _paper(approved, today, law))),
        *_restated(person, Month.of(approved.issued_on), today),
        *(
            cases.put(case, case.closed(today, CERTIFICATE_APPROVED, actor_id))
            for case in cases.of_subscriber(person.id)
            if case.is_open and _answers(approved.proof, case, today, law)
        ),
        _deed(approved, "approve_certificate", actor_id, now),
    )
    return replace(approved, version=approved.version + 1)


def certified(person: Subscriber, approved: Certificate, today: date, law: Law, **edited: Any) -> Update:
    """The certificate on the subscriber's record. One that is newer than all before is watched from now on.

    edited: what else changes with it, by field.
    """
    after = replace(person, certificates=(*person.certificates, approved), **edited)
    if is_newer(approved, person.certificates):
        after = replace(after, certificate_told=told_at_first(approved, today, law))
    after = replace(after, next_action_on=next_step_on(after, law))
    return subscribers.certified(person, replace(after, next_action_on=thawing.next_look(after, today)))


def _paper(approved: SalaryCertificate, today: date, law: Law) -> Paper:
    """The certificate as one of the documents that thaw an account, as long as it has not ended (PKG-3)."""
    handed_in_on = date.fromisoformat((approved.entered_at or today.isoformat())[:10])
    return Paper(SALARY_CERTIFICATE, handed_in_on, today, approved.proof.ends_on(law))


def _restated(person: Subscriber, first: Month, today: date) -> Sequence[Write]:
    """That the person's months are to be assessed again, where one that the certificate counts for may be open."""
    if not rolls.load(person.roll_id).has_begun(first, today):
        return []
    return [restatements.ask(person.id, first, today)]


def _answers(approved: Certificate, case: Case, today: date, law: Law) -> bool:
    """Whether a case waited for it: it says what was earned since the rise, or it has not ended."""
    if case.kind is CaseKind.SALARY_RISE:
        return Month.of(approved.issued_on) >= Month.parse(case.facts["first_month"])
    return case.kind is CaseKind.CERTIFICATE_ENDED and approved.ends_on(law) > today


@decided_again
def reject(
    subscriber_id: str, certificate_id: str, reason: str, actor_id: str, now: datetime, law: Law
) -> SalaryCertificate:
    """Turn a certificate down, with the reason; who entered it may do that too.

    Raises: UnknownCertificate, CertificateDecided.
    """
    seen = certificates.load(subscriber_id, certificate_id)
    if seen.state is not CertificateState.PENDING:
        raise CertificateDecided
    rejected = replace(_decided(seen, CertificateState.REJECTED, actor_id, now), reason=reason)
    write(
        certificates.decide(rejected),
        *thawing.asked_for(subscriber_id, SALARY_CERTIFICATE, certificate_id, now, law),
        _deed(rejected, "reject_certificate", actor_id, now),
    )
    return replace(rejected, version=rejected.version + 1)


def _decided(seen: SalaryCertificate, state: CertificateState, actor_id: str, now: datetime) -> SalaryCertificate:
    return replace(seen, state=state, decided_by=actor_id, decided_at=now.isoformat())


def _deed(certificate: SalaryCertificate, action: str, actor_id: str, now: datetime) -> Write:
    what = {"certificate_id": certificate.id, "issued_on": certificate.issued_on, "gross": certificate.gross}
    return deeds.put_deed(keys.subscriber(certificate.subscriber_id), actor_id, action, now, what)
