"""CSV as it is sent: UTF-8, UTF-16 or the Windows encoding for Arabic; commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from typing import BinaryIO

from ishtirak.files.errors import FileTooLarge, UnknownEncoding, UnreadableFile
from ishtirak.files.limits import LONGEST_LINE

_PIECE_BYTES = 1 << 18
_LINES_TO_TELL_DELIMITER = 50
_DELIMITERS = ",;\t"

# What no table has: control characters other than tab and line ends. They mean another encoding, or no text at all.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


def read_text(source: BinaryIO, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with the line on which each starts.

    Raises: UnknownEncoding at once; FileTooLarge, UnreadableFile while reading.
    """
    encoding = encoding_of(source, file_name)
    delimiter = delimiter_of(source, encoding, file_name)
    source.seek(0)
    return _parse(_lines(source, encoding, file_name), delimiter, file_name)


def encoding_of(source: BinaryIO, file_name: str) -> str:
    """The first encoding that reads the whole file: what its mark says, else strict UTF-8, else cp1256.

    Raises: UnknownEncoding.
    """
    source.seek(0)
    start = source.read(4)
    marked = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None
    for encoding in (marked,) if marked else ("utf-8-sig", "cp1256"):
        if _decodes(source, encoding):
            return encoding
    raise UnknownEncoding(file_name=file_name)


def _decodes(source: BinaryIO, encoding: str) -> bool:
    source.seek(0)
    decode = codecs.getincrementaldecoder(encoding)().decode
    try:
        while piece := source.read(_PIECE_BYTES):
            if _CONTROL.search(decode(piece)):
                return False
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(source: BinaryIO, encoding: str, file_name: str) -> str:
    """The delimiter that cuts most of the first lines into equally many cells; then the one that cuts more."""
    source.seek(0)
    with closing(_lines(source, encoding, file_name)) as lines:
        sample = list(islice(lines, _LINES_TO_TELL_DELIMITER))
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter) if len(cells) > 1)
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _lines(source: BinaryIO, encoding: str, file_name: str) -> Generator[str, None, None]:
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise FileTooLarge(
                    file_name=file_name, what="characters in a line", what_ar="عدد الحروف في سطر", limit=LONGEST_LINE
                )
            yield line
    finally:
        if not source.closed:
            text.detach()  # else the end of the text would close the sender's file too


def _parse(lines: Iterator[str], delimiter: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    starts_on = 1
    try:
        for cells in reader:
            yield starts_on, cells
            starts_on = reader.line_num + 1
    except csv.Error as broken:
        raise UnreadableFile(
            file_name=file_name,
            reason=f"the quotation marks are broken in the row that starts in line {starts_on}",
            reason_ar=f"علامات التنصيص غير صحيحة في الصف الذي يبدأ في السطر {starts_on}",
        ) from broken
