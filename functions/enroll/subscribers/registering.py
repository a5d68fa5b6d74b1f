"""Registering a subscriber: one person, one cover (ENR-2, ENR-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from functions.enroll.employers.policies import check_open
from functions.enroll.subscribers.one_cover import free_from
from functions.enroll.subscribers.welcoming import welcome
from ishtirak.errors import InvalidField, Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.accounts import resume
from ishtirak.rules.assessments import IncomeMissing, has_rate
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate, CertificatePart, check_parts, is_newer, next_step_on, told_at_first
from ishtirak.rules.money import Money
from ishtirak.rules.spells import Spell, begun_again
from ishtirak.storage import (
    accounts,
    cases,
    deeds,
    employers,
    failing_numbers,
    keys,
    persons,
    restatements,
    rolls,
    subscribers,
)
from ishtirak.storage.ids import new_id
from ishtirak.storage.persons import AlreadyCovered, CoveredPerson
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class CoverTooEarly(Refused):
    """Cover can't begin in a month that has been opened, nor before the employer's policy."""

    code = "cover_too_early"
    ar = "لا يمكن أن تبدأ التغطية في {from_}، أول شهر ممكن هو {month}."
    en = "Cover can't begin on {from_}; the first possible month is {month}."


@dataclass(frozen=True, slots=True)
class NewSubscriber:
    """What is told of a subscriber on registration. `covered_from` is the first day of cover.

    employer_id: None for a person without an employer.
    gross:       None where the category asks for no income (CON-3).
    parts:       what the salary certificate says that the gross is made of; empty where it is not told.
    """

    category: str
    employer_id: str | None
    national_number: str
    name: str
    gross: Money | None
    covered_from: date
    certificate_issued_on: date
    birth_date: date | None = None
    gender: str | None = None
    phone: str | None = None
    iban: str | None = None
    social_security_number: str | None = None
    parts: Mapping[CertificatePart, Money] = field(default_factory=dict)


class NoSocialSecurityNumber(Refused):
    """CON-2: who is insured for their own account must stand at social security."""

    code = "no_social_security_number"
    ar = "لا يُسجل {category} إلا برقم ضماني."
    en = "A person of the category {category} can't be registered without a social-security number."


class EmployerMissing(InvalidField):
    """An employee stands on the list of an employer."""

    code = "employer_missing"
    ar = "الحقل {field}: فئة {category} تسجل لدى جهة عمل."
    en = "The field {field}: a person of the category {category} is registered with an employer."


class EmployerNotExpected(InvalidField):
    """Who is no employee stands on nobody's list."""

    code = "employer_not_expected"
    ar = "الحقل {field}: فئة {category} تسجل بلا جهة عمل."
    en = "The field {field}: a person of the category {category} is registered without an employer."


def check_category(new: NewSubscriber, law: Law) -> None:
    """Whether what is told is what the law asks of the category (CON-2, CON-3, CON-7).

    Raises: NoSocialSecurityNumber, EmployerMissing, EmployerNotExpected, IncomeMissing, CertificateDoesNotAddUp.
    """
    category = law.categories[new.category]
    if "social_security_number" in category.needs and new.social_security_number is None:
        raise NoSocialSecurityNumber(category=new.category)
    if category.employed and new.employer_id is None:
        raise EmployerMissing("employer_id", category=new.category)
    if not category.employed and new.employer_id is not None:
        raise EmployerNotExpected("employer_id", category=new.category)
    if new.gross is None and not category.by_age:
        raise IncomeMissing("gross", category=new.category)
    if new.gross is not None:
        check_parts(new.gross, new.parts)


@decided_again
def register(new: NewSubscriber, actor_id: str, now: datetime, law: Law) -> Subscriber:
    """Register one subscriber.

    Raises: what `check_category` raises; UnknownEmployer; PolicyClosed; CoverTooEarly; AlreadyCovered, with where.
    """
    check_category(new, law)
    if new.employer_id is not None:
        employers.load(new.employer_id)
        check_open(new.employer_id, new.covered_from, now.date())
    today = now.date()
    covered, ends = free_from(new.national_number, new.covered_from)
    own_id = covered.own_subscription if covered else None
    before = subscribers.load(own_id) if own_id else None
    person = returned(before, new, today, law) if before else new_person(new, actor_id, today, law)
    found = rolls.find(person.roll_id)
    roll, month = found or rolls.new_roll(person.roll_id, Month.of(today), law.version), Month.of(new.covered_from)
    check_start(new.covered_from, roll.next_month)
    keeping = coming_back(before, person, today, law) if before else [subscribers.put_new(person)]
    late: list[Write] = []
    writes = [persons.put(covered_as(person), covered), *ends, *keeping, _deed(before, person, actor_id, now)]
    writes += welcome(person, now)
    if found is None:  # nobody without an employer has been put on this roll before
        writes += rolls.put_new(roll)
    elif roll.has_begun(month, today):  # its opening may have passed by this person already
        late = [restatements.ask(person.id, month, today)]
    if not has_rate(person, month, law):
        writes.append(cases.put(None, cases.rate_missing(person.id, month, today)))
    try:
        write(*writes, *late)
    except AlreadyCovered as refusal:
        raise persons.where_covered(new.national_number) or refusal from refusal
    if late:  # if this message is lost, the next sweep finds the person
        send(Queue.OPENINGS, {"subscriber_id": person.id})
    return person


def covered_as(person: Subscriber) -> CoveredPerson:
    """Where a subscriber is covered: in a subscription of the own."""
    return CoveredPerson(person.national_number, person.id, employer_id=person.employer_id)


def returned(before: Subscriber, new: NewSubscriber, today: date, law: Law) -> Subscriber:
    """The subscriber who comes back: the same person, whose history goes on (ENR-8), with what is told now.

    Raises: NoValueInForce where the certificate is older than the law.
    """
    certificate = None if new.gross is None else Certificate(new.certificate_issued_on, new.gross, new.parts)
    told = {name: getattr(new, name) for name in _TOLD_ANEW if getattr(new, name) is not None}
    certificate_told = before.certificate_told
    if certificate is not None and is_newer(certificate, before.certificates):
        certificate_told = told_at_first(certificate, today, law)
    person = replace(
        before,
        spells=begun_again(before.spells, new.covered_from, new.category, new.employer_id),
        certificates=(*before.certificates, certificate) if certificate else before.certificates,
        certificate_told=certificate_told,
        **told,
    )
    return replace(person, next_action_on=next_step_on(person, law))


_TOLD_ANEW = ("name", "birth_date", "gender", "phone", "iban", "social_security_number")


def told_anew(before: Subscriber, person: Subscriber) -> dict[str, deeds.Change]:
    """What is told otherwise of somebody who comes back than it was before, so that both can be read (ENR-4)."""
    return deeds.edits(before, {name: getattr(person, name) for name in _TOLD_ANEW})


def coming_back(before: Subscriber, person: Subscriber, today: date, law: Law) -> list[Write]:
    """The writes of the record of who is covered again, and of the account, which goes on with what it owes.

    A number that failed fails no more where another one was told.
    """
    spell, account = person.spells[-1], accounts.load(person.id, law)
    resumed = resume(account, Month.of(spell.from_), spell.from_, law)
    number = failing_numbers.corrected(person.id, today) if person.phone != before.phone else ()
    return [subscribers.came_back(before, person), *accounts.writes(resumed), *number]


def check_start(covered_from: date, first_month: Month) -> None:
    """Raises: CoverTooEarly where cover would begin before `first_month`, the roll's next to be opened."""
    if Month.of(covered_from) < first_month:
        raise CoverTooEarly(from_=covered_from, month=first_month)


def registration(person: Subscriber) -> list[Write]:
    """The writes that register a person who was never covered; the first raises AlreadyCovered."""
    return [persons.put(covered_as(person), None), subscribers.put_new(person)]


def new_person(new: NewSubscriber, actor_id: str, today: date, law: Law) -> Subscriber:
    """The subscriber that `new` tells of, told of the full package from the first day; the certificate is watched.

    Raises: NoValueInForce where the certificate is older than the law.
    """
    certificate = None if new.gross is None else Certificate(new.certificate_issued_on, new.gross, new.parts)
    person = Subscriber(
        id=new_id("S"),
        spells=(Spell(new.covered_from, new.category, new.employer_id),),
        national_number=new.national_number,
        name=new.name,
        certificates=(certificate,) if certificate else (),
        certificate_told=told_at_first(certificate, today, law) if certificate else None,
        registered_by=actor_id,
        told_on=new.covered_from,
        birth_date=new.birth_date,
        gender=new.gender,
        phone=new.phone,
        iban=new.iban,
        social_security_number=new.social_security_number,
    )
    return replace(person, next_action_on=next_step_on(person, law))


def _deed(before: Subscriber | None, person: Subscriber, actor_id: str, now: datetime) -> Write:
    employer = {"employer_id": person.employer_id} if person.employer_id else {}
    what: dict[str, object] = {"national_number": person.national_number, "name": person.name, **employer}
    what |= told_anew(before, person) if before else {}
    return deeds.put_deed(keys.subscriber(person.id), actor_id, "register_subscriber", now, what)


def edit(seen: Subscriber, changes: Mapping[str, Any], actor_id: str, now: datetime) -> Subscriber:
    """Change some fields of the subscriber's record; who, when, from and to are kept (ENR-4).

    A number that failed and is corrected fails no more.
    Raises: Moved where the record is not what was seen any more.
    """
    what = deeds.edits(seen, changes)
    write(
        subscribers.change(seen, **changes),
        deeds.put_deed(keys.subscriber(seen.id), actor_id, "edit_subscriber", now, what),
        *(failing_numbers.corrected(seen.id, now.date()) if what.get("phone") and changes["phone"] else ()),
    )
    return replace(seen, **changes, version=seen.version + 1)
