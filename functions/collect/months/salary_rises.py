"""Net salaries that have risen for three months in a row: each becomes one case and one SMS (SAL-2, SAL-3).

Where the statement gives the gross, the month has been assessed on it already; it still is the baseline of those that
come after it. A statement that is corrected can find a rise, and can take one back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.rises import Rise, Stated, months_that_matter, rises_by
from ishtirak.storage import cases, keys, notices, rolls, statements
from ishtirak.storage.cases import Case
from ishtirak.storage.notices import AlreadyNotified, Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write, write_one

CORRECTED = "statement_corrected"


def find_rises(roll_id: str, month: Month, people: Sequence[Subscriber], now: datetime, law: Law) -> None:
    """Open a case for each of these people whose net has risen by what the statement of `month` says.

    Whom to look at: those with a net in it, and where the month was assessed before, everybody, since the months after
    it can have come to another end.
    """
    if not people:
        return
    by_month = rolls.statements_of(roll_id, months_that_matter(month, law))
    ids = [person.id for person in people]
    lines = statements.lines_of(by_month.values(), ids)
    known = cases.find_all(CaseKind.SALARY_RISE, ids)
    for person in people:
        told = {each: lines[by_month[each], person.id] for each in by_month if (by_month[each], person.id) in lines}
        rises = rises_by(month, told, person.certificates, person.category, law)
        seen = known.get(person.id)
        for rise in rises:
            _open(person, seen, rise, now)
        if seen is not None and not rises:
            _take_back(seen, month, now, law)


def has_net(line: Stated | None) -> bool:
    """Whether a line is one that a rise can be seen by."""
    return line is not None and line.gross is None


def _open(person: Subscriber, seen: Case | None, rise: Rise, now: datetime) -> None:
    """Nothing is looked into twice for the same rise: not while a case is open, nor where one was about its months."""
    if seen is not None and (seen.is_open or Month.parse(seen.facts["last_month"]) >= rise.first):
        return
    facts = {
        "first_month": str(rise.first),
        "last_month": str(rise.last),
        "baseline": str(rise.baseline),
        "threshold": str(rise.threshold),
        "net": str(rise.net),
    }
    number = seen.number + 1 if seen else 1
    case = Case(CaseKind.SALARY_RISE, person.id, now.date(), facts, number=number)
    values = {"name": person.name, "first_month": facts["first_month"], "last_month": facts["last_month"]}
    notice = Notice(
        keys.subscriber(person.id), NoticeKind.SALARY_RISE_FOUND, f"salary_rise#{number:04d}", now.isoformat(), values
    )
    try:
        write(notices.put_new(notice), cases.put(seen, case))
    except AlreadyNotified:
        return  # another worker has opened it from the same facts


def _take_back(seen: Case, month: Month, now: datetime, law: Law) -> None:
    """An open case whose rise is none any more, by what the statement of `month` says now, is closed."""
    can_be_seen = month <= Month.parse(seen.facts["last_month"]) <= months_that_matter(month, law)[-1]
    if seen.is_open and can_be_seen:
        write_one(cases.put(seen, seen.closed(now.date(), CORRECTED)))
