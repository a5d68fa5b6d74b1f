"""What the player makes up is valid and consistent, and the same each time."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest
from schwifty import IBAN

from infra.play import invented
from infra.play.invented import Lot

TODAY = date(2026, 1, 1)
LOTS = [Lot("story.yaml", f"S{n}") for n in range(200)]


@pytest.mark.parametrize("lot", LOTS[:50], ids=lambda lot: lot.handle)
def test_numbers_pass_the_libraries_that_judge_them(lot: Lot) -> None:
    phone = phonenumbers.parse(invented.mobile(lot))

    assert phonenumbers.number_type(phone) == phonenumbers.PhoneNumberType.MOBILE
    assert phonenumbers.region_code_for_number(phone) == "LY"
    assert IBAN(invented.iban(lot)).country_code == "LY"
    assert len(invented.social_security_number(lot)) == 9


@pytest.mark.parametrize("lot", LOTS[:50], ids=lambda lot: lot.handle)
def test_a_national_number_agrees_with_sex_and_birth_date(lot: Lot) -> None:
    person = invented.person(lot, (25, 55), TODAY)

    assert len(person.national_number) == 12
    assert person.national_number[0] == {"male": "1", "female": "2"}[person.gender]
    assert person.national_number[1:5] == str(person.birth_date.year)
    assert 24 <= TODAY.year - person.birth_date.year <= 55
    assert len(person.name.split()) >= 4


def test_given_facts_are_kept_and_the_rest_agrees_with_them() -> None:
    lot = LOTS[0]

    wife = invented.person(lot, (25, 55), TODAY, "female", date(1990, 4, 2))
    assert (wife.gender, wife.birth_date, wife.national_number[:5]) == ("female", date(1990, 4, 2), "21990")
    numbered = invented.person(lot, (25, 55), TODAY, national_number="119720070006")
    assert (numbered.gender, numbered.birth_date.year) == ("male", 1972)
    arabic = invented.person(lot, (25, 55), TODAY, national_number="٢١٩٧٢٠٠٧٠٠٠٦")
    assert (arabic.gender, arabic.birth_date.year) == ("female", 1972)
    wrong = invented.person(lot, (25, 55), TODAY, national_number="12")
    assert wrong.national_number == "12"


def test_nobody_is_born_after_today() -> None:
    for lot in LOTS:
        assert invented.person(lot, (2, 12), TODAY).birth_date < TODAY
        assert invented.person(lot, (2, 12), TODAY, national_number="120260000000").birth_date <= TODAY


def test_the_same_file_and_handle_give_the_same_person_and_others_differ() -> None:
    people = [invented.person(lot, (25, 55), TODAY) for lot in LOTS]

    assert people == [invented.person(Lot("story.yaml", lot.handle), (25, 55), TODAY) for lot in LOTS]
    assert len({person.national_number for person in people}) == len(LOTS)
    assert invented.person(Lot("other.yaml", "S0"), (25, 55), TODAY) != people[0]
