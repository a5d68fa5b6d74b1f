"""The kinds of values that stand in notices: what each must be, how it is shown, how long it can get (NOT-2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ishtirak.errors import isolated
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.packages import REASON_TEXTS, Reason
from ishtirak.rules.segments import units


class ValueType(StrEnum):
    """What a placeholder stands for."""

    NAME = "name"
    AMOUNT = "amount"
    DATE = "date"
    MONTH = "month"
    PACKAGE = "package"
    REASON = "reason"
    DOCUMENT = "document"
    DOCUMENTS = "documents"
    REFERENCE = "reference"


LONGEST_NAME_SHOWN = 60
"""What is shown of a name: the names of nearly all people whole, and of an employer enough to know it by."""

MOST_DOCUMENTS = 4
"""How many documents are asked for at once: as many as an account needs to be thawed (PKG-3)."""

_AMOUNT = re.compile(r"\d{1,3}(,\d{3})*\.\d{3}|\d+\.\d{3}", re.ASCII)
_REFERENCE = re.compile(r"RF\d\d[0-9A-Z ]{1,24}", re.ASCII)


def shown(type_: ValueType, value: str, law: Law) -> Bilingual:
    """A value as people read it in each language; dates and codes are set apart in the Arabic text.

    Raises: ValueError where `value` is not one of that type.
    """
    return _TYPES[type_].shown(value, law)


def longest(type_: ValueType, law: Law) -> Bilingual:
    """The longest that can be shown of that type, in each language.

    Names as long as they are shown, amounts of twelve digits, the longest names that the law gives to what it names.
    """
    told = [shown(type_, value, law) for value in _TYPES[type_].long_ones(law)]
    return Bilingual(max((each.ar for each in told), key=units), max((each.en for each in told), key=units))


def example(type_: ValueType) -> str:
    """A value of that type, to try a text with."""
    return _TYPES[type_].example


def _name(value: str, _law: Law) -> Bilingual:
    if not value.strip():
        raise ValueError("a name is not blank")
    return _as_it_is(_shortened(value))


def _shortened(name: str) -> str:
    """A name that is longer than what is shown, cut between its words, with a sign that it goes on."""
    if units(name) <= LONGEST_NAME_SHOWN:
        return name
    head = name
    while units(head) >= LONGEST_NAME_SHOWN:
        head = head[:-1]
    return f"{head.rpartition(' ')[0] or head}…"


def _amount(value: str, _law: Law) -> Bilingual:
    if not _AMOUNT.fullmatch(value):
        raise ValueError("an amount has three decimals")
    return _as_it_is(value)


def _date(value: str, _law: Law) -> Bilingual:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError("a date is written as YYYY-MM-DD")
    return Bilingual(isolated(value), value)


def _month(value: str, _law: Law) -> Bilingual:
    try:
        Month.parse(value)
    except InvalidMonth as error:
        raise ValueError(error.in_english) from None
    return Bilingual(isolated(value), value)


def _package(value: str, law: Law) -> Bilingual:
    if value not in law.packages:
        raise ValueError(f"the law has no package {value}")
    return law.packages[value].name


def _reason(value: str, _law: Law) -> Bilingual:
    return REASON_TEXTS[Reason(value)]


def _document(value: str, law: Law) -> Bilingual:
    if value not in law.document_kinds:
        raise ValueError(f"the law has no kind of document {value}")
    return law.document_kinds[value].name


def _documents(value: str, law: Law) -> Bilingual:
    names = [_document(each, law) for each in value.split(",")]
    return Bilingual("، ".join(each.ar for each in names), ", ".join(each.en for each in names))


def _reference(value: str, _law: Law) -> Bilingual:
    if not _REFERENCE.fullmatch(value):
        raise ValueError("a reference begins with RF and two digits")
    return Bilingual(f"\u2066{value}\u2069", value)


def _as_it_is(value: str) -> Bilingual:
    return Bilingual(value, value)


def _long_lists(law: Law) -> list[str]:
    """The documents with the longest names, once by their Arabic and once by their English ones."""
    kinds = list(law.document_kinds.values())
    by_length = (
        sorted(kinds, key=lambda kind: -units(kind.name.ar)),
        sorted(kinds, key=lambda kind: -units(kind.name.en)),
    )
    return [",".join(kind.code for kind in each[:MOST_DOCUMENTS]) for each in by_length]


class _Type(NamedTuple):
    """long_ones: values among which the longest is, in either language."""

    shown: Callable[[str, Law], Bilingual]
    long_ones: Callable[[Law], Sequence[str]]
    example: str


def _only(value: str) -> Callable[[Law], Sequence[str]]:
    return lambda _law: [value]


_TYPES: Mapping[ValueType, _Type] = {
    ValueType.NAME: _Type(_name, _only("ع" * LONGEST_NAME_SHOWN), "سليم فاتح سعدي"),
    ValueType.AMOUNT: _Type(_amount, _only("999,999,999.999"), "125.000"),
    ValueType.DATE: _Type(_date, _only("2026-12-31"), "2026-12-31"),
    ValueType.MONTH: _Type(_month, _only("2026-12"), "2026-12"),
    ValueType.PACKAGE: _Type(_package, lambda law: list(law.packages), "basic_2_5"),
    ValueType.REASON: _Type(_reason, lambda _law: list(Reason), "employer_unpaid"),
    ValueType.DOCUMENT: _Type(_document, lambda law: list(law.document_kinds), "identity"),
    ValueType.DOCUMENTS: _Type(_documents, _long_lists, "salary_certificate,identity"),
    ValueType.REFERENCE: _Type(_reference, _only("RF38 E012 3456 789A B"), "RF38E0123456789AB"),
}
