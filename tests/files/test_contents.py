"""What was sent as a document or a photograph, by its bytes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from ishtirak.files import contents, errors, pdfs
from ishtirak.files.contents import ContentType, check_content, photograph_of

pytestmark = pytest.mark.requirement("ENR-3")

ORIENTATION, GPS, ARTIST = 0x0112, 0x8825, 0x013B
UPSIDE_DOWN, TURNED_LEFT = 3, 6


def image(kind: str, width: int = 900, height: int = 1200, **saved_with: object) -> io.BytesIO:
    """An image whose upper half is red and whose lower half is blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width, height // 2))
    return saved(picture, kind, **saved_with)


def saved(picture: Image.Image, kind: str, **saved_with: object) -> io.BytesIO:
    target = io.BytesIO()
    picture.save(target, kind, **saved_with)
    target.seek(0)
    return target


def pdf(change: Callable[[PdfWriter], object] = lambda _: None, pages: int = 1) -> io.BytesIO:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    target.seek(0)
    return target


def png_that_claims(width: int, height: int) -> io.BytesIO:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def cut(whole: io.BytesIO) -> io.BytesIO:
    return io.BytesIO(whole.getvalue()[: len(whole.getvalue()) // 2])


def opens_with(**action: str) -> Callable[[PdfWriter], object]:
    """A PDF that does `action` when it is opened."""
    does = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in action.items()})

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(does)

    return change


def locked_in_its_own_way() -> io.BytesIO:
    standard = pdf(lambda writer: writer.encrypt("secret")).getvalue()
    return io.BytesIO(standard.replace(b"/Standard", b"/MyOwnWay"))


SOUND = [
    (image("JPEG"), ContentType.JPEG),
    (image("PNG"), ContentType.PNG),
    (pdf(pages=3), ContentType.PDF),
]


@pytest.mark.parametrize(("source", "claimed"), SOUND, ids=["jpeg", "png", "pdf"])
def test_what_is_sound_is_taken_and_left_at_its_start(source: io.BytesIO, claimed: ContentType) -> None:
    check_content(source, claimed)

    assert source.tell() == 0


REFUSED = [
    ("nothing", io.BytesIO(), ContentType.PDF, errors.EmptyContent),
    ("a PNG that is said to be a JPEG", image("PNG"), ContentType.JPEG, errors.WrongContent),
    ("a text that is said to be a PDF", io.BytesIO(b"I am a PDF"), ContentType.PDF, errors.WrongContent),
    ("a page of HTML", io.BytesIO(b"<html><script>"), ContentType.PNG, errors.WrongContent),
    ("an image that starts like one", io.BytesIO(b"\xff\xd8\xff and a text"), ContentType.JPEG, errors.UnreadableImage),
    ("half a JPEG", cut(image("JPEG")), ContentType.JPEG, errors.UnreadableImage),
    ("half a PNG", cut(image("PNG")), ContentType.PNG, errors.UnreadableImage),
    ("an image beyond our bound", png_that_claims(10_000, 4_001), ContentType.PNG, errors.TooManyPixels),
    ("an image near Pillow's bound", png_that_claims(10_000, 10_000), ContentType.PNG, errors.TooManyPixels),
    ("an image of billions of pixels", png_that_claims(60_000, 60_000), ContentType.PNG, errors.TooManyPixels),
    ("a text that starts like a PDF", io.BytesIO(b"%PDF-1.7\ntext\n%%EOF"), ContentType.PDF, errors.UnreadablePdf),
    ("half a PDF", cut(pdf()), ContentType.PDF, errors.UnreadablePdf),
    ("a PDF without a page", pdf(pages=0), ContentType.PDF, errors.UnreadablePdf),
    ("a PDF with a password", pdf(lambda w: w.encrypt("secret")), ContentType.PDF, errors.LockedPdf),
    ("a PDF locked in a way of its own", locked_in_its_own_way(), ContentType.PDF, errors.UnreadablePdf),
    ("a PDF with a script", pdf(opens_with(S="JavaScript", JS="alert")), ContentType.PDF, errors.ActivePdf),
    ("a PDF with a file inside", pdf(lambda w: w.add_attachment("a.exe", b"MZ")), ContentType.PDF, errors.ActivePdf),
    ("a PDF that starts a program", pdf(opens_with(S="Launch")), ContentType.PDF, errors.ActivePdf),
]


@pytest.mark.parametrize(("source", "claimed", "refusal"), [each[1:] for each in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_not_what_it_claims_to_be_is_refused(
    source: io.BytesIO, claimed: ContentType, refusal: type[errors.ContentRefused]
) -> None:
    with pytest.raises(refusal):
        check_content(source, claimed)


def test_more_bytes_than_are_accepted_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST_CONTENT_BYTES", 100)

    with pytest.raises(errors.ContentTooLarge):
        check_content(image("JPEG"), ContentType.JPEG)


def test_a_pdf_of_more_parts_than_a_document_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MOST_OBJECTS", 10)

    with pytest.raises(errors.UnreadablePdf):
        check_content(pdf(pages=20), ContentType.PDF)


def kept_photograph(source: io.BytesIO, claimed: ContentType = ContentType.JPEG) -> Image.Image:
    kept = Image.open(io.BytesIO(photograph_of(source, claimed)))
    kept.load()
    return kept


def test_a_photograph_keeps_nothing_but_its_pixels() -> None:
    exif = Image.Exif()
    exif[ARTIST] = "Salma"
    exif.get_ifd(GPS).update({1: "N", 2: (32.0, 53.0, 0.0)})
    source = image("JPEG", exif=exif, comment=b"at home", dpi=(300, 300))
    assert b"Salma" in source.getvalue()

    kept = photograph_of(source, ContentType.JPEG)

    assert b"Salma" not in kept
    assert b"at home" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photograph_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT

    kept = kept_photograph(image("JPEG", 1200, 900, exif=exif))

    assert kept.size == (600, 800)


def test_a_photograph_that_was_taken_upside_down_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = UPSIDE_DOWN

    red, _, blue = kept_photograph(image("JPEG", exif=exif)).getpixel((300, 100))  # type: ignore[misc]

    assert blue > red


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(1500, 2000, (600, 800)), (2000, 1500, (600, 450)), (300, 400, (300, 400)), (900, 900, (600, 600))],
)
def test_a_photograph_is_made_smaller_and_never_larger(width: int, height: int, size: tuple[int, int]) -> None:
    assert kept_photograph(image("PNG", width, height), ContentType.PNG).size == size


@pytest.mark.parametrize(("width", "height"), [(299, 400), (400, 299), (3000, 1000)])
def test_a_photograph_by_which_nobody_could_be_known_is_refused(width: int, height: int) -> None:
    with pytest.raises(errors.PhotographTooSmall):
        photograph_of(image("JPEG", width, height), ContentType.JPEG)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "1"])
def test_a_photograph_in_another_manner_of_colour_is_kept_in_colour(mode: str) -> None:
    picture = Image.new("RGB", (600, 800), "green").convert(mode)

    assert kept_photograph(saved(picture, "PNG"), ContentType.PNG).mode == "RGB"


def test_what_shines_through_a_photograph_is_white() -> None:
    clear = Image.new("RGBA", (600, 800), (0, 0, 0, 0))

    assert kept_photograph(saved(clear, "PNG"), ContentType.PNG).getpixel((300, 400)) == (255, 255, 255)


def test_a_pdf_is_no_photograph() -> None:
    with pytest.raises(errors.WrongContent):
        photograph_of(pdf(), ContentType.PDF)
