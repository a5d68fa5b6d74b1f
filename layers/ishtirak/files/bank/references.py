"""References and account numbers inside text: known by their check digits, never by their looks alone."""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_97_10

from ishtirak.files.bank.entries import NOBODY, Account

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_IBAN_IN_TEXT = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b")
_RF_IN_TEXT = re.compile(r"\bRF[0-9]{2}(?: ?[A-Z0-9]){1,21}\b")
_SPACES = re.compile(r"\s+")
_SAYS_NOTHING = frozenset({"", "NONREF", "NOTPROVIDED", "NOT PROVIDED", "NOTAVAILABLE", "N/A"})


def reference(text: str) -> str:
    """`text` trimmed, and "" for the words with which banks say that there is none."""
    trimmed = text.strip()
    return "" if trimmed.upper() in _SAYS_NOTHING else trimmed


def is_iban(text: str) -> bool:
    """Whether `text` has the form and the check digits of an IBAN."""
    return _IBAN.fullmatch(text) is not None and _proves(text)


def account(text: str, bank: str = "") -> Account:
    """The account that `text` writes: an IBAN where its check digits are right, else a number as it stands."""
    number = _SPACES.sub("", text)
    if not number:
        return NOBODY
    return Account(iban=number.upper()) if is_iban(number.upper()) else Account(number=number, bank=bank)


def iban_in(text: str) -> str:
    """The first IBAN that stands in `text`, "" where none does."""
    return next((found for each in _IBAN_IN_TEXT.finditer(text) if (found := _proved(each[0]))), "")


def creditor_reference_in(text: str) -> str:
    """The first structured creditor reference (ISO 11649) that stands in `text`, "" where none does."""
    return next((found for each in _RF_IN_TEXT.finditer(text) if (found := _proved(each[0]))), "")


def _proved(text: str) -> str:
    """The longest start of `text`, cut at its spaces, whose check digits are right: words may follow a number."""
    words = text.split(" ")
    for end in range(len(words), 0, -1):
        joined = "".join(words[:end])
        if len(joined) > 4 and _proves(joined):
            return joined
    return ""


def _proves(number: str) -> bool:
    return bool(mod_97_10.is_valid(number[4:] + number[:4]))
