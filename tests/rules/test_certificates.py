"""Salary certificates: 11 months, the notice a month before, and parts that are the gross (SAL-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month, months_after
from ishtirak.rules.certificates import (
    Certificate,
    CertificateDoesNotAddUp,
    CertificatePart,
    CertificateStep,
    DatedStep,
    certificate_in_force,
    check_parts,
    is_newer,
    newest,
    next_step_on,
    steps_after,
    steps_due,
    steps_left,
    steps_of,
    told_at_first,
)
from ishtirak.rules.money import Money

LAW = shipped_law()
ENDING, ENDED = CertificateStep.ENDING, CertificateStep.ENDED


def issued(day: str) -> Certificate:
    return Certificate(date.fromisoformat(day), Money.dinars("1000"))


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("issued_on", "ending", "ended"),
    [
        ("2026-01-01", "2026-11-01", "2026-12-01"),
        ("2026-02-15", "2026-12-15", "2027-01-15"),
        ("2026-03-31", "2027-01-28", "2027-02-28"),  # no 31 February; the notice is one month before that day
        ("2027-03-31", "2028-01-29", "2028-02-29"),
        ("2026-03-28", "2027-01-28", "2027-02-28"),
        ("2026-07-31", "2027-05-30", "2027-06-30"),
        ("2026-04-30", "2027-02-28", "2027-03-30"),  # no 30 February for the notice
        ("2028-02-29", "2028-12-29", "2029-01-29"),
    ],
)
def test_a_certificate_ends_after_11_months_and_its_notice_is_a_month_before(
    issued_on: str, ending: str, ended: str
) -> None:
    certificate = issued(issued_on)

    assert certificate.ends_on(LAW) == date.fromisoformat(ended)
    assert steps_of(certificate, LAW) == (
        DatedStep(ENDING, date.fromisoformat(ending)),
        DatedStep(ENDED, date.fromisoformat(ended)),
    )


@pytest.mark.requirement("SAL-4", "PKG-9")
def test_each_step_is_told_once_and_in_order() -> None:
    certificate = issued("2026-01-01")

    assert [each.step for each in steps_after(None, certificate, LAW)] == [ENDING, ENDED]
    assert [each.step for each in steps_after(ENDING, certificate, LAW)] == [ENDED]
    assert steps_after(ENDED, certificate, LAW) == ()


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2026-01-01", None),
        ("2026-10-31", None),
        ("2026-11-01", None),  # the day itself: the sweep of today tells it
        ("2026-11-02", ENDING),
        ("2026-12-01", ENDING),
        ("2027-06-01", ENDING),  # that it has ended is told even to who hands it in later still
    ],
)
def test_a_certificate_that_is_handed_in_late_is_not_told_of_an_end_to_come_that_has_come(
    today: str, told: CertificateStep | None
) -> None:
    assert told_at_first(issued("2026-01-01"), date.fromisoformat(today), LAW) is told


@pytest.mark.requirement("SAL-4")
@given(st.dates(date(2010, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_whoever_hands_in_a_certificate_is_told_of_its_end_and_of_nothing_that_is_past(day: date, later: int) -> None:
    certificate, today = Certificate(day, Money(1)), day + timedelta(days=later)

    left = steps_after(told_at_first(certificate, today, LAW), certificate, LAW)

    assert left[-1].step is ENDED
    assert all(each.on >= today for each in left if each.step is ENDING)
    assert list(left) == sorted(left, key=lambda each: each.on)
    assert steps_of(certificate, LAW)[0].on < certificate.ends_on(LAW)


@pytest.mark.requirement("SAL-4")
def test_the_parts_of_a_certificate_are_its_gross() -> None:
    parts = dict(zip(CertificatePart, map(Money.dinars, ("600", "150", "50", "150.125", "49.875")), strict=True))

    check_parts(Money.dinars("1000"), parts)
    check_parts(Money.dinars("1000"), {})
    with pytest.raises(CertificateDoesNotAddUp) as refusal:
        check_parts(Money.dinars("1000.001"), parts)

    assert refusal.value.code == "certificate_does_not_add_up"
    for text in (refusal.value.in_english, refusal.value.in_arabic):
        assert "1000.000" in text
        assert "1000.001" in text


@pytest.mark.requirement("SAL-4")
def test_a_certificate_is_the_same_whether_its_parts_are_known_or_not() -> None:
    parts = {CertificatePart.BASIC: Money.dinars("1000")}

    assert Certificate(date(2026, 1, 1), Money.dinars("1000"), parts) == issued("2026-01-01")


@pytest.mark.requirement("CON-8")
def test_a_certificate_counts_from_the_month_of_its_issue() -> None:
    old, new = issued("2025-05-01"), issued("2026-01-31")

    assert certificate_in_force([new, old], Month(2025, 12)) == old
    assert certificate_in_force([new, old], Month(2026, 1)) == new
    assert certificate_in_force([new, old], Month(2025, 4)) is None


@pytest.mark.requirement("SAL-4")
def test_the_newest_certificate_is_the_one_issued_last_and_of_one_day_the_one_approved_later() -> None:
    first, second = issued("2026-01-31"), Certificate(date(2026, 1, 31), Money.dinars("1200"))

    assert newest([first, issued("2025-05-01"), second]) is second
    assert newest([second, first, issued("2025-05-01")]) is first
    assert newest([]) is None


@pytest.mark.requirement("SAL-4", "ENR-8")
@pytest.mark.parametrize(("issued_on", "newer"), [("2025-12-31", False), ("2026-01-01", False), ("2026-01-02", True)])
def test_a_certificate_is_watched_in_place_of_others_only_if_it_was_issued_later(issued_on: str, newer: bool) -> None:
    before = [issued("2026-01-01"), issued("2025-05-01")]

    assert is_newer(issued(issued_on), before) is newer
    assert is_newer(issued(issued_on), [])


@dataclass(frozen=True)
class Holder:
    """Somebody with certificates, who is covered from the first of 2026 on."""

    certificates: tuple[Certificate, ...] = ()
    certificate_told: CertificateStep | None = None
    category: str = "private_employee"
    covered_until: date | None = None


BOTH = (issued("2026-01-01"), issued("2025-06-01"))


@pytest.mark.requirement("SAL-4")
@pytest.mark.parametrize(
    ("holder", "left", "next_on"),
    [
        (Holder(BOTH), [ENDING, ENDED], "2026-11-01"),
        (Holder(BOTH, ENDING), [ENDED], "2026-12-01"),
        (Holder(BOTH, ENDED), [], None),
        (Holder(), [], None),
        (Holder(BOTH, category="state_paid"), [], None),
        (Holder(BOTH, covered_until=date.fromisoformat("2026-12-02")), [ENDING, ENDED], "2026-11-01"),
        (Holder(BOTH, covered_until=date.fromisoformat("2026-12-01")), [ENDING], "2026-11-01"),
        (Holder(BOTH, covered_until=date.fromisoformat("2026-11-01")), [], None),
    ],
)
def test_a_person_waits_for_what_is_left_to_tell_of_the_newest_certificate_while_covered(
    holder: Holder, left: list[CertificateStep], next_on: str | None
) -> None:
    assert [each.step for each in steps_left(holder, LAW)] == left
    assert next_step_on(holder, LAW) == (date.fromisoformat(next_on) if next_on else None)


@pytest.mark.requirement("SAL-4", "PKG-9")
@pytest.mark.parametrize(
    ("holder", "today", "due"),
    [
        (Holder(BOTH), "2026-10-31", []),
        (Holder(BOTH), "2026-11-01", [ENDING]),
        (Holder(BOTH), "2027-06-01", [ENDING, ENDED]),
        (Holder(BOTH, ENDING), "2027-06-01", [ENDED]),
        (Holder(BOTH, covered_until=date.fromisoformat("2026-11-15")), "2026-11-14", [ENDING]),
        (Holder(BOTH, covered_until=date.fromisoformat("2026-11-15")), "2026-11-15", []),
    ],
)
def test_what_is_due_is_told_in_order_however_late_and_not_after_the_cover(
    holder: Holder, today: str, due: list[CertificateStep]
) -> None:
    assert [each.step for each in steps_due(holder, date.fromisoformat(today), LAW)] == due


any_day = st.dates(date(1900, 1, 1), date(2199, 12, 31))
any_months = st.integers(-600, 600)


@pytest.mark.requirement("SAL-4")
@given(any_day, any_months)
def test_months_later_it_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    found = months_after(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    if found.day != day.day:
        assert found.day < day.day
        assert (found + timedelta(days=1)).day == 1
    else:
        assert months_after(found, -months) == day


@given(any_day, any_day, any_months)
def test_months_later_nobody_overtakes_anybody(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))

    assert months_after(earlier, months) <= months_after(later, months)
    assert months_after(one, 0) == one
