"""The values that stand in notices: how each type is shown, what it refuses, and how long it gets (NOT-2)."""

from __future__ import annotations

import pytest

from ishtirak.law.bilingual import Bilingual
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.placeholders import LONGEST_NAME_SHOWN, ValueType, example, longest, shown
from ishtirak.rules.segments import units

pytestmark = pytest.mark.requirement("NOT-2")


@pytest.mark.parametrize(
    ("type_", "value", "ar", "en"),
    [
        ("name", "علي", "علي", "علي"),
        ("amount", "1234567.890", "1234567.890", "1234567.890"),
        ("amount", "1,234,567.890", "1,234,567.890", "1,234,567.890"),
        ("date", "2026-05-12", "\u20662026-05-12\u2069", "2026-05-12"),
        ("month", "2026-05", "\u20662026-05\u2069", "2026-05"),
        ("package", "full", "الباقة الكاملة", "Full package"),
        ("reason", "employer_unpaid", "جهة العمل لم تسدد حصتها", "The employer has not paid its share"),
        ("document", "work_contract", "عقد عمل", "Work contract"),
        ("documents", "work_contract,identity", "عقد عمل، إثبات الهوية", "Work contract, Identity document"),
        ("reference", "RF38E0123456789AB", "\u2066RF38E0123456789AB\u2069", "RF38E0123456789AB"),
    ],
)
def test_a_value_is_shown_in_both_languages(type_: str, value: str, ar: str, en: str) -> None:
    assert shown(ValueType(type_), value, shipped_law()) == Bilingual(ar, en)


@pytest.mark.parametrize(
    ("type_", "value", "why"),
    [
        ("name", " ", "not blank"),
        ("amount", "12.5", "three decimals"),
        ("amount", "-1.000", "three decimals"),
        ("amount", "12,34.000", "three decimals"),
        ("date", "2026-02-30", "day is out of range"),
        ("date", "20260512", "YYYY-MM-DD"),
        ("date", "2026-05", "Invalid isoformat"),
        ("month", "2026-13", "2026-13"),
        ("package", "golden", "no package golden"),
        ("reason", "no_reason", "not a valid Reason"),
        ("document", "passport", "no kind of document passport"),
        ("documents", "", "no kind of document"),
        ("documents", "identity,passport", "no kind of document passport"),
        ("reference", "38E0123456789AB", "begins with RF"),
    ],
)
def test_what_is_not_of_the_type_is_refused(type_: str, value: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        shown(ValueType(type_), value, shipped_law())


@pytest.mark.parametrize("type_", list(ValueType))
def test_no_example_is_longer_than_the_longest_of_its_type(type_: ValueType) -> None:
    said, most = shown(type_, example(type_), shipped_law()), longest(type_, shipped_law())

    assert units(said.ar) <= units(most.ar)
    assert units(said.en) <= units(most.en)


def test_the_longest_is_looked_for_in_each_language_by_itself() -> None:
    kinds = shipped_law().document_kinds.values()
    most = longest(ValueType.DOCUMENT, shipped_law())

    assert units(most.ar) == max(units(kind.name.ar) for kind in kinds)
    assert units(most.en) == max(units(kind.name.en) for kind in kinds)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ع" * 60, "ع" * 60),
        ("ع" * 61, "ع" * 59 + "…"),
        ("شركة البحر " * 10, "شركة البحر شركة البحر شركة البحر شركة البحر شركة البحر…"),
        ("😀" * 31, "😀" * 29 + "…"),
    ],
)
def test_a_name_that_is_too_long_is_cut_between_its_words_with_a_sign_that_it_goes_on(name: str, told: str) -> None:
    said = shown(ValueType.NAME, name, shipped_law())

    assert said == Bilingual(told, told)
    assert units(said.ar) <= LONGEST_NAME_SHOWN
