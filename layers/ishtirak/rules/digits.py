"""Numbers as people here write them: Arabic-Indic and Persian digits and separators become Western ones."""

from __future__ import annotations

LONGEST_CODE = 64
"""Of a number or code of somebody else, of which the fund knows no more than that it is one."""

_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER = str.maketrans({"٫": ".", "٬": None})

# Marks of direction and spaces of no width, which come along when a number is copied out of Arabic text.
_INVISIBLE = dict.fromkeys([0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)])


def visible(text: str) -> str:
    """`text` without marks of direction and spaces of no width."""
    return text if text.isascii() else text.translate(_INVISIBLE)


def western(text: str) -> str:
    """`text` with Western digits and without invisible marks, trimmed: for numbers, dates, months, codes."""
    return text.strip() if text.isascii() else visible(text).translate(_WESTERN).strip()


def western_number(text: str) -> str:
    """`text` as `western` gives it, with a point for the Arabic decimal separator, without thousands separators.

    A Latin comma stays: in some lands it parts thousands, in others decimals, so it is for the rule to refuse.
    """
    plain = western(text)
    return plain if plain.isascii() else plain.translate(_NUMBER)
