"""Small files of documents and photographs, made in memory."""

from __future__ import annotations

import io

from PIL import Image
from pypdf import PdfWriter

ORIENTATION, ARTIST = 0x0112, 0x013B
TURNED_LEFT = 6


def pdf(title: str = "a paper") -> bytes:
    """A page with nothing on it; another title makes other bytes."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": title})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def jpeg(width: int = 900, height: int = 1200, **saved_with: object) -> bytes:
    """An image whose upper half is red and whose lower half is blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width, height // 2))
    return _written(picture, "JPEG", **saved_with)


def sideways() -> bytes:
    """A photograph that was taken sideways, by somebody whose name stands in it."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT
    exif[ARTIST] = "Salma"
    return jpeg(1200, 900, exif=exif)


def png(width: int = 600, height: int = 800) -> bytes:
    return _written(Image.new("RGB", (width, height), "green"), "PNG")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _written(picture: Image.Image, kind: str, **saved_with: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **saved_with)
    return written.getvalue()
