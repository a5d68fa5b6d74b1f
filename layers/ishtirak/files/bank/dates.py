"""Dates as banks write them. What is not in the calendar is never moved to a day that is."""

from __future__ import annotations

import datetime as dt
import re

from ishtirak.files.bank.errors import MissingDate, NoSuchDate
from ishtirak.rules.digits import western

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*|Z|[+-][0-9]{2}:[0-9]{2})?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})(?:[T ].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.\-])([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?")
_PLAIN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_HALF_A_YEAR = dt.timedelta(days=183)


def iso_date(text: str) -> dt.date:
    """The day of an ISO date or moment as the bank writes it, in the bank's own zone.

    Raises: NoSuchDate.
    """
    written = _ISO.fullmatch(text.strip())
    if written is None:
        raise NoSuchDate(value=text[:40])
    return _date(text, int(written[1]), int(written[2]), int(written[3]))


def table_date(text: str) -> dt.date:
    """A date of a table: 2026-03-01, 2026/3/1, 20260301, or with the day first: 1/3/2026, 01.03.2026, ٠١/٠٣/٢٠٢٦.

    Raises: MissingDate, NoSuchDate.
    """
    number = western(text)
    if not number:
        raise MissingDate
    if written := _DAY_FIRST.fullmatch(number):
        return _date(text, int(written[4]), int(written[3]), int(written[1]))
    if written := _YEAR_FIRST.fullmatch(number):
        return _date(text, int(written[1]), int(written[3]), int(written[4]))
    if written := _PLAIN.fullmatch(number):
        return _date(text, int(written[1]), int(written[2]), int(written[3]))
    raise NoSuchDate(value=text[:40])


def swift_date(digits: str) -> dt.date:
    """YYMMDD, from 1980 to 2079 as SWIFT has it.

    Raises: NoSuchDate.
    """
    year = int(digits[:2])
    return _date(digits, year + (1900 if year >= 80 else 2000), int(digits[2:4]), int(digits[4:]))


def swift_entry_date(digits: str, near: dt.date | int) -> dt.date:
    """MMDD in the year that brings it nearest to the value date `near`, or in the year `near` where that is no date.

    Raises: NoSuchDate.
    """
    month, day = int(digits[:2]), int(digits[2:])
    if isinstance(near, int):
        return _date(digits, near, month, day)
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            entry_date = dt.date(year, month, day)
        except ValueError:
            continue
        if abs(entry_date - near) <= _HALF_A_YEAR:
            return entry_date
    raise NoSuchDate(value=digits)


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NoSuchDate(value=text[:40]) from None
