"""Civil dates as people write them: YYYY-MM-DD, in Western or Arabic digits."""

from __future__ import annotations

import re
from datetime import date

from ishtirak.errors import Refused
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.digits import western

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that can be meant; what lies outside is a slip of the pen."""

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class InvalidDate(Refused):
    """The text is not a date, or not one that can be meant here."""

    code = "invalid_date"
    ar = "التاريخ «{value}» غير صحيح: يكتب هكذا 2026-01-31."
    en = "The date {value!r} is not valid: write it as 2026-01-31."


def date_of(text: str) -> date:
    """The date that `text` writes as YYYY-MM-DD.

    Raises: InvalidDate, also for a year before 1900 or after 2199.
    """
    match = _DATE.fullmatch(western(text))
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise InvalidDate(value=text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise InvalidDate(value=text) from None


def month_of(text: str) -> Month:
    """The month that `text` writes as YYYY-MM.

    Raises: InvalidMonth, also for a year before 1900 or after 2199.
    """
    month = Month.parse(western(text))
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise InvalidMonth(value=text)
    return month
