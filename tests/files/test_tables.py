"""What a file is, and its rows."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from ishtirak.files import errors, limits, workbook_bounds
from ishtirak.files.tables import read_rows
from tests.files.writing import DATA, repacked, saved, text_file, workbook

pytestmark = pytest.mark.requirement("COL-7", "ENR-9")

SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def cells_of(source: io.BytesIO) -> list[list[str]]:
    return [row.cells for row in read_rows(source, "a file")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_usual_encoding_and_with_every_usual_delimiter(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(cells) for cells in (["الاسم", "المبلغ"], ["سليم", "5.5"], ["أنيسة", "6"])]

    assert cells_of(text_file(*lines, encoding=encoding)) == [["الاسم", "المبلغ"], ["سليم", "5.5"], ["أنيسة", "6"]]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    assert cells_of(text_file("اسم;مبلغ;صافي", "سليم;5,50;4,10", "أنيسة;6,00;5,25"))[1] == ["سليم", "5,50", "4,10"]


def test_a_row_has_the_line_on_which_it_starts() -> None:
    rows = list(read_rows(text_file("a,b", '"one\r\ntwo",x', "", "c,d"), "a file"))

    assert [(row.line_no, row.cells[:1]) for row in rows] == [(1, ["a"]), (2, ["one\r\ntwo"]), (4, []), (5, ["c"])]


def test_rows_of_a_sheet_keep_their_numbers_and_their_cells_are_written_exactly() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    values: dict[str, Any] = {
        "A3": "x", "B3": dt.date(2026, 1, 31), "C3": dt.time(4, 5), "D3": True, "E3": 119720070006, "F3": 0.1 + 0.2,
        "G3": 1e20, "H3": -0.0, "I3": 2241.86,
    }  # fmt: skip
    for place, value in values.items():
        sheet[place] = value

    rows = list(read_rows(saved(book), "a file"))

    assert rows[-1].line_no == 3
    assert rows[-1].cells == [
        "x", "2026-01-31", "04:05:00", "TRUE", "119720070006", "0.3", "100000000000000000000", "0", "2241.86",
    ]  # fmt: skip


def test_a_file_is_known_by_its_content_and_not_by_its_name() -> None:
    with (DATA / "2026-03.xlsx").open("rb") as source:
        assert len(list(read_rows(source, "march.csv"))) == 1_197


@pytest.mark.parametrize(
    "start",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a",
        b"RIFF....WEBP", b"Rar!", b"7z\xbc\xaf'", b"\x1f\x8b\x08", b"{\\rtf1", b"II*\x00",
        b"<html><table>", b"\xef\xbb\xbf \r\n<?xml version='1.0'?>", b"a,b\x00c",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_first_bytes(start: bytes) -> None:
    with pytest.raises(errors.WrongFileType):
        read_rows(io.BytesIO(start + b"1234567890" * 10), "payroll.csv")


def test_an_empty_file_a_huge_file_and_an_unknown_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.EmptyFile):
        read_rows(io.BytesIO(), "a file")
    with pytest.raises(errors.UnknownEncoding):
        read_rows(io.BytesIO(b"a,b\r\n" * 1_000 + b"\x00\x01"), "a file")
    with pytest.raises(errors.UnknownEncoding):
        read_rows(io.BytesIO("ab".encode("utf-16") + b"\x00"), "a file")
    monkeypatch.setattr("ishtirak.files.kinds.LARGEST_FILE_BYTES", 3)
    with pytest.raises(errors.FileTooLarge):
        read_rows(io.BytesIO(b"abcd"), "a file")


def test_too_many_rows_columns_and_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.FileTooLarge, match="columns"):
        cells_of(text_file(",".join("x" * 41)))
    with pytest.raises(errors.FileTooLarge, match="in a cell"):
        cells_of(text_file("x" * 1_001 + ",y"))
    with pytest.raises(errors.FileTooLarge, match="in a line"):
        cells_of(text_file("x" * (limits.LONGEST_LINE + 1)))
    monkeypatch.setattr("ishtirak.files.tables.MOST_ROWS", 2)
    with pytest.raises(errors.FileTooLarge, match="rows"):
        cells_of(text_file("a", "b", "c"))


@pytest.mark.parametrize("line", ['"never closed,1', '"closed" too early,1'])
def test_broken_quotation_marks_are_told_with_their_line(line: str) -> None:
    with pytest.raises(errors.UnreadableFile, match="line 2"):
        cells_of(text_file("a,b", line, "c,d"))


def test_reading_text_takes_little_memory_and_leaves_the_file_open() -> None:
    source = text_file(*["119720070006,سليم فاتح سعدي,804.00"] * 30_000)

    tracemalloc.start()
    count = sum(1 for _ in read_rows(source, "a file"))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 30_000
    assert peak_bytes < 3_000_000
    assert not source.closed


def test_the_sheet_that_is_meant_must_be_clear() -> None:
    with pytest.raises(errors.SeveralSheets, match="فرع"):
        read_rows(workbook(["a"], more_sheets=["فرع"]), "a file")
    with pytest.raises(errors.EmptyFile):
        read_rows(workbook(), "a file")


def test_a_hidden_sheet_is_not_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["shown"])
    hidden = book.create_sheet("lists")
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"

    assert cells_of(saved(book)) == [["shown"]]


def test_another_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(errors.WrongFileType):
        read_rows(out, "payroll.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row><c r="xfd1"><v>1</v></c></row>',
        f"<row>{'<c/>' * 41}<c><v>1</v></c></row>",
    ],
)
def test_a_cell_too_far_out_is_refused_before_room_is_made_for_it(rows: str) -> None:
    bomb = repacked(workbook(["a"]), {SHEET: SHEET_XML.format(rows).encode()})

    with pytest.raises(errors.FileTooLarge):
        read_rows(bomb, "a file")


def test_a_far_cell_with_nothing_in_it_is_harmless() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert cells_of(repacked(workbook(["a"]), {SHEET: SHEET_XML.format(rows).encode()})) == [["1"]]


def test_names_with_prefixes_hide_no_cell() -> None:
    rows = '<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>'
    xml = f'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rows}</x:worksheet>'

    with pytest.raises(errors.FileTooLarge):
        read_rows(repacked(workbook(["a"]), {SHEET: xml.encode()}), "a file")


@pytest.mark.parametrize(
    "xml",
    [
        "<worksheet>",
        "no xml",
        '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>',
        SHEET_XML.format('<row r="x"/>'),
        SHEET_XML.format('<row r="1"><c r="AAAA1"><v>1</v></c></row>'),
    ],
)
def test_a_broken_sheet_is_refused(xml: str) -> None:
    with pytest.raises(errors.UnreadableFile):
        read_rows(repacked(workbook(["a"]), {SHEET: xml.encode()}), "a file")


def test_a_broken_archive_and_a_broken_workbook_are_refused() -> None:
    whole = workbook(["a"] * 5).getvalue()
    sheet = SHEET_XML.format('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')

    with pytest.raises(errors.UnreadableFile):
        read_rows(io.BytesIO(whole[: len(whole) // 2]), "a file")
    with pytest.raises(errors.UnreadableFile):
        read_rows(repacked(workbook(["a"]), {SHEET: sheet.encode()}), "a file")


def test_a_size_that_the_archive_lies_about_is_found_out() -> None:
    honest = repacked(workbook(["a"]), {SHEET: SHEET_XML.format("<row/>" * 1_000).encode()})
    with zipfile.ZipFile(honest) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = io.BytesIO(honest.getvalue().replace(size.to_bytes(4, "little"), (200).to_bytes(4, "little")))

    with pytest.raises(errors.UnreadableFile):
        read_rows(lying, "a file")


def test_what_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.FileTooLarge, match="times its size"):
        read_rows(repacked(workbook(["a"]), {SHEET: b" " * 2_000_000}), "a file")
    monkeypatch.setattr(workbook_bounds, "MOST_PARTS", 3)
    with pytest.raises(errors.FileTooLarge, match="parts"):
        read_rows(workbook(["a"]), "a file")
    monkeypatch.setattr(workbook_bounds, "LARGEST_UNPACKED_BYTES", 100)
    with pytest.raises(errors.FileTooLarge, match="bytes unpacked"):
        read_rows(workbook(["a"]), "a file")


def test_a_workbook_with_parts_that_are_no_xml_is_refused() -> None:
    rels = b'<Relationships><Relationship Id="r" Target="vbaProject.bin"/></Relationships>'

    with pytest.raises(errors.WrongFileType, match="macros"):
        read_rows(repacked(workbook(["a"]), {"xl/_rels/workbook.xml.rels": rels}), "a file")
