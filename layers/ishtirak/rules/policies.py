"""An employer's policy: its terms, one after the other, and its end with due notice (ENR-1, CMP-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.rules.calendar import months_after


class NoticeTooShort(Refused):
    """CMP-6: a policy is closed with due notice."""

    code = "notice_too_short"
    ar = "لا تقفل الوثيقة بتاريخ {on}: أول يوم ممكن هو {first}."
    en = "The policy can't be closed on {on}: the first possible day is {first}."


class PolicyState(StrEnum):
    """A policy stays open until it is closed, also where its term has run out and nobody has renewed it."""

    OPEN = "open"
    CLOSED = "closed"


class ClosingReason(StrEnum):
    """Why a policy is closed."""

    BUSINESS_ENDED = "business_ended"
    MERGED = "merged"
    NO_EMPLOYEES = "no_employees"
    REGISTERED_TWICE = "registered_twice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """A time for which a policy was opened or renewed: from a day until (not including) another.

    made_on, by: the day on which it was entered, and who did that.
    """

    number: int
    from_: date
    until: date
    made_on: date
    by: str


def first_term(from_: date, by: str, law: Law) -> Term:
    """The term of a policy that is opened on a day."""
    return Term(1, from_, _end(from_, law), from_, by)


def term_after_closing(last: Term, today: date, by: str, law: Law) -> Term:
    """The term of a policy that is opened again today, after it was closed."""
    return Term(last.number + 1, today, _end(today, law), today, by)


def next_term(last: Term, today: date, by: str, law: Law) -> Term | None:
    """The term that a renewal adds behind the `last` one, from the day after it on; None where there is nothing to add.

    So a renewal that is said twice is done once: a term that has not begun is not followed by another one, and one that
    was entered late is followed when it comes to its end.
    """
    entered_late = last.number > 1 and last.made_on >= last.from_
    not_before = last.until - timedelta(days=law.policy_notice_days(today)) if entered_late else last.from_
    if today < not_before:
        return None
    return Term(last.number + 1, last.until, _end(last.until, law), today, by)


def _end(from_: date, law: Law) -> date:
    return months_after(from_, law.policy_term_months(from_))


def check_notice(on: date, today: date, law: Law) -> None:
    """Raises: NoticeTooShort where the first day without the policy, `on`, comes before the notice has run (CMP-6)."""
    first = today + timedelta(days=law.policy_notice_days(today))
    if on < first:
        raise NoticeTooShort(on=on, first=first)
