"""Statements that come as files: a form to send one with, and the reading of what has come (COL-7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from functions.collect.statements.submitting import StatedLine, Sums, new_statement, sums_for, take_lines
from ishtirak.files.errors import FileRefused
from ishtirak.files.lines import RefusedLine
from ishtirak.files.payroll import Payroll
from ishtirak.files.problems import problem_of_file, problem_of_line
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.rises import Stated
from ishtirak.storage import statements, uploads
from ishtirak.storage.statements import Statement, StatementState
from ishtirak.storage.transactions import write_one
from ishtirak.storage.uploads import Form

FOLDER = "statements/"


def ask(employer_id: str, month: Month, file_name: str, actor_id: str, now: datetime) -> tuple[Statement, Form]:
    """A statement that waits for its file, and the form to send it with.

    Raises: UnknownEmployer, InvalidMonth.
    """
    statement = new_statement(employer_id, month, actor_id, now, file_name)
    write_one(statements.put_new(statement))
    return statement, uploads.form_for(f"{FOLDER}{statement.id}")


def check(key: str, law: Law) -> None:
    """Read the file that has come for a statement, and keep what was found; a file that can't be used refuses it.

    Reading it again writes the same lines. Once a statement is checked, another file under its key is not looked at:
    what a person has seen is what gets confirmed.
    """
    statement = statements.load(key.removeprefix(FOLDER))
    if statement.state is not StatementState.WAITING:
        return
    sums = sums_for(statement, law)
    try:
        with uploads.opened(key) as file:
            payroll = Payroll(file.content, statement.file_name or "")
            take_lines(statement, _stated(payroll, sums), sums)
    except FileRefused as refusal:
        found = replace(statement, state=StatementState.REFUSED, problems=(problem_of_file(refusal), *sums.problems))
    else:
        sums.rows = payroll.totals.rows
        found = sums.checked(statement)
    statements.save(statement, found)


def _stated(payroll: Payroll, sums: Sums) -> Iterator[StatedLine]:
    """The good lines of the file; the refused ones are noted with all that is wrong with them."""
    for line in payroll:
        if isinstance(line, RefusedLine):
            sums.refused += 1
            for problem in line.problems:
                sums.note(problem_of_line(problem))
        else:
            yield StatedLine(line.line_no, Stated(gross=line.gross), national_number=line.national_number)
