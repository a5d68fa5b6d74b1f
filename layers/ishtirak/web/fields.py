"""Types of fields, each with its own rule, refusal and description. Rules are those of `ishtirak.rules`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ishtirak.errors import Refused
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.amounts import amount_of, positive_amount_of
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.categories import UnknownCategory, UnknownSector, category_of, sector_of
from ishtirak.rules.dates import InvalidDate, date_of, month_of
from ishtirak.rules.digits import LONGEST_CODE, visible, western
from ishtirak.rules.documents import UnknownDocumentKind, document_kind_of
from ishtirak.rules.emails import LONGEST_EMAIL, InvalidEmail, email_of
from ishtirak.rules.handovers import LONGEST_CARD_NUMBER, InvalidCardNumber, card_number_of
from ishtirak.rules.ibans import InvalidIban, iban_of
from ishtirak.rules.identity import InvalidNationalNumber, national_number_of
from ishtirak.rules.money import InvalidAmount, Money
from ishtirak.rules.names import LONGEST_NAME, InvalidName, person_name_of
from ishtirak.rules.phones import InvalidLine, InvalidPhone, mobile_of, phone_of
from ishtirak.rules.references import UnknownReference, payer_of
from ishtirak.rules.register_numbers import LONGEST_NUMBER, InvalidRegistrationNumber, registration_number_of

T = TypeVar("T")

LONGEST_TEXT = 300
"""What is longer is none of these fields, and is not looked at."""

LONGEST_TOLD = 60
"""How much of a wrong value is told back."""

CODES_TOLD = 5
"""Of characters that can't be seen, how many are told back by their numbers."""


def _read(kind: type[T], rule: Callable[[str], T], refusal: type[Refused], accept: bool = False) -> PlainValidator:
    """A validator that reads text by `rule`; where `accept` holds, a value of `kind` is taken as it is."""

    def read(value: object) -> T:
        if accept and isinstance(value, kind):
            return value
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise _refused(refusal(value=_shortened(value)))
        try:
            return rule(value)
        except Refused as error:
            raise _refused(error) from None

    return PlainValidator(read, json_schema_input_type=str)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"


def _refused(error: Refused) -> PydanticCustomError:
    """The rule's refusal in pydantic's form; `parsing.py` takes the sentences out again."""
    return PydanticCustomError(error.code, "{en}", {"ar": error.in_arabic, "en": error.in_english})


def _text(ar: str, en: str, example: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": f"{ar} · {en}", "examples": [example], **more})


_DINARS = _text("مبلغ بالدينار، نص بثلاث خانات عشرية", "Dinars, as text with three decimals", "25.000", format="dinars")

Dinars = Annotated[
    Money, _read(Money, amount_of, InvalidAmount, accept=True), PlainSerializer(str, return_type=str), _DINARS
]
"""An amount of dinars, zero or more when it comes in; an answer may go below zero."""

PositiveDinars = Annotated[
    Money, _read(Money, positive_amount_of, InvalidAmount, accept=True), PlainSerializer(str, return_type=str), _DINARS
]
"""An amount of dinars, more than zero."""

MonthField = Annotated[
    Month,
    _read(Month, month_of, InvalidMonth, accept=True),
    PlainSerializer(str, return_type=str),
    _text("شهر", "A month", "2026-01", pattern=r"^\d{4}-(0[1-9]|1[0-2])$"),
]

Day = Annotated[
    date,
    _read(date, date_of, InvalidDate, accept=True),
    PlainSerializer(date.isoformat, return_type=str),
    _text("تاريخ", "A date", "2026-01-31", format="date"),
]

NationalNumber = Annotated[
    str,
    _read(str, national_number_of, InvalidNationalNumber),
    _text("الرقم الوطني", "National number", "119720070006", pattern=r"^[12]\d{11}$"),
]

Iban = Annotated[
    str,
    _read(str, iban_of, InvalidIban),
    _text("رقم حساب مصرفي دولي ليبي", "A Libyan IBAN", "LY58002010000000010007000"),
]

Mobile = Annotated[
    str, _read(str, mobile_of, InvalidPhone), _text("رقم هاتف محمول", "A mobile number", "+218912345678")
]

Phone = Annotated[
    str, _read(str, phone_of, InvalidLine), _text("رقم هاتف، محمول أو أرضي", "A phone number", "+218213333333")
]
"""The number of an office or a person, mobile or fixed; nothing is sent to it."""

Email = Annotated[
    str,
    _read(str, email_of, InvalidEmail),
    _text("بريد إلكتروني", "An e-mail address", "info@example.ly", maxLength=LONGEST_EMAIL),
]

RegistrationNumber = Annotated[
    str,
    _read(str, registration_number_of, InvalidRegistrationNumber),
    _text("رقم القيد في السجل", "A number of a register", "12345", maxLength=LONGEST_NUMBER),
]
"""A number of the commercial register, or of a government body."""

CardNumber = Annotated[
    str,
    _read(str, card_number_of, InvalidCardNumber),
    _text("رقم البطاقة", "The number of a card", "C-0012345", maxLength=LONGEST_CARD_NUMBER),
]

PersonName = Annotated[
    str,
    _read(str, person_name_of, InvalidName),
    _text("اسم شخص", "The name of a person", "سليم فاتح سعدي", maxLength=LONGEST_NAME),
]

PayerReference = Annotated[
    str,
    _read(str, payer_of, UnknownReference),
    _text("مرجع السداد", "The payer's reference (ISO 11649)", "RF38E0123456789AB"),
]
"""Comes in as a reference, and is the id of its payer from there on."""


class _CodesOfLaw:
    """The codes that the law names, in the documentation; read only when that is written."""

    def __init__(self, codes: Callable[[], Iterable[str]], ar: str, en: str) -> None:
        self._codes = codes
        self._description = f"{ar} · {en}"

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self._codes()), "description": self._description}


CategoryCode = Annotated[
    str,
    _read(str, lambda text: category_of(text, shipped_law()), UnknownCategory),
    _CodesOfLaw(lambda: shipped_law().categories, "فئة المشترك", "Category of subscribers"),
]
"""A category of subscribers, by its code in the law."""

SectorCode = Annotated[
    str,
    _read(str, lambda text: sector_of(text, shipped_law()), UnknownSector),
    _CodesOfLaw(lambda: shipped_law().sectors, "قطاع جهة العمل", "Sector of employers"),
]
"""A sector of employers, by its code in the law."""


DocumentKindCode = Annotated[
    str,
    _read(str, lambda text: document_kind_of(text, shipped_law()), UnknownDocumentKind),
    _CodesOfLaw(lambda: shipped_law().document_kinds, "نوع المستند", "Kind of document"),
]
"""A kind of document, by its code in the law."""


def _one_line(value: object) -> object:
    """Free text with single spaces, every character of which can be seen.

    Marks of direction and what has no width come along when text is copied, and fall away as they do in numbers
    (`digits.visible`). So do the joiners U+200C and U+200D: Persian and Kurdish need them, Arabic does not. What shows
    the form of a letter by itself is written with a tatweel, as in هـ. In an SMS each would be paid for like a letter.
    Whatever else is not seen (categories C of Unicode: controls, formats, private and unassigned ones) is refused: two
    texts that look alike would differ, and a phone may show it as a box.
    """
    if not isinstance(value, str):
        return value
    cleaned = " ".join(visible(value).split())
    unseen = sorted({each for each in cleaned if unicodedata.category(each).startswith("C")})
    if unseen:
        raise _invisible([f"U+{ord(each):04X}" for each in unseen[:CODES_TOLD]])
    return cleaned


def _invisible(codes: Sequence[str]) -> PydanticCustomError:
    told = ", ".join(codes)
    return PydanticCustomError(
        "invalid_text",
        "{en}",
        {
            "ar": f"في النص رموز لا ترى، وهي غير مقبولة: \u2066{told}\u2069",
            "en": f"The text has characters that can't be seen; they are not accepted: {told}",
        },
    )


def _western_text(value: object) -> object:
    return western(value) if isinstance(value, str) else value


Words = Annotated[
    str,
    Field(min_length=1, max_length=200),
    BeforeValidator(_one_line),
]
"""Free text on one line: a name of a body, an activity, a place."""

LONGEST_SMS = 600

SmsText = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_SMS),
    BeforeValidator(_one_line),
]
"""The text of an SMS, on one line, with names in braces where values go."""

Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE), BeforeValidator(_western_text)]
"""An opaque number or code of somebody else, with Western digits."""

Count = Annotated[int, Field(ge=0, le=10_000_000), BeforeValidator(_western_text)]
"""A number of things, zero or more."""

Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_western_text)]
"""How many items of a list a page holds."""
