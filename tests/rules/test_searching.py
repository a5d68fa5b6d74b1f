"""Names as they are looked for: however they are written, they are one (ENR-1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.rules.searching import MOST_WORDS, family_key, person_key, search_key, search_words

pytestmark = pytest.mark.requirement("ENR-1")

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=30)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآٱةىئؤءـ"
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)
VOWELS = "ًٌٍَُِّْٰ"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
        ("شركة الواحة", "شركه الواحه"),
        ("هدى مصطفى", "هدي مصطفي"),
        ("مسؤول هيئة", "مسوول هييه"),
        ("مُحَمَّدٌ", "محمد"),
        ("البحــــر", "البحر"),
        ("  شركة\u200f \u00a0 البحر\t", "شركه البحر"),
        ("Société AL-Bahr", "societe al bahr"),
        ("فرع ١٢۳", "فرع 123"),
        ("ﻻ ﷲ", "لا الله"),
        ("...", ""),
    ],
)
def test_each_letter_is_looked_for_in_one_form(written: str, key: str) -> None:
    assert search_key(written) == key


@pytest.mark.parametrize("written", ["عبد السلام الزوي", "عبدالسلام  الزّوي", "عَبد السلام الزوى"])
def test_a_person_is_looked_for_by_the_beginning_of_the_name_and_by_the_familys(written: str) -> None:
    assert (person_key(written), family_key(written)) == ("عبدالسلام الزوي", "زوي")


@given(st.text() | ARABIC)
def test_the_key_of_a_key_is_the_key_itself(text: str) -> None:
    key = search_key(text)

    assert search_key(key) == key
    assert " ".join(search_words(" ".join(search_words(text)))) == " ".join(search_words(text))


@given(NAMES, st.data())
def test_vowels_tatweel_and_spaces_change_nothing(name: str, data: st.DataObject) -> None:
    decorated = "".join(f"{each}{data.draw(st.sampled_from([*VOWELS, 'ـ', '']))}" for each in name)

    assert search_key(decorated.replace(" ", "   ")) == search_key(name)


@given(NAMES)
def test_what_is_alike_to_a_reader_is_one(name: str) -> None:
    other = name.translate(str.maketrans("أإآٱةىئؤ", "ااااهييو"))

    assert search_key(other) == search_key(name)


def test_the_words_of_a_name_come_once_each_and_without_the_article() -> None:
    assert search_words("الشركة العامة للكهرباء - الشركة الأم") == ("شركه", "عامه", "للكهرباء", "ام")
    assert search_words("ال بن الالبان") == ("ال", "بن", "بان")
    assert len(search_words(" ".join(f"كلمة{number}" for number in range(40)))) == MOST_WORDS
