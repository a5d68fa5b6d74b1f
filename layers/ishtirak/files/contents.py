"""What was sent as a document or a photograph of a person: told by its bytes, never by its name (ENR-3)."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from ishtirak.files.errors import ContentTooLarge, EmptyContent, WrongContent

LARGEST_CONTENT_BYTES = 10_000_000


class ContentType(StrEnum):
    """What a document may be sent as."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


_MARKS = (
    (b"\xff\xd8\xff", ContentType.JPEG),
    (b"\x89PNG\r\n\x1a\n", ContentType.PNG),
    (b"%PDF-", ContentType.PDF),
)


def check_content(source: BinaryIO, claimed: ContentType) -> None:
    """Check that `source` is what it is claimed to be, and that it opens; it is left at its start.

    Raises: EmptyContent, ContentTooLarge, WrongContent, UnreadableImage, TooManyPixels, UnreadablePdf, LockedPdf,
            ActivePdf.
    """
    _check_size(source)
    _check_type(source, claimed)
    if claimed is ContentType.PDF:
        from ishtirak.files import pdfs  # what reads a PDF or an image is large, and few events need it

        pdfs.check_pdf(source)
    else:
        from ishtirak.files import images

        images.check_image(source, claimed)
    source.seek(0)


def photograph_of(source: BinaryIO, claimed: ContentType) -> bytes:
    """The photograph in `source` as it is kept: a JPEG of at most 600×800, upright, with nothing but its pixels.

    Raises: EmptyContent, ContentTooLarge, WrongContent, UnreadableImage, TooManyPixels, PhotographTooSmall.
    """
    from ishtirak.files import images

    if claimed is ContentType.PDF:
        raise WrongContent(claimed="image/jpeg, image/png")
    _check_size(source)
    _check_type(source, claimed)
    return images.normalised(source, claimed)


def _check_size(source: BinaryIO) -> None:
    size = source.seek(0, 2)
    source.seek(0)
    if size == 0:
        raise EmptyContent
    if size > LARGEST_CONTENT_BYTES:
        raise ContentTooLarge(limit=LARGEST_CONTENT_BYTES)


def _check_type(source: BinaryIO, claimed: ContentType) -> None:
    start = source.read(16)
    source.seek(0)
    found = next((kind for mark, kind in _MARKS if start.startswith(mark)), None)
    if found is not claimed:
        raise WrongContent(claimed=claimed)
