"""A statement as CSV or XLSX: titles, names of columns in Arabic or English, one line an entry.

The form is in docs/bank-statements.md.

Where the lines have a balance beside them, it is followed from line to line, and the opening and closing balances are
what it begins and ends with. A file that has the newest entry first is read as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from ishtirak.errors import Refused
from ishtirak.files.bank.columns import find_columns, find_titles, names_balance
from ishtirak.files.bank.currencies import DINAR
from ishtirak.files.bank.dates import table_date
from ishtirak.files.bank.entries import NOBODY, Balance, Declared, Ending, Entry, Event, Heading, Kind
from ishtirak.files.bank.errors import NoBankHeader, UnreadField
from ishtirak.files.bank.references import account
from ishtirak.files.bank.running import RunningBalance
from ishtirak.files.bank.table_amounts import table_amount
from ishtirak.files.bank.table_lines import TableLines
from ishtirak.files.bank.telling import Problems, problem
from ishtirak.files.errors import EmptyFile
from ishtirak.files.headings import says_total
from ishtirak.files.tables import Row, read_rows

_LINES_ABOVE_HEADER = 30


def read_table(source: BinaryIO, file_name: str) -> Iterator[Event]:
    """The one statement of a table as a stream of its head, entries and end.

    Raises: FileRefused.
    """
    return _Table(read_rows(source, file_name), file_name).events()


class _Table:
    def __init__(self, rows: Iterator[Row], file_name: str) -> None:
        self._rows = rows
        self._file_name = file_name
        self._titles: dict[str, str] = {}
        self._problems = Problems()
        self._declared = Declared()
        self._running = RunningBalance()

    def events(self) -> Iterator[Event]:
        header, columns = self._find_header()
        currency = self._titles.get("currency", DINAR).upper()
        lines = TableLines(columns, currency)
        yield self._heading(currency)
        for row in self._rows:
            texts = lines.texts(row.cells)
            if not any(texts.values()) or row.cells == header.cells:
                continue
            if self._is_said_of_all(row, texts, currency):
                continue
            entry = lines.read(row, texts)
            yield self._running.checked(entry) if isinstance(entry, Entry) else entry
        opening, closing = self._running.ends()
        yield Ending(
            self._balance("opening", currency, "from") or opening,
            self._balance("closing", currency, "to") or closing,
            self._declared,
            problems=tuple(self._problems),
        )

    def _find_header(self) -> tuple[Row, Mapping[str, int]]:
        filled = 0
        for row in self._rows:
            if columns := find_columns(row.cells, self._file_name):
                return row, columns
            for key, value in find_titles(row.cells).items():
                self._titles.setdefault(key, value)
            filled += any(cell.strip() for cell in row.cells)
            if filled > _LINES_ABOVE_HEADER:
                break
        raise NoBankHeader(file_name=self._file_name) if filled else EmptyFile(file_name=self._file_name)

    def _heading(self, currency: str) -> Heading:
        return Heading(
            kind=Kind.STATEMENT,
            account=account(self._titles.get("account", "")) or NOBODY,
            currency=currency,
            statement_id=self._titles.get("statement", ""),
            from_date=self._day("from"),
            to_date=self._day("to"),
            opening=self._balance("opening", currency, "from", tell=False),
        )

    def _is_said_of_all(self, row: Row, texts: Mapping[str, str], currency: str) -> bool:
        """Whether a line is no entry: a total, the balance before the first entry or after the last, or mere words."""
        has_amount = any(texts.get(key) for key in ("amount", "debit", "credit"))
        if not has_amount and (key := next(filter(None, map(names_balance, row.cells)), "")):
            stated = texts.get("balance") or find_titles(row.cells).get(key, "")
            if stated:
                self._titles.setdefault(key, stated)
                return True
        if any(map(str.isdigit, texts["date"])):
            return False
        if any(map(says_total, row.cells)):
            self._declared = Declared(
                credit_total=self._total("credit", row, texts, currency),
                debit_total=self._total("debit", row, texts, currency),
            )
            return True
        return not has_amount and not texts.get("balance")

    def _total(self, column: str, row: Row, texts: Mapping[str, str], currency: str) -> int | None:
        text = texts.get(column, "")
        if not text:
            return None
        try:
            return abs(table_amount(text, currency).minor)
        except Refused as refused:
            self._problems.add(problem(row.line_no, column, text, refused))
            return None

    def _balance(self, key: str, currency: str, day: str, *, tell: bool = True) -> Balance | None:
        text = self._titles.get(key, "")
        if not text:
            return None
        try:
            return Balance(self._day(day), table_amount(text, currency))
        except Refused:
            if tell:
                self._problems.add(problem(0, key, text, UnreadField(field=key)))
            return None

    def _day(self, key: str) -> dt.date | None:
        try:
            return table_date(self._titles.get(key, ""))
        except Refused:
            return None
