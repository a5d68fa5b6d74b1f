"""The refused lines as a file that opens in Excel, to be corrected and sent again (ENR-9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from ishtirak.files.headings import COLUMNS
from ishtirak.files.lines import Problem, RefusedLine
from ishtirak.rules.digits import visible

LINE_HEADING, REASONS_HEADING = "السطر في الملف الأصلي", "أسباب الرفض"

_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_ARABIC_NAMES = {column.key: column.ar for column in COLUMNS}


def write_error_file(heading: Sequence[str], refused: Iterable[RefusedLine], out: BinaryIO) -> int:
    """Write `refused` to `out` as CSV in UTF-8 with a byte order mark, and give back how many lines there were.

    Each line has its cells as they were sent, then its number in the sender's file and the reasons in Arabic.
    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(_harmless([*heading, LINE_HEADING, REASONS_HEADING]))
        count = 0
        for count, line in enumerate(refused, start=1):  # noqa: B007
            cells = [*line.cells, *[""] * (len(heading) - len(line.cells))]
            writer.writerow(_harmless([*cells, str(line.line_no), " | ".join(map(_reason, line.problems))]))
        return count
    finally:
        text.detach()  # flushes, and leaves `out` open to its owner


def _reason(problem: Problem) -> str:
    name = _ARABIC_NAMES.get(problem.column)
    return f"{name}: {problem.ar}" if name else problem.ar


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if visible(cell)[:1] in _STARTS_A_FORMULA else cell for cell in cells]
