"""Reading a bank's statement and telling beforehand what each of its lines is (COL-9).

What a person looks at before confirming is kept as files beside the one that came, one of JSON lines an outcome, so
that any page of it is one read. Memory stays flat: lines go from one file to others.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from functions.collect.reconciliation.postings import Reading
from ishtirak.files.bank import errors as wrong
from ishtirak.files.bank.currencies import DINAR
from ishtirak.files.bank.entries import Kind
from ishtirak.files.bank.statements import Statement
from ishtirak.files.bank.telling import problem
from ishtirak.files.errors import FileRefused
from ishtirak.files.lines import Problem
from ishtirak.files.problems import MOST_SHOWN, problem_of_file, problem_of_line
from ishtirak.rules.reconciliation import Found, Matcher, Outcome, Posting, Recorded
from ishtirak.storage import bank_statements, receipts, uploads
from ishtirak.storage.bank_statements import BankStatement, BankStatementState, file_key, found_key

HELD_IN_MEMORY_BYTES = 2 * 1024 * 1024
LONGEST_NUMBER = 6
"""Digits of a number within a year; what is longer is a name."""

MISSING = "missing"
SHOWN = (Outcome.DIFFERS, Outcome.NEW, Outcome.REVERSED, Outcome.RETURNED, Outcome.DEBIT, MISSING)
"""The groups whose lines are kept to be looked at; of those that match there is nothing to see."""

CONTRADICTIONS = {
    each.code
    for each in (
        wrong.BalanceMismatch,
        wrong.CountMismatch,
        wrong.SumMismatch,
        wrong.CutOff,
        wrong.MixedCurrency,
        wrong.PartsMismatch,
        wrong.RepeatedStatement,
        wrong.UnreadAmount,
        wrong.UnreadSide,
        wrong.UnreadLine,
    )
}
"""What makes a file one that nothing is booked of: it contradicts itself, or was not read whole."""


class SequenceGap(wrong.BankProblem):
    """A statement is missing between the last one that was booked and this one."""

    code = "sequence_gap"
    ar = "رقم الكشف {number} لا يلي رقم آخر كشف مقيد لهذا الحساب {before}: كشف مفقود بينهما."
    en = "The statement number {number} does not follow the last one that was booked, {before}: one is missing."


class BookedBefore(wrong.BankProblem):
    """The statement has a number that was booked."""

    code = "statement_booked_before"
    ar = "الكشف رقم {number} لهذا الحساب مقيد من قبل."
    en = "The statement number {number} of this account has been booked before."


def check(seen: BankStatement) -> BankStatement:
    """The statement with what its file holds. Checked again, it finds and keeps the same."""
    with uploads.opened(file_key(seen.id)) as file:
        checking = _Checking(seen)
        try:
            reading = Reading(file.content, seen.file_name)
            checking.run(reading)
        except FileRefused as refusal:
            return replace(seen, state=BankStatementState.REFUSED, problems=(problem_of_file(refusal),))
        digest = _digest(file.content)
    problems = [each for statement in reading.statements for each in _problems(statement, seen.bank)]
    whole = not reading.refused and not reading.foreign
    return replace(
        seen,
        state=BankStatementState.CHECKED,
        counts={**checking.counts, "refused": reading.refused, "pending": reading.pending, "foreign": reading.foreign},
        totals=dict(checking.totals),
        statements=tuple(_told(statement) for statement in reading.statements),
        problems=tuple(problem_of_line(each) for each in problems[:MOST_SHOWN]),
        can_be_booked=whole and not CONTRADICTIONS & {each.code for each in problems},
        file_version=file.version,
        digest=digest,
        repeats=bank_statements.booked_before(seen.bank, digest),
    )


class _Checking:
    """One reading of one file: what it counts, what it keeps to be shown."""

    def __init__(self, seen: BankStatement) -> None:
        self.seen = seen
        self.counts: Counter[str] = Counter(dict.fromkeys((*(each.value for each in Outcome), MISSING), 0))
        self.totals: Counter[str] = Counter()
        self._files: dict[str, BinaryIO] = {}
        self._matcher = Matcher(lambda day: receipts.recorded_on(seen.bank, day))

    def run(self, reading: Reading) -> None:
        with ExitStack() as open_files:
            for name in SHOWN:
                self._files[name] = _spooled(open_files)
            for posting in reading:
                self._take(posting, self._matcher.match(posting))
            for recorded in sorted(self._missing(reading.statements), key=lambda each: (each.settled_on, each.id)):
                self._count(MISSING, recorded.amount.dirhams, _recorded(recorded))
            for name, file in self._files.items():
                uploads.keep(found_key(self.seen.id, name), file)

    def _missing(self, statements: Iterable[Statement]) -> Iterator[Recorded]:
        """What is recorded of the days that statements cover from end to end."""
        for statement in statements:
            if statement.kind is Kind.STATEMENT and statement.from_date and statement.to_date:
                yield from self._matcher.unseen(statement.from_date, statement.to_date)

    def _take(self, posting: Posting, found: Found) -> None:
        told = {"line": posting.line_no, **_posting(posting)}
        if found.recorded is not None:
            told["recorded"] = _recorded(found.recorded)
        self._count(found.outcome, posting.amount.dirhams, told)

    def _count(self, name: str, dirhams: int, told: dict[str, Any]) -> None:
        self.counts[str(name)] += 1
        self.totals[str(name)] += dirhams
        if name in self._files:
            self._files[name].write(f"{json.dumps(told, ensure_ascii=False)}\n".encode())


def _spooled(open_files: ExitStack) -> BinaryIO:
    return cast("BinaryIO", open_files.enter_context(SpooledTemporaryFile(max_size=HELD_IN_MEMORY_BYTES)))


def _problems(statement: Statement, bank: str) -> list[Problem]:
    return [*statement.problems, *(problem(0, "", "", each) for each in _breaks(statement, bank))]


def _breaks(statement: Statement, bank: str) -> Iterator[wrong.BankProblem]:
    """How the statement does not follow the last one of its account that was booked."""
    last = bank_statements.last_of(bank, str(statement.account))
    if last is None or statement.kind is not Kind.STATEMENT:
        return
    opening = statement.opening.amount.minor if statement.opening else None
    if None not in (opening, last.closing) and opening != last.closing:
        yield wrong.OpeningGap(opening=opening, closing=last.closing)
    same_year = last.to is not None and statement.to_date is not None and last.to.year == statement.to_date.year
    number = _number(statement)
    if number is None or last.number is None or not same_year:
        return
    if number <= last.number:
        yield BookedBefore(number=number)
    elif number > last.number + 1:
        yield SequenceGap(number=number, before=last.number)


def _number(statement: Statement) -> int | None:
    """The statement's number in the year; that of a table stands where other formats have a name."""
    name = statement.statement_id
    if statement.number is None and name.isascii() and name.isdigit() and len(name) <= LONGEST_NUMBER:
        return int(name)
    return statement.number


def _told(statement: Statement) -> dict[str, Any]:
    balances = {"opening": statement.opening, "closing": statement.closing}
    return {
        "account": str(statement.account),
        "kind": statement.kind.value,
        "currency": statement.currency or DINAR,
        "statement_id": statement.statement_id,
        "number": _number(statement),
        "from": _text(statement.from_date),
        "to": _text(statement.to_date),
        **{name: balance.amount.minor if balance else None for name, balance in balances.items()},
    }


def _posting(posting: Posting) -> dict[str, Any]:
    return {
        "on": posting.on.isoformat(),
        "amount": str(posting.amount),
        "credit": posting.is_credit,
        "ids": list(posting.ids),
        "payer_reference": posting.payer_reference,
        "payer_iban": posting.payer_iban,
        "payer_name": posting.payer_name,
        "text": posting.text,
    }


def _recorded(recorded: Recorded) -> dict[str, Any]:
    return {"id": recorded.id, "amount": str(recorded.amount), "settled_on": recorded.settled_on.isoformat()}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(HELD_IN_MEMORY_BYTES):
        digest.update(piece)
    return digest.hexdigest()
