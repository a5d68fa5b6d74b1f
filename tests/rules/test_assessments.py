"""On what a month is assessed: the statement, else the certificate; or the person's age (CON-3, CON-4, CON-8)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.errors import NoValueInForce
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.assessments import (
    Assessment,
    BirthDateMissing,
    IncomeMissing,
    IncomeSource,
    assess,
    has_rate,
    suppose,
)
from ishtirak.rules.calendar import Month, age_on
from ishtirak.rules.certificates import Certificate
from ishtirak.rules.contributions import Contribution, tariff_for
from ishtirak.rules.money import Money
from tests.rules.people import Person

LAW = shipped_law()
JANUARY = Month(2026, 1)
OF_DECEMBER = Certificate(date(2025, 12, 1), Money.dinars("900"))
OF_END_OF_JANUARY = Certificate(date(2026, 1, 31), Money.dinars("1000"))
OF_FEBRUARY = Certificate(date(2026, 2, 1), Money.dinars("1100"))


def assessed(stated: Money | None, *certificates: Certificate) -> Assessment | None:
    return assess(JANUARY, Person(certificates=certificates), stated, LAW)


@pytest.mark.requirement("CON-8")
def test_the_statement_of_the_month_goes_before_any_certificate() -> None:
    found = assessed(Money.dinars("1200"), OF_DECEMBER)

    assert found is not None
    assert (found.income, found.source, found.age) == (Money.dinars("1200"), IncomeSource.STATEMENT, None)
    assert [str(found.contribution.subscriber), str(found.contribution.employer)] == ["30.000", "60.000"]


@pytest.mark.requirement("CON-8")
def test_without_a_statement_the_newest_certificate_issued_by_the_end_of_the_month_counts() -> None:
    found = assessed(None, OF_FEBRUARY, OF_END_OF_JANUARY, OF_DECEMBER)

    assert found is not None
    assert (found.income, found.source) == (Money.dinars("1000"), IncomeSource.CERTIFICATE)


@pytest.mark.requirement("CON-8")
def test_of_two_certificates_of_one_day_the_one_that_came_in_last_counts() -> None:
    corrected = Certificate(OF_DECEMBER.issued_on, Money.dinars("950"))

    found = assessed(None, OF_DECEMBER, corrected)

    assert found is not None
    assert found.income == Money.dinars("950")


@pytest.mark.requirement("SAL-4", "CON-8")
def test_a_certificate_that_has_ended_counts_until_it_is_renewed() -> None:
    years_later = assess(Month(2029, 1), Person(certificates=[OF_DECEMBER]), None, LAW)

    assert years_later is not None
    assert (years_later.income, years_later.source) == (Money.dinars("900"), IncomeSource.CERTIFICATE)


@pytest.mark.requirement("CON-8")
def test_without_either_nothing_is_assessed() -> None:
    assert assessed(None, OF_FEBRUARY) is None


@pytest.mark.requirement("CON-8")
def test_a_stated_income_of_nothing_is_a_statement_too() -> None:
    found = assessed(Money.ZERO, OF_DECEMBER)

    assert found is not None
    assert found.source is IncomeSource.STATEMENT
    assert not found.contribution


@pytest.mark.requirement("CON-6", "CON-8")
def test_a_month_without_a_rate_is_refused_whatever_is_known_of_the_person() -> None:
    for category in LAW.categories:
        with pytest.raises(NoValueInForce):
            assess(Month(2009, 12), Person(category, [OF_DECEMBER], date(2000, 1, 1)), None, LAW)


def by_age(born: str, month: str) -> Assessment:
    found = assess(Month.parse(month), Person("state_paid", birth_date=date.fromisoformat(born)), None, LAW)
    assert found is not None
    return found


@pytest.mark.requirement("CON-3", "CON-4")
@pytest.mark.parametrize(
    ("born", "month", "age", "state"),
    [
        ("2008-03-15", "2026-03", 17, "130.000"),  # the birthday is in the month: not yet
        ("2008-03-15", "2026-04", 18, "162.500"),
        ("2008-03-01", "2026-02", 17, "130.000"),
        ("2008-03-01", "2026-03", 18, "162.500"),  # born on a first: that month already
        ("2008-03-31", "2026-03", 17, "130.000"),
        ("2008-02-29", "2026-02", 17, "130.000"),
        ("2008-02-29", "2026-03", 18, "162.500"),  # no 29 February in 2026: of age on 1 March
        ("1961-05-02", "2026-05", 64, "162.500"),
        ("2026-01-01", "2026-01", 0, "130.000"),
        ("2026-01-20", "2026-01", 0, "130.000"),  # born in the month: not a year below zero
        ("2025-02-28", "2026-02", 0, "130.000"),
    ],
)
def test_the_state_pays_by_the_age_on_the_first_of_the_month(born: str, month: str, age: int, state: str) -> None:
    found = by_age(born, month)

    assert (found.age, found.source, found.income) == (age, IncomeSource.AGE, Money.ZERO)
    assert found.contribution == Contribution(state=Money.dinars(state))


@pytest.mark.requirement("CON-4")
@pytest.mark.parametrize(
    ("born", "last", "first"), [("1961-05-15", "2026-05", "2026-06"), ("1961-05-01", "2026-04", "2026-05")]
)
def test_from_65_there_is_no_amount_and_the_month_says_so(born: str, last: str, first: str) -> None:
    assert by_age(born, last).age == 64

    with pytest.raises(NoValueInForce) as refusal:
        by_age(born, first)

    assert refusal.value.code == "no_value_in_force"
    assert "the age of 65" in refusal.value.in_english


@pytest.mark.requirement("CON-4")
def test_it_is_known_for_whom_the_law_has_no_rate_whether_or_not_an_income_is() -> None:
    of_64, of_65 = (Person("state_paid", birth_date=date(year, 1, 1)) for year in (1962, 1961))

    assert has_rate(of_64, JANUARY, LAW)
    assert not has_rate(of_65, JANUARY, LAW)
    assert has_rate(of_65, Month(2025, 12), LAW)
    assert has_rate(Person(), JANUARY, LAW)
    assert not has_rate(Person(), Month(2009, 12), LAW)


@pytest.mark.requirement("CON-3")
def test_a_whole_year_of_months_is_the_amount_of_the_year() -> None:
    for born, yearly in (("2015-06-15", "1560"), ("1990-06-15", "1950")):
        months = [by_age(born, f"2026-{month:02d}").contribution for month in range(1, 13)]

        assert sum(months, Contribution()).total == Money.dinars(yearly)


@pytest.mark.requirement("CON-3", "CON-8")
def test_an_income_says_nothing_of_whom_the_state_pays_for() -> None:
    person = Person("state_paid", [OF_DECEMBER], date(2000, 1, 1))

    assert assess(JANUARY, person, Money.dinars("5000"), LAW) == by_age("2000-01-01", "2026-01")
    assert assess(JANUARY, Person("state_paid", [OF_DECEMBER]), Money.dinars("5000"), LAW) is None


born_on = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.mark.requirement("CON-4")
@given(born_on, st.integers(0, 150))
def test_a_birthday_changes_the_next_month_and_not_its_own(born: date, age: int) -> None:
    birthday_month = Month(born.year + age, born.month)

    before, of_it, after = (age_on(birthday_month.plus(number).first_day, born) for number in (0, 1, 2))

    assert before == (age if born.day == 1 else age - 1)
    assert (of_it, after) == (age, age)


@pytest.mark.requirement("CON-4")
@given(born_on, st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_an_age_is_the_number_of_birthdays_that_have_come(born: date, day: date) -> None:
    birthdays = [(year, born.month, born.day) for year in range(born.year + 1, day.year + 1)]

    if day >= born:
        assert age_on(day, born) == sum(birthday <= (day.year, day.month, day.day) for birthday in birthdays)


@pytest.mark.requirement("CON-8")
@given(
    st.sampled_from([code for code, category in sorted(LAW.categories.items()) if not category.by_age]),
    st.one_of(st.none(), st.integers(0, 10**8).map(Money)),
    st.lists(st.builds(Certificate, st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.builds(Money, st.integers(0)))),
    st.integers(0, 30).map(Month(2025, 1).plus),
)
def test_an_assessment_says_its_income_and_what_is_owed_on_it(
    category: str, stated: Money | None, certificates: list[Certificate], month: Month
) -> None:
    found = assess(month, Person(category, certificates), stated, LAW)

    issued = [each for each in certificates if each.issued_on <= month.last_day]
    if stated is None and not issued:
        assert found is None
        return
    assert found is not None
    newest = max([each.issued_on for each in issued], default=None)
    of_that_day = [each.gross for each in issued if each.issued_on == newest]
    assert found.income == (stated if stated is not None else of_that_day[-1])
    assert found.source is (IncomeSource.CERTIFICATE if stated is None else IncomeSource.STATEMENT)
    assert found.contribution == tariff_for(category, month, LAW).owed_on(found.income)


@pytest.mark.requirement("CON-9")
def test_what_would_be_owed_is_what_is_owed_on_the_same_income_or_at_the_same_age() -> None:
    month = Month(2026, 5)

    on_income = suppose(month, "self_employed", Money.dinars("2000"), None, LAW)
    at_age = suppose(month, "state_paid", None, date(2010, 5, 2), LAW)

    assert on_income.contribution == tariff_for("self_employed", month, LAW).owed_on(Money.dinars("2000"))
    assert (at_age.age, at_age.contribution) == (15, tariff_for("state_paid", month, LAW).owed_at(15))
    assert on_income.source is at_age.source is IncomeSource.SUPPOSED


@pytest.mark.requirement("CON-9")
def test_a_what_if_needs_what_its_category_goes_by() -> None:
    with pytest.raises(IncomeMissing):
        suppose(Month(2026, 5), "retiree", None, date(2010, 5, 2), LAW)
    with pytest.raises(BirthDateMissing):
        suppose(Month(2026, 5), "state_paid", Money.dinars("1"), None, LAW)


@pytest.mark.requirement("CON-4")
def test_somebody_who_is_born_after_the_month_has_no_amount_in_it() -> None:
    with pytest.raises(NoValueInForce):
        suppose(Month(2026, 5), "state_paid", None, date(2026, 6, 1), LAW)
