"""What the doors of employers take and give, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field

from functions.enroll.employers.registering import NewEmployer
from ishtirak.errors import Refused
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.bank_accounts import BankAccount
from ishtirak.rules.policies import PolicyState
from ishtirak.rules.references import reference_of
from ishtirak.storage.employers import Branch, Contact, Employer
from ishtirak.storage.policies import Policy
from ishtirak.web.answers import Answer
from ishtirak.web.fields import (
    Count,
    Email,
    Iban,
    Mobile,
    PersonName,
    Phone,
    RegistrationNumber,
    SectorCode,
    Words,
)
from ishtirak.web.parsing import Body, PageQuery, changes_in

MOST_CONTACTS = 10
MOST_BRANCHES = 20
MOST_BANK_ACCOUNTS = 10


class ContactBody(Body):
    """Somebody to speak to at an employer, and what they are there."""

    name: PersonName
    role: Words | None = None
    phone: Phone | None = None
    email: Email | None = None


class BranchBody(Body):
    """A place of an employer beside its seat."""

    name: Words
    region: Words | None = None
    address: Words | None = None
    phone: Phone | None = None


class BankAccountBody(Body):
    """An account, whose it is where it is not in the employer's own name, and whether it is the main one."""

    iban: Iban
    holder: Words | None = None
    main: bool = False


Contacts = Annotated[list[ContactBody], Field(max_length=MOST_CONTACTS)]
Branches = Annotated[list[BranchBody], Field(max_length=MOST_BRANCHES)]
BankAccounts = Annotated[list[BankAccountBody], Field(max_length=MOST_BANK_ACCOUNTS)]


class EmployerBody(Body):
    """ENR-1: an employer to be registered.

    contact_name, phone: the first person to speak to, and a mobile number; `contacts` are the others.
    iban:                the main one of the bank accounts, also where `bank_accounts` is left out.
    """

    name: Words
    sector: SectorCode
    activity: Words | None = None
    region: Words | None = None
    address: Words | None = None
    registration_number: RegistrationNumber | None = None
    contact_name: PersonName | None = None
    phone: Mobile | None = None
    email: Email | None = None
    contacts: Contacts = Field(default_factory=list)
    branches: Branches = Field(default_factory=list)
    bank_accounts: BankAccounts = Field(default_factory=list)
    iban: Iban | None = None
    size: Count | None = None

    def employer(self) -> NewEmployer:
        return NewEmployer(**_with_lists({name: getattr(self, name) for name in type(self).model_fields}))


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


class EmployerChanges(Body):
    """ENR-4: those fields of an employer's record that change; what is left out stays as it is, lists change whole."""

    name: Words = Field(default="", json_schema_extra=_without_default)  # may be left out, but not emptied
    activity: Words | None = None
    region: Words | None = None
    address: Words | None = None
    registration_number: RegistrationNumber | None = None
    contact_name: PersonName | None = None
    phone: Mobile | None = None
    email: Email | None = None
    contacts: Contacts = Field(default_factory=list)
    branches: Branches = Field(default_factory=list)
    bank_accounts: BankAccounts = Field(default_factory=list)
    iban: Iban | None = None
    size: Count | None = None

    def changes(self) -> dict[str, Any]:
        return _with_lists(changes_in(self))


_LISTS: Mapping[str, type[Contact | Branch | BankAccount]] = {
    "contacts": Contact,
    "branches": Branch,
    "bank_accounts": BankAccount,
}


def _with_lists(told: dict[str, Any]) -> dict[str, Any]:
    """The fields that are told of, with the rows of lists as the fund keeps them."""
    return {
        name: tuple(_LISTS[name](**dict(each)) for each in value) if name in _LISTS else value
        for name, value in told.items()
    }


class OneTermPlease(Refused):
    """A search goes by one thing."""

    code = "one_search_term"
    ar = "ابحث بواحد فقط: الاسم name، أو رقم القيد registration_number، أو الهاتف phone."
    en = "Search by one thing: the name, the registration_number, or the phone."


class EmployerQuery(PageQuery):
    """What employers are searched by, one of the three. `name`: words of it, or their beginnings, in any order."""

    name: Words | None = None
    registration_number: RegistrationNumber | None = None
    phone: Phone | None = None

    def one_term(self) -> Self:
        """Raises: OneTermPlease where there is none, or more than one."""
        if [self.name, self.registration_number, self.phone].count(None) != 2:
            raise OneTermPlease
        return self


class PolicyAnswer(Answer):
    """The employer's contract with the fund.

    until:     the day after its last term; the policy goes on behind it too, until it is closed.
    closes_on: the first day without it, where its closing is asked for or done.
    """

    number: str
    opened_on: date
    until: date
    state: PolicyState
    closes_on: date | None

    @classmethod
    def of(cls, policy: Policy, on: date) -> PolicyAnswer:
        return cls(
            number=policy.number,
            opened_on=policy.opened_on,
            until=policy.term.until,
            state=policy.state_on(on),
            closes_on=policy.closing.on if policy.closing else None,
        )


class SizeAnswer(Answer):
    """The size of establishments, by how many people work there, under which the fund counts an employer."""

    code: str
    ar: str
    en: str


class ContactAnswer(Answer):
    name: str
    role: str | None
    phone: str | None
    email: str | None


class BranchAnswer(Answer):
    name: str
    region: str | None
    address: str | None
    phone: str | None


class BankAccountAnswer(Answer):
    iban: str
    holder: str | None
    main: bool


class EmployerAnswer(Answer):
    """An employer's record. `reference` (ISO 11649) is what it writes on its transfers."""

    id: str
    reference: str
    name: str
    sector: str
    policy: PolicyAnswer
    activity: str | None
    region: str | None
    address: str | None
    registration_number: str | None
    contact_name: str | None
    phone: str | None
    email: str | None
    contacts: list[ContactAnswer]
    branches: list[BranchAnswer]
    bank_accounts: list[BankAccountAnswer]
    iban: str | None
    size: int | None
    size_band: SizeAnswer | None

    @classmethod
    def of(cls, employer: Employer, policy: Policy, on: date) -> EmployerAnswer:
        """The record on a day, with the policy as it was then."""
        own = ("reference", "policy", "contacts", "branches", "bank_accounts", "size_band")
        plain = {name: getattr(employer, name) for name in cls.model_fields if name not in own}
        return cls(
            reference=reference_of(employer.id),
            policy=PolicyAnswer.of(policy, on),
            contacts=[ContactAnswer.model_validate(each) for each in employer.contacts],
            branches=[BranchAnswer.model_validate(each) for each in employer.branches],
            bank_accounts=[BankAccountAnswer.model_validate(each) for each in employer.bank_accounts],
            size_band=_band(employer.size),
            **plain,
        )


def _band(people: int | None) -> SizeAnswer | None:
    size = None if people is None else shipped_law().size_of(people)
    return SizeAnswer(code=size.code, ar=size.name.ar, en=size.name.en) if size else None


class FoundEmployer(Answer):
    """An employer that was searched for, as far as one must know it to tell it from others."""

    id: str
    reference: str
    name: str
    sector: str
    region: str | None
    registration_number: str | None
    phone: str | None
    opened_on: date

    @classmethod
    def of(cls, employer: Employer) -> FoundEmployer:
        same = {name: getattr(employer, name) for name in cls.model_fields if name != "reference"}
        return cls(reference=reference_of(employer.id), **same)
