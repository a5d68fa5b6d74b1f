"""Numbers of the commercial register or of a government body, under which an employer is registered once (ENR-1)."""

from __future__ import annotations

from ishtirak.errors import Refused
from ishtirak.rules.digits import western
from ishtirak.rules.searching import search_key

LONGEST_NUMBER = 64


class InvalidRegistrationNumber(Refused):
    """The text can't be a number of a register."""

    code = "invalid_registration_number"
    ar = "رقم القيد «{value}» غير صحيح: يتكون من أرقام وحروف، وطوله 64 خانة على الأكثر."
    en = "The registration number {value!r} is not valid: it has digits and letters, 64 characters at most."


def registration_number_of(text: str) -> str:
    """The number that `text` writes, with Western digits and single spaces.

    Raises: InvalidRegistrationNumber.
    """
    number = " ".join(western(text).split())
    if len(number) > LONGEST_NUMBER or not number_key(number):
        raise InvalidRegistrationNumber(value=text)
    return number


def number_key(number: str) -> str:
    """A number as it is looked for: letters and digits alone, whatever stands between them."""
    return search_key(number).replace(" ", "")
