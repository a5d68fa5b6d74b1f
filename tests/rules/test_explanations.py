"""An explanation comes to the figures that it explains, and cites the law for each (CON-9, PKG-6)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.law import RATE, Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.assessments import Assessment, IncomeSource, assess
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.certificates import Certificate
from ishtirak.rules.cover import cover_on
from ishtirak.rules.explanations import SHARE_NAMES, Explanation, of_assessment, of_cover, of_salary
from ishtirak.rules.money import Money
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.rules.salaries import analyse
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing
from tests.law.test_law import added, with_added
from tests.rules.covers import periods
from tests.rules.people import Person

LAW = shipped_law()
JANUARY = Month(2026, 1)
OF_INCOME = [code for code, category in sorted(LAW.categories.items()) if not category.by_age]
MARKS = re.compile("[\u2066-\u2069]")
RAISED = {"subscriber": "3", "employer": {"percent": "4.5", "paid_by": "state"}, "state": "1.25"}
NEWER = with_added(
    *(added(RATE + category, "2026-02-01", RAISED, 1) for category in OF_INCOME),
    added("rounding_step", "2026-03-01", 250, 2),
)


def read(explanation: Explanation, language: str) -> str:
    """The text without its marks of direction."""
    return MARKS.sub("", explanation.text(language))


def check_that_it_says_all(explanation: Explanation, law: Law) -> None:
    """Each figure, each cited date, document and section, in both languages; the Arabic sentence in Arabic."""
    texts = {language: read(explanation, language) for language in ("ar", "en")}
    for step in explanation.steps:
        for language, text in texts.items():
            assert (step.shown or step.title).in_(language) in text or step.figure in text
            assert step.title.in_(language) in text
            assert MARKS.sub("", step.text(language)) in text
            if step.shown is None:
                assert step.figure in step.text(language)
        if step.law is not None:
            assert law.on(step.law.parameter, step.law.from_) == step.law
            source = step.law.source
            assert f"نافذ منذ {step.law.from_}: {source.document.ar}، {source.section}: «{source.ar}»" in texts["ar"]
            assert f"in force since {step.law.from_}: {source.document.en}, {source.section}" in texts["en"]
    assert len(explanation.figures) == len(explanation.steps), "each figure has a name of its own"


def check_that_it_comes_to(explanation: Explanation, assessment: Assessment) -> None:
    owed, figures = assessment.contribution, explanation.figures
    assert figures["total"] == str(owed.total)
    for share in Share:
        assert figures.get(share.value, "0.000") == str(owed.of(share))


@pytest.mark.requirement("CON-9")
@given(
    st.sampled_from(OF_INCOME),
    st.integers(0, 10**9).map(Money),
    st.sampled_from(list(IncomeSource)[:2]),
    st.integers(0, 5).map(Month(2025, 12).plus),
    st.sampled_from([LAW, NEWER]),
)
def test_what_is_owed_on_an_income_is_explained_to_the_dirham(
    category: str, income: Money, source: IncomeSource, month: Month, law: Law
) -> None:
    person = Person(category, [Certificate(date(2025, 1, 1), income)])
    found = assess(month, person, income if source is IncomeSource.STATEMENT else None, law)
    assert found is not None

    explanation = of_assessment(found, law)

    check_that_it_comes_to(explanation, found)
    check_that_it_says_all(explanation, law)
    assert explanation.figures["income"] == str(income)
    assert found.source is source
    assert law.categories[category].name.ar in read(explanation, "ar")
    assert str(month) in read(explanation, "ar").splitlines()[0]
    cited = {(step.law.parameter, step.law.from_) for step in explanation.steps if step.law is not None}
    assert cited == {(RATE + category, law.rate_on(category, month.first_day).from_)}


@pytest.mark.requirement("CON-3", "CON-9")
@given(st.dates(date(1962, 1, 1), date(2026, 1, 31)))
def test_what_is_owed_for_an_age_is_explained_to_the_dirham(born: date) -> None:
    found = assess(JANUARY, Person("state_paid", birth_date=born), None, LAW)
    assert found is not None

    explanation = of_assessment(found, LAW)

    check_that_it_comes_to(explanation, found)
    check_that_it_says_all(explanation, LAW)
    assert explanation.figures["age"] == str(found.age)
    assert "in whole years on 2026-01-01" in explanation.text("en")
    assert "÷ 12" in explanation.text("en")


@pytest.mark.requirement("CON-9")
def test_an_explanation_reads_like_this() -> None:
    found = assess(JANUARY, Person("self_employed"), Money.dinars("1000"), LAW)
    assert found is not None

    lines = of_assessment(found, LAW).text("en").splitlines()

    cited = "in force since 2010-01-01: " + LAW.parameters["grace_days"].values[0].source.document.en + ", 2.1"
    rounded = "rounded half up to 0.010 LYD"
    assert lines == [
        "The contribution of 2026-01",
        "1. Category: Self-employed",
        "2. Total monthly income: 1000.000 LYD — from the employer's statement of the month",
        f"3. The subscriber's share: 25.000 LYD — 1000.000 × 2.5%, {rounded} — {cited}",
        f"4. The employer's share (owed with the subscriber's share): 50.000 LYD — 1000.000 × 5%, {rounded} — {cited}",
        "5. The subscriber's share: 75.000 LYD — the sum of these",
        f"6. The share of social security: 25.000 LYD — 1000.000 × 2.5%, {rounded} — {cited}",
        f"7. The state's share: 12.500 LYD — 1000.000 × 1.25%, {rounded} — {cited}",
        "8. The whole contribution: 112.500 LYD — the sum of the shares",
    ]


@pytest.mark.requirement("FAM-3", "CON-9")
@given(st.integers(0, 10**9).map(Money))
def test_what_is_owed_for_somebody_who_waits_is_explained_with_the_reason(income: Money) -> None:
    person = Person("private_employee", [Certificate(date(2025, 1, 1), income)], waits=True)
    found = assess(JANUARY, person, None, LAW)
    assert found is not None

    explanation = of_assessment(found, LAW)

    check_that_it_comes_to(explanation, found)
    check_that_it_says_all(explanation, LAW)
    assert explanation.figures["total"] == explanation.figures["employer"]
    assert "waiting" in explanation.figures


@pytest.mark.requirement("CON-5", "CON-9")
def test_what_the_source_does_not_say_is_said_not_to_be_said() -> None:
    found = assess(JANUARY, Person("retiree"), Money.dinars("800"), LAW)
    assert found is not None

    explanation = of_assessment(found, LAW)

    assert "not stated by the source, to be confirmed" in explanation.text("en")
    assert "لم يحدده المصدر، يحتاج إلى تأكيد" in explanation.text("ar")


@pytest.mark.requirement("CON-9")
def test_dates_and_sums_inside_arabic_are_set_apart_so_that_they_are_not_turned_round() -> None:
    found = assess(JANUARY, Person(), Money.dinars("1000"), LAW)
    assert found is not None

    text = of_assessment(found, LAW).text("ar")

    assert "\u20662026-01\u2069" in text
    assert "\u20661000.000 × 2.5%\u2069" in text
    assert all(line.count("\u2066") == line.count("\u2069") for line in text.splitlines())
    assert "\u2066" not in of_assessment(found, LAW).text("en")


@pytest.mark.requirement("SAL-1", "CON-9")
@given(st.sampled_from(OF_INCOME), st.integers(0, 10**9).map(Money), st.dates(date(2025, 12, 1), date(2026, 4, 30)))
def test_a_salary_is_explained_by_its_own_analysis(category: str, gross: Money, on: date) -> None:
    for law in (LAW, NEWER):
        analysis = analyse(gross, on, law, category)

        explanation = of_salary(analysis, law)

        names = ["gross", "social_security", "solidarity", "jihad_base", "jihad", "bank_net", "health", "net"]
        assert {name: explanation.figures[name] for name in names} == {
            name: str(getattr(analysis, name)) for name in names
        }
        check_that_it_says_all(explanation, law)
        assert str(on) in read(explanation, "ar").splitlines()[0]


@pytest.mark.requirement("SAL-1", "CON-9")
def test_the_analysis_of_the_source_is_explained_by_its_parameters() -> None:
    explanation = of_salary(analyse(Money.dinars("1000"), date(2026, 1, 1), LAW), LAW)

    cited = [step.law.parameter for step in explanation.steps if step.law is not None]

    assert cited == ["social_security_deduction", "solidarity_deduction", "jihad_tax", RATE + "public_employee"]
    for sum_ in ("1000.000 - 51.250 - 10.000", "938.750 × 3%", "938.750 - 28.160", "910.590 - 25.000"):
        assert sum_ in explanation.text("en")
        assert f"\u2066{sum_}\u2069" in explanation.text("ar")


NEW_YEAR = date(2026, 1, 1)
OWES_JANUARY = Standing(JANUARY, NEW_YEAR)
OWES_MAY = Standing(Month(2026, 5), date(2026, 5, 2))


@pytest.mark.requirement("PKG-6", "CON-9")
@given(
    st.sampled_from(sorted(LAW.categories)),
    st.sampled_from([OWES_JANUARY, OWES_MAY]),
    st.sampled_from([OWES_JANUARY, OWES_MAY]),
    st.dates(date(2025, 12, 1), date(2026, 12, 31)),
)
def test_a_cover_is_explained_as_it_is(category: str, subscriber: Standing, employer: Standing, day: date) -> None:
    spell = Spell(NEW_YEAR, category, "E1", date(2026, 12, 1), Reason.ENDED)
    cover = cover_on(day, periods(spell, [subscriber], [employer], LAW))

    explanation = of_cover(cover, category, subscriber, employer, LAW)

    figures = explanation.figures
    assert (figures["category"], figures["package"], figures["reason"]) == (category, cover.package, cover.reason)
    assert figures.get("since") == (cover.since and str(cover.since))
    assert figures.get("until") == (cover.until and str(cover.until))
    payers = LAW.categories[category].payers_on(day)
    for share, standing in ((Share.SUBSCRIBER, subscriber), (Share.EMPLOYER, employer)):
        days = str(standing.days_past_due(day, LAW)) if share in payers else None
        assert figures.get(f"{share.value}_days_past_due") == days
        assert (f"{share.value}_lapses_on" in figures) == (share in payers)
        assert (SHARE_NAMES[share].en in explanation.text("en")) == (share in payers)
    check_that_it_says_all(explanation, LAW)
    for language in ("ar", "en"):
        assert LAW.packages[cover.package.value].name.in_(language) in explanation.text(language)
        assert REASON_TEXTS[cover.reason].in_(language) in explanation.text(language)


@pytest.mark.requirement("PKG-1", "PKG-6", "CON-9")
def test_a_lowered_package_is_explained_by_the_month_that_is_owed_and_the_grace_that_is_used() -> None:
    """
    2026-02-10 due
    2026-05-12 basic_2_5 employer_unpaid
    """
    day = date(2026, 5, 12)
    cover = cover_on(day, periods(Spell(NEW_YEAR, "private_employee", "E1"), [OWES_MAY], [OWES_JANUARY], LAW))

    explanation = of_cover(cover, "private_employee", None, OWES_JANUARY, LAW)

    assert cover.package is Package.BASIC_2_5
    assert {key: figure for key, figure in explanation.figures.items() if key.startswith("employer")} == {
        "employer_oldest_unpaid": "2026-01",
        "employer_days_past_due": "91",
        "employer_lapses_on": "2026-05-12",
    }
    assert "falls due on 2026-02-10" in explanation.text("en")
    assert "of 90 days of grace" in explanation.text("en")
    assert "subscriber_oldest_unpaid" not in explanation.figures
