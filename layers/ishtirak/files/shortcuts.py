"""The same rules as everywhere, with a short way for the usual case: a statement has 100,000 names and accounts."""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_97_10

from ishtirak.rules.ibans import iban_of
from ishtirak.rules.names import LONGEST_NAME, person_name_of

_USUAL_IBAN = re.compile(r"LY[0-9]{23}")
_USUAL_NAME = re.compile(r"[ء-غف-ي]{2,}(?: [ء-غف-ي]+)*")


def known_iban_of(text: str) -> str:
    """What `iban_of` says, ten times as fast for an IBAN that is written without spaces and right.

    Raises: InvalidIban.
    """
    if _USUAL_IBAN.fullmatch(text) and mod_97_10.is_valid(text[4:] + text[:4]):
        return text
    return iban_of(text)


def known_name_of(text: str) -> str:
    """What `person_name_of` says, ten times as fast for a name of Arabic letters and single spaces.

    Raises: InvalidName.
    """
    if len(text) <= LONGEST_NAME and _USUAL_NAME.fullmatch(text):
        return text
    return person_name_of(text)
