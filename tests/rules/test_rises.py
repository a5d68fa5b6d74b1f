"""A net that has risen for three months in a row, in whatever order its statements come in (SAL-2, SAL-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Rise, Stated, months_that_matter, rises_by
from tests.law.test_law import added, with_added

LAW = shipped_law()
EMPLOYEE = "public_employee"
JANUARY = Month(2026, 1)
OF_1000 = Certificate(date(2025, 12, 15), Money.dinars("1000"))  # net 885.59, a rise from 929.87 on
REACH = 4


def net(dinars: str) -> Stated:
    return Stated(net=Money.dinars(dinars))


def gross(dinars: str) -> Stated:
    return Stated(gross=Money.dinars(dinars))


def months(*lines: Stated | None, first: Month = JANUARY) -> dict[Month, Stated]:
    """What is stated of one month after the other; None where nothing is."""
    return {first.plus(number): line for number, line in enumerate(lines) if line is not None}


def only_what_matters(stated: Mapping[Month, Stated], month: Month, law: Law) -> dict[Month, Stated]:
    """What who asks for the rises of a month must have read."""
    return {each: stated[each] for each in months_that_matter(month, law) if each in stated}


def in_order(stated: Mapping[Month, Stated], *certificates: Certificate, law: Law = LAW) -> list[tuple[str, str]]:
    """The rises (first and last month) that are found while the statements come in one after the other."""
    found: list[Rise] = []
    known: dict[Month, Stated] = {}
    for month in sorted(stated):
        known[month] = stated[month]
        found += rises_by(month, only_what_matters(known, month, law), certificates or [OF_1000], EMPLOYEE, law)
    return [(str(rise.first), str(rise.last)) for rise in found]


ABOVE, BELOW = net("929.87"), net("929.86")
FEBRUARY_TO_APRIL = [("2026-02", "2026-04")]


@pytest.mark.requirement("SAL-2")
def test_three_months_of_929_87_and_more_after_885_59_are_a_rise() -> None:
    stated = months(net("885.59"), ABOVE, ABOVE, net("935.00"))

    found = rises_by(Month(2026, 4), stated, [OF_1000], EMPLOYEE, LAW)

    amounts = map(Money.dinars, ("885.59", "929.87", "935.00"))
    assert found == [Rise(Month(2026, 2), Month(2026, 4), *amounts)]
    assert in_order(stated) == FEBRUARY_TO_APRIL


@pytest.mark.requirement("SAL-3")
@pytest.mark.parametrize("between", [BELOW, None, gross("1000"), Stated()])
def test_a_month_below_by_one_qirsh_a_missing_one_and_one_with_a_gross_break_the_run(between: Stated | None) -> None:
    assert in_order(months(ABOVE, ABOVE, between, ABOVE, ABOVE)) == []
    assert in_order(months(ABOVE, ABOVE, between, ABOVE, ABOVE, ABOVE)) == [("2026-04", "2026-06")]


@pytest.mark.requirement("SAL-3")
def test_a_rise_is_found_once_however_long_it_goes_on() -> None:
    assert in_order(months(*[ABOVE] * 14)) == [("2026-01", "2026-03")]


@pytest.mark.requirement("SAL-3")
def test_a_rise_after_a_fall_is_another_one() -> None:
    assert in_order(months(*[ABOVE] * 4, BELOW, *[ABOVE] * 4)) == [("2026-01", "2026-03"), ("2026-06", "2026-08")]


@pytest.mark.requirement("SAL-2", "SAL-3")
def test_a_month_with_a_gross_is_the_baseline_of_the_month_right_after_it() -> None:
    assert in_order(months(gross("1100"), ABOVE, ABOVE, ABOVE)) == [], "929.87 is a fall after 974.14"
    assert in_order(months(gross("1100"), *[ABOVE] * 4)) == [("2026-03", "2026-05")]
    assert in_order(months(gross("1100"), net("1022.85"), ABOVE, ABOVE)) == FEBRUARY_TO_APRIL
    assert in_order(months(gross("1100"), net("1022.84"), ABOVE, ABOVE)) == []


@pytest.mark.requirement("SAL-2")
def test_who_is_back_from_a_month_of_little_pay_has_not_risen() -> None:
    """The assessment before February was on 100 dinars, but that before March was on the certificate again."""
    assert in_order(months(gross("100"), *[net("885.59")] * 6)) == []


@pytest.mark.requirement("SAL-3")
def test_a_certificate_issued_inside_a_run_is_a_new_baseline_and_starts_the_run_anew() -> None:
    of_the_same = Certificate(date(2026, 3, 31), Money.dinars("1000"))
    of_more = Certificate(date(2026, 3, 1), Money.dinars("1050"))

    assert in_order(months(*[ABOVE] * 4), OF_1000, of_the_same) == []
    assert in_order(months(*[ABOVE] * 5), OF_1000, of_the_same) == [("2026-03", "2026-05")]
    assert in_order(months(*[ABOVE] * 8), OF_1000, of_more) == []
    assert (
        in_order(months(gross("100"), *[ABOVE] * 2), OF_1000, Certificate(date(2026, 2, 1), Money.dinars("1050"))) == []
    )


@pytest.mark.requirement("SAL-3")
def test_a_late_statement_that_fills_a_gap_finds_one_rise() -> None:
    for missing in range(3):
        stated = months(BELOW, *[ABOVE] * 3)
        late = Month(2026, 2).plus(missing)
        known = {month: line for month, line in stated.items() if month != late}
        assert in_order(known) == []

        found = rises_by(late, stated, [OF_1000], EMPLOYEE, LAW)

        assert [(str(rise.first), str(rise.last)) for rise in found] == FEBRUARY_TO_APRIL


@pytest.mark.requirement("SAL-3")
def test_a_late_statement_before_a_known_rise_makes_it_one_month_older_and_no_second_one() -> None:
    found = rises_by(JANUARY, months(*[ABOVE] * 4), [OF_1000], EMPLOYEE, LAW)

    assert [(str(rise.first), str(rise.last)) for rise in found] == [("2026-01", "2026-03")]


@pytest.mark.requirement("SAL-3")
def test_a_corrected_statement_that_takes_a_month_below_leaves_none() -> None:
    for corrected in range(1, 4):
        stated = {**months(BELOW, *[ABOVE] * 3), JANUARY.plus(corrected): BELOW}

        for month in stated:
            assert rises_by(month, stated, [OF_1000], EMPLOYEE, LAW) == []


@pytest.mark.requirement("SAL-3")
def test_a_correction_that_cuts_a_long_run_finds_the_rise_that_begins_after_it() -> None:
    stated = {**months(*[ABOVE] * 8), Month(2026, 4): BELOW}

    found = rises_by(Month(2026, 4), stated, [OF_1000], EMPLOYEE, LAW)

    assert [(str(rise.first), str(rise.last)) for rise in found] == [("2026-05", "2026-07")]


@pytest.mark.requirement("SAL-2")
def test_without_a_certificate_the_gross_before_the_run_is_its_baseline() -> None:
    none: list[Certificate] = []

    found = rises_by(Month(2026, 4), months(gross("1000"), *[ABOVE] * 3), none, EMPLOYEE, LAW)

    assert [(str(rise.first), str(rise.last)) for rise in found] == FEBRUARY_TO_APRIL
    assert rises_by(Month(2026, 4), months(None, *[ABOVE] * 3), none, EMPLOYEE, LAW) == []


@pytest.mark.requirement("SAL-2", "CON-6")
def test_each_month_is_held_against_the_threshold_of_its_own_day() -> None:
    law = with_added(added("salary_rise_threshold", "2026-03-01", "10"))

    assert in_order(months(ABOVE, ABOVE, ABOVE), law=law) == []
    assert in_order(months(ABOVE, ABOVE, net("974.15")), law=law) == [("2026-01", "2026-03")]  # 885.59 and 88.56


@pytest.mark.requirement("SAL-2", "SAL-3", "CON-6")
@pytest.mark.parametrize(
    ("months_in_a_row", "found"),
    [
        (2, [("2026-01", "2026-03"), ("2026-08", "2026-09")]),
        (4, [("2026-01", "2026-03")]),
        (6, [("2026-01", "2026-03")]),
    ],
)
def test_a_run_that_goes_on_into_another_law_is_complete_once(
    months_in_a_row: int, found: list[tuple[str, str]]
) -> None:
    law = with_added(added("salary_rise_months", "2026-04-01", months_in_a_row))
    stated = months(*[ABOVE] * 6, BELOW, ABOVE, ABOVE, ABOVE)

    assert in_order(stated, law=law) == found


@pytest.mark.requirement("SAL-2", "CON-6")
def test_a_run_that_is_long_enough_by_the_law_of_its_last_month_is_complete() -> None:
    law = with_added(added("salary_rise_months", "2026-03-01", 2), added("salary_rise_months", "2011-01-01", 6, 2))

    assert in_order(months(*[ABOVE] * 8), law=law) == [("2026-01", "2026-03")]


# The oracle: each month by itself, from the sentences of SAL-2 and SAL-3, in decimals, for the law that ships.


class Found(NamedTuple):
    first: Month
    last: Month


def part(amount: Decimal, percent: str) -> Decimal:
    return (amount * Decimal(percent) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def net_of(income: Decimal) -> Decimal:
    base = income - part(income, "5.125") - part(income, "1")
    return base - part(base, "3") - part(income, "2.5")


class Story:
    """Everything that is known of a person's salary."""

    def __init__(self, stated: Mapping[Month, Stated], certificates: Sequence[Certificate]) -> None:
        self.stated = stated
        self.certificates = certificates

    def issued(self, month: Month) -> list[Certificate]:
        return [each for each in self.certificates if str(each.issued_on)[:7] == str(month)]

    def assessed_on(self, month: Month) -> Decimal | None:
        """The income of the last assessment, for a month."""
        before = self.stated.get(month.plus(-1))
        if before and before.gross is not None and not self.issued(month):
            return Decimal(str(before.gross))
        by_then = sorted(str(each.issued_on) for each in self.certificates if str(each.issued_on)[:7] <= str(month))
        if not by_then:
            return self.assessed_on(month.plus(-1)) if self.is_above(month.plus(-1)) else None
        return Decimal(str([each for each in self.certificates if str(each.issued_on) == by_then[-1]][-1].gross))

    def is_above(self, month: Month) -> bool:
        line = self.stated.get(month)
        if line is None or line.net is None or line.gross is not None:
            return False
        income = self.assessed_on(month)
        return income is not None and Decimal(str(line.net)) >= net_of(income) + part(net_of(income), "5")

    def goes_on_in(self, month: Month) -> bool:
        """Whether a month carries on the run of the month before it."""
        return self.is_above(month.plus(-1)) and self.is_above(month) and not self.issued(month)

    def rises(self) -> list[Found]:
        return [
            Found(month.plus(-2), month)
            for month in sorted(self.stated)
            if self.goes_on_in(month) and self.goes_on_in(month.plus(-1)) and not self.goes_on_in(month.plus(-2))
        ]


STORY = [JANUARY.plus(number) for number in range(14)]
INCOMES = ["900", "1000", "1050", "1100"]
NETS = ["797.02", "836.86", "836.87", "885.59", "929.86", "929.87", "976.35", "976.36", "1022.84", "1022.85", "1100"]
lines = st.one_of(
    st.sampled_from(NETS).map(net), st.sampled_from(NETS[-4:]).map(net), st.sampled_from(INCOMES).map(gross), st.none()
)
stories = st.lists(lines, min_size=6, max_size=14).map(lambda given_: months(*given_))
certificate_lists = st.lists(
    st.builds(Certificate, st.dates(date(2025, 12, 1), date(2027, 2, 28)), st.sampled_from(INCOMES).map(Money.dinars)),
    max_size=3,
).flatmap(lambda given_: st.sampled_from([[OF_1000, *given_], given_]))


def found_by(month: Month, stated: Mapping[Month, Stated], certificates: Sequence[Certificate]) -> list[Found]:
    """What the rule finds for a month from the months that matter, and from no others."""
    found = rises_by(month, only_what_matters(stated, month, LAW), certificates, EMPLOYEE, LAW)
    return [Found(rise.first, rise.last) for rise in found]


@pytest.mark.requirement("SAL-2", "SAL-3")
@given(stories, certificate_lists)
def test_statements_that_come_in_order_find_each_rise_of_the_story_once(
    stated: dict[Month, Stated], certificates: list[Certificate]
) -> None:
    known: dict[Month, Stated] = {}
    found: list[Found] = []
    for month in sorted(stated):
        known[month] = stated[month]
        found += found_by(month, known, certificates)

    assert found == Story(stated, certificates).rises()


@pytest.mark.requirement("SAL-2", "SAL-3")
@given(stories, certificate_lists)
def test_a_month_finds_of_the_whole_story_what_is_complete_in_it_or_soon_after(
    stated: dict[Month, Stated], certificates: list[Certificate]
) -> None:
    rises = Story(stated, certificates).rises()

    for month in STORY:
        assert found_by(month, stated, certificates) == [
            rise for rise in rises if month <= rise.last <= month.plus(REACH)
        ]


arrivals = st.lists(st.tuples(st.sampled_from(STORY), lines.filter(lambda line: line is not None)), max_size=24)


@pytest.mark.requirement("SAL-2", "SAL-3")
@given(arrivals, certificate_lists)
def test_statements_that_come_late_twice_or_corrected_lead_to_the_rises_of_the_whole_story(
    arrived: list[tuple[Month, Stated]], certificates: list[Certificate]
) -> None:
    """After each statement, what it finds takes the place of what was found for the months that it can bear on."""
    known: dict[Month, Stated] = {}
    found: set[Found] = set()
    for month, line in arrived:
        known[month] = line
        out_of_reach = {rise for rise in found if not month <= rise.last <= month.plus(REACH)}
        found = out_of_reach | set(found_by(month, known, certificates))

        assert found == set(Story(known, certificates).rises())


@pytest.mark.requirement("SAL-3")
@given(stories, certificate_lists, st.permutations(STORY))
def test_whatever_the_order_of_arrival_no_rise_of_the_story_is_missed(
    stated: dict[Month, Stated], certificates: list[Certificate], order: list[Month]
) -> None:
    known: dict[Month, Stated] = {}
    found: set[Found] = set()
    for month in (each for each in order if each in stated):
        known[month] = stated[month]
        found |= set(found_by(month, known, certificates))

    assert found >= set(Story(stated, certificates).rises())
