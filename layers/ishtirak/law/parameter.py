"""Parameters of the law: dated values, each with its unit and its source (CON-6).

A value is in force from its date until the next one's; before the first there is none, and nothing is invented.
Values are written the same in a file of the law and in a request that adds one: percentages and dinars as text,
so that they never pass through a float, days and months as whole numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from ishtirak.errors import NoValueInForce
from ishtirak.law.bilingual import Bilingual

PAYERS = ("subscriber", "employer", "social_security", "state")
OLDEST = 150
MOST_PERCENT = 100
MOST_DAYS_FROM_DUE = 3650

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?")
_DINARS = re.compile(r"\d{1,12}(\.\d{1,3})?")


class Unit(StrEnum):
    """What a value is a number of."""

    PERCENT = "percent"
    DAYS = "days"
    DAYS_FROM_DUE = "days_from_due"
    MONTHS = "months"
    DAY_OF_MONTH = "day_of_month"
    HOUR = "hour"
    KIND_OF_DAY = "kind_of_day"
    DIRHAMS = "dirhams"
    DINARS = "dinars"
    PERCENT_OF_INCOME = "percent_of_income"
    DINARS_A_YEAR_BY_AGE = "dinars_a_year_by_age"


class KindOfDay(StrEnum):
    """Whether a day is a public holiday: as the calendar says, or by hand, whatever it says."""

    CALENDAR = "calendar"
    HOLIDAY = "holiday"
    WORKING_DAY = "working_day"


SPLITS = frozenset({Unit.PERCENT_OF_INCOME, Unit.DINARS_A_YEAR_BY_AGE})
"""The units of a contribution, and of who pays which part of it."""

MANY = SPLITS | {Unit.DAYS_FROM_DUE}
"""The units of what is no single number, and has no bounds."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: the document, the section in it, the Arabic sentence.

    stated: whether the source says it; False for what the fund has decided where the source is silent, to be confirmed.
    """

    document: Bilingual
    section: str
    ar: str
    stated: bool = True


class Portion(NamedTuple):
    """A part of a contribution as a percentage of income: whose part it is, and who pays it."""

    part: str
    percent: Decimal
    paid_by: str


class AgeAmount(NamedTuple):
    """What is paid for a person of these ages (both counted in), in dinars a year."""

    from_age: int
    to_age: int
    dinars: Decimal
    paid_by: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a parameter, in force from a date on.

    value:   as rules read it.
    written: as files and requests write it.
    number:  which addition of the running fund it is; 0 for what ships with the release.
    """

    parameter: str
    from_: date
    value: Any
    written: Any
    source: Source
    number: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the law with all its values, oldest first, under the title that users read.

    least, most: bounds of a number, where the law can't mean less or more.
    barred:      payers that can't pay a part, because those of whom the split speaks have none such.
    """

    name: str
    unit: Unit
    title: Bilingual
    values: tuple[DatedValue, ...]
    least: int | None = None
    most: int | None = None
    barred: tuple[str, ...] = ()

    def on(self, day: date) -> DatedValue:
        """The value in force on `day`.

        Raises: NoValueInForce before the first one.
        """
        value = self.value_on(day)
        if value is None:
            raise NoValueInForce(parameter=self.name, on=day)
        return value

    def value_on(self, day: date) -> DatedValue | None:
        """The value in force on `day`; None before the first one."""
        place = bisect_right(self.values, day, key=lambda dated: dated.from_)
        return self.values[place - 1] if place else None

    def value_of(self, written: Any) -> Any:
        """What `written` says in this parameter's unit.

        Raises: ValueError, with the rule that it breaks.
        """
        value = READERS[self.unit](written)
        if self.least is not None and value < self.least:
            raise ValueError(f"must be {self.least} or more, and {value} is not")
        if self.most is not None and value > self.most:
            raise ValueError(f"must be {self.most} or less, and {value} is not")
        if self.barred and not {each.paid_by for each in value}.isdisjoint(self.barred):
            raise ValueError(f"nothing can be paid by {', '.join(self.barred)} here")
        return value

    def with_value(self, added: DatedValue) -> Parameter:
        """The parameter with one value more; it takes the place of an earlier addition of the same date."""
        others = [each for each in self.values if each.from_ != added.from_]
        return replace(self, values=tuple(sorted((*others, added), key=lambda each: each.from_)))


def percent(written: Any) -> Decimal:
    """Raises: ValueError for anything but text like "2.5", from 0 to 100."""
    if not isinstance(written, str) or not _PERCENT.fullmatch(written) or Decimal(written) > MOST_PERCENT:
        raise ValueError(f'a percentage is text from "0" to "100", and {written!r} is not')
    return Decimal(written)


def dinars(written: Any) -> Decimal:
    """Raises: ValueError for anything but text like "20" or "0.250"."""
    if not isinstance(written, str) or not _DINARS.fullmatch(written):
        raise ValueError(f'an amount is text in dinars like "20.000", and {written!r} is not')
    return Decimal(written)


def whole(written: Any) -> int:
    """Raises: ValueError for anything but a whole number that is not below zero."""
    if type(written) is not int or written < 0:
        raise ValueError(f"must be a whole number, and {written!r} is not")
    return written


def _kind_of_day(written: Any) -> KindOfDay:
    try:
        return KindOfDay(written)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(KindOfDay)}, and {written!r} is not") from None


def _days_from_due(written: Any) -> tuple[int, ...]:
    """Raises: ValueError for anything but a list of whole numbers, each greater than the one before it."""
    if not isinstance(written, list) or not all(type(each) is int for each in written):
        raise ValueError(f"must be a list of whole numbers, and {written!r} is not")
    if any(next_ <= each for each, next_ in pairwise(written)):
        raise ValueError("the days must be in order, each once")
    if any(abs(each) > MOST_DAYS_FROM_DUE for each in written):
        raise ValueError(f"no day can be more than {MOST_DAYS_FROM_DUE} days from the due date")
    return tuple(written)


def _portions(written: Any) -> tuple[Portion, ...]:
    parts = _fields(written, required=(), allowed=PAYERS)
    if not parts:
        raise ValueError("names no payer")
    portions = tuple(_portion(part, parts[part]) for part in PAYERS if part in parts)
    if sum(portion.percent for portion in portions) > MOST_PERCENT:
        raise ValueError(f"the parts add up to more than {MOST_PERCENT} percent")
    return portions


def _portion(part: str, written: Any) -> Portion:
    """A percentage alone is paid by whose part it is; the self-employed pay the employer's part too (CON-2)."""
    if isinstance(written, str):
        return Portion(part, percent(written), part)
    fields = _fields(written, required=("percent", "paid_by"))
    if fields["paid_by"] not in PAYERS:
        raise ValueError(f"paid_by must be one of {', '.join(PAYERS)}, and {fields['paid_by']!r} is not")
    return Portion(part, percent(fields["percent"]), fields["paid_by"])


def _age_amounts(written: Any) -> tuple[AgeAmount, ...]:
    fields = _fields(written, required=("paid_by", "ages"))
    if fields["paid_by"] not in PAYERS or not isinstance(fields["ages"], list) or not fields["ages"]:
        raise ValueError("needs a payer and a list of ages")
    amounts = tuple(_age_amount(each, fields["paid_by"]) for each in fields["ages"])
    turned = any(each.from_age > each.to_age for each in amounts)
    if turned or any(next_.from_age <= each.to_age for each, next_ in pairwise(amounts)):
        raise ValueError("ages must be in order and must not overlap")
    return amounts


def _age_amount(written: Any, paid_by: str) -> AgeAmount:
    fields = _fields(written, required=("from", "dinars"), allowed=("from", "to", "dinars"))
    if whole(fields["from"]) > OLDEST or whole(fields.get("to", OLDEST)) > OLDEST:
        raise ValueError(f"nobody is older than {OLDEST}")
    return AgeAmount(whole(fields["from"]), whole(fields.get("to", OLDEST)), dinars(fields["dinars"]), paid_by)


def _fields(written: Any, required: tuple[str, ...], allowed: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    if not isinstance(written, Mapping):
        raise ValueError(f"must have named fields, and {written!r} has none")  # noqa: TRY004 - one error for bad values
    wrong = [name for name in written if name not in (allowed or required)]
    missing = [name for name in required if name not in written]
    if wrong or missing:
        raise ValueError(f"unknown fields {wrong}, missing fields {missing}")
    return written


READERS: Mapping[Unit, Callable[[Any], Any]] = {
    Unit.PERCENT: percent,
    Unit.DAYS: whole,
    Unit.DAYS_FROM_DUE: _days_from_due,
    Unit.MONTHS: whole,
    Unit.DAY_OF_MONTH: whole,
    Unit.HOUR: whole,
    Unit.KIND_OF_DAY: _kind_of_day,
    Unit.DIRHAMS: whole,
    Unit.DINARS: dinars,
    Unit.PERCENT_OF_INCOME: _portions,
    Unit.DINARS_A_YEAR_BY_AGE: _age_amounts,
}
"""How a value is read, by its unit."""
