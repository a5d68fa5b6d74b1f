"""The timeline of a family member is the subscriber's, cut by the times in the family (PKG-5, PKG-6)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest

from ishtirak.rules.cover import Period, cover_on
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.timelines import outlook_on, within

FULL, BASIC, FROZEN, NONE = Package.FULL, Package.BASIC_2_5, Package.FROZEN, Package.NONE


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


class Stay(NamedTuple):
    from_: date
    until: date | None = None
    ending: Reason | None = None


SUBSCRIBER = [
    Period(day("01-01"), day("02-11"), FULL, Reason.PAID_UP),
    Period(day("02-11"), day("05-12"), FULL, Reason.IN_GRACE),
    Period(day("05-12"), day("06-01"), BASIC, Reason.EMPLOYER_UNPAID),
    Period(day("06-01"), day("09-01"), FULL, Reason.PAID_UP, anew=True),
    Period(day("09-01"), None, FROZEN, Reason.BOTH_UNPAID),
]


def written(periods: list[Period]) -> list[str]:
    return [f"{each.from_} {each.until or '…'} {each.package} {each.reason}" for each in periods]


@pytest.mark.requirement("PKG-6")
def test_the_outlook_of_a_day_says_what_the_cover_becomes_and_when() -> None:
    now = outlook_on(day("02-20"), SUBSCRIBER)

    assert (now.cover.package, now.cover.reason, now.cover.until) == (FULL, Reason.IN_GRACE, day("05-12"))
    assert now.next is not None
    assert (now.next.on, now.next.package, now.next.reason) == (day("05-12"), BASIC, Reason.EMPLOYER_UNPAID)
    assert outlook_on(day("09-02"), SUBSCRIBER).next is None
    before = outlook_on(date(2025, 12, 1), SUBSCRIBER)
    assert before.next is not None
    assert (before.cover.package, before.cover.until, before.next.package) == (NONE, day("01-01"), FULL)


@pytest.mark.requirement("PKG-5")
def test_a_family_member_has_the_cover_of_each_stay_and_none_between_them() -> None:
    stays = [Stay(day("02-20"), day("05-20"), Reason.TRANSFERRED), Stay(day("07-01"))]

    assert written(within(stays, SUBSCRIBER)) == [
        "2026-02-20 2026-05-12 full in_grace",
        "2026-05-12 2026-05-20 basic_2_5 employer_unpaid",
        "2026-05-20 2026-07-01 none transferred",
        "2026-07-01 2026-09-01 full paid_up",
        "2026-09-01 … frozen both_unpaid",
    ]


@pytest.mark.requirement("PKG-5")
def test_who_joins_before_the_subscribers_own_cover_begins_waits_for_it() -> None:
    joined = within([Stay(date(2025, 12, 1))], SUBSCRIBER)

    assert written(joined)[:2] == [
        "2025-12-01 2026-01-01 none not_started",
        "2026-01-01 2026-02-11 full paid_up",
    ]


@pytest.mark.requirement("PKG-5")
def test_a_stay_that_was_taken_back_from_its_first_day_gave_no_cover() -> None:
    never = within([Stay(day("03-01"), day("03-01"), Reason.ENDED)], SUBSCRIBER)

    assert written(never) == ["2026-03-01 … none ended"]


@pytest.mark.requirement("PKG-5")
@pytest.mark.parametrize(
    "stays",
    [
        [Stay(day("01-01"))],
        [Stay(day("06-15"), day("06-20"), Reason.ENDED)],
        [Stay(day("02-01"), day("05-15"), Reason.TRANSFERRED), Stay(day("05-15"), day("10-01"), Reason.DECEASED)],
        [Stay(day("03-01"), day("04-01"), Reason.ENDED), Stay(day("08-01"), day("09-20"), Reason.ENDED)],
    ],
)
def test_on_every_day_of_a_stay_the_family_has_the_subscribers_package_and_no_day_is_in_two_periods(
    stays: list[Stay],
) -> None:
    cut = within(stays, SUBSCRIBER)

    assert all(one.until == two.from_ for one, two in pairwise(cut))
    assert all(each.until is None or each.from_ < each.until for each in cut)
    for number in range(365):
        on = date(2026, 1, 1) + timedelta(days=number)
        within_a_stay = any(stay.from_ <= on and (stay.until is None or on < stay.until) for stay in stays)
        expected = cover_on(on, SUBSCRIBER).package if within_a_stay else NONE
        assert cover_on(on, cut).package is expected, on
