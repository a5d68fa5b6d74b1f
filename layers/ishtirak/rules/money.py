"""Dinars as whole dirhams. No float ever reaches this type.

Units:  1 LYD = 1,000 dirhams.
Writes: a decimal string of dinars with three places, as in "25.000".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from ishtirak.errors import Refused

DIRHAMS_IN_A_DINAR = 1_000

_DINARS = re.compile(r"-?\d{1,15}(\.\d{1,3})?")


class InvalidAmount(Refused):
    """The text is not an amount of dinars with at most three decimals."""

    code = "invalid_amount"
    ar = "المبلغ «{value}» غير صحيح: رقم بالدينار بثلاث خانات عشرية على الأكثر."
    en = "The amount {value!r} is not valid: dinars with at most three decimals."


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

    def share(self, percent: Decimal, step_dirhams: int) -> Money:
        """`percent` of this amount, rounded half up to a multiple of `step_dirhams`.

        An amount below zero rounds like its positive twin: a correction takes back what was given.
        """
        exact = Decimal(self.dirhams) * percent / 100 / step_dirhams
        return Money(int(exact.to_integral_value(ROUND_HALF_UP)) * step_dirhams)

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
