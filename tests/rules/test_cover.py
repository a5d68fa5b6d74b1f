"""Cover on a date, written as its dates; all other lives are in test_cover_against_a_diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.cover import Cover, Period, changes_since, cover_on
from ishtirak.rules.notices import NoticeKind, kind_of_change
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing
from tests.law.test_law import added, with_added
from tests.rules.covers import periods

LAW = shipped_law()
EMPLOYEE = "private_employee"
NEW_YEAR = date(2026, 1, 1)
OWES_JANUARY = Standing(Month(2026, 1), NEW_YEAR)
OWES_MAY = Standing(Month(2026, 5), date(2026, 5, 2))


EMPLOYED = Spell(NEW_YEAR, EMPLOYEE, "E1")


def timeline(spell: Spell, subscriber: Standing, employer: Standing) -> list[Period]:
    return periods(spell, [subscriber], [employer], LAW)


@pytest.mark.requirement("PKG-6")
def test_before_the_first_day_there_is_no_cover_and_it_is_known_when_it_begins() -> None:
    cover = cover_on(date(2025, 12, 31), timeline(EMPLOYED, OWES_JANUARY, OWES_JANUARY))

    assert cover == Cover(date(2025, 12, 31), Package.NONE, Reason.NOT_STARTED, None, NEW_YEAR)


@pytest.mark.requirement("PKG-6")
def test_after_the_last_day_there_is_no_cover_since_then() -> None:
    ended = timeline(replace(EMPLOYED, until=date(2026, 3, 1), ending=Reason.ENDED), OWES_JANUARY, OWES_JANUARY)

    assert cover_on(date(2026, 2, 28), ended).until == date(2026, 3, 1)
    assert cover_on(date(2026, 6, 1), ended) == Cover(
        date(2026, 6, 1), Package.NONE, Reason.ENDED, date(2026, 3, 1), None
    )


@pytest.mark.requirement("PKG-1", "PKG-6", "PKG-9")
def test_an_employer_that_stops_paying_loses_the_full_package_on_day_91() -> None:
    """
    2026-02-10 due
    2026-02-11 full in_grace
    2026-05-12 basic_2_5 employer_unpaid
    """
    cover = timeline(EMPLOYED, OWES_MAY, OWES_JANUARY)

    assert cover_on(date(2026, 2, 10), cover).reason is Reason.PAID_UP
    assert cover_on(date(2026, 2, 11), cover).reason is Reason.IN_GRACE
    assert cover_on(date(2026, 5, 11), cover) == Cover(
        date(2026, 5, 11), Package.FULL, Reason.IN_GRACE, NEW_YEAR, date(2026, 5, 12)
    )
    assert cover_on(date(2026, 5, 12), cover).package is Package.BASIC_2_5


@pytest.mark.requirement("FAM-3", "PKG-6")
def test_who_waits_for_the_employers_first_payment_is_not_covered_until_it_comes_or_the_work_ends() -> None:
    waiting = Spell(NEW_YEAR, EMPLOYEE, "E1", waiting=True)
    ended = replace(waiting, until=date(2026, 3, 1), ending=Reason.ENDED)

    assert periods(waiting, [], [], LAW) == [Period(NEW_YEAR, None, Package.NONE, Reason.NOT_STARTED)]
    assert periods(ended, [], [], LAW) == [
        Period(NEW_YEAR, date(2026, 3, 1), Package.NONE, Reason.NOT_STARTED),
        Period(date(2026, 3, 1), None, Package.NONE, Reason.ENDED),
    ]


@pytest.mark.requirement("PKG-4", "PKG-6")
def test_a_package_that_fell_and_came_back_on_one_day_is_there_since_that_day_whoever_asks_and_when() -> None:
    lapsed = Standing(Month(2026, 1), NEW_YEAR, until=date(2026, 5, 12))
    paid = Standing(Month(2026, 5), date(2026, 5, 12), restored_on=date(2026, 5, 12))

    on_the_day = periods(EMPLOYED, [OWES_MAY], [paid], LAW)
    years_later = periods(EMPLOYED, [OWES_MAY], [lapsed, paid], LAW)

    assert cover_on(date(2026, 5, 12), on_the_day) == cover_on(date(2026, 5, 12), years_later)
    assert cover_on(date(2026, 5, 12), years_later).since == date(2026, 5, 12)
    assert cover_on(date(2026, 5, 11), years_later).until == date(2026, 5, 12)


@pytest.mark.requirement("PKG-3")
def test_who_pays_alone_is_frozen_on_day_91_whatever_an_employer_of_former_days_owes() -> None:
    """
    2026-02-10 due
    2026-05-11 full in_grace
    2026-05-12 frozen subscriber_unpaid
    """
    cover = periods(Spell(NEW_YEAR, "self_employed", None), [OWES_JANUARY], [OWES_JANUARY], LAW)

    assert cover_on(date(2026, 5, 11), cover).until == date(2026, 5, 12)
    assert cover_on(date(2026, 5, 11), cover).reason is Reason.IN_GRACE
    frozen = cover_on(date(2026, 5, 12), cover)
    assert (frozen.package, frozen.reason) == (Package.FROZEN, Reason.SUBSCRIBER_UNPAID)


@pytest.mark.requirement("PKG-4")
def test_who_is_paid_for_by_the_state_never_loses_cover() -> None:
    cover = periods(Spell(NEW_YEAR, "state_paid", None), [OWES_JANUARY], [OWES_JANUARY], LAW)

    assert cover == [Period(NEW_YEAR, None, Package.FULL, Reason.STATE_PAID)]


@pytest.mark.requirement("PKG-6", "CON-6")
def test_a_split_that_is_added_for_later_changes_no_cover_before_its_day() -> None:
    """
    2026-05-12 frozen subscriber_unpaid
    2030-01-01 the state pays for retirees
    """
    by_the_state = with_added(added("contribution_rate.retiree", "2030-01-01", {"state": "6.25"}))
    facts = Spell(NEW_YEAR, "retiree", None), [OWES_JANUARY], [OWES_MAY]

    before, after = periods(*facts, LAW), periods(*facts, by_the_state)

    assert after[:-1] == [replace(each, until=each.until or date(2030, 1, 1)) for each in before]
    assert (after[-1].from_, after[-1].package) == (date(2030, 1, 1), Package.FULL)
    assert (before[-1].reason, after[-1].reason) == (Reason.SUBSCRIBER_UNPAID, Reason.STATE_PAID)


@pytest.mark.requirement("PKG-4", "PKG-6")
def test_a_lapse_of_an_employer_that_pays_nothing_for_the_person_does_not_come_back() -> None:
    paid = Standing(Month(2026, 5), date(2026, 5, 12), restored_on=date(2026, 5, 12))

    cover = periods(Spell(NEW_YEAR, "retiree", None), [OWES_MAY], [paid], LAW)

    assert cover_on(date(2026, 5, 20), cover).since == NEW_YEAR


@pytest.mark.requirement("PKG-9")
def test_nothing_is_told_of_what_is_still_to_come() -> None:
    cover = timeline(EMPLOYED, OWES_MAY, OWES_JANUARY)

    assert changes_since(Package.FULL, NEW_YEAR, cover, date(2026, 5, 11)) == []
    assert [change.on for change in changes_since(Package.FULL, NEW_YEAR, cover, date(2026, 7, 1))] == [
        date(2026, 5, 12)
    ]


@pytest.mark.requirement("NOT-1")
@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (Package.FULL, Package.BASIC_2_5, NoticeKind.PACKAGE_LOWERED),
        (Package.BASIC_2_5, Package.EMPLOYER_ONLY, NoticeKind.PACKAGE_LOWERED),
        (Package.BASIC_2_5, Package.FULL, NoticeKind.PACKAGE_RESTORED),
        (Package.EMPLOYER_ONLY, Package.FROZEN, NoticeKind.ACCOUNT_FROZEN),
        (Package.FROZEN, Package.FULL, NoticeKind.ACCOUNT_THAWED),
        (Package.FROZEN, Package.BASIC_2_5, NoticeKind.ACCOUNT_THAWED),
    ],
)
def test_each_change_of_package_has_its_kind_of_notice(before: Package, after: Package, kind: NoticeKind) -> None:
    assert kind_of_change(before, after) is kind


@pytest.mark.requirement("PKG-7")
def test_the_law_names_every_package_that_cover_can_be_and_every_reason_has_its_words() -> None:
    assert set(LAW.packages) == {each.value for each in Package}
    assert all(text.ar and text.en for each in LAW.packages.values() for text in (each.name, each.benefits))
    assert all(REASON_TEXTS[each].ar and REASON_TEXTS[each].en for each in Reason)


@pytest.mark.requirement("PKG-7")
@pytest.mark.parametrize(
    ("package", "shares"),
    [
        (Package.FULL, {"subscriber", "employer"}),
        (Package.BASIC_2_5, {"subscriber"}),
        (Package.EMPLOYER_ONLY, {"employer"}),
        (Package.FROZEN, set()),
        (Package.NONE, set()),
    ],
)
def test_a_package_says_which_shares_must_be_paid_for_it(package: Package, shares: set[str]) -> None:
    assert set(LAW.packages[package.value].shares) == shares
