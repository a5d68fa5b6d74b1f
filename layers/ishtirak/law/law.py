"""The law as dated data: what value a parameter has on a date, and which source says so (CON-6).

One YAML file a parameter in `parameters/`. A value is in force from its date until the next one's; before the
first there is none, and nothing is invented.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from ishtirak.errors import Defect, NoValueInForce


class BrokenParameter(Defect):
    """A parameter's file can't be read as the law; the system must not start with it."""

    code = "broken_parameter"
    ar = "ملف المتغير {parameter} غير سليم: {reason}"
    en = "The file of the parameter {parameter} is broken: {reason}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: the Arabic sentence, its place, and the document's number where there is one."""

    ar: str
    title: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a parameter, in force from a date on."""

    from_: date
    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the law with all its values, oldest first."""

    name: str
    unit: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue:
        """The value in force on `day`.

        Raises: NoValueInForce before the first one.
        """
        place = bisect_right(self.values, day, key=lambda dated: dated.from_)
        if place == 0:
            raise NoValueInForce(parameter=self.name, on=day)
        return self.values[place - 1]


@dataclass(frozen=True, slots=True)
class Law:
    """Every parameter by name, and the typed reading of those that rules ask for."""

    parameters: Mapping[str, Parameter]

    def grace_days(self, day: date) -> int:
        """Days in which unpaid months do not change the package (PKG-1)."""
        return int(self._value("grace_days", day))

    def due_day(self, day: date) -> int:
        """The day of the next month on which a month falls due (COL-2)."""
        return int(self._value("due_day", day))

    def rounding_step_dirhams(self, day: date) -> int:
        """What each share is rounded half up to, in dirhams (SAL-1)."""
        return int(self._value("rounding_step", day))

    def contribution_rate(self, category: str, day: date) -> Mapping[str, Decimal]:
        """The percentage of income that each payer owes for a subscriber of `category` (CON-1).

        Raises: NoValueInForce where the law names no rate for the category.
        """
        rates: Mapping[str, Mapping[str, Decimal]] = self._value("contribution_rate", day)
        if category not in rates:
            raise NoValueInForce(parameter=f"contribution_rate.{category}", on=day)
        return rates[category]

    def _value(self, name: str, day: date) -> Any:
        return self.parameters[name].on(day).value


@cache
def shipped_law() -> Law:
    """The law that ships with this release: every file of `parameters/`.

    Raises: BrokenParameter for a file that can't be read as one.
    """
    folder = resources.files("ishtirak.law") / "parameters"
    files = (file for file in folder.iterdir() if file.name.endswith(".yaml"))
    parameters = [read_parameter(file.name.removesuffix(".yaml"), file.read_text("utf-8")) for file in files]
    return Law({parameter.name: parameter for parameter in parameters})


def read_parameter(name: str, text: str) -> Parameter:
    """One parameter from the text of its file.

    Raises: BrokenParameter for a field that is missing or unknown, a float, or dates out of order.
    """
    import yaml  # takes longer to load than the rules themselves: only who reads the law waits for it

    try:
        read = yaml.safe_load(text)
        values = tuple(_dated_value(each) for each in read.pop("values"))
        parameter = Parameter(name, read.pop("unit"), values)
    except (yaml.YAMLError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BrokenParameter(parameter=name, reason=repr(error)) from error
    if read:
        raise BrokenParameter(parameter=name, reason=f"unknown fields {sorted(read)}")
    dates = [dated.from_ for dated in values]
    if not dates or dates != sorted(set(dates)):
        raise BrokenParameter(parameter=name, reason="there are no values, or their dates are not in order")
    return parameter


def _dated_value(read: dict[str, Any]) -> DatedValue:
    dated = DatedValue(read.pop("from"), _exact(read.pop("value")), Source(**read.pop("source")))
    if read or type(dated.from_) is not date:
        raise ValueError(f"a value has from (a date), value and source, and nothing else: {read}")
    return dated


def _exact(value: Any) -> Any:
    """Percentages are written as text, so that they never pass through a float."""
    if isinstance(value, float):
        raise TypeError(f"write {value} as text in quotes: a float is not exact")
    if isinstance(value, Mapping):
        return {key: _exact(each) for key, each in value.items()}
    return Decimal(value) if isinstance(value, str) else value
