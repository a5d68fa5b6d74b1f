"""The reference on a payer's transfers (ISO 11649)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from ishtirak.rules.references import UnknownReference, payer_of, reference_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
payer_ids = st.builds(str.__add__, st.sampled_from("ES"), st.text(ALPHABET, min_size=12, max_size=12))


@pytest.mark.requirement("ENR-1")
@given(payer_ids)
def test_a_reference_is_valid_by_the_standard_and_leads_back_to_its_payer(payer_id: str) -> None:
    reference = reference_of(payer_id)

    assert iso11649.is_valid(reference)
    assert payer_of(reference) == payer_id


@pytest.mark.requirement("COL-6")
@given(payer_ids, st.integers(2, 16), st.sampled_from(ALPHABET))
def test_one_digit_or_one_letter_taken_for_another_is_always_seen(payer_id: str, place: int, character: str) -> None:
    reference = reference_of(payer_id)
    mistyped = reference[:place] + character + reference[place + 1 :]
    if mistyped == reference or reference[place].isdigit() != character.isdigit():
        return

    with pytest.raises(UnknownReference) as refusal:
        payer_of(mistyped)

    assert refusal.value.code == "unknown_reference"


@pytest.mark.requirement("COL-6")
def test_spaces_and_small_letters_and_arabic_digits_are_forgiven() -> None:
    reference = reference_of("E0123456789AB")

    assert payer_of("rf38 e012 3456 789a b") == payer_of("RF٣٨E٠١٢٣٤٥٦٧٨٩AB") == payer_of(reference) == "E0123456789AB"


@pytest.mark.parametrize("written", ["", "RF", "E0123456789AB", "RF18539007547034", "RF38X0123456789AB", "RF" * 200])
def test_what_is_no_reference_of_the_fund_is_refused(written: str) -> None:
    with pytest.raises(UnknownReference):
        payer_of(written)
