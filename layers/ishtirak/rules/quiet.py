"""When a notice may leave: not in quiet hours, and what can wait not on a public holiday (NOT-3).

Moments are aware and in the fund's time. Weekends hold nothing back.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from ishtirak.law.law import Law
from ishtirak.law.parameter import KindOfDay
from ishtirak.rules.notices import NoticeKind

DAY = timedelta(days=1)

LONGEST_WAIT_DAYS = 14
"""No feasts last longer: a holiday that was entered by hand and never ended holds nothing back for ever."""


def leaves_at(kind: NoticeKind, written_at: datetime, now: datetime, law: Law) -> datetime:
    """The first moment from `now` on at which a notice of this kind may leave that was written at `written_at`.

    Law: quiet_from_hour, quiet_until_hour, holiday_override and the calendar of public holidays.
    """
    may_wait, at = law.notices[kind.value].waits_for_working_day, now
    while True:  # each day has its hours: the law lets the quiet ones end before noon and begin behind it
        day = at.date()
        waits = may_wait and at < written_at + LONGEST_WAIT_DAYS * DAY
        if at.hour >= law.quiet_from_hour(day) or (waits and is_holiday(day, law)):
            at = midnight_after(at)
        elif at.hour < law.quiet_until_hour(day):
            return _morning_of(at, law)
        else:
            return at


def _morning_of(at: datetime, law: Law) -> datetime:
    return datetime.combine(at.date(), time(law.quiet_until_hour(at.date())), at.tzinfo)


def midnight_after(at: datetime) -> datetime:
    """The midnight with which the next day begins."""
    return datetime.combine(at.date() + DAY, time(), at.tzinfo)


def is_holiday(day: date, law: Law) -> bool:
    """Whether a day is a public holiday: by hand where somebody has said so, else by the calendar."""
    by_hand: KindOfDay = law.on("holiday_override", day).value
    if by_hand is KindOfDay.CALENDAR:
        return day in _calendar(day.year)
    return by_hand is KindOfDay.HOLIDAY


@cache
def _calendar(year: int) -> frozenset[date]:
    from holidays import country_holidays  # takes longer to load than all rules, and few notices wait for a day

    return frozenset(country_holidays("LY", years=year))
