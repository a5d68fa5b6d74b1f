"""Employers, and the rows by which they are found: by a word of the name, a phone, a register's number (ENR-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.bank_accounts import BankAccount
from ishtirak.rules.register_numbers import number_key
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownEmployer(NotFound):
    """No employer has this id."""

    code = "unknown_employer"
    ar = "لا توجد جهة عمل بالرقم {employer_id}."
    en = "There is no employer {employer_id}."


class RegistrationNumberTaken(Conflict):
    """ENR-1: an employer is registered once; says under which id."""

    code = "registration_number_taken"
    ar = "رقم القيد {registration_number} مسجل لجهة العمل {employer_id}."
    en = "The registration number {registration_number} is that of the employer {employer_id}."


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to speak to at an employer, and what they are there."""

    name: str
    role: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of an employer beside its seat."""

    name: str
    region: str | None = None
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """Who must insure the people working for it, and the policy that does (ENR-1).

    policy_number, opened_on: those of the policy since it was opened; its terms and its end stand in records of their
                              own (`storage/policies.py`).
    contact_name, phone:      the first person to speak to, and the mobile number for messages; others are `contacts`.
    bank_accounts:            exactly one of them is the main one, where there are any.
    size:                     how many people work there.
    """

    id: str
    name: str
    sector: str
    policy_number: str
    opened_on: date
    registered_by: str
    activity: str | None = None
    region: str | None = None
    address: str | None = None
    registration_number: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    contacts: tuple[Contact, ...] = ()
    branches: tuple[Branch, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    size: int | None = None
    version: int = 1

    @property
    def iban(self) -> str | None:
        """The account to which the fund pays, None where there is none."""
        return next((each.iban for each in self.bank_accounts if each.main), None)

    @property
    def ibans(self) -> frozenset[str]:
        """Every bank account that it pays from."""
        return frozenset(each.iban for each in self.bank_accounts)

    @property
    def phones(self) -> frozenset[str]:
        """Every number by which the employer is found."""
        told = (self.phone, *(each.phone for each in self.contacts), *(each.phone for each in self.branches))
        return frozenset(phone for phone in told if phone)

    @property
    def number_key(self) -> str | None:
        """The register's number as it is looked for."""
        return number_key(self.registration_number) if self.registration_number else None


def load(employer_id: str) -> Employer:
    """Raises: UnknownEmployer."""
    return read(load_item(employer_id))


def load_item(employer_id: str) -> table.Item:
    """The record as it stands in the table.

    Raises: UnknownEmployer.
    """
    item = table.get(keys.employer(employer_id))
    if item is None:
        raise UnknownEmployer(employer_id=employer_id)
    return item


def load_all(employer_ids: Iterable[str]) -> dict[str, Employer]:
    """Those of the employers that are there, by id."""
    found = table.get_all(keys.employer(employer_id) for employer_id in employer_ids)
    return {item["id"]: read(item) for item in found.values()}


def put_new(employer: Employer) -> Put:
    return Put(keys.employer(employer.id), _item(employer), unless_exists=Moved())


def put_over(seen: Employer, employer: Employer) -> Put:
    """The write of an edited employer; it raises Moved where another one was faster."""
    item = {**_item(employer), "version": seen.version + 1}
    return Put(keys.employer(employer.id), item, if_is={"version": seen.version})


_LISTS: Mapping[str, type[Contact | Branch | BankAccount]] = {
    "contacts": Contact,
    "branches": Branch,
    "bank_accounts": BankAccount,
}


def _item(employer: Employer) -> dict[str, Any]:
    plain = {name: getattr(employer, name) for name in Employer.__dataclass_fields__}
    lists = {name: [_row(each) for each in plain[name]] for name in _LISTS}
    return {**plain, **lists, "opened_on": employer.opened_on.isoformat()}


def _row(each: Contact | Branch | BankAccount) -> dict[str, Any]:
    return {name: getattr(each, name) for name in type(each).__dataclass_fields__}


def read(item: Mapping[str, Any]) -> Employer:
    """The employer that an item of the table holds."""
    known = {name: item[name] for name in Employer.__dataclass_fields__ if name in item}
    lists = {name: tuple(kind(**row) for row in item.get(name, ())) for name, kind in _LISTS.items()}
    return Employer(**{**known, **lists, "opened_on": date.fromisoformat(item["opened_on"])})
