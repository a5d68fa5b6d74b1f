"""National numbers, names, accounts and phones of people."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.rules.ibans import InvalidIban, iban_of
from ishtirak.rules.identity import (
    Gender,
    InvalidNationalNumber,
    check_identity,
    gender_in,
    national_number_of,
    year_of_birth_in,
)
from ishtirak.rules.names import InvalidName, person_name_of
from ishtirak.rules.phones import InvalidPhone, mobile_of


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize("written", ["119720070006", "١١٩٧٢٠٠٧٠٠٠٦", "1 1972 0070006", "1-1972-0070006"])
def test_a_national_number_is_twelve_digits_however_they_are_spaced(written: str) -> None:
    assert national_number_of(written) == "119720070006"


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    "written", ["319720070006", "11972007000", "1197200700066", "118790070006", "122000070006", "11972007000x", ""]
)
def test_a_national_number_of_another_form_is_refused(written: str) -> None:
    with pytest.raises(InvalidNationalNumber) as refusal:
        national_number_of(written)

    assert refusal.value.code == "invalid_national_number"


@pytest.mark.requirement("ENR-2")
def test_a_national_number_tells_gender_and_year_of_birth_and_must_agree_with_them() -> None:
    assert gender_in("219690070015") is Gender.FEMALE
    assert gender_in("119720070006") is Gender.MALE
    assert year_of_birth_in("219690070015") == 1969

    check_identity("219690070015", Gender.FEMALE, date(1969, 5, 1))


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    ("gender", "birth_date", "told"),
    [(Gender.MALE, date(1969, 5, 1), "ذكر"), (Gender.FEMALE, date(1970, 1, 1), "أنثى")],
)
def test_a_national_number_of_somebody_else_is_refused_as_invalid(gender: Gender, birth_date: date, told: str) -> None:
    with pytest.raises(InvalidNationalNumber) as refusal:
        check_identity("219690070015", gender, birth_date)

    assert refusal.value.code == "invalid_national_number"
    assert told in refusal.value.in_arabic
    assert str(birth_date) in refusal.value.in_english


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    "written", ["LY58002010000000010007000", "ly58 0020 1000 0000 0100 0700 0", "LY٥٨٠٠٢٠١٠٠٠٠٠٠٠٠١٠٠٠٧٠٠٠"]
)
def test_an_iban_is_kept_without_spaces(written: str) -> None:
    assert iban_of(written) == "LY58002010000000010007000"


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    "written", ["LY58002010000000010007001", "LY5800201000000001000700", "GB33BUKB20201555555555", "", "LY", "58"]
)
def test_an_iban_that_is_mistyped_or_of_another_country_is_refused(written: str) -> None:
    with pytest.raises(InvalidIban) as refusal:
        iban_of(written)

    assert refusal.value.code == "invalid_iban"


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize("written", ["0912345678", "+218 91 234 5678", "٠٩١٢٣٤٥٦٧٨", "00218912345678"])
def test_a_mobile_number_is_kept_as_e164(written: str) -> None:
    assert mobile_of(written) == "+218912345678"


@pytest.mark.requirement("ENR-2")
@pytest.mark.parametrize(
    "written", ["0213333333", "0972345678", "12", "", "phone", "0912345678 ext. 5", "tel:" + "9" * 300]
)
def test_a_fixed_line_or_no_number_at_all_is_refused(written: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        mobile_of(written)

    assert refusal.value.code == "invalid_phone"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  سليم   فاتح\tسعدي ", "سليم فاتح سعدي"),
        ("محـــمد", "محمد"),
        ("\u202bسليم\u202c", "سليم"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("أ\u064eحمد", "أ\u064eحمد"),
    ],
)
def test_a_name_is_letters_of_any_script_with_single_spaces(written: str, kept: str) -> None:
    assert person_name_of(written) == kept


@pytest.mark.parametrize("written", ["", "س", "سليم 2", "<b>x</b>", "=cmd()", "سليم\x00", "ا" * 121, "--"])
def test_what_is_not_a_name_is_refused(written: str) -> None:
    with pytest.raises(InvalidName):
        person_name_of(written)
