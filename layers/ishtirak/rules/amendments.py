"""What a value that is added to the law touches: months opened under the old one, days that were set (CON-6)."""

from __future__ import annotations

from collections.abc import Iterable

from ishtirak.law.law import RATE
from ishtirak.law.parameter import DatedValue
from ishtirak.rules.calendar import Month

_THRESHOLDS = {"due_day", "grace_days", "reminder_days", "certificate_months", "certificate_notice_months"}
"""On these rests the day on which something must happen to an account, or is told of a salary certificate."""


def first_month_touched(values: Iterable[DatedValue]) -> Month | None:
    """The first month that is assessed anew for these values: the first that begins on their date or after it.

    None where no assessment rests on them.
    """
    months = [_first_month(value) for value in values if _is_assessed_by(value)]
    return min(months, default=None)


def moves_thresholds(values: Iterable[DatedValue]) -> bool:
    """Whether days on which accounts or people wait for something rest on one of these values."""
    return any(value.parameter in _THRESHOLDS for value in values)


def touches_rolls(value: DatedValue) -> bool:
    """Whether anything that was worked out under the old value must be worked out again."""
    return _is_assessed_by(value) or moves_thresholds([value])


def _is_assessed_by(value: DatedValue) -> bool:
    return value.parameter.startswith(RATE) or value.parameter == "rounding_step"


def _first_month(value: DatedValue) -> Month:
    month = Month.of(value.from_)
    return month if month.first_day == value.from_ else month.next
