"""What an SMS costs, and how much may be spent on SMS in a day (NOT-3, NOT-4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ishtirak.law.law import Law


def price_of(segments: int, day: date, law: Law) -> int:
    """What so many segments cost on a day, in dirhams.

    Law: sms_segment_price.
    """
    return _dirhams(segments * law.on("sms_segment_price", day).value)


def daily_cap(day: date, law: Law) -> int:
    """What may be spent on SMS of all kinds on a day, in dirhams."""
    return _dirhams(law.on("sms_daily_cap", day).value)


def daily_cap_of_kind(day: date, law: Law) -> int:
    """What may be spent on SMS of any one kind on a day, in dirhams."""
    return _dirhams(law.on("sms_daily_cap_of_kind", day).value)


def _dirhams(dinars: Decimal) -> int:
    return int(dinars * 1_000)  # nothing is lost: a value in dinars has three decimals at most
