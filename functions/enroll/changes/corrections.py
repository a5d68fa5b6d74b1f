"""Personal data that were written down wrongly (ENR-4, ENR-5): name, national number, birth date, gender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from functions.enroll.subscribers.one_cover import free_from
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.identity import Gender, check_identity
from ishtirak.storage import persons, restatements, rolls, subscribers
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write


def corrected(seen: Subscriber, asked: Mapping[str, str], now: datetime, law: Law) -> list[Write]:
    """The writes of the right data. A contribution that goes by age is assessed again from the first month on.

    Raises: NationalNumberOfAnother where number, gender and birth date don't agree; AlreadyCovered.
    """
    changes: dict[str, Any] = dict(asked)
    if "birth_date" in asked:
        changes["birth_date"] = date.fromisoformat(asked["birth_date"])
    person = replace(seen, **changes)
    if person.birth_date is not None and person.gender is not None:
        check_identity(person.national_number, Gender(person.gender), person.birth_date)
    writes: list[Write] = [subscribers.change(seen, **changes)]
    if person.national_number != seen.national_number:
        writes += _renumbered(seen, person)
    first = Month.of(seen.spells[0].from_)
    goes_by_age = "birth_date" in changes and law.categories[seen.category].by_age
    if goes_by_age and rolls.load(seen.roll_id).has_begun(first, now.date()):
        writes.append(restatements.ask(seen.id, first, now.date()))
    return writes


def _renumbered(seen: Subscriber, person: Subscriber) -> list[Write]:
    """The cover stands under the right number from its first day, and under the wrong one it has never been."""
    first = seen.spells[0].from_
    wrong = persons.load(seen.national_number)
    earlier, ends = free_from(person.national_number, first)
    right = replace(wrong, national_number=person.national_number)
    return [persons.put(right, earlier), persons.never_was(wrong), *ends]
