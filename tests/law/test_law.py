"""The law as dated data: what is in force on a day, what is added while the fund runs, what is added as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.errors import NoValueInForce
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import RATE, Law
from ishtirak.law.parameter import DatedValue, Portion, Source
from ishtirak.law.shipped import read_law, read_parameter, shipped_law
from ishtirak.rules.assessments import IncomeSource, assess
from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import Contribution, tariff_for
from ishtirak.rules.money import Money
from tests.law.files import DAYS, DOCUMENTS, OF_INCOME, SOURCE, copy_of_the_law
from tests.rules.people import Person

LAW = shipped_law()
EMPLOYEE = "public_employee"
DECREE = Source(Bilingual("قرار", "Decree 7"), "1", "نص")


def added(parameter: str, from_: str, written: object, number: int = 1) -> DatedValue:
    """A value as the running fund adds one."""
    value = LAW.parameters[parameter].value_of(written)
    return DatedValue(parameter, date.fromisoformat(from_), value, written, DECREE, number)


def with_added(*values: DatedValue) -> Law:
    by_parameter: dict[str, tuple[DatedValue, ...]] = {}
    for value in values:
        by_parameter[value.parameter] = (*by_parameter.get(value.parameter, ()), value)
    return LAW.with_values(by_parameter, len(values))


@pytest.mark.requirement("CON-6")
def test_a_value_is_in_force_from_its_day_until_the_next_ones() -> None:
    second = f"  - from: 2027-01-01\n    value: 60\n{SOURCE.replace('annex', 'decree')}"
    days = read_parameter("grace_days.yaml", DAYS + second, DOCUMENTS)

    assert [days.on(date(*day)).value for day in [(2010, 1, 1), (2026, 12, 31), (2027, 1, 1)]] == [90, 90, 60]
    assert days.on(date(2026, 12, 31)).source.document.en == "Annex"
    assert days.on(date(2027, 1, 1)).source.document.en == "Decree"


@pytest.mark.requirement("CON-6")
def test_before_the_first_value_there_is_none() -> None:
    with pytest.raises(NoValueInForce) as refusal:
        LAW.grace_days(date(2009, 12, 31))

    assert refusal.value.code == "no_value_in_force"
    assert "grace_days" in refusal.value.in_english
    assert "2009-12-31" in refusal.value.in_arabic


@pytest.mark.requirement("CON-1", "CON-2", "CON-6", "PKG-1", "COL-2", "SAL-1", "CRD-1")
def test_the_shipped_law_says_what_the_source_says() -> None:
    day = date(2026, 1, 1)

    assert (LAW.grace_days(day), LAW.due_day(day), LAW.rounding_step_dirhams(day)) == (90, 10, 10)
    assert (LAW.on("card_fee", day).value, LAW.on("card_replacement_fee", day).value) == (20, 40)
    assert LAW.tolerance_dirhams(day) == 0
    assert LAW.rate_on("self_employed", day).value == (
        Portion("subscriber", Decimal("2.5"), "subscriber"),
        Portion("employer", Decimal(5), "subscriber"),
        Portion("social_security", Decimal("2.5"), "social_security"),
        Portion("state", Decimal("1.25"), "state"),
    )
    assert LAW.version == 0


@pytest.mark.requirement("RPT-12", "ENR-1")
def test_every_establishment_has_one_size() -> None:
    bounds = {1: "1-4", 4: "1-4", 5: "5-9", 19: "10-19", 99: "80-99", 100: "100-199", 499: "400-499", 500: "500+"}

    assert LAW.size_of(0) is None
    assert {people: size.code for people in bounds if (size := LAW.size_of(people))} == bounds
    assert len(LAW.establishment_sizes) == 12
    for people in range(1, 1_000):
        assert sum(size.holds(people) for size in LAW.establishment_sizes.values()) == 1


@pytest.mark.requirement("CON-6")
def test_an_added_value_changes_months_from_its_day_on_and_none_before() -> None:
    raised = {"subscriber": "3", "employer": "5", "social_security": "2.5", "state": "1.25"}

    law = with_added(added(RATE + EMPLOYEE, "2026-02-01", raised))

    owed = [tariff_for(EMPLOYEE, Month(2026, month), law).owed_on(Money.dinars("1000")) for month in (1, 2)]
    assert [each.subscriber for each in owed] == [Money.dinars("25"), Money.dinars("30")]
    assert law.categories[EMPLOYEE].rate is law.parameters[RATE + EMPLOYEE]
    assert law.version == 1
    assert LAW.rate_on(EMPLOYEE, date(2026, 2, 1)).number == 0, "the law that ships is not touched"


@pytest.mark.requirement("CON-6")
def test_a_value_in_force_from_the_middle_of_a_month_counts_from_the_next_month_on() -> None:
    law = with_added(added(RATE + EMPLOYEE, "2026-02-02", {"subscriber": "3"}))

    owed = [tariff_for(EMPLOYEE, Month(2026, month), law).owed_on(Money.dinars("1000")) for month in (2, 3)]

    assert [each.subscriber for each in owed] == [Money.dinars("25"), Money.dinars("30")]


@pytest.mark.requirement("CON-6")
def test_values_are_added_in_any_order_and_the_newest_of_one_day_counts() -> None:
    law = with_added(
        added("grace_days", "2028-01-01", 30, 1),
        added("grace_days", "2027-01-01", 61, 2),
        added("grace_days", "2027-01-01", 60, 3),
    )

    in_force = [
        law.on("grace_days", date(*day)) for day in [(2026, 12, 31), (2027, 1, 1), (2027, 12, 31), (2028, 1, 1)]
    ]

    assert [(each.value, each.number) for each in in_force] == [(90, 0), (60, 3), (60, 3), (30, 1)]


@pytest.mark.requirement("CON-6")
def test_what_a_file_says_from_its_own_day_on_stays_what_it_was() -> None:
    law = with_added(added("grace_days", "2010-01-02", 1))

    assert law.on("grace_days", date(2010, 1, 1)) == LAW.on("grace_days", date(2010, 1, 1))
    with pytest.raises(NoValueInForce):
        law.on("grace_days", date(2009, 12, 31))


PARAMETERS = ["grace_days", "due_day", "rounding_step", "certificate_months", "salary_rise_months"]
values_to_add = st.lists(
    st.tuples(st.sampled_from(PARAMETERS), st.dates(date(2010, 1, 2), date(2040, 1, 1)), st.integers(1, 12)), max_size=8
)


@pytest.mark.requirement("CON-6")
@given(values_to_add, st.dates(date(2010, 1, 2), date(2040, 1, 1)), st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_a_later_value_never_changes_what_was_in_force_before_it(
    values: list[tuple[str, date, int]], later: date, day: date
) -> None:
    given_ = [added(name, from_.isoformat(), written, number) for number, (name, from_, written) in enumerate(values)]
    more = [added(name, later.isoformat(), 1, len(values)) for name in PARAMETERS]

    before, after = with_added(*given_), with_added(*given_, *more)

    for name in LAW.parameters:
        same = day < later or name not in PARAMETERS
        assert (after.on(name, day) == before.on(name, day)) or not same, name
        standing = [each for each in given_ if each.parameter == name and each.from_ <= day]
        newest = max(standing, key=lambda each: (each.from_, each.number), default=LAW.on(name, day))
        assert before.on(name, day) == newest


@pytest.mark.requirement("CON-6")
def test_what_was_added_since_a_version_is_known() -> None:
    first, second = added("grace_days", "2027-01-01", 60, 1), added("due_day", "2026-01-01", 15, 2)
    law = with_added(first, second)

    assert law.added_since(2) == []
    assert law.added_since(1) == [second]
    assert sorted(value.number for value in law.added_since(0)) == [1, 2]


@pytest.mark.requirement("CON-6")
def test_who_pays_for_a_category_is_asked_of_a_day() -> None:
    retiree = with_added(added(RATE + "retiree", "2030-01-01", {"state": "5"})).categories["retiree"]

    asked = [retiree.payers_on(date(*day)) for day in [(2009, 12, 31), (2029, 12, 31), (2030, 1, 1)]]

    assert asked == [{"subscriber", "social_security", "state"}] * 2 + [{"state"}]


@pytest.mark.requirement("CON-7")
def test_a_category_is_added_by_writing_one_file(tmp_path: Path) -> None:
    folder = copy_of_the_law(tmp_path)
    fisher = OF_INCOME.replace('"2.2"', '"2.1"')
    (folder / "categories" / "fisher.yaml").write_text(fisher, "utf-8")

    law = read_law(folder)

    found = assess(Month(2026, 1), Person("fisher"), Money.dinars("1000"), law)
    assert found is not None
    assert (found.source, found.category) == (IncomeSource.STATEMENT, "fisher")
    assert found.contribution == Contribution(subscriber=Money.dinars("75"))
    assert law.categories["fisher"].name == Bilingual("صياد", "Fisher")
    assert law.categories["fisher"].needs == ("birth_date",)
    assert set(law.categories) == {*LAW.categories, "fisher"}
    assert law.parameters.keys() - LAW.parameters.keys() == {"contribution_rate.fisher"}


def test_a_text_is_there_in_both_languages() -> None:
    assert [Bilingual("نعم", "Yes").in_(language) for language in ("ar", "en")] == ["نعم", "Yes"]


@pytest.mark.requirement("CON-6", "CON-7")
@pytest.mark.parametrize("category", ["self_employed", "retiree"])
def test_nothing_can_be_paid_by_an_employer_for_those_who_have_none(category: str) -> None:
    with pytest.raises(ValueError, match="employer"):
        LAW.parameters[RATE + category].value_of({"subscriber": "2.5", "employer": "5"})


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize(
    ("parameter", "written", "reason"),
    [
        (RATE + "retiree", {"subscriber": "60", "state": "50"}, "more than 100"),
        (RATE + "state_paid", {"paid_by": "state", "ages": [{"from": 151, "dinars": "1"}]}, "nobody is older"),
        ("grace_days", 3651, "3650 or less"),
    ],
)
def test_a_value_beyond_all_measure_is_none_of_its_parameter(parameter: str, written: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        LAW.parameters[parameter].value_of(written)


@pytest.mark.requirement("CON-6", "NOT-1")
@pytest.mark.parametrize("written", ["-7", [0, "7"], [0, 0], [7, 0], [0, 4_000], [True]])
def test_days_of_reminders_are_whole_numbers_in_order(written: object) -> None:
    with pytest.raises(ValueError, match=r"whole numbers|in order|days from the due date"):
        LAW.parameters["reminder_days"].value_of(written)


@pytest.mark.requirement("COL-11", "COL-12")
def test_arrears_are_spread_over_so_many_months_and_debts_are_small_below_so_much() -> None:
    small = with_added(added("small_debt", "2026-07-01", "1.5"))

    assert LAW.agreement_months(date(2026, 7, 1)) == 24
    assert [small.small_debt_dirhams(date(2026, *day)) for day in ((6, 30), (7, 1))] == [0, 1_500]


@pytest.mark.requirement("ACC-3", "COL-10")
@pytest.mark.parametrize(
    ("closed_until", "day", "booked_on"),
    [
        (None, "2026-01-15", "2026-01-15"),
        ("2026-01-31", "2026-01-15", "2026-02-01"),
        ("2026-01-31", "2026-01-31", "2026-02-01"),
        ("2026-01-31", "2026-02-01", "2026-02-01"),
    ],
)
def test_what_is_of_a_day_whose_books_are_closed_is_booked_on_the_first_open_one(
    closed_until: str | None, day: str, booked_on: str
) -> None:
    law = replace(LAW, closed_until=date.fromisoformat(closed_until) if closed_until else None)

    assert law.booked_on(date.fromisoformat(day)) == date.fromisoformat(booked_on)
