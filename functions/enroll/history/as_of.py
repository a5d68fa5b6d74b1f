"""What was true on a day: the record of today, taken back through what was done to it since (ENR-4, ENR-5).

What has dates of its own (terms, spells, certificates) is read by these, so that it is true of its day however late it
was entered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ishtirak.errors import NotFound, Refused
from ishtirak.storage import deeds, employers, keys, policies, subscribers, table
from ishtirak.storage.employers import Employer
from ishtirak.storage.policies import Policy
from ishtirak.storage.subscribers import Subscriber


class DayToCome(Refused):
    """What will be true on a day to come is not known."""

    code = "day_to_come"
    ar = "اليوم {on} لم يأت بعد."
    en = "The day {on} is still to come."


class NotRegisteredThen(NotFound):
    """On that day the fund had no such record."""

    code = "not_registered_then"
    ar = "لم يكن هذا السجل موجودا بتاريخ {on}."
    en = "There was no such record on {on}."


def employer_on(employer_id: str, on: date, today: date) -> tuple[Employer, Policy]:
    """An employer and its policy as they were at the end of a day.

    Raises: UnknownEmployer, DayToCome, NotRegisteredThen.
    """
    _check_past(on, today)
    item = employers.load_item(employer_id)
    if on < date.fromisoformat(item["opened_on"]):
        raise NotRegisteredThen(on=on)
    then = deeds.before(item, deeds.since(keys.employer(employer_id), on))
    return employers.read(then), _policy_on(employer_id, on)


def _policy_on(employer_id: str, on: date) -> Policy:
    policy = policies.load(employer_id)
    term = [each for each in policies.terms(employer_id) if each.made_on <= on][-1]
    asked = [each for each in (*policy.past, policy.closing) if each is not None and each.asked_on <= on]
    closing = asked[-1] if asked and term.made_on < asked[-1].on else None  # a later term has opened it again
    return replace(policy, term=term, closing=closing)


def subscriber_on(subscriber_id: str, on: date, today: date) -> Subscriber:
    """A subscriber as at the end of a day: with the spells and certificates that had begun; no end is foreseen.

    Raises: UnknownSubscriber, DayToCome; NotRegisteredThen on a day before the registration and before any cover.
    """
    _check_past(on, today)
    key = keys.subscriber(subscriber_id)
    person = subscribers.read(deeds.before(_item_of(subscriber_id), deeds.since(key, on)))
    begun = [spell for spell in person.spells if spell.from_ <= on]
    first = None if begun else deeds.first(key)
    if not begun and (first is None or on < first.at.date()):
        raise NotRegisteredThen(on=on)
    *past, last = begun or person.spells[:1]
    if last.until is not None and last.until > on:
        last = replace(last, until=None, ending=None)
    certificates = tuple(each for each in person.certificates if each.issued_on <= on)
    return replace(person, spells=(*past, last), certificates=certificates)


def _check_past(on: date, today: date) -> None:
    if on > today:
        raise DayToCome(on=on)


def _item_of(subscriber_id: str) -> table.Item:
    item = table.get(keys.subscriber(subscriber_id))
    if item is None:
        raise subscribers.UnknownSubscriber(subscriber_id=subscriber_id)
    return item
