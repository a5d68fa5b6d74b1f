"""The rows of a CSV or XLSX file as cells of text (COL-7, ENR-9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ishtirak.files.errors import FileTooLarge
from ishtirak.files.kinds import Kind, kind_of
from ishtirak.files.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS


class Row(NamedTuple):
    """One row as it was sent. `line_no` is the line of the text file, or the row of the sheet, where it starts: 1…"""

    line_no: int
    cells: list[str]


def read_rows(source: BinaryIO, file_name: str) -> Iterator[Row]:
    """Every row of `source`, empty ones too, in order; a number of a sheet is written exactly, a date in ISO.

    `source` is a binary file that can seek, such as `BytesIO` or a temporary file; CSV is read as a stream.
    Raises: FileRefused, at once for what the file is, while reading for what it holds.
    """
    if kind_of(source, file_name) is Kind.TEXT:
        from ishtirak.files.text_tables import read_text

        rows = read_text(source, file_name)
    else:
        from ishtirak.files.workbooks import read_workbook

        rows = read_workbook(source, file_name)
    return _within_bounds(rows, file_name)


def _within_bounds(rows: Iterator[tuple[int, list[str]]], file_name: str) -> Iterator[Row]:
    for count, (line_no, cells) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise FileTooLarge(file_name=file_name, what="rows", what_ar="عدد الأسطر", limit=MOST_ROWS)
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise FileTooLarge(file_name=file_name, what="columns", what_ar="عدد الأعمدة", limit=MOST_COLUMNS)
        if max(map(len, cells), default=0) > LONGEST_CELL:
            raise FileTooLarge(
                file_name=file_name, what="characters in a cell", what_ar="عدد الحروف في خانة", limit=LONGEST_CELL
            )
        yield Row(line_no, cells)
