"""XLSX, checked before it is opened: a small file can ask for more memory than there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import python_calamine as calamine

from ishtirak.files.errors import EmptyFile, SeveralSheets, UnreadableFile
from ishtirak.files.workbook_bounds import check_bounds

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_SIGNIFICANT_DIGITS = 15
"""What Excel keeps and shows of a number; the digits that a float has beyond them were never typed."""


def read_workbook(source: BinaryIO, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the only visible sheet that holds anything, with their row numbers.

    Raises: WrongFileType, FileTooLarge, UnreadableFile, EmptyFile, SeveralSheets.
    """
    check_bounds(source, file_name)
    source.seek(0)
    try:
        with calamine.CalamineWorkbook.from_filelike(source) as workbook:
            sheet = _only_sheet(workbook, file_name)
            return _rows(sheet)
    except calamine.CalamineError as broken:
        raise UnreadableFile(file_name=file_name, reason="the workbook is broken", reason_ar="المصنف تالف") from broken


def _only_sheet(workbook: calamine.CalamineWorkbook, file_name: str) -> calamine.CalamineSheet:
    filled = []
    for about in workbook.sheets_metadata:
        is_shown = about.visible == calamine.SheetVisibleEnum.Visible
        if is_shown and about.typ == calamine.SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.height:
                filled.append(sheet)
    if not filled:
        raise EmptyFile(file_name=file_name)
    if len(filled) > 1:
        raise SeveralSheets(file_name=file_name, sheets="، ".join(sheet.name for sheet in filled))
    return filled[0]


def _rows(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for row_no, values in enumerate(sheet.iter_rows(), start=1):
        yield row_no, [value if type(value) is str else written(value) for value in values]


def written(value: Cell) -> str:
    """A cell of a sheet as text: a number in plain digits, never as a power of ten; dates and times in ISO."""
    if type(value) is float:
        digits = f"{value or 0.0:.{_SIGNIFICANT_DIGITS}g}"
        return f"{Decimal(digits):f}" if "e" in digits else digits
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
