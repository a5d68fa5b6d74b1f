"""The short ways say what the rules say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.errors import Refused
from ishtirak.files.shortcuts import known_iban_of, known_name_of
from ishtirak.rules.ibans import iban_of
from ishtirak.rules.names import person_name_of

pytestmark = pytest.mark.requirement("COL-7")


def outcome(rule: Callable[[str], str], text: str) -> str:
    try:
        return rule(text)
    except Refused as refused:
        return refused.code


@given(st.from_regex(r"\A(LY|ly|FR)[0-9]{2}(002010|000000)0000000100070[0-9]{2}\Z"))
def test_an_account_is_judged_as_everywhere(text: str) -> None:
    assert outcome(known_iban_of, text) == outcome(iban_of, text)


@pytest.mark.parametrize("check", range(100))
def test_every_pair_of_check_digits_is_judged_as_everywhere(check: int) -> None:
    text = f"LY{check:02d}002010000000010007000"

    assert outcome(known_iban_of, text) == outcome(iban_of, text)


@given(st.text(alphabet="ءآأبتيىـةَ ّ-1a", max_size=130))
def test_a_name_is_judged_as_everywhere(text: str) -> None:
    assert outcome(known_name_of, text) == outcome(person_name_of, text)
