"""ISO 20022 bank to customer: camt.053 statements, camt.054 notifications, camt.052 reports, versions 02 to 13.

Read element by element: what stays in memory is one entry, and of a batch its payments as values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ishtirak.files.bank.camt_entries import EntryReader
from ishtirak.files.bank.camt_heads import Head
from ishtirak.files.bank.entries import Event, Kind
from ishtirak.files.bank.errors import NotBankStatement, UnknownVersion
from ishtirak.files.bank.limits import MOST_ENTRIES, MOST_PARTS
from ishtirak.files.bank.xml_events import XmlEvents, local
from ishtirak.files.errors import FileTooLarge

_MESSAGES = {
    "BkToCstmrStmt": ("Stmt", Kind.STATEMENT),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", Kind.NOTIFICATION),
    "BkToCstmrAcctRpt": ("Rpt", Kind.REPORT),
}
_VERSION = re.compile(r"camt\.05[234]\.001\.([0-9]{2})")
_OLDEST, _NEWEST = 2, 13
_OLD_NAME = re.compile(r"V[0-9]{2}$")
"""Version 01, which is not read, has its number in the names of its messages too."""
_DEEPEST_MESSAGE = 5
"""Banks put the message into an envelope of theirs, with a head before it."""


def read_camt(source: BinaryIO, file_name: str) -> Iterator[Event]:
    """The statements of a camt file as a stream of heads, entries and ends.

    Raises: NotBankStatement, UnknownVersion, BrokenXml, ForbiddenXml, FileTooLarge.
    """
    return _Camt(source, file_name).events()


class _Camt:
    def __init__(self, source: BinaryIO, file_name: str) -> None:
        self._file_name = file_name
        self._xml = XmlEvents(source, file_name)
        self._message_depth = 0
        self._statement, self._kind = "", Kind.STATEMENT
        self._depth = 0
        self._head: Head | None = None
        self._entry: EntryReader | None = None
        self._entries = self._parts = 0

    def events(self) -> Iterator[Event]:
        for begins, element in self._xml:
            if begins:
                self._depth += 1
                yield from self._begin(element)
            else:
                yield from self._end(element)
                self._depth -= 1
                if self._depth < self._message_depth:
                    self._message_depth = 0
        if not self._statement:
            raise NotBankStatement(file_name=self._file_name, found_ar="ملف XML آخر", found="another XML file")

    def _begin(self, element: Element) -> Iterator[Event]:
        name = local(element)
        if not self._message_depth:
            message = _OLD_NAME.sub("", name)
            if self._depth <= _DEEPEST_MESSAGE and message in _MESSAGES:
                self._check_version(element)
                self._message_depth = self._depth
                self._statement, self._kind = _MESSAGES[message]
        elif self._depth == self._message_depth + 1 and name == self._statement:
            self._head = Head(self._kind)
        elif self._depth == self._message_depth + 2 and self._head and name == "Ntry":
            if not self._head.is_told:
                yield self._head.heading()
            self._entries += 1
            self._entry = EntryReader(self._entries, self._head.currency, element)
            self._check_count()

    def _end(self, element: Element) -> Iterator[Event]:
        """Each piece is read where it ends, and forgotten: a payment of a batch, an entry, a balance, a statement."""
        below = max(self._depth - self._message_depth, 0) if self._message_depth else 0
        if below == 1 and self._head:
            yield from self._end_statement()
        elif below == 2 and self._head:
            if self._entry:
                yield self._entry.entry()
                self._entry = None
            else:
                self._head.read(element)
        elif below == 4 and self._entry and local(element) == "TxDtls":
            self._entry.add_payment(element)
            self._parts += 1
            self._check_count()
        elif below > 1 or (not below and self._depth > _DEEPEST_MESSAGE):
            return  # a piece of what is still read
        self._xml.release(element)

    def _end_statement(self) -> Iterator[Event]:
        if self._head:
            if not self._head.is_told:
                yield self._head.heading()
            yield self._head.ending()
        self._head = None

    def _check_version(self, element: Element) -> None:
        """A file without a namespace says no version, and is read as what it looks like."""
        namespace = str(element.tag).rpartition("}")[0].lstrip("{")
        if not namespace:
            return
        version = _VERSION.search(namespace)
        if version is None or not _OLDEST <= int(version[1]) <= _NEWEST:
            raise UnknownVersion(file_name=self._file_name, version=namespace[:80])

    def _check_count(self) -> None:
        if self._entries > MOST_ENTRIES or self._parts > MOST_PARTS:
            raise FileTooLarge(file_name=self._file_name, what="entries", what_ar="عدد القيود", limit=MOST_ENTRIES)
