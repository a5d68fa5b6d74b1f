"""National numbers, and whether they agree with the person (ENR-2).

Twelve digits: the first is 1 for a man and 2 for a woman, the next four are the year of birth.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from ishtirak.errors import Refused
from ishtirak.rules.digits import western

_NATIONAL_NUMBER = re.compile(r"[12]\d{11}", re.ASCII)
_FIRST_YEAR_OF_BIRTH, _LAST_YEAR_OF_BIRTH = 1880, 2199


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


_FIRST_DIGIT = {Gender.MALE: "1", Gender.FEMALE: "2"}


class InvalidNationalNumber(Refused):
    """The text is not a national number."""

    code = "invalid_national_number"
    ar = "الرقم الوطني «{value}» غير صحيح: اثنا عشر رقما، أولها 1 للذكر أو 2 للأنثى، ثم سنة الميلاد."
    en = "The national number {value!r} is not valid: twelve digits, 1 (man) or 2 (woman), then the year of birth."


class NationalNumberOfAnother(InvalidNationalNumber):
    """The national number does not agree with the gender and the date of birth that are given."""

    ar = "الرقم الوطني «{value}» لا يطابق الجنس وتاريخ الميلاد المذكورين ({gender_ar}، {birth_date})."
    en = (
        "The national number {value!r} does not agree with the gender and date of birth given ({gender}, {birth_date})."
    )


def national_number_of(text: str) -> str:
    """The national number that `text` writes, in twelve Western digits.

    Raises: InvalidNationalNumber.
    """
    number = re.sub(r"[\s-]", "", western(text))
    if not _NATIONAL_NUMBER.fullmatch(number) or not _year_is_plausible(number) or not last_digit_is_right(number):
        raise InvalidNationalNumber(value=text)
    return number


def check_identity(national_number: str, gender: Gender, birth_date: date) -> None:
    """Whether the national number is one of a person of this gender, born in this year.

    Raises: NationalNumberOfAnother, whose code is that of an invalid national number.
    """
    if national_number[:5] != f"{_FIRST_DIGIT[gender]}{birth_date.year:04d}":
        raise NationalNumberOfAnother(
            value=national_number,
            gender=gender,
            gender_ar="ذكر" if gender is Gender.MALE else "أنثى",
            birth_date=birth_date,
        )


def gender_in(national_number: str) -> Gender:
    return Gender.MALE if national_number[0] == "1" else Gender.FEMALE


def year_of_birth_in(national_number: str) -> int:
    return int(national_number[1:5])


def last_digit_is_right(number: str) -> bool:  # noqa: ARG001
    """Every last digit is right: no public source gives its rule. Replace this function when the fund has it."""
    return True


def _year_is_plausible(number: str) -> bool:
    return _FIRST_YEAR_OF_BIRTH <= year_of_birth_in(number) <= _LAST_YEAR_OF_BIRTH
