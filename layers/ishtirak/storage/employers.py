"""Employers and their policies (ENR-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


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
    sector: str
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


def load_all(employer_ids: Iterable[str]) -> dict[str, Employer]:
    """Those of the employers that are there, by id."""
    found = table.get_all(keys.employer(employer_id) for employer_id in employer_ids)
    return {item["id"]: _employer(item) for item in found.values()}


def put_new(employer: Employer) -> Put:
    return Put(keys.employer(employer.id), _item(employer), unless_exists=Moved())


def put_over(seen: Employer, employer: Employer) -> Put:
    """The write of an edited employer; it raises Moved where another one was faster."""
    item = {**_item(employer), "version": seen.version + 1}
    return Put(keys.employer(employer.id), item, if_is={"version": seen.version})


def _item(employer: Employer) -> dict[str, Any]:
    plain = {name: getattr(employer, name) for name in Employer.__dataclass_fields__}
    return {**plain, "opened_on": employer.opened_on.isoformat()}


def _employer(item: dict[str, Any]) -> Employer:
    known = {name: item[name] for name in Employer.__dataclass_fields__ if name in item}
    return Employer(**{**known, "opened_on": date.fromisoformat(item["opened_on"])})
