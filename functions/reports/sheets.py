"""Rows into a CSV file that spreadsheets open as it is meant (RPT-9): UTF-8 with a mark, Arabic and English on top."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ishtirak.rules.money import Money

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report: its name in both languages, and how a value of it is written."""

    ar: str
    en: str
    write: Callable[[Any], str] = str

    @property
    def heading(self) -> str:
        return f"{self.ar} / {self.en}"


def dinars(dirhams: int) -> str:
    """Dirhams as dinars with three decimals."""
    return str(Money(dirhams))


def write_sheet(file: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write `rows` under the headings of `columns`, and return how many there were. Equal rows give equal bytes."""
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\r\n")
        writer.writerow([column.heading for column in columns])
        for row in rows:
            writer.writerow([_cell(column, value) for column, value in zip(columns, row, strict=True)])
            count += 1
    return count


def _cell(column: Column, value: Any) -> str:
    """A text that begins like a formula gets a quote before it: a spreadsheet must never run what somebody typed in."""
    text = "" if value is None else column.write(value)
    return f"'{text}" if column.write is str and text.startswith(_FORMULA) else text
