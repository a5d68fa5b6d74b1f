"""Mobile phone numbers, to which the fund's messages go."""

from __future__ import annotations

from ishtirak.errors import Refused
from ishtirak.rules.digits import western


class InvalidPhone(Refused):
    """The text is not a mobile number."""

    code = "invalid_phone"
    ar = "رقم الهاتف «{value}» ليس رقم هاتف محمول صحيحا."
    en = "{value!r} is not a valid mobile number."


def mobile_of(text: str) -> str:
    """The mobile number that `text` writes, as E.164: "+218912345678". Without a country it is a Libyan one.

    Raises: InvalidPhone, also for a fixed line, which can't receive a message.
    """
    import phonenumbers  # takes 40 ms and more to load, and most requests bring no number
    from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

    try:
        number = phonenumbers.parse(western(text), "LY")
    except NumberParseException:
        raise InvalidPhone(value=text) from None
    is_mobile = phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    if not is_mobile or number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidPhone(value=text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
