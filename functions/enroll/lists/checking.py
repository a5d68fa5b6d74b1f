"""Reading a list of employees and telling beforehand what it would do, line by line (ENR-9).

What a person looks at before confirming is kept as files beside the one that came: one of JSON lines a group, so that
any page of it is one read, and the refused lines as they were sent with the reasons, to be corrected and sent again.
Memory stays flat: lines go from one file to others.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from functions.enroll.lists.lines import Group, Judged, judged
from ishtirak.files.error_file import write_error_file
from ishtirak.files.errors import FileRefused
from ishtirak.files.lines import PayrollLine, RefusedLine
from ishtirak.files.payroll import Payroll
from ishtirak.files.problems import MOST_SHOWN, problem_of_file, problem_of_line
from ishtirak.storage import members, registrations, uploads
from ishtirak.storage.members import Listed
from ishtirak.storage.registrations import Registration, RegistrationState, file_key, found_key

TOLD_EVERY_LINES = 5_000
HELD_IN_MEMORY_BYTES = 2 * 1024 * 1024
ERRORS = "errors.csv"

SHOWN = (Group.NEW, Group.RETURNING, Group.CHANGED, Group.REFUSED, Group.LEAVERS)
"""The groups whose people are kept to be looked at; of the unchanged there is nothing to see."""


def check(seen: Registration) -> Registration:
    """The list with what its file holds: who is new, changed, refused and why, and who is missing from it.

    Checked again, it finds and keeps the same.
    """
    with uploads.opened(file_key(seen.id)) as file:
        checking = _Checking(seen)
        try:
            payroll = Payroll(file.content, seen.file_name)
            checking.run(payroll)
        except FileRefused as refusal:
            problems = (problem_of_file(refusal), *checking.problems)
            return replace(seen, state=RegistrationState.REFUSED, problems=problems)
        totals, digest = payroll.totals, _digest(file.content)
    refused = checking.counts[Group.REFUSED]
    counts = {group.value: checking.counts[group] for group in Group}
    return replace(
        seen,
        state=RegistrationState.CHECKED,
        counts={"rows": totals.rows, "good": totals.rows - refused, **counts},
        totals_dirhams={"gross": totals.gross.dirhams},
        problems=tuple(checking.problems),
        file_version=file.version,
        digest=digest,
        read=totals.rows,
        repeats=registrations.applied_before(seen.employer_id, digest),
    )


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(HELD_IN_MEMORY_BYTES):
        digest.update(piece)
    return digest.hexdigest()


class _Checking:
    """One reading of one file: what it counts, what it keeps to be shown."""

    def __init__(self, seen: Registration) -> None:
        self.seen = seen
        self.counts: Counter[Group] = Counter()
        self.problems: list[dict[str, Any]] = []
        self._missing = members.by_national_number(seen.employer_id)
        self._files: dict[Group, BinaryIO] = {}

    def run(self, payroll: Payroll) -> None:
        """Read the file to its end, and keep what was found."""
        with ExitStack() as open_files:
            for group in SHOWN:
                self._files[group] = _spooled(open_files)
            errors = _spooled(open_files)
            write_error_file(payroll.heading, self._refused(payroll), errors)
            for listed in self._missing.values():
                self._show(Group.LEAVERS, {"subscriber_id": listed.subscriber_id, "name": listed.name})
            for group, file in self._files.items():
                uploads.keep(found_key(self.seen.id, group.value), file)
            uploads.keep(found_key(self.seen.id, ERRORS), errors)

    def _refused(self, payroll: Payroll) -> Iterator[RefusedLine]:
        """The refused lines; what becomes of all others is counted and shown on the way."""
        lines = judged(payroll, dict(self._missing), self.seen.covered_from)
        for number, each in enumerate(lines, start=1):
            if number % TOLD_EVERY_LINES == 0:
                registrations.tell_progress(self.seen, number)
            self._take(each)
            if isinstance(each.line, RefusedLine):
                yield each.line

    def _take(self, each: Judged) -> None:
        line = each.line
        if isinstance(line, RefusedLine):
            problems = [problem_of_line(problem) for problem in line.problems]
            self.problems += problems[: MOST_SHOWN - len(self.problems)]
            self._show(Group.REFUSED, {"line": line.line_no, "problems": problems})
            return
        self._missing.pop(line.national_number, None)
        if each.group is Group.UNCHANGED:
            self.counts[each.group] += 1
        else:
            self._show(each.group, _shown(line, each.listed))

    def _show(self, group: Group, told: dict[str, Any]) -> None:
        self.counts[group] += 1
        self._files[group].write(f"{json.dumps(told, ensure_ascii=False)}\n".encode())


def _shown(line: PayrollLine, listed: Listed | None) -> dict[str, Any]:
    told: dict[str, Any] = {"line": line.line_no, "national_number": line.national_number, "name": line.name}
    told |= {"gross": str(line.gross), "iban": line.iban}
    if listed is not None:
        before = {"name": listed.name, "gross": str(listed.gross) if listed.gross else None, "iban": listed.iban}
        told |= {"subscriber_id": listed.subscriber_id, "before": before}
    return told


def _spooled(open_files: ExitStack) -> BinaryIO:
    return cast("BinaryIO", open_files.enter_context(SpooledTemporaryFile(max_size=HELD_IN_MEMORY_BYTES)))
