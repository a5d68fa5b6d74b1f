"""A person's spells: what was true then stays true, and a month is owed once (ENR-5, ENR-8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.cover import cover_on, timeline_of
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import (
    NotCoveredThen,
    Spell,
    begun_again,
    changed,
    ended,
    spell_in,
    spell_on,
    waited_until,
)
from ishtirak.rules.standing import Standing

LAW = shipped_law()
NEW_YEAR = date(2026, 1, 1)
AT_SEA = Spell(NEW_YEAR, "private_employee", "E1")
PAID = Standing(Month(2030, 1), NEW_YEAR)


def days(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.requirement("ENR-5")
def test_a_change_ends_one_spell_and_begins_the_next_on_the_same_day() -> None:
    spells = changed([AT_SEA], days("2026-03-15"), "public_employee", "E2")

    assert spells == (
        Spell(NEW_YEAR, "private_employee", "E1", days("2026-03-15")),
        Spell(days("2026-03-15"), "public_employee", "E2"),
    )


@pytest.mark.requirement("FAM-3")
@pytest.mark.parametrize("from_", [NEW_YEAR, days("2026-02-01")], ids=["waited", "the same day"])
def test_who_has_waited_is_covered_from_the_day_on_which_the_employer_has_paid(from_: date) -> None:
    waiting, paid_on = Spell(from_, "private_employee", "E1", waiting=True), days("2026-02-01")

    *before, own = waited_until([waiting], paid_on)

    assert own == Spell(paid_on, "private_employee", "E1")
    assert before == ([Spell(from_, "private_employee", "E1", until=paid_on, waiting=True)] if from_ < paid_on else [])


@pytest.mark.requirement("ENR-5")
def test_a_change_from_the_first_day_on_takes_the_place_of_what_was_entered() -> None:
    assert changed([AT_SEA], NEW_YEAR, "retiree", None) == (Spell(NEW_YEAR, "retiree", None),)


@pytest.mark.requirement("ENR-5")
@pytest.mark.parametrize("day", ["2025-12-31", "2026-06-01", "2026-06-02"])
def test_nothing_changes_on_a_day_without_cover(day: str) -> None:
    with pytest.raises(NotCoveredThen):
        changed(ended([AT_SEA], days("2026-06-01"), Reason.ENDED), days(day), "retiree", None)


@pytest.mark.requirement("FAM-5", "CMP-5")
def test_an_end_that_is_found_later_takes_the_place_of_what_was_thought_to_follow() -> None:
    moved = changed([AT_SEA], days("2026-03-15"), "public_employee", "E2")

    assert ended(moved, days("2026-02-10"), Reason.DECEASED) == (
        Spell(NEW_YEAR, "private_employee", "E1", days("2026-02-10"), Reason.DECEASED),
    )


@pytest.mark.requirement("CMP-5")
@pytest.mark.parametrize("day", ["2026-01-01", "2025-12-01", "2026-06-02"])
def test_cover_does_not_end_where_there_was_none_the_day_before(day: str) -> None:
    with pytest.raises(NotCoveredThen):
        ended(ended([AT_SEA], days("2026-06-01"), Reason.ENDED), days(day), Reason.ENDED)


@pytest.mark.requirement("COL-1", "ENR-8")
def test_a_month_of_two_spells_is_owed_under_the_last_of_them() -> None:
    spells = changed([AT_SEA], days("2026-03-31"), "public_employee", "E2")

    owed = [spell_in(Month(2026, month), spells) for month in (2, 3, 4)]

    assert [each.employer_id for each in owed if each] == ["E1", "E2", "E2"]
    assert spell_in(Month(2025, 12), spells) is None


@pytest.mark.requirement("COL-1")
def test_the_month_of_the_end_is_owed_and_one_that_ended_on_its_first_day_is_not() -> None:
    left = ended([AT_SEA], days("2026-03-02"), Reason.ENDED)
    left_at_midnight = ended([AT_SEA], days("2026-03-01"), Reason.ENDED)

    assert spell_in(Month(2026, 3), left) == left[0]
    assert spell_in(Month(2026, 3), left_at_midnight) is None


@pytest.mark.requirement("ENR-8", "PKG-6")
def test_the_cover_of_a_life_tells_each_time_and_what_lay_between() -> None:
    """
    2026-01-01 full, at E1
    2026-03-15 full, at E2: nobody sees a difference
    2026-06-01 none, the work has ended
    2026-09-01 full again, on one's own account
    """
    moved = changed([AT_SEA], days("2026-03-15"), "public_employee", "E2")
    spells = begun_again(ended(moved, days("2026-06-01"), Reason.ENDED), days("2026-09-01"), "self_employed", None)

    timeline = timeline_of(spells, [PAID], {"E1": [PAID], "E2": [PAID]}, (), LAW)

    at = {day: cover_on(days(day), timeline) for day in ("2026-05-31", "2026-06-01", "2026-08-31", "2026-09-01")}
    assert [(each.package, each.reason) for each in at.values()] == [
        (Package.FULL, Reason.PAID_UP),
        (Package.NONE, Reason.ENDED),
        (Package.NONE, Reason.ENDED),
        (Package.FULL, Reason.PAID_UP),
    ]
    assert (at["2026-05-31"].since, at["2026-05-31"].until) == (NEW_YEAR, days("2026-06-01"))
    assert (at["2026-08-31"].since, at["2026-08-31"].until) == (days("2026-06-01"), days("2026-09-01"))


@pytest.mark.requirement("ENR-8", "PKG-6")
def test_who_comes_back_on_the_day_of_the_end_was_never_away() -> None:
    left = ended([AT_SEA], days("2026-06-01"), Reason.ENDED)

    timeline = timeline_of(
        begun_again(left, days("2026-06-01"), "self_employed", None), [PAID], {"E1": [PAID]}, (), LAW
    )

    assert Package.NONE not in {period.package for period in timeline}
    assert cover_on(days("2026-06-01"), timeline).since == NEW_YEAR


@pytest.mark.requirement("PKG-1", "ENR-8")
def test_only_the_employer_of_the_time_can_lower_the_cover() -> None:
    late = Standing(Month(2026, 1), NEW_YEAR)
    spells = changed([AT_SEA], days("2026-03-15"), "public_employee", "E2")

    stayed = timeline_of([AT_SEA], [PAID], {"E1": [late]}, (), LAW)
    moved = timeline_of(spells, [PAID], {"E1": [late], "E2": [PAID]}, (), LAW)

    assert cover_on(days("2026-05-12"), stayed).package is Package.BASIC_2_5
    assert cover_on(days("2026-05-12"), moved).package is Package.FULL


offsets = st.integers(1, 900).map(lambda number: NEW_YEAR + timedelta(days=number))


@pytest.mark.requirement("ENR-5", "ENR-8")
@given(st.lists(st.tuples(offsets, st.sampled_from(["E1", "E2", None])), max_size=6), offsets)
def test_whatever_changes_each_day_has_one_spell_and_the_past_before_a_change_stays(
    changes: list[tuple[date, str | None]], day: date
) -> None:
    spells: tuple[Spell, ...] = (AT_SEA,)
    for on, employer_id in changes:
        before = spell_on(day, spells)
        spells = changed(spells, on, "private_employee", employer_id)
        now = spell_on(day, spells)
        assert now is not None
        assert before is not None
        if day < on:
            assert (now.from_, now.employer_id) == (before.from_, before.employer_id)

    holding = [each for each in spells if each.from_ <= day and (each.until is None or day < each.until)]
    assert len(holding) == 1
