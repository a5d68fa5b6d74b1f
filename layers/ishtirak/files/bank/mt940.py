"""SWIFT MT940 and MT950 statements and MT942 reports, as banks really write them.

A file is read line by line; what stays in memory is one entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from ishtirak.files.bank.entries import Event
from ishtirak.files.bank.limits import LONGEST_TEXT, MOST_ENTRIES
from ishtirak.files.bank.mt940_messages import Message
from ishtirak.files.bank.swift_text import Field, read_fields, read_lines
from ishtirak.files.errors import FileTooLarge

_STATEMENTS = frozenset({"940", "941", "942", "950"})


def read_mt940(source: BinaryIO, file_name: str) -> Iterator[Event]:
    """The messages of an MT940 file as a stream of heads, entries and ends.

    Raises: FileTooLarge.
    """
    entries = 0
    with closing(read_lines(source, file_name)) as lines:
        for message, field in _by_message(_bounded(read_fields(lines), file_name)):
            if field is None:
                yield from message.end()
            else:
                entries += field.tag == "61"
                if entries > MOST_ENTRIES:
                    raise FileTooLarge(file_name=file_name, what="entries", what_ar="عدد القيود", limit=MOST_ENTRIES)
                yield from message.take(field)


def _by_message(fields: Iterator[Field]) -> Iterator[tuple[Message, Field | None]]:
    """Each field with the message that it stands in; None where that message ends."""
    message: Message | None = None
    kind, is_meant = "", True
    for field in fields:
        if field.tag in "-{":
            if message:
                yield message, None
            message = None
            if field.tag == "{":
                kind, is_meant = field.text, field.text in _STATEMENTS
        elif is_meant and (message or field.tag not in ("86", "NS", "64", "65")):
            message = message or Message(kind)
            yield message, field
    if message:
        yield message, None


def _bounded(fields: Iterator[Field], file_name: str) -> Iterator[Field]:
    length = 0
    for field in fields:
        # A bank may send its text in several fields, one after the other.
        length = sum(map(len, field.lines)) + (length if field.tag in ("86", "NS") else 0)
        if length > LONGEST_TEXT:
            raise FileTooLarge(
                file_name=file_name, what="characters in a field", what_ar="عدد الحروف في حقل", limit=LONGEST_TEXT
            )
        yield field
