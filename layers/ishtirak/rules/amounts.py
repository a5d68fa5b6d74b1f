"""Amounts of dinars as people write them, in Western or Arabic digits and separators."""

from __future__ import annotations

from ishtirak.rules.digits import western_number
from ishtirak.rules.money import InvalidAmount, Money


class AmountBelowZero(InvalidAmount):
    """What can be declared or paid is never below zero."""

    ar = "المبلغ «{value}» أقل من الصفر."
    en = "The amount {value!r} is below zero."


class AmountOfNothing(InvalidAmount):
    """The amount must be more than zero."""

    ar = "يجب أن يكون المبلغ أكبر من الصفر."
    en = "The amount must be more than zero."


def amount_of(text: str) -> Money:
    """The amount that `text` writes in dinars, zero or more: "25", "25.5", "١٬٠٠٠٫٥".

    Raises: InvalidAmount for anything else, AmountBelowZero.
    """
    try:
        amount = Money.dinars(western_number(text))
    except InvalidAmount:
        raise InvalidAmount(value=text) from None
    if amount < Money.ZERO:
        raise AmountBelowZero(value=text)
    return amount


def positive_amount_of(text: str) -> Money:
    """The amount that `text` writes in dinars, more than zero.

    Raises: InvalidAmount for anything else, AmountBelowZero, AmountOfNothing.
    """
    amount = amount_of(text)
    if not amount:
        raise AmountOfNothing(value=text)
    return amount
