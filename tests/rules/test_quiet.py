"""No SMS leaves in quiet hours, and what can wait does not leave on a public holiday (NOT-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.quiet import LONGEST_WAIT_DAYS, is_holiday, leaves_at
from ishtirak.web.clock import FUND_TIME
from tests.builders import at, day
from tests.notify.laws import with_values

pytestmark = pytest.mark.requirement("NOT-3")

LAW = shipped_law()
FREELY, WAITS = NoticeKind.PACKAGE_LOWERED, NoticeKind.DUE_SOON

moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)).map(lambda each: each.replace(tzinfo=FUND_TIME))  # noqa: DTZ001
kinds = st.sampled_from(list(NoticeKind))
hours = st.tuples(st.integers(0, 11), st.integers(12, 24))


@pytest.mark.parametrize(
    ("hour", "leaves"),
    [(0, "2026-05-12 08"), (7, "2026-05-12 08"), (8, "2026-05-12 08"), (20, "2026-05-12 20"), (21, "2026-05-13 08")],
)
def test_at_night_it_waits_for_eight_o_clock(hour: int, leaves: str) -> None:
    assert f"{leaves_at(FREELY, at('2026-05-12', hour), at('2026-05-12', hour), LAW):%Y-%m-%d %H}" == leaves


def test_only_what_can_wait_waits_until_the_feast_is_over() -> None:
    # Eid al-Adha, with the day of Arafah before it: 26 to 29 May
    assert leaves_at(WAITS, at("2026-05-26", 9), at("2026-05-26", 9), LAW) == at("2026-05-30", 8)
    assert leaves_at(FREELY, at("2026-05-26", 9), at("2026-05-26", 9), LAW) == at("2026-05-26", 9)


def test_a_weekend_holds_nothing_back() -> None:
    friday = at("2026-05-15", 9)

    assert leaves_at(WAITS, friday, friday, LAW) == friday


def test_a_feast_that_is_announced_days_before_is_entered_by_hand() -> None:
    moved = with_values(
        LAW, "holiday_override", {"2026-05-26": "working_day", "2026-05-27": "holiday", "2026-05-31": "calendar"}
    )

    assert [is_holiday(day(f"2026-05-{number}"), moved) for number in (25, 26, 27, 30, 31)] == [0, 0, 1, 1, 0]
    assert leaves_at(WAITS, at("2026-05-26", 9), at("2026-05-26", 9), moved) == at("2026-05-26", 9)
    assert leaves_at(WAITS, at("2026-05-27", 9), at("2026-05-27", 9), moved) == at("2026-05-31", 8)


def test_a_holiday_that_nobody_has_ended_holds_nothing_back_for_ever() -> None:
    forgotten = with_values(LAW, "holiday_override", {"2026-05-01": "holiday"})

    assert leaves_at(WAITS, at("2026-05-12", 9), at("2026-05-12", 9), forgotten) == at("2026-05-27", 8)
    assert leaves_at(WAITS, at("2026-05-12", 9), at("2026-05-27", 8), forgotten) == at("2026-05-27", 8)


@given(kinds, moments, hours)
def test_whatever_the_hours_are_it_leaves_outside_them_and_as_soon_as_it_may(
    kind: NoticeKind, now: datetime, hours: tuple[int, int]
) -> None:
    until, from_ = hours
    law = with_values(LAW, "quiet_until_hour", {"2026-01-01": until})
    law = with_values(law, "quiet_from_hour", {"2026-01-01": from_})

    leaves = leaves_at(kind, now, now, law)

    assert until <= leaves.hour < from_
    assert now <= leaves <= now + timedelta(days=LONGEST_WAIT_DAYS + 2)
    assert leaves_at(kind, now, leaves, law) == leaves
    if leaves != now:
        assert leaves_at(kind, now, leaves - timedelta(minutes=1), law) == leaves
