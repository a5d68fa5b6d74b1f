"""MT940 as text: its lines, and the fields that they make, whatever stands around them.

Banks send messages in SWIFT's envelope ({1:…}{2:…}{4: … -}), with heads of their own, with nothing between them, with
times like 16:26:37 broken so that a line begins with ":26:37". So a field begins where its tag is known, may stand at
that place, and is followed by what it must hold.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple

from ishtirak.files.bank.limits import LONGEST_LINE
from ishtirak.files.errors import FileTooLarge

_PIECE_BYTES = 1 << 18
_CONTROL = {code: None for code in (*range(0x20), 0x7F, 0xFEFF) if code != 0x09}

_TAG = re.compile(r":(13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS):(.*)")
_BALANCE = re.compile(r"\s*[CD][0-9]{6}")
_MUST_HOLD = {
    **dict.fromkeys(("60", "60F", "60M", "62", "62F", "62M", "64", "65"), _BALANCE),
    "61": re.compile(r"\s*[0-9]{6}"),
    "90C": re.compile(r"\s*[0-9]{0,6}[A-Z]{3}[0-9]"),
    "90D": re.compile(r"\s*[0-9]{0,6}[A-Z]{3}[0-9]"),
}
_HEAD = frozenset({"13", "13D", "20", "21", "25", "25P", "28", "28C", "34F"})
_OPENS_MESSAGE = re.compile(r":(?:21|25P?|28C?|13D?|34F|NS|60[FM]?):")
_ENVELOPE = re.compile(r"\{2:[IO]([0-9]{3})")
_END = re.compile(r"-(?:\}.*|X{3})?\s*")


class Line(NamedTuple):
    """A line without what ends it. `number` is its place in the file: 1…"""

    number: int
    text: str


class Field(NamedTuple):
    """A field with all its lines. `tag` is "-" where a message ends, "{" where its envelope names its type."""

    line_no: int
    tag: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.lines[0].strip()


def read_lines(source: BinaryIO, file_name: str) -> Generator[Line, None, None]:
    """Every line, without the control characters that envelopes and old systems put in.

    Raises: FileTooLarge.
    """
    encoding = _encoding_of(source)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding)
    try:
        number = 0
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise FileTooLarge(
                    file_name=file_name, what="characters in a line", what_ar="عدد الحروف في سطر", limit=LONGEST_LINE
                )
            number += 1
            for piece in line.split("@@") if "@@:" in line else (line,):  # as old home banking ends its lines
                yield Line(number, piece.translate(_CONTROL).rstrip())
    finally:
        if not source.closed:
            text.detach()  # else the end of the text would close the sender's file too


def _encoding_of(source: BinaryIO) -> str:
    """What its mark says, else strict UTF-8, else the Windows encoding for Arabic."""
    source.seek(0)
    if source.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _first_that_reads(source, "utf-16")
    return _first_that_reads(source, "utf-8-sig")


def _first_that_reads(source: BinaryIO, encoding: str) -> str:
    source.seek(0)
    decode = codecs.getincrementaldecoder(encoding)().decode
    try:
        while piece := source.read(_PIECE_BYTES):
            decode(piece)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1256"
    return encoding


def read_fields(lines: Iterator[Line]) -> Iterator[Field]:
    """The fields of all messages, in order, with a mark where one ends."""
    return _Fields(lines).read()


class _Fields:
    """Follows where in a message a line stands: in its head, among its entries, below them, or outside of any."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._place = "outside"
        self._tag = ""
        self._starts_on = 0
        self._text: list[str] = []

    def read(self) -> Iterator[Field]:
        lines = self._lines
        line = next(lines, None)
        while line is not None:
            following = next(lines, None)
            yield from self._take(line, following.text if following else "")
            line = following
        yield from self._finish()

    def _take(self, line: Line, following: str) -> Iterator[Field]:
        text = line.text
        if "{" in text and (envelope := _ENVELOPE.search(text)):
            yield from self._finish()
            yield Field(line.number, "{", (envelope[1],))
            self._place = "outside"
            text = text.rpartition("{4:")[2].strip()
        elif text.startswith("{4:"):
            text = text[3:]
        tag = _TAG.match(text)
        if tag and self._may_stand(tag[1], tag[2], following):
            yield from self._finish()
            if self._begins_message(tag[1]):
                yield Field(line.number, "-", ("",))
            self._place = self._place_of(tag[1])
            self._tag, self._starts_on, self._text = tag[1], line.number, [tag[2]]
        elif _END.fullmatch(text):
            yield from self._finish()
            yield Field(line.number, "-", ("",))
            self._place = "outside"
        elif self._tag:
            self._text.append(text)

    def _finish(self) -> Iterator[Field]:
        if self._tag:
            yield Field(self._starts_on, self._tag, tuple(self._text))
        self._tag = ""

    def _may_stand(self, tag: str, text: str, following: str) -> bool:
        if (pattern := _MUST_HOLD.get(tag)) and not pattern.match(text):
            # Among entries it is text that happens to look so; elsewhere it is the field, written wrongly.
            return self._place != "entries" or tag == "61"
        if self._place == "entries" and tag in _HEAD:
            return tag == "20" and _OPENS_MESSAGE.match(following) is not None
        return True

    def _begins_message(self, tag: str) -> bool:
        return tag in _HEAD and (self._place == "below" or (tag == "20" and self._place == "entries"))

    def _place_of(self, tag: str) -> str:
        if tag in _HEAD:
            return "head"
        if tag.startswith(("62", "64", "65", "90")):
            return "below"
        if tag.startswith(("60", "61")):
            return "entries"
        return "head" if self._place == "outside" else self._place
