"""What each payer owes: 2.5 %, 5 %, 2.5 % and 1.25 % of the month's income, or an amount by age (CON-1 … CON-5)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ishtirak.errors import NoValueInForce
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import RATE, Law
from ishtirak.law.parameter import DatedValue, Source
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution, NoAmountForAge, tariff_for
from ishtirak.rules.money import Money, Rate

LAW = shipped_law()
JANUARY = Month(2026, 1)
REAL_MONTH = Path(__file__).parents[1] / "data" / "payroll" / "2026-01-clean-utf8.csv"
EMPLOYEES = ["public_employee", "private_employee", "military_security"]
OF_INCOME = st.sampled_from([*EMPLOYEES, "self_employed", "retiree"])


def dinars(subscriber: str, employer: str, social_security: str, state: str) -> Contribution:
    return Contribution(*(Money.dinars(each) for each in (subscriber, employer, social_security, state)))


def owed(category: str, income: str | Money, law: Law = LAW) -> Contribution:
    income = Money.dinars(income) if isinstance(income, str) else income
    return tariff_for(category, JANUARY, law).owed_on(income)


def half_up(amount: Decimal, step: int = 10) -> int:
    """The oracle of rounding: dirhams to a whole number of steps, as schools teach it."""
    with localcontext() as context:
        context.prec = 80
        return int((amount / step).to_integral_value(ROUND_HALF_UP)) * step


@pytest.mark.requirement("CON-1")
@pytest.mark.parametrize("category", EMPLOYEES)
@pytest.mark.parametrize(
    ("gross", "shares"),
    [
        ("1000", dinars("25", "50", "25", "12.5")),
        ("1234.56", dinars("30.86", "61.73", "30.86", "15.43")),  # 30.864, 61.728, 15.432
        ("1050", dinars("26.25", "52.5", "26.25", "13.13")),  # 13.125 goes up
        ("0", dinars("0", "0", "0", "0")),
    ],
)
def test_each_share_of_an_employee_is_rounded_by_itself(category: str, gross: str, shares: Contribution) -> None:
    assert owed(category, gross) == shares


@pytest.mark.requirement("CON-2")
def test_the_self_employed_owe_the_employers_part_too_and_each_part_is_rounded_by_itself() -> None:
    assert owed("self_employed", "1000") == dinars("75", "0", "25", "12.5")
    assert owed("self_employed", "0.2") == dinars("0.02", "0", "0.01", "0")  # 0.005 and 0.010: never 7.5 % at once


@pytest.mark.requirement("CON-5")
def test_a_retiree_owes_a_share_of_the_pension_and_no_employer_owes_any() -> None:
    assert owed("retiree", "800") == dinars("20", "0", "20", "10")
    assert not LAW.rate_on("retiree", JANUARY.first_day).source.stated


@pytest.mark.requirement("CON-3")
@pytest.mark.parametrize(("age", "amount"), [(0, "130"), (17, "130"), (18, "162.5"), (64, "162.5")])
def test_the_state_owes_one_twelfth_of_the_amount_for_the_age(age: int, amount: str) -> None:
    assert tariff_for("state_paid", JANUARY, LAW).owed_at(age) == Contribution(state=Money.dinars(amount))


@pytest.mark.requirement("CON-4")
@pytest.mark.parametrize("age", [65, 100, 151])
def test_for_an_age_without_an_amount_nothing_is_invented(age: int) -> None:
    with pytest.raises(NoAmountForAge) as refusal:
        tariff_for("state_paid", JANUARY, LAW).owed_at(age)

    assert refusal.value.code == "no_value_in_force"
    assert isinstance(refusal.value, NoValueInForce)
    assert f"the age of {age} on 2026-01-01" in refusal.value.in_english
    assert f"لعمر {age} سنة" in refusal.value.in_arabic


@pytest.mark.requirement("CON-1")
def test_the_real_month_of_1180_people_comes_out_to_the_dirham() -> None:
    with REAL_MONTH.open(encoding="utf-8-sig", newline="") as file:
        grosses = [Money.dinars(row["إجمالي المرتب"]) for row in csv.DictReader(file) if row["م"].isdigit()]

    found = [owed("private_employee", gross) for gross in grosses]

    assert len(grosses) == 1_180
    assert sum(grosses, Money.ZERO) == Money.dinars("1518760.00")
    assert sum(found, Contribution()) == dinars("37970.50", "75939.27", "37970.50", "18985.45")


@pytest.mark.requirement("CON-1", "CON-2", "CON-5")
@given(OF_INCOME, st.integers(0, 10**9), st.integers(0, 10**9))
def test_shares_sum_to_the_total_and_never_fall_when_income_rises(category: str, gross: int, more: int) -> None:
    less_owed, more_owed = owed(category, Money(gross)), owed(category, Money(gross + more))

    assert less_owed.total.dirhams == sum(less_owed.of(share).dirhams for share in Share)
    assert all(Money.ZERO <= less_owed.of(share) <= more_owed.of(share) for share in Share)
    assert less_owed + (more_owed - less_owed) == more_owed
    assert bool(more_owed - less_owed) == (more_owed != less_owed)


@pytest.mark.requirement("CON-1", "CON-2", "SAL-1")
@given(OF_INCOME, st.integers(0, 10**12))
def test_the_shares_are_those_that_decimals_rounded_half_up_give(category: str, gross: int) -> None:
    percents = {
        "self_employed": [["2.5", "5"], [], ["2.5"], ["1.25"]],
        "retiree": [["2.5"], [], ["2.5"], ["1.25"]],
    }.get(category, [["2.5"], ["5"], ["2.5"], ["1.25"]])

    found = owed(category, Money(gross))

    parts = [[half_up(gross * Decimal(percent) / 100) for percent in of_payer] for of_payer in percents]
    assert [found.of(share).dirhams for share in Share] == [sum(of_payer) for of_payer in parts]


@pytest.mark.requirement("SAL-1")
@given(
    st.integers(-(10**15), 10**15),
    st.decimals(0, 100, places=6),
    st.sampled_from([1, 5, 10, 250, 1_000]),
)
def test_whole_numbers_round_as_decimals_do(dirhams: int, percent: Decimal, step: int) -> None:
    with localcontext() as context:
        context.prec = 80
        exact = Decimal(dirhams) * percent / 100

    assert Rate.of(percent, step).part_of(dirhams) == half_up(exact, step)


@given(st.integers(0, 10**12), st.integers(1, 60), st.sampled_from([1, 10, 1_000]))
def test_equal_parts_are_rounded_likewise(dirhams: int, parts: int, step: int) -> None:
    part = Rate.nth(parts, step).part_of(dirhams)

    assert part % step == 0
    assert -step * parts <= 2 * (dirhams - part * parts) < step * parts


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize("category", sorted(LAW.categories))
def test_before_the_first_rate_a_category_is_refused_and_nothing_is_invented(category: str) -> None:
    with pytest.raises(NoValueInForce) as refusal:
        tariff_for(category, Month(2009, 12), LAW)

    assert refusal.value.code == "no_value_in_force"
    assert f"contribution_rate.{category}" in refusal.value.in_english


percents = st.decimals(0, 20, places=3).map(str)
splits = st.dictionaries(st.sampled_from([share.value for share in Share]), percents, min_size=1)
months = st.integers(0, 300).map(Month(2011, 1).plus)


@pytest.mark.requirement("CON-6")
@given(OF_INCOME, st.lists(st.tuples(months, splits), max_size=4), months, splits, months, st.integers(0, 10**8))
def test_a_later_rate_never_changes_an_earlier_month(
    category: str,
    earlier: list[tuple[Month, dict[str, str]]],
    from_: Month,
    split: dict[str, str],
    month: Month,
    income: int,
) -> None:
    name = RATE + category
    assume(
        LAW.categories[category].employed or all("employer" not in each for each in (split, *(it for _, it in earlier)))
    )

    def dated(number: int, first: Month, written: dict[str, str]) -> DatedValue:
        value = LAW.parameters[name].value_of(written)
        source = Source(Bilingual("قرار", "Decree"), "1", "نص")
        return DatedValue(name, first.first_day, value, written, source, number)

    values = tuple(dated(number, *each) for number, each in enumerate(earlier, start=1))
    before = LAW.with_values({name: values}, len(values))
    after = LAW.with_values({name: (*values, dated(len(values) + 1, from_, split))}, len(values) + 1)

    if month < from_:
        assert tariff_for(category, month, after) == tariff_for(category, month, before)
    others = [each for each in LAW.categories if each != category]
    assert all(tariff_for(each, month, after) == tariff_for(each, month, before) for each in others)
    assert tariff_for(category, from_, after).owed_on(Money(income)) == Contribution(
        **{share: Money(half_up(income * Decimal(percent) / 100)) for share, percent in split.items()}
    )


def test_a_share_is_asked_for_by_its_payer_and_the_month_is_remembered() -> None:
    tariff = tariff_for("self_employed", JANUARY, LAW)

    parts = tariff.parts_on(Money.dinars("1000"))

    assert tariff.month == JANUARY
    assert tariff.step.value == 10
    assert [(part.of, part.paid_by, str(part.amount)) for part in parts] == [
        (Share.SUBSCRIBER, Share.SUBSCRIBER, "25.000"),
        (Share.EMPLOYER, Share.SUBSCRIBER, "50.000"),
        (Share.SOCIAL_SECURITY, Share.SOCIAL_SECURITY, "25.000"),
        (Share.STATE, Share.STATE, "12.500"),
    ]
    assert tariff.dated.from_ == date(2010, 1, 1)
