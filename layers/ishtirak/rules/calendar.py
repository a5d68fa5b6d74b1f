"""Months of contribution, and the dates on which they fall due (COL-2)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ishtirak.errors import Refused
from ishtirak.law.law import Law

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class InvalidMonth(Refused):
    """The text is not a month, or not one that can be meant here."""

    code = "invalid_month"
    ar = "الشهر «{value}» غير صحيح: يكتب هكذا 2026-01."
    en = "The month {value!r} is not valid: write it as 2026-01."


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written YYYY-MM."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Raises: InvalidMonth unless `text` is YYYY-MM."""
        match = _MONTH.fullmatch(text)
        if match is None or not text.isascii():
            raise InvalidMonth(value=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> Month:
        return self.plus(1)

    def plus(self, months: int) -> Month:
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def through(self, last: Month) -> Iterator[Month]:
        """This month and those after it, up to and with `last`."""
        month = self
        while month <= last:
            yield month
            month = month.next

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier, below zero); its last day if it has none such."""
    month = Month.of(day).plus(months)
    return month.first_day.replace(day=min(day.day, month.last_day.day))


def age_on(day: date, birth_date: date) -> int:
    """Whole years of age on `day`, by the day of birth and never by a difference of years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def opening_day(month: Month) -> date:
    """The day on which what is owed for `month` is opened: the first of the next month (COL-1)."""
    return month.next.first_day


def due_on(month: Month, law: Law) -> date:
    """The day on which `month` falls due: a day of the next month, the 10th by the law of today (COL-2)."""
    return month.next.first_day.replace(day=law.due_day(month.first_day))
