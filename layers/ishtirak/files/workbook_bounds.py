"""Whether an XLSX file is safe to open: what it unpacks to, and how far its cells reach.

The reader of sheets makes room for every cell up to the last one, so that two cells, A1 and XFD1048576, are a bomb of
300 GB in a file of 5 kB. Sizes that the archive states are not believed: each part is unpacked, counted and parsed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO
from xml.parsers import expat

from ishtirak.files.errors import FileTooLarge, UnreadableFile, WrongFileType
from ishtirak.files.limits import MOST_COLUMNS, MOST_ROWS

LARGEST_UNPACKED_BYTES = 250_000_000
HIGHEST_RATIO = 200
"""Unpacked to packed. Sheets of salaries come to 10, sheets of nothing but zeros to 60."""
MOST_PARTS = 500

_SMALL_BYTES = 1_000_000
_PIECE_BYTES = 1 << 18
_WORKBOOK = "xl/workbook.xml"
_PARTS_OF_WORKBOOK = "xl/_rels/workbook.xml.rels"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_near = re.compile(r"[A-Z][0-9]{1,5}").fullmatch
_VALUES = frozenset({"v", "is"})


def check_bounds(source: BinaryIO, file_name: str) -> None:
    """Raises: WrongFileType for another archive or a workbook with macros, FileTooLarge, UnreadableFile."""
    try:
        with zipfile.ZipFile(source) as archive:
            _check_sizes(archive, file_name)
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, part, file_name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError) as broken:
        raise UnreadableFile(file_name=file_name, reason="the workbook is broken", reason_ar="المصنف تالف") from broken


def _check_sizes(archive: zipfile.ZipFile, file_name: str) -> None:
    parts = archive.infolist()
    if _WORKBOOK not in archive.namelist():
        raise WrongFileType(file_name=file_name, found_ar="ملف مضغوط", found="an archive")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise FileTooLarge(
            file_name=file_name,
            what="bytes unpacked",
            what_ar="حجمه بعد فك الضغط بالبايت",
            limit=LARGEST_UNPACKED_BYTES,
        )
    if len(parts) > MOST_PARTS:
        raise FileTooLarge(file_name=file_name, what="parts", what_ar="عدد أجزائه", limit=MOST_PARTS)
    for part in parts:
        if part.file_size > _SMALL_BYTES and part.file_size > HIGHEST_RATIO * part.compress_size:
            raise FileTooLarge(
                file_name=file_name, what="times its size when unpacked", what_ar="نسبة الضغط", limit=HIGHEST_RATIO
            )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file_name: str) -> None:
    """Parse one part to its end: its checksum proves its stated size, its cells stay where they may be."""
    bounds = _Bounds(file_name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = bounds.relationship if part.filename == _PARTS_OF_WORKBOOK else bounds.element
    parser.StartDoctypeDeclHandler = bounds.doctype
    with archive.open(part) as unpacked:
        while piece := unpacked.read(_PIECE_BYTES):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


class _Bounds:
    """Follows the cells of one sheet, as the parser meets them. An empty cell takes no room, however far it stands."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._row = self._column = 0
        self._cell_is_near = True

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Called two million times for 100,000 people: the usual cell is seen at one glance."""
        if name == "c":
            reference = attributes.get("r")
            self._cell_is_near = reference is not None and _near(reference) is not None
            if not self._cell_is_near:
                self._step_to(reference)
        elif name in _VALUES:
            if not self._cell_is_near:
                self._check()
        elif name == "row":
            self._row = self._number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif ":" in name:
            self.element(name.rpartition(":")[2], attributes)

    def relationship(self, name: str, attributes: dict[str, str]) -> None:
        """What the workbook is made of is XML, and so was parsed here; macros and old parts are not."""
        if name.rpartition(":")[2] == "Relationship" and not attributes.get("Target", "").lower().endswith(".xml"):
            raise WrongFileType(
                file_name=self._file_name, found_ar="مصنف فيه وحدات ماكرو", found="a workbook with macros"
            )

    def doctype(self, *_: object) -> None:
        raise expat.ExpatError("a workbook has no document types")

    def _step_to(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
        elif cell := _CELL.fullmatch(reference):
            self._row, self._column = int(cell[2]), _column_no(cell[1].upper())
        else:
            raise expat.ExpatError(f"no such cell: {reference}")

    def _number(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,7}", text):
            raise expat.ExpatError(f"no such row: {text}")
        return int(text)

    def _check(self) -> None:
        if self._row > MOST_ROWS:
            raise FileTooLarge(file_name=self._file_name, what="rows", what_ar="عدد الأسطر", limit=MOST_ROWS)
        if self._column > MOST_COLUMNS:
            raise FileTooLarge(file_name=self._file_name, what="columns", what_ar="عدد الأعمدة", limit=MOST_COLUMNS)


def _column_no(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
