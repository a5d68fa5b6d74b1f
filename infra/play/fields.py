"""The kinds of fields that verbs have, each refusing what it can't be before anything is played."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from infra.play import words
from ishtirak.errors import Refused
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money

if TYPE_CHECKING:
    from infra.play.verbs.collect import Receipt

EMPLOYER: Final = "employer"
SUBSCRIBER: Final = "subscriber"
DEPENDANT: Final = "dependant"


@dataclass(slots=True)
class Known:
    """What the file has said before the step that is read now.

    handles:  the kind of thing that each handle names; None where the verb that made it can't be played yet.
    refused:  the code with which the step must be refused; what it gives may then be wrong on purpose.
    receipts: the first delivery of each receipt.
    """

    handles: dict[str, str | None] = field(default_factory=dict)
    refused: str | None = None
    receipts: dict[str, Receipt] = field(default_factory=dict)


def _known(info: ValidationInfo) -> Known:
    if not isinstance(info.context, Known):
        raise TypeError("verbs are read with what the file has said before them")
    return info.context


def _handle_of(*kinds: str) -> AfterValidator:
    def check(handle: str, info: ValidationInfo) -> str:
        handles = _known(info).handles
        if handle not in handles:
            raise ValueError(f"unknown handle {handle!r}")
        kind = handles[handle]
        if kind is not None and kind not in kinds:
            raise ValueError(f"{handle!r} is of the kind {kind}, and must be {' or '.join(kinds)} here")
        return handle

    return AfterValidator(check)


def _new_handle(handle: str, info: ValidationInfo) -> str:
    if handle in _known(info).handles:
        raise ValueError(f"the handle {handle!r} is taken")
    if handle in words.SHARES:
        raise ValueError(f"{handle!r} can't be a handle: it names a payer of its own")
    return handle


def _one_of(allowed: Collection[str]) -> AfterValidator:
    def check(word: str) -> str:
        if word not in allowed:
            raise ValueError(f"unknown word {word!r}; known are {', '.join(sorted(allowed))}")
        return word

    return AfterValidator(check)


def _day(text: Any) -> Any:
    if not isinstance(text, str):
        raise ValueError("a date is written as 2026-01-31")  # noqa: TRY004 - pydantic makes faults of ValueErrors only
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no date {text!r}") from None
    if day.isoformat() != text:
        raise ValueError(f"the date {text!r} is written as {day}")
    return day


def _quoted(value: Any) -> Any:
    if isinstance(value, int | float):
        raise ValueError(f'must stand in quotes: "{value}"')  # noqa: TRY004 - as above
    return value


def _dinars(text: str, info: ValidationInfo) -> str:
    if _known(info).refused is None:
        _read(Money.dinars, text)
    return text


def _month(text: str, info: ValidationInfo) -> str:
    if _known(info).refused is None:
        _read(Month.parse, text)
    return text


def _written(value: Any) -> Any:
    """A value of the law as YAML gives it: text, whole numbers, and mappings and lists of these."""
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_written(each) for each in value]
    if isinstance(value, float):
        raise ValueError(f'a number with a decimal point must stand in quotes: "{value}"')  # noqa: TRY004 - as above
    if not isinstance(value, str) and type(value) is not int:
        raise ValueError(f"must be text, a whole number, or a mapping or list of these, and {value!r} is not")
    return value


def _read(reader: Any, text: str) -> None:
    try:
        reader(text)
    except Refused as error:
        raise ValueError(error.in_english) from None


def _not_yet(_: Any) -> Any:
    raise ValueError("this field is known but can't be played yet")


Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, BeforeValidator(_quoted), Field(min_length=1)]
Cell = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else _quoted(value))]
Dinars = Annotated[Text, AfterValidator(_dinars)]
MonthText = Annotated[Text, AfterValidator(_month)]
Written = Annotated[Any, BeforeValidator(_written)]
NotYet = Annotated[Any, BeforeValidator(_not_yet)]

NewHandle = Annotated[Text, AfterValidator(_new_handle)]
EmployerHandle = Annotated[Text, _handle_of(EMPLOYER)]
SubscriberHandle = Annotated[Text, _handle_of(SUBSCRIBER)]
RecordedShare = Annotated[Text, _one_of(words.RECORDED_SHARES)]
PersonHandle = Annotated[Text, _handle_of(SUBSCRIBER, DEPENDANT)]
DependantHandle = Annotated[Text, _handle_of(DEPENDANT)]
PayerHandle = Annotated[Text, _handle_of(EMPLOYER, SUBSCRIBER)]

Category = Annotated[Text, _one_of(words.CATEGORIES)]
Sector = Annotated[Text, _one_of(words.SECTORS)]
Relation = Annotated[Text, _one_of(words.RELATIONS)]
Gender = Annotated[Text, _one_of(words.GENDERS)]
Package = Annotated[Text, _one_of(words.PACKAGES)]
Reason = Annotated[Text, _one_of(words.REASONS)]
CaseKind = Annotated[Text, _one_of(words.CASE_KINDS)]
CertificatePart = Annotated[Text, _one_of(words.CERTIFICATE_PARTS)]
DocumentKind = Annotated[Text, _one_of(words.DOCUMENT_KINDS)]
IncomeSource = Annotated[Text, _one_of(words.SOURCES)]
NoticeKind = Annotated[Text, _one_of(words.NOTICE_KINDS)]
ReportName = Annotated[Text, _one_of(words.PLAYED_REPORTS)]
RefusalCode = Annotated[Text, _one_of(words.REFUSALS)]


def _payer(handle: str, info: ValidationInfo) -> str:
    if handle in words.SHARES:
        return handle
    return str(_PAYER(handle, info))


_PAYER: Any = _handle_of(EMPLOYER, SUBSCRIBER).func
Payer = Annotated[Text, AfterValidator(_payer)]
"""A handle of an employer or a subscriber, or one of the two shares that have no account."""
