"""Whose money it may be: what a mistyped reference may mean, and what a payer owes (COL-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import Account, PayerKind, agree, new_account, open_month
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.references import UnknownReference, payer_of, reference_of
from ishtirak.rules.suggestions import LETTERS, WEIGHTS, Likeness, Suggestion, is_owed, meant_by, ranked

pytestmark = pytest.mark.requirement("COL-6")

LAW = shipped_law()
JANUARY = Month(2026, 1)

payer_ids = st.builds(
    lambda kind, rest: kind + rest, st.sampled_from("ES"), st.text(st.sampled_from(LETTERS), min_size=12, max_size=12)
)
places = st.integers(1, 12)


@given(payer_ids, places, st.sampled_from(LETTERS))
@example("E00000000000A", 12, "B")
def test_a_reference_with_one_letter_another_finds_its_payer(payer_id: str, place: int, letter: str) -> None:
    assume(payer_id[place] != letter)
    written = reference_of(payer_id)[:4] + payer_id[:place] + letter + payer_id[place + 1 :]

    assert payer_id in meant_by(written)


@given(payer_ids, st.integers(1, 11))
def test_a_reference_with_two_letters_exchanged_finds_its_payer(payer_id: str, place: int) -> None:
    first, second = payer_id[place], payer_id[place + 1]
    written = reference_of(payer_id)[:4] + payer_id[:place] + second + first + payer_id[place + 2 :]

    assert payer_id in meant_by(written)


@given(payer_ids, st.integers(0, 99))
def test_wrong_check_digits_before_an_id_that_is_right_find_its_payer(payer_id: str, digits: int) -> None:
    assert meant_by(f"RF{digits:02d}{payer_id}")[0] == payer_id


@given(payer_ids)
def test_an_id_is_found_in_small_letters_with_spaces_and_words_around_it(payer_id: str) -> None:
    spaced = " ".join(payer_id.lower()[start : start + 4] for start in range(0, 13, 4))

    assert payer_id in meant_by(f"اشتراك شهر 5: {spaced}.")


def test_letters_that_look_like_digits_are_read_as_those() -> None:
    payer_id = "S0123456789AV"

    assert meant_by("S-Ol23456789AU") == [payer_id]
    assert meant_by("S٠١٢٣٤٥٦٧٨٩AV") == [payer_id]


def test_an_id_that_begins_within_another_text_is_found_too() -> None:
    assert meant_by("SS0123456789AB") == ["SS0123456789A", "S0123456789AB"]


@pytest.mark.parametrize("reference", ["", "rent of May", "RF18", "E0123456789A", "M0123456789AB", "راتب"])
def test_what_is_like_no_reference_means_nobody(reference: str) -> None:
    assert meant_by(reference) == []


@given(payer_ids, places, st.sampled_from(LETTERS))
def test_few_are_meant_by_one_mistake(payer_id: str, place: int, letter: str) -> None:
    """396 slips of the pen, of which the check digits leave one in 97: all of them are looked up at once."""
    found = meant_by(reference_of(payer_id)[:4] + payer_id[:place] + letter + payer_id[place + 1 :])

    assert len(found) == len(set(found))
    assert len(found) <= 30


@given(st.text(max_size=60))
def test_whatever_is_written_only_ids_are_meant_by_it(written: str) -> None:
    for payer_id in meant_by(written):
        try:
            assert payer_of(reference_of(payer_id)) == payer_id
        except UnknownReference:
            pytest.fail(f"{payer_id} is no payer's id")


def owing(*dinars: str) -> Account:
    account = new_account("S1", PayerKind.SUBSCRIBER, JANUARY, date(2026, 1, 1), LAW)
    for number, each in enumerate(dinars):
        month = JANUARY.plus(number)
        account = open_month(account, month, Money.dinars(each), month.next.first_day, LAW).after
    return account


@pytest.mark.parametrize(
    ("amount", "owed"), [("25", True), ("30", True), ("55", True), ("5", False), ("54.999", False), ("0", False)]
)
def test_an_amount_is_owed_if_it_is_that_of_a_month_or_of_all(amount: str, owed: bool) -> None:
    assert is_owed(Money.dinars(amount), owing("25", "30")) is owed


@pytest.mark.requirement("COL-6", "COL-11")
@pytest.mark.parametrize(("amount", "owed"), [("150", True), ("450", True), ("75", False)])
def test_under_an_agreement_an_instalment_is_owed(amount: str, owed: bool) -> None:
    account = owing(*["75"] * 6)

    agreed = agree(account, 1, 3, date(2026, 8, 1), date(2026, 7, 15), LAW).after

    assert is_owed(Money.dinars(amount), agreed) is owed


def test_who_has_credit_owes_nothing_of_that_amount() -> None:
    assert not is_owed(Money.dinars("5"), replace(owing(), credit=Money.dinars("5")))


def test_the_likeliest_payer_is_the_first_and_those_as_likely_stand_by_their_ids() -> None:
    by = {
        "S1": {Likeness.NAME},
        "S3": {Likeness.IBAN},
        "S2": {Likeness.IBAN},
        "E1": {Likeness.NAME, Likeness.AMOUNT},
        "S4": {Likeness.REFERENCE},
        "S5": {Likeness.IBAN, Likeness.AMOUNT},
    }

    order = ranked([Suggestion(payer_id, frozenset(because)) for payer_id, because in by.items()])

    assert [each.payer_id for each in order] == ["S5", "S4", "S2", "S3", "E1", "S1"]
    assert order[0].weight == WEIGHTS[Likeness.IBAN] + WEIGHTS[Likeness.AMOUNT]
