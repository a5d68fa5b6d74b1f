"""Amounts as payrolls write them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.files import amounts
from ishtirak.files.amounts import monthly_amount, written_amount
from ishtirak.rules.money import InvalidAmount, Money

pytestmark = pytest.mark.requirement("COL-7")


@pytest.mark.parametrize(
    ("text", "dinars"),
    [
        ("0", "0"),
        ("600.00", "600"),
        ("1.234", "1.234"),
        ("1,234.50", "1234.5"),
        ("1.234,500", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,50", "12.5"),
        ("1234,500", "1234.5"),
        ("0,500", "0.5"),
        ("1 234,500", "1234.5"),
        ("1\u00a0234.5", "1234.5"),
        ("١٬٢٣٤٫٥٠", "1234.5"),
        ("١٬٢٣٤", "1234"),
        ("٤٥٫٥٠٠", "45.5"),
        ("۱۲۳", "123"),
        ("45.500 د.ل.", "45.5"),
        ("د.ل 45.500", "45.5"),
        ("45.500 دينار", "45.5"),
        ("LYD 1,000.000", "1000"),
        ("\u200f45.5\u200f", "45.5"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text: str, dinars: str) -> None:
    assert written_amount(text) == Money.dinars(dinars)


@pytest.mark.parametrize("text", ["1,234", "12,345", "123,456", "1،234", "١,٢٣٤"])
def test_a_comma_that_could_mean_two_amounts_is_refused(text: str) -> None:
    with pytest.raises(amounts.AmbiguousAmount):
        written_amount(text)


@pytest.mark.parametrize("text", ["-120.00", "120-", "(120.5)", "−5", "- 5", "-١٢٠", "-1 د.ل"])
def test_an_amount_below_zero_is_refused_as_such(text: str) -> None:
    with pytest.raises(amounts.NegativeAmount):
        written_amount(text)


@pytest.mark.parametrize("text", ["1234.5678", "0.0001", "1٬234٫5000"])
def test_more_than_three_decimals_are_never_rounded_away(text: str) -> None:
    with pytest.raises(amounts.TooManyDecimals):
        written_amount(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1e3", "12,34,56", "1,23.5", "1.23,456.7", "5.", ".5", "1 2", "12 د", "- x", "--5", "9" * 16, "½", "²"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount) as told:
        written_amount(text)

    assert told.value.code == "invalid_amount"


def test_a_month_of_a_million_dinars_is_a_slip() -> None:
    assert monthly_amount("999999.999") == Money(999_999_999)
    with pytest.raises(amounts.AmountTooLarge):
        monthly_amount("1000000")


_ARABIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")
_CONTINENTAL = str.maketrans(",.", ".,")


@given(st.integers(min_value=0, max_value=10**15))
def test_an_amount_comes_back_from_every_clear_way_to_write_it(dirhams: int) -> None:
    dinars, rest = divmod(dirhams, 1_000)
    grouped = f"{dinars:,}.{rest:03d}"

    ways = [str(Money(dirhams)), grouped, grouped.translate(_ARABIC), grouped.replace(",", " "), f"{grouped} د.ل."]
    if dinars >= 1_000:
        ways.append(grouped.translate(_CONTINENTAL))

    assert {written_amount(way) for way in ways} == {Money(dirhams)}


@given(st.text(alphabet="0123456789,.٬٫ -()٠٩", max_size=14))
def test_no_writing_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(InvalidAmount):
        assert written_amount(text) >= Money.ZERO
