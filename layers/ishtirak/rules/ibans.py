"""International bank account numbers of Libyan banks."""

from __future__ import annotations

from ishtirak.errors import Refused
from ishtirak.rules.digits import western


class InvalidIban(Refused):
    """The text is not the IBAN of an account in Libya."""

    code = "invalid_iban"
    ar = "رقم الحساب المصرفي الدولي «{value}» غير صحيح: يبدأ بـ LY ويتكون من 25 خانة."
    en = "The IBAN {value!r} is not valid: it starts with LY and has 25 characters."


def iban_of(text: str) -> str:
    """The Libyan IBAN that `text` writes, without spaces: 25 characters whose check digits are right.

    Raises: InvalidIban.
    """
    from schwifty import IBAN  # its list of banks takes 50 ms and more to load
    from schwifty.exceptions import SchwiftyException

    try:
        iban = IBAN(western(text))
    except SchwiftyException:
        raise InvalidIban(value=text) from None
    if iban.country_code != "LY":
        raise InvalidIban(value=text)
    return iban.compact
