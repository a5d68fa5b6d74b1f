"""E-mail addresses."""

from __future__ import annotations

import re

from ishtirak.errors import Refused
from ishtirak.rules.digits import visible

LONGEST_EMAIL = 254

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


class InvalidEmail(Refused):
    """The text is not an e-mail address."""

    code = "invalid_email"
    ar = "عنوان البريد الإلكتروني «{value}» غير صحيح."
    en = "{value!r} is not a valid e-mail address."


def email_of(text: str) -> str:
    """The address that `text` writes, its domain in small letters. Only its form is looked at: whether anybody reads
    what is sent there is known once they answer.

    Raises: InvalidEmail.
    """
    address = visible(text).strip()
    if len(address) > LONGEST_EMAIL or _EMAIL.fullmatch(address) is None:
        raise InvalidEmail(value=text)
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"
