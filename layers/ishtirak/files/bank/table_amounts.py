"""Amounts of a table: `1,234.500`, `١٬٢٣٤٫٥٠٠`, `-1234.5`, `(1234.500)`; never guessed."""

from __future__ import annotations

import re

from ishtirak.files.amounts import written_amount
from ishtirak.files.bank.currencies import Amount, amount_of
from ishtirak.files.bank.errors import UnreadAmount
from ishtirak.rules.digits import western

_BELOW_ZERO = re.compile(r"[-−–]\s*(?P<before>.+)|(?P<after>.+?)\s*[-−]|\((?P<within>.+)\)")
_ABOVE_ZERO = re.compile(r"\+\s*(.+)")


def table_amount(text: str, currency: str) -> Amount:
    """The amount that a cell writes, below zero where it has a minus or stands in brackets.

    Raises: UnreadAmount for what the currency can't have; AmbiguousAmount, TooManyDecimals, InvalidAmount.
    """
    number = western(text).removesuffix(currency).removeprefix(currency).strip()
    below = _BELOW_ZERO.fullmatch(number)
    if below:
        number = next(filter(None, below.groups()))
    elif above := _ABOVE_ZERO.fullmatch(number):
        number = above[1]
    try:
        amount = amount_of(str(written_amount(number.strip())), currency)
    except UnreadAmount:
        raise UnreadAmount(value=text[:40], currency=currency) from None
    return Amount(-amount.minor, currency) if below else amount
