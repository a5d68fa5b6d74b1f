"""Employers, their policies, and their lists: who is on one, what is opened of it, what a month adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Sector, Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update

PEOPLE_OF_ONE_TELLING = 50
"""How many of a list are told of a change by one message."""


class UnknownEmployer(NotFound):
    """No employer has this id."""

    code = "unknown_employer"
    ar = "لا توجد جهة عمل بالرقم {employer_id}."
    en = "There is no employer {employer_id}."


@dataclass(frozen=True, slots=True)
class Employer:
    """Who must insure the people working for it, and the policy that does (ENR-1)."""

    id: str
    name: str
    sector: Sector
    policy_number: str
    opened_on: date
    registered_by: str
    activity: str | None = None
    region: str | None = None
    registration_number: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    iban: str | None = None
    size: int | None = None
    version: int = 1


def load(employer_id: str) -> Employer:
    """Raises: UnknownEmployer."""
    item = table.get(keys.employer(employer_id))
    if item is None:
        raise UnknownEmployer(employer_id=employer_id)
    return _employer(item)


def put_new(employer: Employer) -> Put:
    return Put(keys.employer(employer.id), _item(employer), unless_exists=Moved())


def put_over(seen: Employer, employer: Employer) -> Put:
    """The write of an edited employer; it raises Moved where another one was faster."""
    item = {**_item(employer), "version": seen.version + 1}
    return Put(keys.employer(employer.id), item, if_is={"version": seen.version})


def _item(employer: Employer) -> dict[str, Any]:
    plain = {name: getattr(employer, name) for name in Employer.__dataclass_fields__}
    return {**plain, "sector": employer.sector.value, "opened_on": employer.opened_on.isoformat()}


def _employer(item: dict[str, Any]) -> Employer:
    known = {name: item[name] for name in Employer.__dataclass_fields__ if name in item}
    return Employer(**{**known, "sector": Sector(item["sector"]), "opened_on": date.fromisoformat(item["opened_on"])})


def put_member(employer_id: str, subscriber_id: str, name: str, from_: date) -> Put:
    """The write that puts a subscriber on the employer's list."""
    item = {"subscriber_id": subscriber_id, "name": name, "from": from_.isoformat()}
    return Put(keys.member(employer_id, subscriber_id), item)


def members(employer_id: str, limit: int, after: str | None = None) -> table.Page:
    """A page of the employer's list: items with `subscriber_id`, `name` and `from`."""
    return table.page(keys.employer(employer_id).pk, keys.MEMBER, limit=limit, after=after)


@dataclass(frozen=True, slots=True)
class EmployerMonth:
    """What a month adds up to for one employer, and the confirmed statement that it is assessed from."""

    people: int = 0
    income: Money = Money.ZERO
    contribution: Contribution = Contribution()
    statement_id: str | None = None


def month(employer_id: str, month: Month) -> EmployerMonth:
    """The employer's month, with nothing in it where it has not been opened."""
    item = table.get(keys.employer_month(employer_id, month)) or {}
    shares = (Money(item.get(f"{share.value}_dirhams", 0)) for share in Share)
    income = Money(item.get("income_dirhams", 0))
    return EmployerMonth(item.get("people", 0), income, Contribution(*shares), item.get("statement_id"))


def add_to_month(
    employer_id: str, month: Month, people: int, income: Money, owed: Contribution, statement_id: str | None
) -> Update:
    """The write that adds to the employer's month; it raises Moved where another statement has been confirmed."""
    amounts = {f"{share.value}_dirhams": owed.of(share).dirhams for share in Share}
    return Update(
        keys.employer_month(employer_id, month),
        set={"month": str(month), "employer_id": employer_id},
        add={"people": people, "income_dirhams": income.dirhams, **amounts},
        if_is={"statement_id": statement_id},
    )


def state_month(employer_id: str, month: Month, seen_id: str | None, statement_id: str) -> Update:
    """The write by which a confirmed statement becomes the one the month is assessed from."""
    return Update(
        keys.employer_month(employer_id, month),
        set={"month": str(month), "employer_id": employer_id, "statement_id": statement_id},
        if_is={"statement_id": seen_id},
    )
