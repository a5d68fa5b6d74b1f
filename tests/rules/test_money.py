"""Dinars as whole dirhams; shares are rounded half up to 0.01 dinars (SAL-1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ishtirak.rules.money import InvalidAmount, Money, Rate


@pytest.mark.parametrize(
    ("text", "dirhams"), [("25", 25_000), ("25.5", 25_500), ("-5.125", -5_125), ("0", 0), ("0.001", 1)]
)
def test_dinars_are_read_to_the_dirham(text: str, dirhams: int) -> None:
    assert Money.dinars(text) == Money(dirhams)


@pytest.mark.parametrize("text", ["25.1234", "1,000", "٢٥", "25 ", "+5", ".5", "5.", "1e3", "NaN", "", "9" * 16])
def test_what_is_not_an_amount_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        Money.dinars(text)

    assert refusal.value.code == "invalid_amount"


@pytest.mark.parametrize("value", [25.0, Decimal(25), "25", True])
def test_no_float_and_nothing_else_than_a_whole_number_becomes_dirhams(value: Any) -> None:
    with pytest.raises(TypeError):
        Money(value)


@pytest.mark.parametrize(("dirhams", "text"), [(25_000, "25.000"), (-5_125, "-5.125"), (1, "0.001"), (0, "0.000")])
def test_an_amount_is_written_with_three_places(dirhams: int, text: str) -> None:
    assert str(Money(dirhams)) == text


@pytest.mark.requirement("SAL-1")
@pytest.mark.parametrize(
    ("dinars", "percent", "share"),
    [
        ("1000", "5.125", "51.25"),  # the figures of the source
        ("1000", "1", "10"),
        ("938.75", "3", "28.16"),  # 28.1625
        ("1000", "2.5", "25"),
        ("0.2", "2.5", "0.01"),  # 0.005 goes up
        ("0.199", "2.5", "0"),  # 0.004975 goes down
        ("-0.2", "2.5", "-0.01"),  # a correction takes back what was given
    ],
)
def test_a_share_is_rounded_half_up_to_the_step(dinars: str, percent: str, share: str) -> None:
    assert Money.dinars(dinars).share(Rate.of(Decimal(percent), 10)) == Money.dinars(share)


def test_amounts_add_up_and_know_nothing_from_something() -> None:
    assert Money(5) + Money(3) - Money(10) == -Money(2)
    assert not Money.ZERO
    assert Money(1)
    assert Money(1) > Money.ZERO
