"""One line of a payroll: a person and their pay, or everything that is wrong with it (COL-7, ENR-9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ishtirak.errors import Refused
from ishtirak.files.amounts import monthly_amount
from ishtirak.files.headings import COLUMNS, NEEDED
from ishtirak.files.shortcuts import known_iban_of, known_name_of
from ishtirak.files.tables import Row
from ishtirak.files.totals import AMOUNTS
from ishtirak.rules.identity import national_number_of
from ishtirak.rules.money import Money

LONGEST_VALUE = 150
"""No name, number or amount is longer; what is would only swell the list of problems."""


@dataclass(frozen=True, slots=True)
class PayrollLine:
    """One person's pay of one month as the employer states it; None where the file does not say.

    `gross` stands as stated: it is not compared with its parts, nor with `net`. `cells` is the line as it was sent.
    """

    line_no: int
    national_number: str
    name: str
    gross: Money
    basic: Money | None = None
    annual_allowances: Money | None = None
    distinction_allowances: Money | None = None
    overtime: Money | None = None
    bonus: Money | None = None
    net: Money | None = None
    iban: str | None = None
    cells: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one line. `column` is the key of a column, "" where it is the whole line."""

    line_no: int
    column: str
    code: str
    ar: str
    en: str
    value: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that can't be used, as it was sent, with all its problems."""

    line_no: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


class MissingCell(Refused):
    code = "missing"
    ar = "هذه البيانة مطلوبة."
    en = "This is required."


class FormulaCell(Refused):
    code = "formula"
    ar = "في الخانة معادلة وليس قيمة."
    en = "The cell holds a formula instead of a value."


class LongCell(Refused):
    code = "too_long"
    ar = "في الخانة أكثر من {limit} حرفا."
    en = "The cell has more than {limit} characters."


class ExtraCells(Refused):
    code = "extra_cells"
    ar = "خانات هذا السطر أكثر من أسماء الأعمدة: لعل فاصلة في مبلغ أو اسم قسمته."
    en = "The line has more cells than there are columns: perhaps a comma inside an amount or a name cut it."


class RepeatedPerson(Refused):
    code = "repeated_national_number"
    ar = "الرقم الوطني «{value}» ورد من قبل في السطر {first_line_no}."
    en = "The national number {value!r} stands already in line {first_line_no}."


_READERS: Mapping[str, Callable[[str], Any]] = {
    "national_number": national_number_of,
    "name": known_name_of,
    "iban": known_iban_of,
    **dict.fromkeys(AMOUNTS, monthly_amount),
}
_KEYS = tuple(column.key for column in COLUMNS)


class LineReader:
    """Reads lines below one header and remembers who stood in them: the second line of a person is refused."""

    def __init__(self, columns: Mapping[str, int], width: int) -> None:
        self._columns = [(key, columns[key], _READERS[key]) for key in _KEYS if key in columns]
        self._width = width
        self._lines_by_person: dict[str, int] = {}

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """What stands in the known columns, trimmed; an absent cell is an empty one."""
        count = len(cells)
        return {key: cells[place].strip() if place < count else "" for key, place, _ in self._columns}

    def read(self, row: Row, texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of one line by column, and its problems; a column has either or neither, when it is empty."""
        line_no, cells = row
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return {}, [_problem(line_no, "", ",".join(cells[self._width :]), ExtraCells())]
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, _, reader in self._columns:
            text = texts[key]
            try:
                value = _value(key, text, reader)
            except Refused as refused:
                problems.append(_problem(line_no, key, text, refused))
            else:
                if value is not None:
                    values[key] = value
        if person := values.get("national_number"):
            first_line_no = self._lines_by_person.setdefault(person, line_no)
            if first_line_no != line_no:
                repeated = RepeatedPerson(value=person, first_line_no=first_line_no)
                problems.append(_problem(line_no, "national_number", texts["national_number"], repeated))
        return values, problems


def _value(key: str, text: str, reader: Callable[[str], Any]) -> Any:
    if not text:
        if key in NEEDED:
            raise MissingCell
        return None
    if text[0] in "=@":
        raise FormulaCell
    if len(text) > LONGEST_VALUE:
        raise LongCell(limit=LONGEST_VALUE)
    return reader(text)


def _problem(line_no: int, column: str, text: str, refused: Refused) -> Problem:
    return Problem(line_no, column, refused.code, refused.in_arabic, refused.in_english, text[:LONGEST_VALUE])
