"""How an SMS is cut and billed: by its characters, in messages of a size that its alphabet decides (NOT-2).

GSM 03.38 (Latin letters without most accents): 160 characters alone, 153 in each of several; some count as two.
UCS-2 (everything else, so Arabic): 70 alone, 67 in each of several, counted as UTF-16 counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple


class Encoding(StrEnum):
    GSM_7 = "gsm_7"
    UCS_2 = "ucs_2"


class Size(NamedTuple):
    """What a text takes: in which alphabet, how many of its characters, in how many messages."""

    encoding: Encoding
    length: int
    segments: int


_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Those of GSM 03.38 that are written as two."""

_ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_OF_EACH = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}


def size_of(text: str) -> Size:
    """What `text` takes as an SMS."""
    encoding = Encoding.GSM_7 if set(text) <= _BASIC | _EXTENDED else Encoding.UCS_2
    width: Callable[[str], int] = _septets if encoding is Encoding.GSM_7 else units
    widths = [width(character) for character in text]
    length = sum(widths)
    return Size(encoding, length, 1 if length <= _ALONE[encoding] else _messages(widths, _OF_EACH[encoding]))


def units(text: str) -> int:
    """How many characters UTF-16 makes of `text`: two of each that lies beyond the basic plane."""
    return len(text.encode("utf-16-le")) // 2


def _septets(character: str) -> int:
    return 2 if character in _EXTENDED else 1


def _messages(widths: Iterable[int], room: int) -> int:
    """In how many messages characters of these widths fit: none is cut in two."""
    messages, left = 1, room
    for width in widths:
        if width > left:
            messages, left = messages + 1, room
        left -= width
    return messages
