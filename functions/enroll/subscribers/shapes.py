"""What the doors of subscribers, families and lists take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from functions.enroll.subscribers.certificates import NewCertificate
from functions.enroll.subscribers.registering import NewSubscriber
from ishtirak.law.law import Law
from ishtirak.rules.certificates import Certificate, CertificatePart, newest
from ishtirak.rules.identity import Gender, check_identity
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.references import reference_of
from ishtirak.storage.certificates import CertificateState, SalaryCertificate
from ishtirak.storage.members import Member
from ishtirak.storage.subscribers import Subscriber
from ishtirak.web.answers import Answer
from ishtirak.web.fields import (
    CategoryCode,
    Code,
    Day,
    Dinars,
    Iban,
    Mobile,
    NationalNumber,
    PersonName,
    Words,
)
from ishtirak.web.parsing import Body, PageQuery


class MemberAnswer(Answer):
    """Somebody who is or was on an employer's list, the reference that a payroll deducts for, and from when to when."""

    subscriber_id: str
    reference: str
    name: str
    listed_from: date
    listed_until: date | None

    @classmethod
    def of(cls, member: Member) -> MemberAnswer:
        return cls(
            subscriber_id=member.subscriber_id,
            reference=reference_of(member.subscriber_id),
            name=member.name,
            listed_from=member.from_,
            listed_until=member.until,
        )


class MembersQuery(PageQuery):
    """A page of a list as it was on a day; today if none is given. A page can be shorter than its limit, or empty."""

    on: Day | None = None


class SubscriberBody(Body):
    """ENR-2: a subscriber to be registered. The gross income is that of the salary certificate, and `parts` its parts.

    An employee names the employer. No income is asked of those for whom the state pays an amount by age (CON-3).
    """

    category: CategoryCode
    employer_id: Code | None = None
    national_number: NationalNumber
    name: PersonName
    birth_date: Day
    gender: Gender
    gross: Dinars | None = None
    parts: dict[CertificatePart, Dinars] = Field(default_factory=dict)
    certificate_issued_on: Day | None = None
    covered_from: Day | None = None
    phone: Mobile | None = None
    iban: Iban | None = None
    social_security_number: Code | None = None

    def subscriber(self, today: date) -> NewSubscriber:
        """The subscriber that is told of; cover and certificate begin today unless another day is given.

        Raises: NationalNumberOfAnother where number, gender and birth date don't agree.
        """
        check_identity(self.national_number, self.gender, self.birth_date)
        told = {name: getattr(self, name) for name in type(self).model_fields}
        told["gender"] = self.gender.value
        told["covered_from"] = self.covered_from or today
        told["certificate_issued_on"] = self.certificate_issued_on or today
        return NewSubscriber(**told)


class SubscriberChanges(Body):
    """ENR-4: those fields of a subscriber's record that change; what is left out stays as it is.

    Everything else of the record is changed by request (ENR-5). `unwanted_notices` are the kinds of notices that the
    subscriber wants none of (NOT-3): all of them, each time they change; subscribers change these themselves.
    """

    phone: Mobile | None = None
    social_security_number: Code | None = None
    unwanted_notices: list[NoticeKind] | None = None


class CertificateInForceAnswer(Answer):
    """SAL-4: a salary certificate, and the day on which it has ended."""

    issued_on: date
    ends_on: date
    gross: Dinars

    @classmethod
    def of(cls, certificate: Certificate, law: Law) -> CertificateInForceAnswer:
        return cls(issued_on=certificate.issued_on, ends_on=certificate.ends_on(law), gross=certificate.gross)


class SubscriberAnswer(Answer):
    """A subscriber's record. `reference` (ISO 11649) is what they write on their transfers.

    certificate:  the newest salary certificate that was approved; `gross` is its gross.
    waits:        whether the person works already and is covered in a family until the employer pays (FAM-3).
    covered_from: the first day of a cover of the own; none for somebody who waits for it.
    """

    id: str
    reference: str
    category: str
    employer_id: str | None
    national_number: str
    name: str
    birth_date: date | None
    gender: str | None
    covered_from: date | None
    covered_until: date | None
    waits: bool
    gross: Dinars | None
    certificate: CertificateInForceAnswer | None
    phone: str | None
    iban: str | None
    social_security_number: str | None
    unwanted_notices: list[NoticeKind]

    @classmethod
    def of(cls, person: Subscriber, law: Law) -> SubscriberAnswer:
        told: dict[str, Any] = {
            name: getattr(person, name) for name in cls.model_fields if name in Subscriber.__dataclass_fields__
        }
        certificate = newest(person.certificates)
        return cls(
            reference=reference_of(person.id),
            category=person.category,
            employer_id=person.employer_id,
            covered_from=person.covered_from,
            covered_until=person.covered_until,
            waits=person.waits,
            gross=certificate.gross if certificate else None,
            certificate=CertificateInForceAnswer.of(certificate, law) if certificate else None,
            **told,
        )


class CertificateBody(Body):
    """SAL-4: a salary certificate that is handed in, issued today unless another day is given.

    gross: the monthly income; where only the parts are given, their sum.
    """

    issued_on: Day | None = None
    gross: Dinars | None = None
    parts: dict[CertificatePart, Dinars] = Field(default_factory=dict)

    def certificate(self, today: date) -> NewCertificate:
        return NewCertificate(self.issued_on or today, self.gross, self.parts)


class CertificateRejectionBody(Body):
    """Why a certificate is turned down."""

    reason: Words


class CertificateAnswer(Answer):
    """SAL-4: a salary certificate, who entered it, and what became of it.

    The one with which the subscriber was registered has the id `registration`, and was approved with the registration.
    """

    id: str
    subscriber_id: str
    issued_on: date
    ends_on: date
    gross: Dinars
    parts: dict[CertificatePart, Dinars]
    state: CertificateState
    entered_by: str
    entered_at: str | None
    decided_by: str | None
    decided_at: str | None
    reason: str | None

    @classmethod
    def of(cls, certificate: SalaryCertificate, law: Law) -> CertificateAnswer:
        told = {name: getattr(certificate, name) for name in cls.model_fields if name not in ("ends_on", "parts")}
        return cls(ends_on=certificate.proof.ends_on(law), parts=dict(certificate.parts), **told)
