"""Reminders of what is owed: some days before the due date, on it and behind it, until cover changes (NOT-1, PKG-9).

A payer is reminded of the month that is owed first. Each reminder is dated by its threshold, however late it is looked
at, and none is left out: those that a late sweep finds are all due, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: of which month, on which day, how many days from the due date (below zero: before it)."""

    month: Month
    on: date
    days: int

    @property
    def kind(self) -> NoticeKind:
        if self.days < 0:
            return NoticeKind.DUE_SOON
        return NoticeKind.OVERDUE if self.days else NoticeKind.DUE_TODAY

    @property
    def cause(self) -> str:
        """A second reminder of this day can't exist; where a later law moves the due date, there is another day."""
        return f"reminder#{self.month}#{self.days}#{self.on}"


def month_in(cause: str) -> Month:
    """The month that the notice of a reminder with this cause speaks of."""
    return Month.parse(cause.split("#")[1])


def left(standing: Standing, reminded_on: date | None, law: Law) -> tuple[Reminder, ...]:
    """The reminders of the month that is owed first, in order, after the day `reminded_on` of the last one.

    None of a day before the month was owed first, and none once its grace is over: then people are told what their
    cover is instead.
    Law: reminder_days of the first of the month.
    """
    month, due_on = standing.oldest_unpaid, standing.due_on(law)
    all_of_them = (Reminder(month, due_on + timedelta(days=days), days) for days in law.reminder_days(month.first_day))
    return tuple(
        each
        for each in all_of_them
        if standing.since <= each.on < standing.lapses_on(law) and (reminded_on is None or each.on > reminded_on)
    )
