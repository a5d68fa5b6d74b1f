"""A payroll as an employer sends it: a month's statement (COL-7), or a list of people to register (ENR-9).

Titles may stand above the header, signatures below the total; columns come in any order, under names in Arabic or
English. Empty lines are passed over, lines of totals are checked, and every other line is a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from ishtirak.files.errors import EmptyFile, NoHeader, NoLines, TotalMismatch
from ishtirak.files.headings import find_columns, says_total
from ishtirak.files.lines import LineReader, PayrollLine, RefusedLine
from ishtirak.files.tables import Row, read_rows
from ishtirak.files.totals import AMOUNTS, Sums
from ishtirak.rules.money import Money

_LINES_ABOVE_HEADER = 30


@dataclass(slots=True)
class Totals:
    """What has been read so far. `gross` and `net` are the sums of the good lines; `good` lines are `good` people."""

    rows: int = 0
    good: int = 0
    refused: int = 0
    gross: Money = Money.ZERO
    net: Money = Money.ZERO


class Payroll:
    """The lines of one file, read once, in order, while they are asked for.

    `heading` is the header as it was sent; `totals` stand when the last line has been read.
    """

    def __init__(self, source: BinaryIO, file_name: str) -> None:
        """Find what the file is and its header. `source` can seek, and stays open until the lines are read.

        Raises: FileRefused.
        """
        self.file_name = file_name
        self.totals = Totals()
        self._rows = read_rows(source, file_name)
        header, columns = self._find_header()
        self.heading = tuple(header.cells)
        self._columns = columns
        self._reader = LineReader(columns, len(header.cells))
        self._sums = Sums()

    def __iter__(self) -> Iterator[PayrollLine | RefusedLine]:
        """Every person's line, good or refused.

        Raises: FileRefused; TotalMismatch and NoLines only after the last line, so that all problems are told.
        """
        mismatch: TotalMismatch | None = None
        total_seen = False
        for row in self._rows:
            texts = self._reader.texts(row.cells)
            if not any(texts.values()) or row.cells == list(self.heading):
                continue
            number = texts["national_number"]
            if not number or says_total(number):
                if any(map(says_total, row.cells)):
                    total_seen = True
                    mismatch = mismatch or self._check_total(row, texts)
                    continue
                if total_seen and not texts["gross"]:
                    continue  # signatures and dates below the total
            yield self._line(row, texts)
        if mismatch:
            raise mismatch
        if not self.totals.rows:
            raise NoLines(file_name=self.file_name)

    def _find_header(self) -> tuple[Row, Mapping[str, int]]:
        filled = 0
        for row in self._rows:
            if columns := find_columns(row.cells, self.file_name):
                return row, columns
            filled += any(cell.strip() for cell in row.cells)
            if filled > _LINES_ABOVE_HEADER:
                break
        raise NoHeader(file_name=self.file_name) if filled else EmptyFile(file_name=self.file_name)

    def _line(self, row: Row, texts: Mapping[str, str]) -> PayrollLine | RefusedLine:
        values, problems = self._reader.read(row, texts)
        self.totals.rows += 1
        amounts = {column: values[column] for column in AMOUNTS if column in values}
        self._sums.add(amounts, {column for column in AMOUNTS if texts.get(column) and column not in amounts})
        if problems:
            self.totals.refused += 1
            return RefusedLine(row.line_no, tuple(row.cells), tuple(problems))
        line = PayrollLine(row.line_no, **values, cells=tuple(row.cells))
        self.totals.good += 1
        self.totals.gross += line.gross
        self.totals.net += line.net or Money.ZERO
        return line

    def _check_total(self, row: Row, texts: Mapping[str, str]) -> TotalMismatch | None:
        difference = self._sums.compare(texts)
        if difference is None:
            return None
        column, counted = difference
        return TotalMismatch(
            file_name=self.file_name,
            line_no=row.line_no,
            heading=self.heading[self._columns[column]].strip(),
            stated=texts[column],
            counted=counted,
        )
