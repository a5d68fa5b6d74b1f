"""The elements of an XML file, one after the other, within bounds and with nothing kept of what was read.

No DTD, no entities, no other files (defusedxml); a text, a tree or a depth that no statement has ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ishtirak.files.bank.errors import BrokenXml, ForbiddenXml
from ishtirak.files.bank.limits import DEEPEST, MOST_ELEMENTS, MOST_NAMES, MOST_NODES, MOST_QUIET_BYTES
from ishtirak.files.errors import FileTooLarge


class XmlEvents:
    """Begins and ends of elements. Whoever reads calls `release` for what is not needed any more."""

    def __init__(self, source: BinaryIO, file_name: str) -> None:
        self._source = source
        self._file_name = file_name
        self._quiet_bytes = 0
        self._nodes = self._elements = 0
        self._names: set[str] = set()
        self._open: list[Element] = []

    def __iter__(self) -> Iterator[tuple[bool, Element]]:
        """(begins, element): True where it begins, with its attributes alone, False where it ends, whole.

        Raises: BrokenXml, ForbiddenXml, FileTooLarge.
        """
        self._source.seek(0)
        try:
            for event, element in iterparse(self, events=("start", "end"), forbid_dtd=True):
                self._quiet_bytes = 0
                if event == "start":
                    self._begin(element)
                    yield True, element
                else:
                    yield False, element
                    self._open.pop()
        except ParseError as broken:
            raise BrokenXml(file_name=self._file_name, line_no=broken.position[0]) from broken
        except DefusedXmlException as forbidden:
            raise ForbiddenXml(file_name=self._file_name) from forbidden
        except (LookupError, ValueError) as unknown:  # an encoding that is declared and does not exist
            raise BrokenXml(file_name=self._file_name, line_no=1) from unknown

    def read(self, size: int) -> bytes:
        """For the parser: the next bytes, unless too many went by in which no element began or ended."""
        piece = self._source.read(size)
        self._quiet_bytes += len(piece)
        if self._quiet_bytes > MOST_QUIET_BYTES:
            raise self._too_large("characters in a field", "عدد الحروف في حقل", MOST_QUIET_BYTES)
        return piece

    def release(self, element: Element) -> None:
        """Forget `element`, which has just ended, and take it out of the one that it stands in."""
        element.clear()
        self._nodes = 0
        if len(self._open) > 1:
            self._open[-2].remove(element)

    def _begin(self, element: Element) -> None:
        self._open.append(element)
        self._nodes += 1
        self._elements += 1
        if element.tag not in self._names or element.attrib:
            self._names.update((element.tag, *element.attrib))
        if len(self._names) > MOST_NAMES:
            raise self._too_large("names of elements", "عدد أسماء العناصر", MOST_NAMES)
        if self._elements > MOST_ELEMENTS:
            raise self._too_large("elements", "عدد العناصر", MOST_ELEMENTS)
        if len(self._open) > DEEPEST:
            raise self._too_large("elements in each other", "عدد العناصر المتداخلة", DEEPEST)
        if self._nodes > MOST_NODES:
            raise self._too_large("elements of an entry", "عدد عناصر القيد", MOST_NODES)

    def _too_large(self, what: str, what_ar: str, limit: int) -> FileTooLarge:
        return FileTooLarge(file_name=self._file_name, what=what, what_ar=what_ar, limit=limit)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    name: Any = element.tag
    return str(name).rpartition("}")[2]
