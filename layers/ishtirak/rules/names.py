"""Names of people, as they are written in Arabic and in Latin letters."""

from __future__ import annotations

import re
import unicodedata

from ishtirak.errors import Refused
from ishtirak.rules.digits import visible

LONGEST_NAME = 120

_MARKS = frozenset(" -'’.،")


class InvalidName(Refused):
    """The text is not the name of a person."""

    code = "invalid_name"
    ar = "الاسم «{value}» غير صحيح: حروف ومسافات فقط، من حرفين إلى 120 حرفا."
    en = "The name {value!r} is not valid: letters and spaces only, from 2 to 120 of them."


def person_name_of(text: str) -> str:
    """The name that `text` writes, composed (NFC), with single spaces and without tatweel.

    Raises: InvalidName.
    """
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", visible(text)).replace("ـ", "")).strip()
    letters = sum(unicodedata.category(each).startswith("L") for each in name)
    if letters < 2 or len(name) > LONGEST_NAME or not all(_belongs(each) for each in name):
        raise InvalidName(value=text)
    return name


def _belongs(character: str) -> bool:
    return character in _MARKS or unicodedata.category(character)[0] in "LM"
