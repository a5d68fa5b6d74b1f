"""The structured reference that a payer writes on its transfers (ISO 11649), so that a mistyped one is seen.

RF, two check digits (ISO 7064 modulo 97, 10), and the payer's id: E or S and twelve of Crockford's base 32.

A digit taken for another, or a letter for another, is always seen. A digit taken for a letter is missed once in 97
times, and then the id is still one that nobody has, in all likelihood: there are 2^60 of them.
"""

from __future__ import annotations

import re

from ishtirak.errors import Refused
from ishtirak.rules.digits import western

_PAYER_ID = re.compile(r"[ES][0-9A-HJKMNP-TV-Z]{12}")
_REFERENCE = re.compile(r"RF\d{2}(.+)", re.ASCII)


class UnknownReference(Refused):
    """The text is not a reference of a payer of the fund, or was mistyped."""

    code = "unknown_reference"
    ar = "المرجع «{value}» غير معروف: تأكد من كتابته كما ورد إليك."
    en = "The reference {value!r} is not known: check it against what you were given."


def reference_of(payer_id: str) -> str:
    """The reference of an employer or a subscriber: 17 characters, as in "RF38E0123456789AB"."""
    return f"RF{_check_digits(payer_id)}{payer_id}"


def payer_of(reference: str) -> str:
    """The id of the payer whose reference this is; spaces and small letters are forgiven, nothing else is.

    Raises: UnknownReference.
    """
    written = re.sub(r"[\s-]", "", western(reference)).upper()
    match = _REFERENCE.fullmatch(written)
    if match is None or not _PAYER_ID.fullmatch(match[1]) or reference_of(match[1]) != written:
        raise UnknownReference(value=reference)
    return match[1]


def _check_digits(payer_id: str) -> str:
    from stdnum.iso7064 import mod_97_10  # only who reads or writes references pays for loading it

    digits: str = mod_97_10.calc_check_digits(f"{payer_id}RF")
    return digits
