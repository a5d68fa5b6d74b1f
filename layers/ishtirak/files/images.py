"""Images of documents, and photographs of people (ENR-3). Loads Pillow: import it where an image is at hand."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageOps

from ishtirak.files.contents import ContentType
from ishtirak.files.errors import PhotographTooSmall, TooManyPixels, UnreadableImage

MOST_PIXELS = 40_000_000
"""A sheet of A4 at 600 dots an inch has 35 million. A small file can claim billions, and each takes memory."""

PHOTOGRAPH_WITHIN = (600, 800)
SHORTEST_SIDE = 300
JPEG_QUALITY = 85

_FORMATS = {ContentType.JPEG: "JPEG", ContentType.PNG: "PNG"}
# What Pillow raises of bytes that it can't make sense of.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


def check_image(source: BinaryIO, kind: ContentType) -> None:
    """Raises: UnreadableImage, TooManyPixels."""
    with _opened(source, kind):
        pass  # it has been read to its end


def normalised(source: BinaryIO, kind: ContentType) -> bytes:
    """A photograph as a JPEG within 600×800 pixels, upright, without metadata; it is made smaller, never larger.

    Raises: UnreadableImage, TooManyPixels, PhotographTooSmall.
    """
    with _opened(source, kind) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail(PHOTOGRAPH_WITHIN)
    if min(upright.size) < SHORTEST_SIDE:
        raise PhotographTooSmall(shortest=SHORTEST_SIDE, width=upright.width, height=upright.height)
    bare = Image.new("RGB", upright.size, "white")  # a new image carries no comment, place or time of the old one
    bare.paste(upright, mask=upright)
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=JPEG_QUALITY)
    return kept.getvalue()


@contextmanager
def _opened(source: BinaryIO, kind: ContentType) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower
            image = Image.open(source, formats=[_FORMATS[kind]])
        if image.width * image.height > MOST_PIXELS:
            raise TooManyPixels(limit=MOST_PIXELS)
        image.load()
        yield image
    except Image.DecompressionBombError:
        raise TooManyPixels(limit=MOST_PIXELS) from None
    except _BROKEN:
        raise UnreadableImage from None
