"""Files for these tests, written in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from ishtirak.files.lines import PayrollLine, RefusedLine
from ishtirak.files.payroll import Payroll, Totals

DATA = Path(__file__).parents[1] / "data" / "payroll"

HEADING = "الرقم الوطني,اسم الموظف,إجمالي المرتب"
SALEM, ANISA, BASHIR = "119720070006", "219690070015", "119680070026"


def text_file(*lines: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("".join(f"{line}\r\n" for line in lines).encode(encoding))


def workbook(*rows: Sequence[object], more_sheets: Iterable[str] = ()) -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for name in more_sheets:
        book.create_sheet(name).append(["شيء"])
    return saved(book)


def saved(book: Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def repacked(source: io.BytesIO, replaced: dict[str, bytes]) -> io.BytesIO:
    """The same archive with other contents for some of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *replaced}:
            new.writestr(name, replaced[name] if name in replaced else old.read(name))
    out.seek(0)
    return out


def read_all(source: io.BytesIO, file_name: str = "payroll") -> tuple[list[PayrollLine], list[RefusedLine], Totals]:
    payroll = Payroll(source, file_name)
    lines = list(payroll)
    good = [line for line in lines if isinstance(line, PayrollLine)]
    refused = [line for line in lines if isinstance(line, RefusedLine)]
    return good, refused, payroll.totals


def read_data(name: str) -> tuple[list[PayrollLine], list[RefusedLine], Totals]:
    return read_all(io.BytesIO((DATA / name).read_bytes()), name)


def codes(refused: RefusedLine) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in refused.problems]
