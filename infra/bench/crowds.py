"""An employer with very many people, written straight into the table: registering them is measured apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.subscribers.registering import NewSubscriber, new_person
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.money import Money
from ishtirak.storage import subscribers, table
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Put

GROSS = Money.dinars("1000")
EMPLOYERS_SHARE = Money.dinars("50")
"""What the employer of one of them owes for a month."""

PEOPLE_OF_ONE_WRITING = 1_000

Recording = Callable[[Subscriber], Iterable[Put]]


def registered(person: Subscriber) -> Iterable[Put]:
    """The record of somebody who has just been registered."""
    return [subscribers.put_new(person)]


def employer_of(people: int, now: datetime, records_of: Recording = registered) -> str:
    """A new employer with so many people, whose cover begins that day. Returns its id."""
    employer_id = employers.register(NewEmployer("شركة البحر", "private_company"), "bench", now, shipped_law()).id
    for start in range(0, people, PEOPLE_OF_ONE_WRITING):
        some = _people(employer_id, range(start, min(people, start + PEOPLE_OF_ONE_WRITING)), now.date())
        table.put_all({put.key: put.item for person in some for put in records_of(person)})
    return employer_id


def _people(employer_id: str, numbers: range, today: date) -> Iterator[Subscriber]:
    """Made-up people: valid numbers, one name, one salary; each with a phone, so that an SMS has somewhere to go."""
    for each in numbers:
        year, number = divmod(each, 50_000)
        told = NewSubscriber(
            category="private_employee",
            employer_id=employer_id,
            national_number=f"1{1970 + year}{number + 1:07d}",
            name="محمد علي الزوي",
            gross=GROSS,
            covered_from=today,
            certificate_issued_on=today,
            phone=f"+21891{each:07d}",
        )
        yield new_person(told, "bench", today, shipped_law())
