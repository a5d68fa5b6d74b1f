"""A subscriber in another category, or with another employer, from a day on (ENR-5, ENR-8, CON-7).

The time before stays what it was. Where the day lies in months that are open already, they are assessed again: taken
back from the one list, and booked on the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from functions.enroll.employers.policies import check_open
from functions.enroll.subscribers.registering import CoverTooEarly, NewSubscriber, check_category
from ishtirak.law.law import Law
from ishtirak.rules.assessments import has_rate
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate, newest, next_step_on, told_at_first
from ishtirak.rules.freezing import next_look
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package
from ishtirak.rules.spells import changed
from ishtirak.storage import accounts, cases, employers, members, persons, restatements, rolls, subscribers
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody moves to, from a day on. What is None stays as it is, or follows from the rest.

    gross: the income from then on, as a salary certificate of that day.
    """

    on: date
    category: str | None = None
    employer_id: str | None = None
    social_security_number: str | None = None
    gross: Money | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str], on: date) -> Move:
        """The move that is asked for, by field, as text."""
        gross = Money.dinars(asked["gross"]) if "gross" in asked else None
        return cls(on, asked.get("category"), asked.get("employer_id"), asked.get("social_security_number"), gross)


def check_move(seen: Subscriber, move: Move, today: date, law: Law) -> Subscriber:
    """The subscriber once moved.

    Raises: what `check_category` raises; UnknownEmployer, CoverTooEarly before the employer's policy, PolicyClosed
            after it, NotCoveredThen.
    """
    category = move.category or _category_of(move.employer_id, law)
    stays = seen.employer_id if law.categories[category].employed else None
    employer_id = move.employer_id or stays
    if employer_id is not None:
        opened_on = employers.load(employer_id).opened_on
        if move.on < opened_on:
            raise CoverTooEarly(from_=move.on, month=Month.of(opened_on))
        if employer_id != seen.employer_id:
            check_open(employer_id, move.on, today)
    new = (Certificate(move.on, move.gross),) if move.gross is not None else ()
    person = replace(
        seen,
        spells=changed(seen.spells, move.on, category, employer_id),
        social_security_number=move.social_security_number or seen.social_security_number,
        certificates=(*seen.certificates, *new),
    )
    check_category(_told(person), law)
    return person


def _category_of(employer_id: str | None, law: Law) -> str:
    """The category of those who work for an employer, where nothing else is said."""
    return law.sectors[employers.load(employer_id or "").sector].category


def _told(person: Subscriber) -> NewSubscriber:
    """What must be known of a person of the category, as on registration."""
    certificate = newest(person.certificates)
    return NewSubscriber(
        category=person.category,
        employer_id=person.employer_id,
        national_number=person.national_number,
        name=person.name,
        gross=certificate.gross if certificate else None,
        covered_from=person.spells[-1].from_,
        certificate_issued_on=person.spells[-1].from_,
        social_security_number=person.social_security_number,
    )


def moving(seen: Subscriber, person: Subscriber, now: datetime, law: Law) -> list[Write]:
    """The writes by which `seen` becomes `person`, whose last spell is the new one."""
    begins, today = person.spells[-1].from_, now.date()
    month = Month.of(begins)
    account = accounts.load(person.id, law)
    look_on = min(day for day in (account.next_action_on, begins) if day is not None)
    covered = persons.load(person.national_number)
    writes: list[Write] = [
        _changed(seen, person, today, law),
        persons.put(replace(covered, employer_id=person.employer_id), covered),
        accounts.put_over(account, replace(account, next_action_on=look_on)),
        *members.moved(seen, person),
    ]
    roll = rolls.find(person.roll_id)
    if roll is None:  # nobody without an employer has been put on this roll before
        writes += rolls.put_new(rolls.new_roll(person.roll_id, Month.of(today), law.version))
    if any(rolls.load(each).has_begun(month, today) for each in {seen.roll_id, *([person.roll_id] if roll else [])}):
        writes.append(restatements.ask(person.id, month, today))
    if not has_rate(person, month, law):
        writes.append(cases.put(None, cases.rate_missing(person.id, month, today)))
    return writes


def _changed(seen: Subscriber, person: Subscriber, today: date, law: Law) -> Write:
    """The write of the record. A certificate that came with the move is watched from now on (SAL-4)."""
    changes: dict[str, Any] = {
        "spells": person.spells,
        "social_security_number": person.social_security_number,
        "certificates": person.certificates,
    }
    if len(person.certificates) > len(seen.certificates):
        watched = replace(person, certificate_told=told_at_first(person.certificates[-1], today, law))
        look = next_look(seen.told is Package.FROZEN, seen.next_action_on, next_step_on(watched, law))
        changes |= {"certificate_told": watched.certificate_told, "next_action_on": look}
    return subscribers.change(seen, **changes)
