"""Amounts of any currency as whole minor units, exactly: 1.250 LYD is 1250 dirhams, 12.30 EUR is 1230 cents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ishtirak.files.bank.errors import UnreadAmount
from ishtirak.rules.money import Money

DINAR = "LYD"

# ISO 4217: how many decimals a currency has where it has not two.
_WITHOUT_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
_WITH_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_DECIMALS = {**dict.fromkeys(_WITHOUT_DECIMALS, 0), **dict.fromkeys(_WITH_THREE, 3), "CLF": 4, "UYW": 4}
_NUMBER = re.compile(r"\+?([0-9]{0,20})(?:\.([0-9]*))?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Amount:
    """`minor` units of `currency`: dirhams, cents. Below zero it is owed to the bank."""

    minor: int
    currency: str

    @property
    def money(self) -> Money:
        """The amount as dinars.

        Raises: UnreadAmount for another currency; none is ever converted.
        """
        if self.currency != DINAR:
            raise UnreadAmount(value=str(self), currency=DINAR)
        return Money(self.minor)

    def __str__(self) -> str:
        decimals = decimals_of(self.currency)
        digits = f"{abs(self.minor):0{decimals + 1}d}"
        whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
        return f"{'-' if self.minor < 0 else ''}{whole}{'.' if part else ''}{part} {self.currency}".rstrip()


def decimals_of(currency: str) -> int:
    return _DECIMALS.get(currency, 2)


def is_currency(text: str) -> bool:
    return _CURRENCY.fullmatch(text) is not None


def amount_of(text: str, currency: str) -> Amount:
    """The amount that `text` writes with a point: never below zero, never rounded.

    Raises: UnreadAmount for anything else, more decimals than the currency has among it (zeros at the end aside).
    """
    written = _NUMBER.fullmatch(text)
    if written is None or not (written[1] or written[2]) or not is_currency(currency):
        raise UnreadAmount(value=text[:40], currency=currency[:3])
    decimals = decimals_of(currency)
    part = (written[2] or "").rstrip("0")
    if len(part) > decimals:
        raise UnreadAmount(value=text[:40], currency=currency)
    return Amount(int((written[1] or "0") + part.ljust(decimals, "0")), currency)
