"""Frozen accounts: what thaws them, and from which day (PKG-3)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.cover import Period, cover_on, timeline_of
from ishtirak.rules.freezing import Paper, are_complete, missing, next_look, thaws
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing
from tests.rules.covers import periods

LAW = shipped_law()
NEW_YEAR = date(2026, 1, 1)
FROZEN_ON = date(2026, 5, 12)
PAID_ON = date(2026, 5, 20)
ALONE = Spell(NEW_YEAR, "self_employed", None)

UNPAID = Standing(Month(2026, 1), NEW_YEAR)
WAS_UNPAID = Standing(Month(2026, 1), NEW_YEAR, until=PAID_ON)
PAID = Standing(Month(2026, 5), PAID_ON, restored_on=PAID_ON)


def papers(*days: date) -> list[Paper]:
    """All that is needed, each kind handed in and approved on the next one of `days`."""
    return [Paper(kind, day, day) for kind, day in zip(LAW.documents_to_thaw, days, strict=True)]


def on_each(timeline: list[Period], *days: str) -> list[tuple[str, str, str]]:
    found = []
    for day in days:
        cover = cover_on(date.fromisoformat(day), timeline)
        found.append((cover.package.value, cover.reason.value, str(cover.since)))
    return found


@pytest.mark.requirement("PKG-3")
def test_an_account_is_thawed_on_the_day_on_which_the_last_document_is_approved_once_the_dues_are_paid() -> None:
    last = date(2026, 5, 22)
    handed_in = papers(date(2026, 5, 21), date(2026, 5, 21), last, date(2026, 5, 21))

    timeline = periods(ALONE, [WAS_UNPAID, PAID], [], LAW, handed_in)

    assert on_each(timeline, "2026-05-12", "2026-05-20", "2026-05-21", "2026-05-22") == [
        ("frozen", "subscriber_unpaid", "2026-05-12"),
        ("frozen", "documents_missing", "2026-05-12"),
        ("frozen", "documents_missing", "2026-05-12"),
        ("full", "paid_up", "2026-05-22"),
    ]


@pytest.mark.requirement("PKG-3")
def test_an_account_is_thawed_on_the_day_of_the_payment_where_all_documents_came_before_it() -> None:
    timeline = periods(ALONE, [WAS_UNPAID, PAID], [], LAW, papers(*[date(2026, 5, 14)] * 4))

    assert on_each(timeline, "2026-05-19", "2026-05-20") == [
        ("frozen", "subscriber_unpaid", "2026-05-12"),
        ("full", "paid_up", "2026-05-20"),
    ]


@pytest.mark.requirement("PKG-3")
def test_who_pays_on_day_91_was_frozen_that_morning_and_needs_the_documents() -> None:
    lapsed = Standing(Month(2026, 1), NEW_YEAR, until=FROZEN_ON)
    paid = Standing(Month(2026, 5), FROZEN_ON, restored_on=FROZEN_ON)

    timeline = periods(ALONE, [lapsed, paid], [], LAW)

    assert on_each(timeline, "2026-05-11", "2026-05-12") == [
        ("full", "in_grace", "2026-01-01"),
        ("frozen", "documents_missing", "2026-05-12"),
    ]


@pytest.mark.requirement("PKG-3")
@pytest.mark.parametrize("sent", [date(2026, 3, 1), date(2026, 5, 11)])
def test_a_document_that_was_sent_before_the_freeze_does_not_thaw_though_it_was_approved_behind_it(sent: date) -> None:
    approved = date(2026, 5, 14)
    old = [Paper(kind, sent, approved) for kind in LAW.documents_to_thaw[:1]]
    new = [Paper(kind, approved, approved) for kind in LAW.documents_to_thaw[1:]]

    assert missing([*old, *new], FROZEN_ON, approved, LAW) == LAW.documents_to_thaw[:1]
    assert not are_complete([*old, *new], FROZEN_ON, date(2026, 12, 1), LAW)


@pytest.mark.requirement("PKG-3")
def test_a_document_that_ends_before_the_last_one_comes_must_be_handed_in_anew() -> None:
    *others, last = papers(*[date(2026, 5, 14)] * 3, date(2026, 6, 20))
    ends = Paper(others[0].kind, date(2026, 5, 14), date(2026, 5, 14), expires_on=date(2026, 6, 20))

    assert not are_complete([ends, *others[1:], last], FROZEN_ON, date(2026, 12, 1), LAW)
    assert missing([ends, *others[1:], last], FROZEN_ON, date(2026, 6, 20), LAW) == (ends.kind,)


@pytest.mark.requirement("PKG-3")
def test_a_document_that_ends_after_the_account_was_thawed_freezes_nothing() -> None:
    ends = date(2026, 8, 1)
    all_of_them = [Paper(kind, PAID_ON, PAID_ON, expires_on=ends) for kind in LAW.documents_to_thaw]

    timeline = periods(ALONE, [WAS_UNPAID, PAID], [], LAW, all_of_them)

    assert cover_on(ends, timeline).package is Package.FULL


@pytest.mark.requirement("PKG-3")
def test_a_second_freeze_needs_all_documents_once_more() -> None:
    again = Standing(Month(2026, 5), PAID_ON, until=date(2026, 10, 1), restored_on=PAID_ON)  # lapsed on 2026-09-09
    paid = Standing(Month(2026, 9), date(2026, 10, 1), restored_on=date(2026, 10, 1))

    timeline = periods(ALONE, [WAS_UNPAID, again, paid], [], LAW, papers(*[PAID_ON] * 4))

    assert on_each(timeline, "2026-05-20", "2026-09-09", "2026-10-01") == [
        ("full", "paid_up", "2026-05-20"),
        ("frozen", "subscriber_unpaid", "2026-09-09"),
        ("frozen", "documents_missing", "2026-09-09"),
    ]


@pytest.mark.requirement("PKG-2", "PKG-3", "PKG-4")
def test_once_the_employer_has_paid_and_the_documents_are_there_the_package_is_what_the_employer_pays_for() -> None:
    """
    2026-05-12 frozen both_unpaid
    2026-05-20 the employer pays
    2026-05-25 the documents are there
    """
    timeline = periods(
        Spell(NEW_YEAR, "private_employee", "E1"),
        [UNPAID],
        [WAS_UNPAID, PAID],
        LAW,
        papers(*[date(2026, 5, 25)] * 4),
    )

    assert on_each(timeline, "2026-05-12", "2026-05-20", "2026-05-25") == [
        ("frozen", "both_unpaid", "2026-05-12"),
        ("frozen", "documents_missing", "2026-05-12"),
        ("employer_only", "subscriber_unpaid", "2026-05-25"),
    ]


@pytest.mark.requirement("PKG-3", "ENR-5")
def test_a_freeze_goes_on_with_a_new_employer_and_ends_with_the_cover() -> None:
    moved_on, left_on, back_on = date(2026, 6, 1), date(2026, 7, 1), date(2026, 9, 1)
    spells = [
        Spell(NEW_YEAR, "self_employed", None, until=moved_on),
        Spell(moved_on, "private_employee", "E1", until=left_on, ending=Reason.ENDED),
        Spell(back_on, "private_employee", "E1"),
    ]

    timeline = timeline_of(spells, [WAS_UNPAID, PAID], {"E1": [Standing(Month(2026, 9), moved_on)]}, (), LAW)

    assert on_each(timeline, "2026-06-15", "2026-07-15", "2026-09-01") == [
        ("frozen", "documents_missing", "2026-05-12"),
        ("none", "ended", "2026-07-01"),
        ("full", "in_grace", "2026-09-01"),
    ]


@pytest.mark.requirement("PKG-3", "PKG-4")
def test_whom_the_state_pays_for_from_now_on_is_covered_whatever_was_frozen() -> None:
    moved_on = date(2026, 6, 1)
    spells = [Spell(NEW_YEAR, "self_employed", None, until=moved_on), Spell(moved_on, "state_paid", None)]

    timeline = timeline_of(spells, [UNPAID], {}, (), LAW)

    assert on_each(timeline, "2026-05-31", "2026-06-01") == [
        ("frozen", "subscriber_unpaid", "2026-05-12"),
        ("full", "state_paid", "2026-06-01"),
    ]


@pytest.mark.requirement("PKG-3", "PKG-7")
def test_the_law_names_the_four_documents_that_the_source_asks_for() -> None:
    assert LAW.documents_to_thaw == ("salary_certificate", "bank_account", "family_status", "identity")
    assert thaws("identity", LAW)
    assert not thaws("birth_certificate", LAW)


@pytest.mark.requirement("PKG-3", "ENR-8")
def test_who_comes_back_after_years_with_everything_paid_is_frozen_by_no_month_of_the_time_between() -> None:
    """
    2026-03-01 leaves, everything is paid; February was the last month
    2026-12-01 comes back: March was never opened, and its ninety days are long over
    """
    left_on, back_on = date(2026, 3, 1), date(2026, 12, 1)
    spells = [
        Spell(NEW_YEAR, "self_employed", None, until=left_on, ending=Reason.ENDED),
        Spell(back_on, "retiree", None),
    ]
    of_the_gap = Standing(Month(2026, 3), date(2026, 3, 5), until=back_on)
    now = Standing(Month(2026, 12), back_on, restored_on=back_on)

    timeline = timeline_of(spells, [of_the_gap, now], {}, (), LAW)

    assert on_each(timeline, "2026-12-01") == [("full", "paid_up", "2026-12-01")]


@pytest.mark.requirement("PKG-3", "COL-6")
def test_a_receipt_that_is_put_back_and_matched_again_on_one_day_freezes_nobody() -> None:
    day = date(2026, 9, 1)
    paid = Standing(Month(2026, 8), date(2026, 8, 2), until=day)
    put_back = Standing(Month(2026, 1), day, until=day)
    matched = Standing(Month(2026, 8), day, restored_on=day)

    timeline = periods(ALONE, [paid, put_back, matched], [], LAW)

    assert cover_on(day, timeline).package is Package.FULL


@pytest.mark.requirement("PKG-3", "PKG-4")
def test_whom_the_state_has_paid_for_meanwhile_is_frozen_no_more() -> None:
    spells = [
        Spell(NEW_YEAR, "self_employed", None, until=date(2026, 6, 1)),
        Spell(date(2026, 6, 1), "state_paid", None, until=date(2026, 7, 1)),
        Spell(date(2026, 7, 1), "self_employed", None),
    ]

    timeline = timeline_of(spells, [WAS_UNPAID, PAID], {}, (), LAW)

    assert on_each(timeline, "2026-05-31", "2026-07-05") == [
        ("frozen", "documents_missing", "2026-05-12"),
        ("full", "in_grace", "2026-06-01"),
    ]


@pytest.mark.requirement("PKG-3")
def test_what_ends_once_all_was_there_is_not_asked_for_again() -> None:
    ends = date(2026, 6, 1)
    all_of_them = [Paper(kind, PAID_ON, PAID_ON, expires_on=ends) for kind in LAW.documents_to_thaw]

    assert missing(all_of_them, FROZEN_ON, date(2026, 7, 1), LAW) == ()


@pytest.mark.requirement("PKG-3")
def test_a_look_that_waits_for_a_thaw_is_not_put_off_by_what_is_told_later() -> None:
    later = date(2026, 12, 1)

    assert next_look(True, PAID_ON, later) == PAID_ON
    assert next_look(False, PAID_ON, later) == later
    assert next_look(True, None, None) is None
