"""People for whom the law has no rate: covered all the same, nothing is invented, and somebody looks at it (CON-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.assessments import has_rate
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, subscribers
from ishtirak.storage.cases import Case
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one

RATE_ENTERED = "rate_entered"
CASES_OF_ONE_MESSAGE = 100


def keep_cases(
    without_rate: Sequence[Subscriber], assessed: Sequence[Subscriber], month: Month, on: date, law: Law
) -> None:
    """Open a case for each person without a rate up to now, and close those of people who could be assessed.

    Only categories that go by age lack a rate for some of their people, so that only theirs are looked for.
    """
    by_age = [person for person in assessed if law.categories[person.category].by_age]
    unanswered = [person for person in without_rate if not has_rate(person, Month.of(on), law)]
    if not unanswered and not by_age:
        return
    known = cases.find_all(CaseKind.RATE_MISSING, [person.id for person in (*unanswered, *by_age)])
    for person in unanswered:
        _open(person, known.get(person.id), month, on)
    for person in by_age:
        _close(known.get(person.id), month, on)


def close_answered(now: datetime, law: Law, after: str | None = None) -> None:
    """Close the cases of people for whom a value that was added gives a rate in this month, a page a message."""
    page, after = cases.open_of_kind(CaseKind.RATE_MISSING, CASES_OF_ONE_MESSAGE, after)
    people = subscribers.load_all(case.subscriber_id for case in page)
    month = Month.of(now.date())
    for case in page:
        if has_rate(people[case.subscriber_id], month, law):
            write_one(cases.put(case, case.closed(now.date(), RATE_ENTERED)))
    if after is not None:
        send(Queue.OPENINGS, {"rate_cases_after": after})


def _open(person: Subscriber, seen: Case | None, month: Month, on: date) -> None:
    if seen is not None and seen.is_open:
        return
    number = seen.number + 1 if seen else 1
    write_one(cases.put(seen, replace(cases.rate_missing(person.id, month, on), number=number)))


def _close(seen: Case | None, month: Month, on: date) -> None:
    if seen is not None and seen.is_open and Month.parse(seen.facts["month"]) <= month:
        write_one(cases.put(seen, seen.closed(on, RATE_ENTERED)))
