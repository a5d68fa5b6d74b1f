"""Phone numbers: mobile ones, to which the fund's messages go, and those of offices."""

from __future__ import annotations

from ishtirak.errors import Refused
from ishtirak.rules.digits import western


class InvalidPhone(Refused):
    """The text is not a mobile number."""

    code = "invalid_phone"
    ar = "رقم الهاتف «{value}» ليس رقم هاتف محمول صحيحا."
    en = "{value!r} is not a valid mobile number."


class InvalidLine(Refused):
    """The text is no phone number, neither a mobile nor a fixed one."""

    code = "invalid_phone"
    ar = "رقم الهاتف «{value}» غير صحيح."
    en = "{value!r} is not a valid phone number."


def mobile_of(text: str) -> str:
    """The mobile number that `text` writes, as E.164: "+218912345678". Without a country it is a Libyan one.

    Raises: InvalidPhone, also for a fixed line, which can't receive a message.
    """
    return _e164(text, mobile=True, refusal=InvalidPhone)


def phone_of(text: str) -> str:
    """The number that `text` writes, mobile or fixed, as E.164. Without a country it is a Libyan one.

    Raises: InvalidLine.
    """
    return _e164(text, mobile=False, refusal=InvalidLine)


def _e164(text: str, *, mobile: bool, refusal: type[Refused]) -> str:
    import phonenumbers  # takes 40 ms and more to load, and most requests bring no number
    from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

    try:
        number = phonenumbers.parse(western(text), "LY")
    except NumberParseException:
        raise refusal(value=text) from None
    fits = not mobile or phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    if not fits or number.extension or not phonenumbers.is_valid_number(number):
        raise refusal(value=text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
