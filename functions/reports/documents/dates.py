"""Days as documents tell them: in the civil calendar and in the hijri one."""

from __future__ import annotations

from datetime import date
from typing import Any


def in_both_calendars(day: date) -> dict[str, Any]:
    """A day for `day()` of templates/arabic.typ: `gregorian` as ISO text, and day, month and year of `hijri`.

    The hijri day is that of the Umm al-Qura calendar, which can differ by one from the day that is announced in Libya.
    It is known for 1924 to 2077; beyond that `hijri` is None.
    """
    return {"gregorian": day.isoformat(), "hijri": _hijri(day)}


def _hijri(day: date) -> dict[str, str] | None:
    from hijridate import Gregorian

    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return None
    return {"day": str(hijri.day), "month": hijri.month_name("ar"), "year": str(hijri.year)}
