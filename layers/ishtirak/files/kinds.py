"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

from enum import Enum
from typing import BinaryIO

from ishtirak.files.errors import EmptyFile, FileTooLarge, WrongFileType
from ishtirak.files.limits import LARGEST_FILE_BYTES

_READ_TO_TELL = 1_024

# First bytes, and what they are in Arabic and in English.
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "ملف Excel قديم (XLS) أو محمي بكلمة مرور", "an old Excel file (XLS) or one with a password"),
    (b"%PDF", "ملف PDF", "a PDF"),
    (b"\x89PNG", "صورة", "an image"),
    (b"\xff\xd8\xff", "صورة", "an image"),
    (b"GIF8", "صورة", "an image"),
    (b"II*\x00", "صورة", "an image"),
    (b"MM\x00*", "صورة", "an image"),
    (b"RIFF", "صورة أو صوت", "an image or a sound"),
    (b"Rar!", "ملف مضغوط", "an archive"),
    (b"7z\xbc\xaf", "ملف مضغوط", "an archive"),
    (b"\x1f\x8b", "ملف مضغوط", "an archive"),
    (b"{\\rtf", "مستند RTF", "an RTF document"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    TEXT = "text"
    WORKBOOK = "workbook"


def kind_of(source: BinaryIO, file_name: str) -> Kind:
    """Whether `source` is text or a ZIP that may hold a workbook; it is left at its start.

    Raises: EmptyFile, FileTooLarge, WrongFileType.
    """
    size = source.seek(0, 2)
    source.seek(0)
    if size == 0:
        raise EmptyFile(file_name=file_name)
    if size > LARGEST_FILE_BYTES:
        raise FileTooLarge(file_name=file_name, what="bytes", what_ar="حجمه بالبايت", limit=LARGEST_FILE_BYTES)
    start = source.read(_READ_TO_TELL)
    source.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return Kind.WORKBOOK
    for mark, ar, en in _FOREIGN:
        if start.startswith(mark):
            raise WrongFileType(file_name=file_name, found_ar=ar, found=en)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise WrongFileType(file_name=file_name, found_ar="صفحة HTML أو XML", found="an HTML or XML page")
    if b"\x00" in start and not start.startswith(_UTF16_MARKS):
        raise WrongFileType(file_name=file_name, found_ar="بيانات ثنائية", found="binary data")
    return Kind.TEXT
