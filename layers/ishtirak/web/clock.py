"""What day it is for the fund, read at the door and passed down; nothing inside asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

FUND_TIME = ZoneInfo("Africa/Tripoli")
"""Dates of the fund are civil dates in this zone."""


def _system_time() -> datetime:
    return datetime.now(FUND_TIME)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """This moment, in the fund's time zone."""
    return _source().astimezone(FUND_TIME)


def today() -> date:
    """The fund's date of this moment."""
    return now().date()


def set_source(source: Callable[[], datetime] | None) -> None:
    """From now on `source` says what time it is: a moment with its zone; None means the system's clock again.

    Nothing that is deployed calls this: on AWS the clock can't be moved.
    """
    global _source
    _source = source or _system_time
