"""Salary certificates: the proof of an income, how long it lasts, and what is told of its end (SAL-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month, months_after
from ishtirak.rules.money import Money


class CertificatePart(StrEnum):
    """What a salary is made of, as the certificate lists it (004 §2.2)."""

    BASIC = "basic"
    ANNUAL_ALLOWANCES = "annual_allowances"
    DISTINCTION_ALLOWANCES = "distinction_allowances"
    OVERTIME = "overtime"
    BONUS = "bonus"


class CertificateDoesNotAddUp(Refused):
    """The parts of a certificate are not its gross."""

    code = "certificate_does_not_add_up"
    ar = "مجموع بنود الشهادة {parts} لا يساوي إجمالي المرتب {gross}."
    en = "The parts of the certificate add up to {parts}, and its gross is {gross}."


@dataclass(frozen=True, slots=True)
class Certificate:
    """A salary certificate: a monthly income that is counted whole from the month of its issue.

    parts: what the gross is made of; empty where only the gross is known, as from an employer's list.
    id:    under which it was handed in and approved; None for the one that came with the registration.
    """

    issued_on: date
    gross: Money
    parts: Mapping[CertificatePart, Money] = field(default_factory=dict, compare=False)
    id: str | None = field(default=None, compare=False)

    def ends_on(self, law: Law) -> date:
        """The day on which it has ended: 11 months after its issue by the law of today."""
        return months_after(self.issued_on, int(law.on("certificate_months", self.issued_on).value))


def check_parts(gross: Money, parts: Mapping[CertificatePart, Money]) -> None:
    """Raises: CertificateDoesNotAddUp where there are parts, and they are not the gross."""
    total = sum(parts.values(), Money.ZERO)
    if parts and total != gross:
        raise CertificateDoesNotAddUp(parts=total, gross=gross)


def certificate_in_force(certificates: Sequence[Certificate], month: Month) -> Certificate | None:
    """The newest certificate issued by the end of `month`. One that has ended counts until it is renewed (SAL-4)."""
    found: Certificate | None = None
    for each in certificates:
        issued = each.issued_on
        known = (issued.year, issued.month) <= (month.year, month.month)
        if known and (found is None or issued >= found.issued_on):
            found = each
    return found


def newest(certificates: Sequence[Certificate]) -> Certificate | None:
    """The one that was issued last; of two of one day, the one that was approved later."""
    return max(reversed(certificates), key=lambda each: each.issued_on, default=None)


def is_newer(certificate: Certificate, before: Sequence[Certificate]) -> bool:
    """Whether a certificate was issued later than all before it, so that it is the one to be watched (SAL-4)."""
    known = newest(before)
    return known is None or certificate.issued_on > known.issued_on


class CertificateStep(StrEnum):
    """What a subscriber is told of a certificate."""

    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step of a certificate, and the day of its threshold."""

    step: CertificateStep
    on: date


def steps_of(certificate: Certificate, law: Law) -> tuple[DatedStep, DatedStep]:
    """What is told of a certificate: one month before its end, and on the day it has ended."""
    ends_on = certificate.ends_on(law)
    notice_months = int(law.on("certificate_notice_months", certificate.issued_on).value)
    ending = DatedStep(CertificateStep.ENDING, months_after(ends_on, -notice_months))
    return ending, DatedStep(CertificateStep.ENDED, ends_on)


def steps_after(told: CertificateStep | None, certificate: Certificate, law: Law) -> tuple[DatedStep, ...]:
    """The steps that are still to be told after `told`, in order."""
    ending, ended = steps_of(certificate, law)
    if told is None:
        return ending, ended
    return (ended,) if told is CertificateStep.ENDING else ()


def told_at_first(certificate: Certificate, today: date, law: Law) -> CertificateStep | None:
    """What counts as told when a certificate is taken in on `today`: that it will end, where that day has passed."""
    return CertificateStep.ENDING if steps_of(certificate, law)[0].on < today else None


class Certified(Protocol):
    """What must be known of a person whose certificates are watched.

    certificate_told: what the person was last told of the newest certificate.
    """

    @property
    def category(self) -> str: ...
    @property
    def covered_until(self) -> date | None: ...
    @property
    def certificates(self) -> Sequence[Certificate]: ...
    @property
    def certificate_told(self) -> CertificateStep | None: ...


def steps_left(person: Certified, law: Law) -> tuple[DatedStep, ...]:
    """What is still to be told of the person's newest certificate, in order.

    Nothing from the end of the cover on, and nothing of those whose contribution asks for no income.
    """
    watched, until = newest(person.certificates), person.covered_until
    if watched is None or law.categories[person.category].by_age:
        return ()
    return tuple(
        each for each in steps_after(person.certificate_told, watched, law) if until is None or each.on < until
    )


def steps_due(person: Certified, today: date, law: Law) -> tuple[DatedStep, ...]:
    """The steps whose day has come, in order (PKG-9); none once the cover has ended."""
    until = person.covered_until
    if until is not None and until <= today:
        return ()
    return tuple(each for each in steps_left(person, law) if each.on <= today)


def next_step_on(person: Certified, law: Law) -> date | None:
    """The day on which something is to be told next; None where there is nothing to tell."""
    left = steps_left(person, law)
    return left[0].on if left else None
