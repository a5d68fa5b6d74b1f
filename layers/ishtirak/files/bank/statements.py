"""A bank's file as it is sent (COL-9): its statements, one after the other, with their entries and what is wrong.

file = BankFile(source, "2026-03.xml")
for statement in file:
    for entry in statement:
        …
    statement.closing, statement.problems   # these stand when its entries have been read
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from ishtirak.files.bank import checks
from ishtirak.files.bank.entries import Account, Balance, Ending, Entry, Event, Format, Heading, Kind, RefusedEntry
from ishtirak.files.bank.errors import BankProblem, NoStatement
from ishtirak.files.bank.formats import format_of
from ishtirak.files.bank.limits import MOST_STATEMENTS
from ishtirak.files.bank.telling import Problems, problem
from ishtirak.files.errors import FileTooLarge


class Statement:
    """One statement, notification or report, whose entries are read once, in order, while they are asked for."""

    def __init__(self, heading: Heading, events: Iterator[Event], sequence: checks.Sequence) -> None:
        self.heading = heading
        self.closing: Balance | None = None
        self.to_date = heading.to_date
        self.opening = heading.opening
        self.problems = Problems()
        self.sums = checks.Sums(heading.currency)
        self._events = events
        self._sequence = sequence
        self._is_over = False
        self._tell(sequence.of_start(heading))

    @property
    def kind(self) -> Kind:
        return self.heading.kind

    @property
    def account(self) -> Account:
        return self.heading.account

    @property
    def currency(self) -> str:
        """That of the account, else of its balances, else of its first entry."""
        return self.sums.currency

    @property
    def statement_id(self) -> str:
        return self.heading.statement_id

    @property
    def number(self) -> int | None:
        return self.heading.number

    @property
    def page(self) -> int | None:
        return self.heading.page

    @property
    def from_date(self) -> dt.date | None:
        return self.heading.from_date

    def __iter__(self) -> Iterator[Entry | RefusedEntry]:
        """Every entry, those that can't be used among them.

        Raises: FileRefused, where the rest of the file can't be read: what was given before does not count then.
        """
        if self._is_over:
            return
        for event in self._events:
            if isinstance(event, Ending):
                self._end(event)
                return
            if isinstance(event, Entry):
                self.sums.add(event)
                self.problems.extend(event.problems)
                yield event
            elif isinstance(event, RefusedEntry):
                self.sums.refused_count += 1
                self.problems.extend(event.problems)
                yield event

    def finish(self) -> None:
        """Read what is left of it."""
        for _ in self:
            pass

    def _end(self, ending: Ending) -> None:
        self._is_over = True
        self.opening = ending.opening or self.opening
        self.closing = ending.closing
        self.to_date = self.to_date or ending.to_date
        self.problems.extend(ending.problems)
        self._tell(checks.of_heading(self.heading, self.currency))
        self._tell(checks.of_balances(self.kind, self.opening, self.closing, self.sums))
        self._tell(checks.of_declared(ending.declared, self.sums))
        self._sequence.add_end(self.heading, ending)

    def _tell(self, found: Iterable[BankProblem]) -> None:
        self.problems.extend(problem(0, "", "", each) for each in found)


class BankFile:
    """The statements of one file. `format` is told by what it holds, never by its name."""

    def __init__(self, source: BinaryIO, file_name: str) -> None:
        """`source` is a binary file that can seek, and stays open until everything is read.

        Raises: FileRefused, for what the file is.
        """
        self.file_name = file_name
        self.format = format_of(source, file_name)
        self._events = _reader_of(self.format)(source, file_name)
        self._sequence = checks.Sequence(self.format)

    def __iter__(self) -> Iterator[Statement]:
        """Every statement; one whose entries are not asked for is read to its end all the same, and checked.

        Raises: FileRefused, NoStatement among them, where the file can't be read to its end. Nothing of it counts then.
        """
        count = 0
        for event in self._events:
            if not isinstance(event, Heading):
                raise TypeError(f"a statement begins with its head, not with {event!r}")
            count += 1
            if count > MOST_STATEMENTS:
                raise FileTooLarge(
                    file_name=self.file_name, what="statements", what_ar="عدد الكشوف", limit=MOST_STATEMENTS
                )
            statement = Statement(event, self._events, self._sequence)
            yield statement
            statement.finish()
        if not count:
            raise NoStatement(file_name=self.file_name)


def _reader_of(form: Format) -> Callable[[BinaryIO, str], Iterator[Event]]:
    """Each reader is loaded where it is needed: a Lambda that reads MT940 needs no XML."""
    if form is Format.CAMT:
        from ishtirak.files.bank.camt import read_camt

        return read_camt
    if form is Format.MT940:
        from ishtirak.files.bank.mt940 import read_mt940

        return read_mt940
    from ishtirak.files.bank.tables import read_table

    return read_table
