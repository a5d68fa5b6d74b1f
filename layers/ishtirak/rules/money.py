"""Dinars as whole dirhams. No float ever reaches this type.

Units:  1 LYD = 1,000 dirhams.
Writes: a decimal string of dinars with three places, as in "25.000".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ishtirak.errors import Refused

DIRHAMS_IN_A_DINAR = 1_000

_DINARS = re.compile(r"-?\d{1,15}(\.\d{1,3})?")


class InvalidAmount(Refused):
    """The text is not an amount of dinars with at most three decimals."""

    code = "invalid_amount"
    ar = "المبلغ «{value}» غير صحيح: رقم بالدينار بثلاث خانات عشرية على الأكثر."
    en = "The amount {value!r} is not valid: dinars with at most three decimals."


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of an amount, and the step that it is rounded to, in whole numbers: amount × numerator / denominator
    is how many steps of `step_dirhams` the part has."""

    numerator: int
    denominator: int
    step_dirhams: int

    @classmethod
    def of(cls, percent: Decimal, step_dirhams: int) -> Rate:
        """`percent` of an amount, rounded to a multiple of `step_dirhams`."""
        numerator, denominator = percent.as_integer_ratio()
        return cls(numerator, denominator * 100 * step_dirhams, step_dirhams)

    def part_of(self, dirhams: int) -> int:
        """The part of an amount, rounded half up; one below zero rounds like its positive twin."""
        steps = (2 * abs(dirhams) * self.numerator + self.denominator) // (2 * self.denominator)
        return (steps if dirhams >= 0 else -steps) * self.step_dirhams

    @classmethod
    def nth(cls, parts: int, step_dirhams: int) -> Rate:
        """One of `parts` equal parts of an amount, rounded to a multiple of `step_dirhams`."""
        return cls(1, parts * step_dirhams, step_dirhams)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of Libyan dinars, held as an integer number of dirhams."""

    dirhams: int = 0

    ZERO: ClassVar[Money]

    def __post_init__(self) -> None:
        if type(self.dirhams) is not int:
            raise TypeError(f"dirhams are whole numbers, not {type(self.dirhams).__name__}")

    @classmethod
    def dinars(cls, text: str) -> Money:
        """The amount that `text` writes in dinars: "25", "25.5", "-5.125".

        Raises: InvalidAmount for anything else; more than three decimals is never rounded away.
        """
        if not _DINARS.fullmatch(text) or not text.isascii():
            raise InvalidAmount(value=text)
        return cls(int(Decimal(text) * DIRHAMS_IN_A_DINAR))

    def share(self, rate: Rate) -> Money:
        """The part of this amount that `rate` gives. A correction, below zero, takes back what was given."""
        return Money(rate.part_of(self.dirhams))

    def __add__(self, other: Money) -> Money:
        return Money(self.dirhams + other.dirhams)

    def __sub__(self, other: Money) -> Money:
        return Money(self.dirhams - other.dirhams)

    def __neg__(self) -> Money:
        return Money(-self.dirhams)

    def __bool__(self) -> bool:
        return self.dirhams != 0

    def __str__(self) -> str:
        whole, dirhams = divmod(abs(self.dirhams), DIRHAMS_IN_A_DINAR)
        return f"{'-' if self.dirhams < 0 else ''}{whole}.{dirhams:03d}"


Money.ZERO = Money(0)
