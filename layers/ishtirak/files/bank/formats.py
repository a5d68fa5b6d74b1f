"""Which format a bank's file has, by what it holds and never by its name."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from ishtirak.files.bank.entries import Format
from ishtirak.files.bank.errors import NotBankStatement
from ishtirak.files.bank.limits import LARGEST_TEXT_BYTES, LARGEST_XML_BYTES
from ishtirak.files.errors import EmptyFile, FileTooLarge, WrongFileType
from ishtirak.files.kinds import kind_of

_READ_TO_TELL = 8_192
_MT940 = re.compile(r"^(?:[\x00-\x20]*(?:\{1:[AF]|\{2:[IO]9[45][0-9])|:(?:20|25P?|28C?|60[FM]?|61):)", re.MULTILINE)


def format_of(source: BinaryIO, file_name: str) -> Format:
    """What `source` holds; it is left at its start.

    Raises: EmptyFile, FileTooLarge, NotBankStatement.
    """
    size = source.seek(0, 2)
    source.seek(0)
    start = _text(source.read(_READ_TO_TELL))
    source.seek(0)
    if size and not start.strip("\ufeff\x00 \t\r\n"):
        raise EmptyFile(file_name=file_name)
    if start.lstrip("\ufeff \t\r\n").startswith("<"):
        _check_size(size, LARGEST_XML_BYTES, file_name)
        return Format.CAMT
    if _MT940.search(start):
        _check_size(size, LARGEST_TEXT_BYTES, file_name)
        return Format.MT940
    try:
        kind_of(source, file_name)
    except WrongFileType as other:
        found = {name: other.values[name] for name in ("found", "found_ar")}
        raise NotBankStatement(file_name=file_name, **found) from None
    return Format.TABLE


def _check_size(size: int, limit: int, file_name: str) -> None:
    if size > limit:
        raise FileTooLarge(file_name=file_name, what="bytes", what_ar="حجمه بالبايت", limit=limit)


def _text(start: bytes) -> str:
    """The start as text that shows what it is; UTF-16 is known by its mark, or by the zeros between its letters."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", errors="replace")
    if start.startswith((b"<\x00", b"\x00<")):
        return start.decode("utf-16-le" if start.startswith(b"<") else "utf-16-be", errors="replace")
    return start.removeprefix(codecs.BOM_UTF8).decode("latin-1")
