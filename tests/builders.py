"""Small builders of valid things: what a test does not say is made up, and is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from functions.collect.law import parameters
from functions.collect.months import openings
from functions.collect.receipts import booking as receipts
from functions.collect.statements import submitting as statements
from functions.collect.statements.submitting import StatedLine
from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from functions.enroll.subscribers import registering as subscribers
from functions.enroll.subscribers.registering import NewSubscriber
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of
from ishtirak.rules.rises import Stated
from ishtirak.storage import documents, keys, members, notices, rolls
from ishtirak.storage.dependants import Dependant, Relation
from ishtirak.storage.documents import Document
from ishtirak.storage.employers import Employer
from ishtirak.storage.ids import new_id
from ishtirak.storage.notices import Notice, NoticeState
from ishtirak.storage.person_files import FileState
from ishtirak.storage.receipts import Receipt
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one
from ishtirak.web.clock import FUND_TIME

LAW = shipped_law()
ACTOR = "somebody"


_numbers = itertools.count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str, hour: int = 9) -> datetime:
    """A moment of a day in the fund's time."""
    return datetime.combine(day(text), time(hour), FUND_TIME)


def national_number() -> str:
    """The number of a man born in 1972, another one each time."""
    return f"11972{next(_numbers):07d}"


def phone() -> str:
    """A mobile number, another one each time."""
    return f"+21891{next(_numbers):07d}"


def new_employer(**told: Any) -> NewEmployer:
    return NewEmployer(**{"name": "شركة البحر", "sector": "private_company", **told})


def new_subscriber(employer_id: str | None, on: str = "2026-01-01", **told: Any) -> NewSubscriber:
    made_up = {
        "category": "private_employee" if employer_id else "self_employed",
        "employer_id": employer_id,
        "national_number": national_number(),
        "name": "علي",
        "gross": Money.dinars("1000"),
        "covered_from": day(on),
        "certificate_issued_on": day(on),
        "phone": phone(),
        "social_security_number": None if employer_id else f"SS{next(_numbers)}",
    }
    return NewSubscriber(**{**made_up, **told})


def receipt(amount: str, on: str, payer_id: str | None = None, **told: Any) -> Receipt:
    reference = reference_of(payer_id) if payer_id else None
    made_up = {"bank": "NAB", "id": f"T{next(_numbers)}", "settled_on": day(on), "payer_reference": reference}
    return Receipt(**{**made_up, "amount": Money.dinars(amount), "received_on": day(on), **told})


def employer(on: str = "2026-01-01", law: Law = LAW, **told: Any) -> Employer:
    """An employer that is registered."""
    return employers.register(new_employer(**told), ACTOR, at(on), law)


def subscriber(employer_id: str | None, gross: str | None = "1000", on: str = "2026-01-01", **told: Any) -> Subscriber:
    """A subscriber that is registered; `gross` is None for those whom the state pays for."""
    income = Money.dinars(gross) if gross else None
    new = new_subscriber(employer_id, on, gross=income, **told)
    return subscribers.register(new, ACTOR, at(on), LAW)


def member_of(person: Subscriber, number: str | None = None, on: str = "2026-01-01") -> Dependant:
    """A child of a subscriber, covered from a day on."""
    told = (Relation.CHILD, "سالم", number or national_number(), day("2015-01-01"), "male", day(on))
    return dependants.add(person.id, NewDependant(*told), ACTOR, at(on))


def document(person: Subscriber, kind: str, state: FileState = FileState.APPROVED, on: str = "2026-01-01") -> Document:
    """A document of a subscriber's own that was handed in on a day, and what became of it."""
    decided = at(on).isoformat() if state in (FileState.APPROVED, FileState.REJECTED) else None
    handed_in = Document(
        id=new_id("F"),
        subscriber_id=person.id,
        file_name="a.pdf",
        content_type="application/pdf",
        sent_by=ACTOR,
        sent_at=at(on).isoformat(),
        state=state,
        decided_at=decided,
        kind=kind,
        issued_on=day(on),
    )
    write_one(documents.put_new(handed_in))
    return handed_in


def paid(payer_id: str, amount: str, on: str) -> Receipt:
    """A receipt that is booked."""
    booked = receipt(amount, on, payer_id)
    receipts.book(booked, at(str(booked.received_on)), LAW)
    return booked


def added(name: str, from_: str, value: Any, on: str) -> None:
    """A value that has come into force: entered by one person and approved by another."""
    entered = parameters.propose(name, day(from_), value, "قرار 7 لسنة 2026", None, ACTOR, at(on))
    parameters.approve(entered.id, "somebody else", at(on))


def stated(employer_id: str, month: str, on: str, **lines: Stated) -> None:
    """A statement that is confirmed, with what each person (by the subscriber's id) earned."""
    told = [StatedLine(number, line, subscriber_id=who) for number, (who, line) in enumerate(lines.items(), 1)]
    statement = statements.submit(employer_id, Month.parse(month), told, ACTOR, at(on), LAW)
    statements.confirm(statement.id, ACTOR, at(on))


def on_list(roll_id: str, on: str = "2026-12-31") -> list[str]:
    """Who was on a list on a day, by the ids of subscribers."""
    pages = members.every(roll_id, day(on), 10)
    return [member.subscriber_id for page in pages for member in page.members if member.is_on(day(on))]


def opened(roll_ids: Iterable[str], through: str, law: Law = LAW) -> None:
    """Every month that is to be opened by a day."""
    for roll_id in roll_ids:
        while rolls.load(roll_id).work(day(through)):
            openings.work_roll(roll_id, at(through), law)


def told_of_cover(subscriber_id: str) -> list[Notice]:
    """The notices of a subscriber that tell of a change of package."""
    found, _ = notices.told_to(keys.subscriber(subscriber_id), 100)
    return [each for each in found if each.cause.startswith("cover#")]


def sms_of_cover(subscriber_id: str) -> int:
    """How many of them have left."""
    return sum(each.state is NoticeState.SENT for each in told_of_cover(subscriber_id))
