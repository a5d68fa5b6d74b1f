"""Amounts as payrolls write them: `1,234.50`, `١٬٢٣٤٫٥٠`, `1.234,500`, `1 234,50 د.ل`; never guessed.

A comma that could part thousands or decimals (`1,234`) is refused, because 1,234 dinars and 1.234 dinars are both
amounts. A single point always starts the decimals, as everywhere in this system.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ishtirak.rules.digits import western
from ishtirak.rules.money import InvalidAmount, Money

LARGEST_MONTHLY = Money.dinars("1000000")
"""No person's pay of one month reaches this; a number that does is a slip, or an account's number."""


class AmbiguousAmount(InvalidAmount):
    code = "ambiguous_amount"
    ar = "المبلغ «{value}» ملتبس: هل الفاصلة للآلاف أم للكسور؟ اكتبه هكذا 1234.000 أو 1.234."
    en = "The amount {value!r} is ambiguous: does the comma part thousands or decimals? Write 1234.000 or 1.234."


class NegativeAmount(InvalidAmount):
    code = "negative_amount"
    ar = "المبلغ «{value}» أقل من الصفر."
    en = "The amount {value!r} is below zero."


class TooManyDecimals(InvalidAmount):
    code = "too_many_decimals"
    ar = "في المبلغ «{value}» أكثر من ثلاث خانات عشرية."
    en = "The amount {value!r} has more than three decimals."


class AmountTooLarge(InvalidAmount):
    code = "amount_too_large"
    ar = "المبلغ «{value}» أكبر من أن يكون مرتب شهر (الحد {limit})."
    en = "The amount {value!r} is too large for the pay of a month (the limit is {limit})."


_PLAIN = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")
_CURRENCY = re.compile(r"د\s?\.?\s?ل\s?\.?|دينار(?: ليبي)?|LYD|LD", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"[-−–]\s?([0-9].*)|([0-9].*?)\s?[-−]|\((.*)\)")
_AMBIGUOUS = re.compile(r"(?!0[,،])[0-9]{1,3}[,،][0-9]{3}")
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"([0-9]+)(?:[.٫,،]([0-9]+))?",
        r"([0-9]{1,3}(?:٬[0-9]{3})+)(?:[.٫,،]([0-9]+))?",
        r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.٫,،]([0-9]+))?",
        r"([0-9]{1,3}(?:[,،][0-9]{3})+)[.٫]([0-9]+)",
        r"([0-9]{1,3}(?:\.[0-9]{3})+)[,،٫]([0-9]+)",
        r"([0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:،[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3}){2,})()",
    )
)
"""Whole dinars with the separator of thousands, then decimals; of two kinds of separators the last is the decimal's."""


@lru_cache(maxsize=10_000)
def monthly_amount(text: str) -> Money:
    """What one person has in a month, in dinars: zero or more, at most three decimals, less than LARGEST_MONTHLY.

    Kept, because a payroll repeats its allowances thousands of times.
    Raises: AmountTooLarge, and what `written_amount` raises.
    """
    amount = written_amount(text)
    if amount >= LARGEST_MONTHLY:
        raise AmountTooLarge(value=text, limit=LARGEST_MONTHLY)
    return amount


def written_amount(text: str) -> Money:
    """The amount of dinars that a payroll writes as `text`: zero or more, at most three decimals.

    Raises: AmbiguousAmount, NegativeAmount, TooManyDecimals, or InvalidAmount where it is no number.
    """
    return Money.dinars(text if _PLAIN.fullmatch(text) else _plain(text))


def _plain(text: str) -> str:
    """`text` as plain digits and at most one point."""
    number = _without_currency(western(text))
    if below_zero := _BELOW_ZERO.fullmatch(number):
        inner = next(filter(None, below_zero.groups()), "")
        raise (NegativeAmount if any(form.fullmatch(inner) for form in _FORMS) else InvalidAmount)(value=text)
    if _AMBIGUOUS.fullmatch(number):
        raise AmbiguousAmount(value=text)
    for form in _FORMS:
        if written := form.fullmatch(number):
            whole, decimals = re.sub(r"[^0-9]", "", written[1]), written[2]
            if len(decimals or "") > 3:
                raise TooManyDecimals(value=text)
            return f"{whole}.{decimals}" if decimals else whole
    raise InvalidAmount(value=text)


def _without_currency(number: str) -> str:
    spaced = "".join(" " if unicodedata.category(each) == "Zs" else each for each in number)
    return re.sub(rf"^(?:{_CURRENCY.pattern})|(?:{_CURRENCY.pattern})$", "", spaced, flags=re.IGNORECASE).strip()
