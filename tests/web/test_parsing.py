from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from ishtirak.errors import FundError
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.web.fault_sentences import SENTENCES
from ishtirak.web.faults import InvalidRequest, Malformed, TooLarge, UnsupportedMediaType
from ishtirak.web.fields import (
    Code,
    Count,
    Day,
    Dinars,
    Iban,
    Limit,
    Mobile,
    MonthField,
    NationalNumber,
    PayerReference,
    PersonName,
    PositiveDinars,
    Words,
)
from ishtirak.web.parsing import MOST_BYTES, MOST_FAULTS, Body, Query, parse, query
from tests.web.conftest import request_with


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Line(Body):
    gross: PositiveDinars


class Thing(Body):
    name: PersonName
    colour: Colour
    gross: Dinars
    month: MonthField
    day: Day | None = None
    iban: Iban | None = None
    phone: Mobile | None = None
    national_number: NationalNumber | None = None
    reference: PayerReference | None = None
    lines: list[Line] = Field(default_factory=list)
    size: Count | None = None
    place: Words | None = None
    file: Code | None = None
    is_open: bool = True


class Asked(Query):
    limit: Limit = 50
    on: Day | None = None
    colour: Colour | None = None


GOOD = {"name": "سليم فاتح", "colour": "red", "gross": "1000", "month": "2026-01"}


def faults_of(body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as refusal:
        parse(Thing, request_with(json.dumps(body)))
    assert all(fault.ar and fault.en for fault in refusal.value.faults)
    return {fault.field: fault.code for fault in refusal.value.faults}


def test_a_body_becomes_values_of_the_fund() -> None:
    whole = {
        **GOOD,
        "gross": "١٬٠٠٠٫٥",
        "month": "٢٠٢٦-٠١",
        "day": "2026-01-31",
        "iban": "LY58 0020 1000 0000 0100 0700 0",
        "phone": "0912345678",
        "national_number": "١١٩٧٢٠٠٧٠٠٠٦",
        "reference": "RF38E0123456789AB",
        "lines": [{"gross": "25.125"}],
        "size": 5,
        "place": " طرابلس \t المركز",
        "file": "١٢٣",
    }

    thing = parse(Thing, request_with(json.dumps(whole)))

    assert (thing.gross, thing.month, thing.day) == (Money(1_000_500), Month(2026, 1), date(2026, 1, 31))
    assert (thing.iban, thing.phone) == ("LY58002010000000010007000", "+218912345678")
    assert (thing.national_number, thing.reference) == ("119720070006", "E0123456789AB")
    assert (thing.lines[0].gross, thing.size) == (Money(25_125), 5)
    assert (thing.place, thing.file) == ("طرابلس المركز", "123")


def test_money_and_months_go_out_as_text_with_western_digits() -> None:
    thing = parse(Thing, request_with(json.dumps({**GOOD, "gross": "٢٥"})))

    assert json.loads(thing.model_dump_json())["gross"] == "25.000"
    assert json.loads(thing.model_dump_json())["month"] == "2026-01"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("gross", 25, "invalid_amount"),
        ("gross", 25.5, "invalid_amount"),
        ("gross", "25.1234", "invalid_amount"),
        ("gross", "-1", "invalid_amount"),
        ("gross", None, "invalid_amount"),
        ("month", "2026-13", "invalid_month"),
        ("day", "2026-02-30", "invalid_date"),
        ("day", 20260101, "invalid_date"),
        ("iban", "LY58002010000000010007001", "invalid_iban"),
        ("phone", "0213333333", "invalid_phone"),
        ("national_number", "319720070006", "invalid_national_number"),
        ("reference", "RF39E0123456789AB", "unknown_reference"),
        ("name", "سليم2", "invalid_name"),
        ("name", "x" * 100_000, "invalid_name"),
        ("colour", "green", "not_a_choice"),
        ("size", "5", "wrong_type"),
        ("size", 1.5, "wrong_type"),
        ("size", -1, "too_small"),
        ("size", True, "wrong_type"),
        ("place", "", "too_short"),
        ("place", "x" * 201, "too_long"),
        ("place", "a\u0000b", "invalid_text"),
        ("place", "soft\u00adhyphen", "invalid_text"),
        ("place", "tag\U000e0041", "invalid_text"),
        ("place", "private\ue000", "invalid_text"),
        ("place", "unassigned\u0378", "invalid_text"),
        ("place", 5, "wrong_type"),
        ("lines", {}, "wrong_type"),
        ("lines", "x", "wrong_type"),
        ("is_open", "yes", "wrong_type"),
        ("unknown", 1, "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_with_its_code(field: str, value: Any, code: str) -> None:
    assert faults_of({**GOOD, field: value}) == {field: code}


def test_characters_that_can_not_be_seen_are_told_by_their_numbers() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse(Thing, request_with(json.dumps({**GOOD, "place": "شركة\u00ad\u0007 البحر\u00ad"})))

    (fault,) = refusal.value.faults
    assert fault.en.endswith(": U+0007, U+00AD")
    assert "U+0007, U+00AD" in fault.ar


@pytest.mark.parametrize("mark", ["\u200b", "\u200c", "\u200d", "\u200f", "\u202b", "\u2067", "\ufeff"])
def test_marks_that_come_along_when_text_is_copied_and_joiners_fall_away(mark: str) -> None:
    thing = parse(Thing, request_with(json.dumps({**GOOD, "place": f"شركة {mark}البحر{mark} هـ"})))

    assert thing.place == "شركة البحر هـ"


def test_every_wrong_field_is_named_at_once_with_its_place() -> None:
    found = faults_of({"name": "سليم فاتح", "lines": [{"gross": "1"}, {"gros": "1"}], "colour": 5})

    assert found == {
        "colour": "not_a_choice",
        "gross": "missing",
        "month": "missing",
        "lines.1.gross": "missing",
        "lines.1.gros": "unknown_field",
    }


def test_a_refused_choice_says_what_could_be_chosen() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse(Thing, request_with(json.dumps({**GOOD, "colour": "green"})))

    assert "'red', 'blue'" in refusal.value.faults[0].ar
    assert "'red', 'blue'" in refusal.value.faults[0].en


def test_one_kind_of_fault_gives_its_code_to_the_whole_and_several_do_not() -> None:
    with pytest.raises(InvalidRequest) as one:
        parse(Thing, request_with(json.dumps({**GOOD, "iban": "x"})))
    with pytest.raises(InvalidRequest) as several:
        parse(Thing, request_with(json.dumps({**GOOD, "iban": "x", "phone": "x"})))

    assert one.value.shared_code == "invalid_iban"
    assert several.value.shared_code == "invalid_request"


def test_no_more_than_a_hundred_faults_are_told_and_long_names_and_values_are_cut() -> None:
    many = {**GOOD, **{f"{number}" + "x" * 500: 1 for number in range(500)}, "iban": "y" * 900}

    with pytest.raises(InvalidRequest) as refusal:
        parse(Thing, request_with(json.dumps(many)))

    assert len(refusal.value.faults) == MOST_FAULTS
    assert all(len(fault.field) <= 100 and len(fault.en) < 250 for fault in refusal.value.faults)


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "{",
        b"\xff\xfe{}",
        '{"name": "a", "name": "b"}',
        '{"gross": NaN}',
        '{"gross": -Infinity}',
        '{"size": ' + "9" * 5_000 + "}",
        "[" * 100_000,
        json.dumps(GOOD)[:-1] + ', "place": "\\ud800"}',
    ],
)
def test_what_can_not_be_read_as_json_is_malformed(body: str | bytes | None) -> None:
    with pytest.raises(Malformed) as refusal:
        parse(Thing, request_with(body))

    assert refusal.value.code == "malformed_request"


def test_json_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse(Thing, request_with("[]"))

    assert refusal.value.shared_code == "wrong_type"


def test_a_body_above_the_limit_is_not_even_read() -> None:
    with pytest.raises(TooLarge):
        parse(Thing, request_with(" " * (MOST_BYTES + 1)))


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml; charset=utf-8", "application/jsonx"])
def test_another_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse(Thing, request_with(json.dumps(GOOD), headers={"content-type": content_type}))


def test_a_charset_beside_the_content_type_is_no_harm() -> None:
    request = request_with(json.dumps(GOOD), headers={"content-type": "Application/JSON; charset=UTF-8"})

    assert parse(Thing, request).colour is Colour.RED


def test_a_query_is_read_from_text_in_either_digits() -> None:
    asked = query(Asked, request_with(query={"limit": ["١٠"], "on": ["٢٠٢٦-٠١-٠١"], "colour": ["blue"]}))

    assert asked == Asked(limit=10, on=date(2026, 1, 1), colour=Colour.BLUE)
    assert query(Asked, request_with()) == Asked()


@pytest.mark.parametrize(
    ("given_query", "code"),
    [
        ({"limit": ["0"]}, "too_small"),
        ({"limit": ["101"]}, "too_large"),
        ({"limit": ["ten"]}, "wrong_type"),
        ({"on": ["yesterday"]}, "invalid_date"),
        ({"colour": ["green"]}, "not_a_choice"),
        ({"page": ["2"]}, "unknown_field"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_code(given_query: dict[str, list[str]], code: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        query(Asked, request_with(query=given_query))

    assert refusal.value.shared_code == code


def test_a_parameter_that_comes_twice_is_refused() -> None:
    with pytest.raises(Malformed):
        query(Asked, request_with(query={"limit": ["1", "2"]}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*Thing.model_fields, "x"]), inner),
    max_leaves=12,
)


@given(json_values)
def test_whatever_comes_in_it_is_a_thing_or_an_error_of_the_fund(value: Any) -> None:
    with suppress(FundError):
        parse(Thing, request_with(json.dumps(value)))


def test_every_sentence_is_there_in_both_languages_and_takes_the_same_values() -> None:
    values = dict.fromkeys(("min_length", "max_length", "pattern", "gt", "ge", "lt", "le", "expected"), "7")
    for sentence in SENTENCES.values():
        ar, en = sentence.ar.format(**values), sentence.en.format(**values)
        assert ("7" in ar) == ("7" in en)
