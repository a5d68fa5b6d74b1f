"""The refused lines, to be corrected and sent again."""

from __future__ import annotations

import csv
import io

import pytest

from ishtirak.files.error_file import write_error_file
from ishtirak.files.lines import RefusedLine
from ishtirak.files.payroll import Payroll
from tests.files.writing import DATA, HEADING, text_file

pytestmark = pytest.mark.requirement("COL-7", "ENR-9")


def returned(source: io.BytesIO) -> tuple[int, list[list[str]], bytes]:
    payroll, out = Payroll(source, "a file"), io.BytesIO()
    count = write_error_file(payroll.heading, (line for line in payroll if isinstance(line, RefusedLine)), out)
    return count, list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))), out.getvalue()


def test_refused_lines_come_back_as_sent_with_their_line_and_the_reasons_in_arabic() -> None:
    count, rows, raw = returned(io.BytesIO((DATA / "2026-01-faults.csv").read_bytes()))

    assert raw.startswith(b"\xef\xbb\xbf")
    assert count == len(rows) - 1 == 9
    assert rows[0][-3:] == ["رقم الحساب", "السطر في الملف الأصلي", "أسباب الرفض"]
    assert rows[1][:3] == ["3", "219690070015", "عبد الرحمن علي لعمري"]
    assert rows[1][-2:] == ["4", "الرقم الوطني: الرقم الوطني «219690070015» ورد من قبل في السطر 3."]
    assert rows[5][-1] == "إجمالي المرتب: هذه البيانة مطلوبة."


def test_no_cell_comes_back_as_a_formula() -> None:
    line = '=1,"+1","-1","@x","\u200f=2"'
    _, rows, _ = returned(text_file(HEADING + ",=a,b", line))

    assert rows[0][3] == "'=a"
    assert rows[1][:5] == ["'=1", "'+1", "'-1", "'@x", "'\u200f=2"]


_NUMBER = "الرقم الوطني: الرقم الوطني «x» غير صحيح: اثنا عشر رقما، أولها 1 للذكر أو 2 للأنثى، ثم سنة الميلاد."


def test_short_lines_are_filled_and_all_reasons_stand_in_one_cell() -> None:
    _, rows, _ = returned(text_file(HEADING, "x"))

    assert rows[1] == [
        "x",
        "",
        "",
        "2",
        _NUMBER + " | اسم الموظف: هذه البيانة مطلوبة. | إجمالي المرتب: هذه البيانة مطلوبة.",
    ]
