"""Registering an employer and opening its policy; changing its record (ENR-1, ENR-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from functions.enroll.employers import policies
from ishtirak.law.law import Law
from ishtirak.rules.accounts import PayerKind, new_account
from ishtirak.rules.bank_accounts import BankAccount, settled, with_main
from ishtirak.rules.calendar import Month
from ishtirak.storage import accounts, deeds, employer_search, employers, keys, rolls
from ishtirak.storage import policies as policies_kept
from ishtirak.storage.employers import Branch, Contact, Employer, RegistrationNumberTaken
from ishtirak.storage.ids import new_id
from ishtirak.storage.transactions import Write, decided_again, write


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """What is told of an employer when it is registered. `iban` is the main one of the bank accounts."""

    name: str
    sector: str
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
    iban: str | None = None
    size: int | None = None


@decided_again
def register(new: NewEmployer, actor_id: str, now: datetime, law: Law) -> Employer:
    """Register an employer: its record, its policy, its account, and its list that is opened from this month on.

    Raises: RegistrationNumberTaken, which says by whom; AccountTwice, MainAccountUnclear.
    """
    today, employer_id = now.date(), new_id("E")
    facts = {name: getattr(new, name) for name in NewEmployer.__dataclass_fields__ if name != "iban"}
    facts["bank_accounts"] = settled(new.bank_accounts, new.iban)
    employer = Employer(
        id=employer_id,
        policy_number=policy_number(employer_id, today),
        opened_on=today,
        registered_by=actor_id,
        **facts,
    )
    month = Month.of(today)
    _write(
        *employer_search.writes(None, employer),
        employers.put_new(employer),
        *policies_kept.put_new(policies.opened(employer_id, employer.policy_number, today, actor_id, law)),
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

    Raises: Moved where the record is not what was seen any more; RegistrationNumberTaken, which says by whom;
            AccountTwice, MainAccountUnclear.
    """
    kept = {**changes, **_accounts_after(seen, changes)}
    kept.pop("iban", None)
    employer = replace(seen, **kept)
    _write(
        employers.put_over(seen, employer),  # first: who edits what has moved learns that, before any taken number
        *employer_search.writes(seen, employer),
        deeds.put_deed(keys.employer(seen.id), actor_id, "edit_employer", now, deeds.edits(seen, kept)),
    )
    return replace(employer, version=seen.version + 1)


def _accounts_after(seen: Employer, changes: Mapping[str, Any]) -> dict[str, tuple[BankAccount, ...]]:
    """The bank accounts, where an edit tells of them or of the main one."""
    if "bank_accounts" in changes:
        return {"bank_accounts": settled(changes["bank_accounts"], changes.get("iban"))}
    return {"bank_accounts": with_main(seen.bank_accounts, changes["iban"])} if "iban" in changes else {}


def _write(*writes: Write) -> None:
    """Write, and say of a register's number that is taken by which employer it is."""
    try:
        write(*writes)
    except RegistrationNumberTaken as refusal:
        number = str(refusal.values["registration_number"])
        raise employer_search.taken(number) from refusal
