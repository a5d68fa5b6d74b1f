"""Numbers, amounts, dates and months as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.rules.amounts import AmountBelowZero, AmountOfNothing, amount_of, positive_amount_of
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.dates import InvalidDate, date_of, month_of
from ishtirak.rules.digits import western, western_number
from ishtirak.rules.money import InvalidAmount, Money


@pytest.mark.parametrize(
    ("written", "read"),
    [("٢٠٢٦-٠١", "2026-01"), ("۱۲۳", "123"), ("\u200f٥\u200e", "5"), (" 7 ", "7"), ("\ufeff\u2067٩\u2069", "9")],
)
def test_arabic_and_persian_digits_become_western_ones_and_marks_of_direction_fall_away(
    written: str, read: str
) -> None:
    assert western(written) == read


@pytest.mark.parametrize(("written", "read"), [("١٬٠٠٠٫٥", "1000.5"), ("1,000", "1,000"), ("۲۵٫۱۲۵", "25.125")])
def test_arabic_separators_are_understood_and_a_latin_comma_is_left_for_the_rule_to_refuse(
    written: str, read: str
) -> None:
    assert western_number(written) == read


@pytest.mark.parametrize(
    ("written", "dirhams"),
    [("25", 25_000), ("25.5", 25_500), ("25.125", 25_125), ("0", 0), ("١٬٢٣٤٬٥٦٧٫٨٩", 1_234_567_890)],
)
def test_an_amount_is_dinars_with_at_most_three_decimals(written: str, dirhams: int) -> None:
    assert amount_of(written) == Money(dirhams)


@pytest.mark.parametrize("written", ["25.1255", "1,000", "25.", ".5", "1e3", "NaN", "", "٢٥.٠.٠", "9" * 16])
def test_what_is_not_an_amount_is_refused_and_never_rounded(written: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        amount_of(written)

    assert refusal.value.code == "invalid_amount"
    assert refusal.value.values["value"] == written


def test_an_amount_below_zero_says_so() -> None:
    with pytest.raises(AmountBelowZero):
        amount_of("-0.001")


def test_an_amount_to_be_paid_is_more_than_zero() -> None:
    assert positive_amount_of("٠٫٠٠١") == Money(1)
    with pytest.raises(AmountOfNothing):
        positive_amount_of("0.000")


def test_a_date_is_read_in_either_digits() -> None:
    assert date_of("2026-01-31") == date_of("٢٠٢٦-٠١-٣١") == date(2026, 1, 31)


@pytest.mark.parametrize(
    "written", ["2026-02-30", "20260131", "2026-1-31", "31-01-2026", "0001-01-01", "2200-01-01", "x"]
)
def test_what_is_not_a_date_or_can_not_be_meant_is_refused(written: str) -> None:
    with pytest.raises(InvalidDate):
        date_of(written)


def test_a_month_is_read_in_either_digits() -> None:
    assert month_of("2026-01") == month_of("٢٠٢٦-٠١") == Month(2026, 1)


@pytest.mark.parametrize("written", ["2026-13", "2026-00", "0000-01", "9999-12", "2026-1", "2026"])
def test_what_is_not_a_month_or_can_not_be_meant_is_refused(written: str) -> None:
    with pytest.raises(InvalidMonth):
        month_of(written)
