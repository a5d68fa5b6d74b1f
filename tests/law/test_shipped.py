"""Files that can't be the law stop the start, and say where they are wrong; the law that ships is whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.law.catalogue import Ending
from ishtirak.law.law import RATE, Law
from ishtirak.law.parameter import PAYERS, Unit
from ishtirak.law.shipped import BrokenLaw, read_category, read_law, read_parameter, shipped_law
from ishtirak.rules.notices import NoticeKind
from tests.law.files import (
    BY_AGE,
    DAYS,
    DINARS,
    DOCUMENTS,
    HERE,
    OF_INCOME,
    PERCENT,
    SOURCE,
    copy_of_the_law,
    marked_line,
    spoiled,
)

A_SECOND_VALUE = f"  - from: {{from_}}  {HERE}\n    value: 60\n{SOURCE}"


def check_that_it_is_broken(broken: BrokenLaw, file: str, text: str, reason: str) -> None:
    assert (broken.code, broken.values["file"], broken.values["line"]) == ("broken_law", file, marked_line(text))
    assert reason in str(broken.values["reason"])
    assert file in broken.in_arabic


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must have named fields"),
        ("5", "must have named fields"),
        ("- ar: x", "must have named fields"),
        (DAYS + f"more: 1  {HERE}\n", "unknown field more"),
        (spoiled(DAYS, ("value: 90", f"value: 90\n    until: 2020-01-01  {HERE}")), "unknown field until"),
        (spoiled(DAYS, ("stated: true", f"stated: true\n      title: x  {HERE}")), "unknown field title"),
        (spoiled(DAYS, ("ar: فترة السماح\n", "")), "ar is missing"),
        (spoiled(DAYS, ("unit: days\n", "")), "unit is missing"),
        (DAYS[: DAYS.index("values")], "values is missing"),
        (spoiled(DAYS, ("- from: 2010-01-01\n    value: 90", f"- value: 90  {HERE}")), "from is missing"),
        (spoiled(DAYS, ("    value: 90\n", ""), ("2010-01-01", f"2010-01-01  {HERE}")), "value is missing"),
        (spoiled(DAYS, (SOURCE, ""), ("2010-01-01", f"2010-01-01  {HERE}")), "source is missing"),
        (spoiled(DAYS, (SOURCE, f"    source: {HERE}\n")), "must have named fields"),
        (spoiled(DAYS, (SOURCE, f"    source: the annex  {HERE}\n")), "must have named fields"),
        (spoiled(DAYS, ("source:", f"source:  {HERE}"), ("      document: annex\n", "")), "document is missing"),
        (spoiled(DAYS, ("source:", f"source:  {HERE}"), ("      ar: نص\n", "")), "ar is missing"),
        (spoiled(DAYS, ("source:", f"source:  {HERE}"), ("      stated: true\n", "")), "stated is missing"),
        (spoiled(DAYS, ("document: annex", f"document: a book  {HERE}")), "must be one of annex, decree"),
        (spoiled(DAYS, ("document: annex", f"document: [annex]  {HERE}")), "must be one of annex, decree"),
        (spoiled(DAYS, ('section: "2.2"', f"section: 2.2  {HERE}")), "must be text"),
        (spoiled(DAYS, ("ar: نص", f'ar: " "  {HERE}')), "must be text"),
        (spoiled(DAYS, ("stated: true", f"stated: perhaps  {HERE}")), "must be true or false"),
        (spoiled(DAYS, ("unit: days", f"unit: fortnights  {HERE}")), "'fortnights' is not a valid Unit"),
        (spoiled(DAYS, ("unit: days", f"unit: [days]  {HERE}")), "is not a valid Unit"),
        (spoiled(DAYS, ("unit: days", f"unit: days\nleast: 1.5  {HERE}")), "must be a whole number"),
        (spoiled(DAYS, ("unit: days", "unit: days\nleast: 91"), ("90", f"90  {HERE}")), "must be 91 or more"),
        (spoiled(DAYS, ("unit: days", "unit: days\nmost: 89"), ("90", f"90  {HERE}")), "must be 89 or less"),
        (spoiled(DAYS, (DAYS[DAYS.index("values") :], f"values: []  {HERE}")), "at least one row"),
        (spoiled(DAYS, (DAYS[DAYS.index("values") :], f"values: 5  {HERE}")), "must be a list"),
        (spoiled(DAYS, (DAYS[DAYS.index("values") :], f"values:\n  - 5  {HERE}\n")), "must have named fields"),
        (DAYS + A_SECOND_VALUE.format(from_="2010-01-01"), "does not come after 2010-01-01"),
        (DAYS + A_SECOND_VALUE.format(from_="2009-12-31"), "does not come after 2010-01-01"),
        (spoiled(DAYS, ("2010-01-01", f"2010-02-30  {HERE}")), "from:"),
        (spoiled(DAYS, ("2010-01-01", f"2010-01-01 10:00:00  {HERE}")), "from:"),
        (spoiled(DAYS, ("2010-01-01", f"2010  {HERE}")), "from:"),
        (spoiled(DAYS, ("value: 90", f"value: 2.5  {HERE}")), "must be a whole number"),
        (spoiled(DAYS, ("value: 90", f'value: "90"  {HERE}')), "must be a whole number"),
        (spoiled(DAYS, ("value: 90", f"value: -1  {HERE}")), "must be a whole number"),
        (spoiled(DAYS, ("value: 90", f"value: true  {HERE}")), "must be a whole number"),
        (spoiled(DAYS, ("value: 90", f"value: {{state: 90}}  {HERE}")), "must be a whole number"),
        (spoiled(PERCENT, ('"2.5"', f"2.5  {HERE}")), "a percentage is text"),
        (spoiled(PERCENT, ('"2.5"', f'"100.1"  {HERE}')), "a percentage is text"),
        (spoiled(PERCENT, ('"2.5"', f'"-1"  {HERE}')), "a percentage is text"),
        (spoiled(PERCENT, ('"2.5"', f'"2,5"  {HERE}')), "a percentage is text"),
        (spoiled(PERCENT, ('"2.5"', f'"NaN"  {HERE}')), "a percentage is text"),
        (spoiled(DINARS, ('"20.500"', f"20.5  {HERE}")), "an amount is text"),
        (spoiled(DINARS, ('"20.500"', f'"20.5001"  {HERE}')), "an amount is text"),
        (spoiled(DINARS, ('"20.500"', f'"-20"  {HERE}')), "an amount is text"),
    ],
)
def test_a_parameter_that_can_not_be_read_is_named_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(BrokenLaw) as broken:
        read_parameter("grace_days.yaml", text, DOCUMENTS)

    check_that_it_is_broken(broken.value, "grace_days.yaml", text, reason)


@pytest.mark.requirement("CON-6")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"unit: days\nvalues: ]  {HERE}", "not YAML"),
        (f"unit: days\n\tvalues: 5  {HERE}", "not YAML"),
        (f"unit: days\n--- {HERE}\nunit: days", "not YAML"),
        ("unit: \x07", "not YAML"),
        (spoiled(DAYS, ("unit: days", f"unit: days\nunit: days  {HERE}")), "the key 'unit' stands twice"),
        (spoiled(DAYS, ("value: 90", f"value: 90\n    value: 91  {HERE}")), "the key 'value' stands twice"),
        (spoiled(DAYS, ("en: Grace", "en: &name Grace"), ("ar: نص", f"ar: *name  {HERE}")), "aliases (*name)"),
        (DAYS + f"1: x  {HERE}\n", "a key must be a word"),
        (DAYS + f"yes: x  {HERE}\n", "a key must be a word"),
        (DAYS + f"? [a]  {HERE}\n: x\n", "a key must be a word"),
        (DAYS + f"<<: {{more: 1}}  {HERE}\n", "a key must be a word"),
        (spoiled(DAYS, ("value: 90", f"value: !!python/name:os.system x  {HERE}")), "can't be understood"),
        (spoiled(DAYS, ("value: 90", f"value: !!int ninety  {HERE}")), "can't be understood"),
        (spoiled(DAYS, ("value: 90", f'value: !!int ""  {HERE}')), "can't be understood"),
        (spoiled(DAYS, ("value: 90", f"value: !!bool ninety  {HERE}")), "can't be understood"),
    ],
)
def test_what_is_not_plain_yaml_is_named_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(BrokenLaw) as broken:
        read_parameter("grace_days.yaml", text, DOCUMENTS)

    check_that_it_is_broken(broken.value, "grace_days.yaml", text, reason)


def valued(text: str, value: str) -> str:
    """The text with another value of its one value."""
    return text[: text.index("    value:")] + f"    {value}\n{SOURCE}"


def of_income(value: str) -> str:
    return valued(OF_INCOME, value)


def by_age(*rows: str) -> str:
    ages = "".join(f"        - {row}\n" for row in rows)
    return (
        BY_AGE[: BY_AGE.index("    value:")] + f"    value:  {HERE}\n      paid_by: state\n      ages:\n{ages}{SOURCE}"
    )


@pytest.mark.requirement("CON-6", "CON-7")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (spoiled(OF_INCOME, ("employed: false\n", "")), "employed is missing"),
        (spoiled(OF_INCOME, ("employed: false", f"employed: 0  {HERE}")), "must be true or false"),
        (spoiled(OF_INCOME, ("[birth_date]", f"[shoe_size]  {HERE}")), "must be a list of social_security_number"),
        (spoiled(OF_INCOME, ("[birth_date]", f"birth_date  {HERE}")), "must be a list of social_security_number"),
        (spoiled(OF_INCOME, ("[birth_date]", f"[[birth_date]]  {HERE}")), "must be a list of social_security_number"),
        (OF_INCOME + f"sector: sea  {HERE}\n", "unknown field sector"),
        (of_income(f"value: {{captain: '2.5'}}  {HERE}"), "unknown fields ['captain']"),
        (of_income(f"value: {{}}  {HERE}"), "names no payer"),
        (of_income(f"value: '2.5'  {HERE}"), "must have named fields"),
        (of_income(f"value: {{subscriber: 2.5}}  {HERE}"), "must have named fields"),
        (of_income(f"value: {{subscriber: '250'}}  {HERE}"), "a percentage is text"),
        (of_income(f"value: {{subscriber: {{percent: '5'}}}}  {HERE}"), "missing fields ['paid_by']"),
        (of_income(f"value: {{subscriber: {{percent: '5', paid_by: god}}}}  {HERE}"), "paid_by must be one of"),
        (of_income(f"value: {{subscriber: {{percent: '5', paid_by: [state]}}}}  {HERE}"), "paid_by must be one of"),
        (of_income(f"value: {{subscriber: {{percent: 5.0, paid_by: state}}}}  {HERE}"), "a percentage is text"),
        (OF_INCOME + f"least: 1  {HERE}\n", "unknown field least"),
        (by_age("{from: 0, to: 17, dinars: '1'}", "{from: 17, to: 64, dinars: '2'}"), "must not overlap"),
        (by_age("{from: 0, to: 17, dinars: '1'}", "{from: 0, to: 17, dinars: '2'}"), "must not overlap"),
        (by_age("{from: 18, dinars: '1'}", "{from: 0, to: 17, dinars: '2'}"), "must be in order"),
        (by_age("{from: 0, dinars: '1'}", "{from: 18, dinars: '2'}"), "must be in order"),
        (by_age("{from: 17, to: 0, dinars: '1'}"), "must be in order"),
        (by_age("{from: 0, dinars: 1.5}"), "an amount is text"),
        (by_age("{from: 0, to: 17.5, dinars: '1'}"), "must be a whole number"),
        (by_age("{to: 17, dinars: '1'}"), "missing fields ['from']"),
        (by_age("{from: 0, until: 17, dinars: '1'}"), "unknown fields ['until']"),
        (by_age("[0, 17, '1']"), "must have named fields"),
        (by_age("{from: 0, dinars: '1'}").replace("paid_by: state", "paid_by: god"), "needs a payer and a list"),
        (by_age("{from: 0, dinars: '1'}").replace("paid_by: state\n      ", ""), "missing fields ['paid_by']"),
        (valued(BY_AGE, f"value: {{paid_by: state, ages: []}}  {HERE}"), "needs a payer and a list"),
        (valued(BY_AGE, f"value: {{paid_by: state, ages: 5}}  {HERE}"), "needs a payer and a list"),
    ],
)
def test_a_category_that_can_not_be_read_is_named_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(BrokenLaw) as broken:
        read_category("fisher.yaml", text, DOCUMENTS)

    check_that_it_is_broken(broken.value, "fisher.yaml", text, reason)


@pytest.mark.requirement("CON-3")
def test_one_year_of_age_can_have_an_amount_of_its_own() -> None:
    text = by_age("{from: 0, to: 0, dinars: '1'}", "{from: 1, to: 1, dinars: '2'}", "{from: 2, dinars: '3'}")

    ages = read_category("orphan.yaml", text, DOCUMENTS).rate.values[0].value

    assert [(each.from_age, each.to_age) for each in ages] == [(0, 0), (1, 1), (2, 150)]


_WELCOME = "opt_out: true, joins: false, waits_for_working_day: false}"
_BANK = "ends: never, of_dependants: false}"


@pytest.mark.requirement("PKG-7", "CON-7")
@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("sectors.yaml", "category: military_security", f"category: astronaut  {HERE}", "must be one of"),
        ("sectors.yaml", "government:\n  ar: جهة حكومية\n", f"government:  {HERE}\n", "ar is missing"),
        (
            "sectors.yaml",
            "  category: military_security",
            f"  size: 5  {HERE}\n  category: military_security",
            "unknown field size",
        ),
        ("sectors.yaml", "must_pay_to_take_over: true", f"must_pay_to_take_over: 1  {HERE}", "must be true or false"),
        ("packages.yaml", "shares: [subscriber]", f"shares: [passer_by]  {HERE}", "must be a list of subscriber"),
        ("packages.yaml", "\n  shares: [subscriber]\n", "\n", "shares is missing"),
        ("packages.yaml", "en: No services}", f"en: x, fr: x}}  {HERE}", "unknown field fr"),
        ("establishment_sizes.yaml", "from: 5, to: 9}", f"from: 6, to: 9}}  {HERE}", "must begin at 5"),
        ("establishment_sizes.yaml", "from: 5, to: 9}", f"from: 5, to: 4}}  {HERE}", "must begin at 5"),
        ("establishment_sizes.yaml", "from: 5, to: 9}", f'from: 5, to: "9"}}  {HERE}', "must be a whole number"),
        ("establishment_sizes.yaml", "from: 500}", "from: 500, to: 600}", "the last size must have no end"),
        ("establishment_sizes.yaml", "from: 500}", f"from: 501}}  {HERE}", "must begin at 500"),
        ("document_kinds.yaml", _BANK, f"ends: at_night, of_dependants: false}}  {HERE}", "not a valid Ending"),
        ("document_kinds.yaml", _BANK, f"ends: never}}  {HERE}", "of_dependants is missing"),
        ("document_kinds.yaml", _BANK, f"ends: never, of_dependants: seldom}}  {HERE}", "must be true or false"),
        ("document_kinds.yaml", _BANK, f"ends: never, of_dependants: true, by: x}}  {HERE}", "unknown field by"),
        ("documents.yaml", "  en: Annex to", f"  fr: x  {HERE}\n  en: Annex to", "unknown field fr"),
        (
            "notices.yaml",
            _WELCOME,
            f"opt_out: often, joins: false, waits_for_working_day: false}}  {HERE}",
            "true or false",
        ),
        ("notices.yaml", _WELCOME, f"opt_out: true, waits_for_working_day: false}}  {HERE}", "joins is missing"),
        ("parameters/holiday_override.yaml", "value: calendar", f"value: feast  {HERE}", "must be one of calendar"),
        ("parameters/quiet_until_hour.yaml", "value: 8", f"value: 12  {HERE}", "must be 11 or less"),
        ("documents.yaml", "annex:", "annex: 5\nanother:", "must have named fields"),
        ("parameters/grace_days.yaml", "value: 90", f"value: 2.5  {HERE}", "must be a whole number"),
        ("categories/retiree.yaml", "document: decisions", f"document: rumours  {HERE}", "must be one of annex"),
    ],
)
def test_each_file_of_the_law_is_read_as_strictly(tmp_path: Path, file: str, old: str, new: str, reason: str) -> None:
    folder = copy_of_the_law(tmp_path)
    text = spoiled((folder / file).read_text("utf-8"), (old, new))
    if HERE not in text:  # what is missing is missing from the row around it
        text = spoiled(text, ("basic_2_5:", f"basic_2_5:  {HERE}")) if file == "packages.yaml" else text
        text = text.replace("annex: 5", f"annex: 5  {HERE}")
    (folder / file).write_text(text, "utf-8")

    with pytest.raises(BrokenLaw) as broken:
        read_law(folder)

    check_that_it_is_broken(broken.value, Path(file).name, text, reason)


SHIPPED_TEXTS = [DAYS, PERCENT, DINARS, OF_INCOME, BY_AGE]
SCRAPS = [
    "",
    "-",
    "[",
    "{",
    ":",
    "5",
    "2.5",
    "x",
    "null",
    "[[a]]",
    "{a: b}",
    "!!int",
    "&a",
    "*a",
    "'",
    "%",
    "2010-13-01",
]


@given(st.sampled_from(SHIPPED_TEXTS), st.integers(0, 400), st.integers(0, 30), st.sampled_from(SCRAPS))
def test_a_file_that_is_torn_anywhere_is_read_or_named_with_one_of_its_lines(
    text: str, start: int, length: int, scrap: str
) -> None:
    torn = text[:start] + scrap + text[start + length :]
    read: Any = read_category if "employed" in text else read_parameter

    try:
        read("torn.yaml", torn, DOCUMENTS)
    except BrokenLaw as broken:
        line = broken.values["line"]
        assert isinstance(line, int)
        assert 1 <= line <= len(torn.splitlines()) + 1


@pytest.fixture(scope="module")
def law() -> Law:
    return shipped_law()


@pytest.mark.requirement("CON-6")
def test_every_value_that_ships_says_where_it_stands_with_an_arabic_sentence(law: Law) -> None:
    values = [value for parameter in law.parameters.values() for value in parameter.values]

    assert len(values) >= len(law.parameters) >= 19
    for value in values:
        assert any("\u0600" <= letter <= "\u06ff" for letter in value.source.ar), value
        assert value.source.section
        assert value.source.document.ar
        assert value.source.document.en
        assert value.source.stated is (value.source.document.en.startswith("Annex")), value
        assert value.number == 0


@pytest.mark.requirement("CON-6", "CON-7")
def test_everything_that_ships_has_its_name_in_both_languages(law: Law) -> None:
    names = [category.name for category in law.categories.values()]
    names += [sector.name for sector in law.sectors.values()]
    names += [package.name for package in law.packages.values()]
    names += [kind.name for kind in law.document_kinds.values()]
    names += [parameter.title for parameter in law.parameters.values()]

    assert all(name.ar and name.en and name.ar != name.en for name in names)


@pytest.mark.requirement("CON-1", "CON-7")
def test_every_category_that_ships_has_a_split_whose_payers_are_known(law: Law) -> None:
    assert set(law.categories) == {
        "public_employee", "private_employee", "military_security", "self_employed", "retiree", "state_paid",
    }  # fmt: skip
    for code, category in law.categories.items():
        assert category.code == code
        assert category.rate is law.parameters[RATE + code]
        payers = category.payers_on(date(2026, 1, 1))
        assert payers
        assert payers <= set(PAYERS)
        assert category.by_age is (category.rate.unit is Unit.DINARS_A_YEAR_BY_AGE)
        assert category.employed is ("employer" in payers)


@pytest.mark.requirement("CON-7")
@pytest.mark.requirement("NOT-1", "NOT-3")
def test_every_kind_of_notice_says_how_people_are_told(law: Law) -> None:
    assert list(law.notices) == [kind.value for kind in NoticeKind]


@pytest.mark.requirement("NOT-3")
def test_nothing_that_warns_of_a_loss_of_cover_or_tells_of_one_can_be_refused_or_hidden_in_another_sms(
    law: Law,
) -> None:
    refusable = {code for code, terms in law.notices.items() if terms.opt_out}
    alone = {code for code, terms in law.notices.items() if not terms.joins}
    waiting = {code for code, terms in law.notices.items() if terms.waits_for_working_day}

    assert refusable == {"welcome", "due_soon", "due_today", "payment_received"}
    assert {"package_lowered", "account_frozen", "documents_needed", "payment_failed"} <= alone
    assert waiting == {"due_soon", "certificate_ending", "document_ending"}


def test_every_sector_says_the_category_of_its_employees(law: Law) -> None:
    assert {code: sector.category for code, sector in law.sectors.items()} == {
        "government": "public_employee",
        "public_company": "public_employee",
        "private_company": "private_employee",
        "foreign_company": "private_employee",
        "military_security": "military_security",
    }
    assert all(law.categories[sector.category].employed for sector in law.sectors.values())


@pytest.mark.requirement("ENR-3")
def test_the_documents_that_the_source_asks_for_are_among_the_kinds_and_only_papers_can_be_a_family_members(
    law: Law,
) -> None:
    kinds = law.document_kinds

    assert {"identity", "family_status", "salary_certificate", "bank_account"} <= kinds.keys()
    assert [code for code, kind in kinds.items() if kind.ends is Ending.ALWAYS] == ["identity"]
    assert not kinds["salary_certificate"].of_dependants
    assert kinds["birth_certificate"].of_dependants
    assert all(kind.code == code for code, kind in kinds.items())
