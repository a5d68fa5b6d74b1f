"""PDFs of documents (ENR-3). Loads pypdf: import it where a PDF is at hand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from ishtirak.files.errors import ActivePdf, LockedPdf, UnreadablePdf

MOST_OBJECTS = 50_000
"""A scan of a hundred pages has a few hundred."""

_END_WITHIN_BYTES = 1_024
# What makes a PDF do something by itself when it is opened, or carry something else inside.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE"})
# What pypdf raises of bytes that it can't make sense of.
_BROKEN = (
    PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError,
    NotImplementedError, struct.error, zlib.error,
)  # fmt: skip


def check_pdf(source: BinaryIO) -> None:
    """Check that a PDF is whole, open to everybody and does nothing by itself.

    Raises: UnreadablePdf, LockedPdf, ActivePdf.
    """
    _check_end(source)
    try:
        reader = PdfReader(source)
        if reader.is_encrypted:
            raise LockedPdf
        if not reader.pages:
            raise UnreadablePdf
        if any(_is_active(each) for each in _dictionaries(reader.trailer)):
            raise ActivePdf
    except _BROKEN:
        raise UnreadablePdf from None


def _check_end(source: BinaryIO) -> None:
    size = source.seek(0, 2)
    source.seek(max(0, size - _END_WITHIN_BYTES))
    ends = b"%%EOF" in source.read()
    source.seek(0)
    if not ends:
        raise UnreadablePdf


def _is_active(found: DictionaryObject) -> bool:
    return not _ACTIVE_KEYS.isdisjoint(found) or found.get("/S") in _ACTIVE_ACTIONS


def _dictionaries(trailer: Any) -> Iterator[DictionaryObject]:
    """Everything that can be reached from the trailer, once each.

    Raises: UnreadablePdf where it is more than any document has.
    """
    waiting, seen, count = [trailer], set[tuple[int, int]](), 0
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            at = (each.idnum, each.generation)
            if at in seen:
                continue
            seen.add(at)
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            yield each
        count += 1
        if count > MOST_OBJECTS:
            raise UnreadablePdf
        waiting.extend(_inside(each))


def _inside(found: Any) -> list[Any]:
    """What a dictionary or a list holds that may hold more."""
    held: list[Any] = []
    if isinstance(found, DictionaryObject):
        held = [found.raw_get(key) for key in found]
    elif isinstance(found, ArrayObject):
        held = list(list.__iter__(found))
    return [each for each in held if isinstance(each, IndirectObject | DictionaryObject | ArrayObject)]
