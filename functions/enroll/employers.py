"""Registering an employer and opening its policy (ENR-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ishtirak.law.law import Law
from ishtirak.rules.accounts import PayerKind, new_account
from ishtirak.rules.calendar import Month
from ishtirak.storage import accounts, deeds, employers, keys, rolls
from ishtirak.storage.employers import Employer
from ishtirak.storage.ids import new_id
from ishtirak.storage.transactions import write


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """What is told of an employer when it is registered."""

    name: str
    sector: str
    activity: str | None = None
    region: str | None = None
    registration_number: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    iban: str | None = None
    size: int | None = None


def register(new: NewEmployer, actor_id: str, now: datetime, law: Law) -> Employer:
    """Register an employer: its record, its policy, its account, and its list that is opened from this month on."""
    today = now.date()
    employer_id = new_id("E")
    facts = {name: getattr(new, name) for name in NewEmployer.__dataclass_fields__}
    employer = Employer(
        id=employer_id,
        policy_number=policy_number(employer_id, today),
        opened_on=today,
        registered_by=actor_id,
        **facts,
    )
    month = Month.of(today)
    write(
        employers.put_new(employer),
        accounts.put_new(new_account(employer_id, PayerKind.EMPLOYER, month, today, law)),
        *rolls.put_new(rolls.new_roll(employer_id, month, law.version)),
        deeds.put_deed(keys.employer(employer_id), actor_id, "register_employer", now, facts),
    )
    return employer


def policy_number(employer_id: str, opened_on: date) -> str:
    """The number on the employer's policy document: the year it was opened, and the employer."""
    return f"P-{opened_on.year}-{employer_id}"


def edit(seen: Employer, changes: Mapping[str, Any], actor_id: str, now: datetime) -> Employer:
    """Change some fields of the employer's record; who, when, from and to are kept (ENR-4).

    Raises: Moved where the record is not what was seen any more.
    """
    employer = replace(seen, **changes)
    what = {name: f"{getattr(seen, name)} → {value}" for name, value in changes.items()}
    write(
        employers.put_over(seen, employer),
        deeds.put_deed(keys.employer(seen.id), actor_id, "edit_employer", now, what),
    )
    return replace(employer, version=seen.version + 1)
