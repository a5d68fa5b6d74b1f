"""What the doors of employers take and give, as JSON."""

from __future__ import annotations

from datetime import date

from ishtirak.rules.references import reference_of
from ishtirak.storage.employers import Employer
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Count, Iban, Mobile, PersonName, SectorCode, Words
from ishtirak.web.parsing import Body


class EmployerBody(Body):
    """ENR-1: an employer to be registered."""

    name: Words
    sector: SectorCode
    activity: Words | None = None
    region: Words | None = None
    registration_number: Words | None = None
    contact_name: PersonName | None = None
    phone: Mobile | None = None
    iban: Iban | None = None
    size: Count | None = None


class EmployerChanges(Body):
    """ENR-4: those fields of an employer's record that change; what is left out stays as it is."""

    name: Words | None = None
    activity: Words | None = None
    region: Words | None = None
    registration_number: Words | None = None
    contact_name: PersonName | None = None
    phone: Mobile | None = None
    iban: Iban | None = None
    size: Count | None = None


class PolicyAnswer(Answer):
    """The employer's contract with the fund."""

    number: str
    opened_on: date


class EmployerAnswer(Answer):
    """An employer's record. `reference` (ISO 11649) is what it writes on its transfers."""

    id: str
    reference: str
    name: str
    sector: str
    policy: PolicyAnswer
    activity: str | None
    region: str | None
    registration_number: str | None
    contact_name: str | None
    phone: str | None
    iban: str | None
    size: int | None

    @classmethod
    def of(cls, employer: Employer) -> EmployerAnswer:
        plain = {name: getattr(employer, name) for name in cls.model_fields if name not in ("reference", "policy")}
        policy = PolicyAnswer(number=employer.policy_number, opened_on=employer.opened_on)
        return cls(reference=reference_of(employer.id), policy=policy, **plain)
