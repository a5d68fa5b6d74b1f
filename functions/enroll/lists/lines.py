"""What each line of a list of employees would do: to whom, and why not (ENR-6, ENR-8, ENR-9)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from ishtirak.files.lines import PayrollLine, Problem, RefusedLine
from ishtirak.storage import persons
from ishtirak.storage.members import Listed
from ishtirak.storage.persons import CoveredPerson

PEOPLE_OF_ONE_READ = 100
READS_AT_ONCE = 8


class Group(StrEnum):
    """What becomes of a person by a list.

    returning: was covered before, and comes back as the same person.
    leavers:   is on the list of the employer, and not in the file.
    """

    NEW = "new"
    RETURNING = "returning"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEAVERS = "leavers"


class Judged(NamedTuple):
    """A line and what it does; a refused one with all that is wrong with it. listed: who stands on the list already."""

    group: Group
    line: PayrollLine | RefusedLine
    listed: Listed | None = None


def judged(
    lines: Iterable[PayrollLine | RefusedLine], listed: Mapping[str, Listed], covered_from: date
) -> Iterator[Judged]:
    """Each line with what it would do. Who is not on the list is looked up, some hundreds at a time.

    The next lines are read from the file while these are being looked up.
    """
    waiting = iter(lines)
    with ThreadPoolExecutor(READS_AT_ONCE) as threads:
        ahead: deque[tuple[list[PayrollLine | RefusedLine], list[_Look]]] = deque()
        while some := list(islice(waiting, PEOPLE_OF_ONE_READ * READS_AT_ONCE)):
            good = (line.national_number for line in some if isinstance(line, PayrollLine))
            unknown = [number for number in good if number not in listed]
            ahead.append((some, [threads.submit(persons.find_all, batch) for batch in _batches(unknown)]))
            if len(ahead) > 1:
                yield from _judged_all(*ahead.popleft(), listed, covered_from)
        while ahead:
            yield from _judged_all(*ahead.popleft(), listed, covered_from)


_Look = Future[dict[str, CoveredPerson]]


def _judged_all(
    lines: Iterable[PayrollLine | RefusedLine],
    looks: Iterable[_Look],
    listed: Mapping[str, Listed],
    covered_from: date,
) -> Iterator[Judged]:
    covered: dict[str, CoveredPerson] = {}
    for look in looks:
        covered |= look.result()
    for line in lines:
        yield _judged(line, listed, covered, covered_from)


def _batches(numbers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), PEOPLE_OF_ONE_READ):
        yield numbers[start : start + PEOPLE_OF_ONE_READ]


def _judged(
    line: PayrollLine | RefusedLine,
    listed: Mapping[str, Listed],
    covered: Mapping[str, CoveredPerson],
    covered_from: date,
) -> Judged:
    if isinstance(line, RefusedLine):
        return Judged(Group.REFUSED, line)
    there = listed.get(line.national_number)
    if there is not None:
        return Judged(Group.CHANGED if changes_in(line, there) else Group.UNCHANGED, line, there)
    person = covered.get(line.national_number)
    if person is None:
        return Judged(Group.NEW, line)
    if person.ends_by(covered_from):
        return Judged(Group.RETURNING, line)
    return Judged(Group.REFUSED, covered_elsewhere(line, person))


def changes_in(line: PayrollLine, listed: Listed) -> set[str]:
    """What a list says otherwise of somebody who is on it; what it does not say stays as it is."""
    same = {
        "name": line.name == listed.name,
        "iban": line.iban in (None, listed.iban),
        "gross": line.gross == listed.gross,
    }
    return {field for field, holds in same.items() if not holds}


def covered_elsewhere(line: PayrollLine, covered: CoveredPerson) -> RefusedLine:
    """The line of somebody who is covered elsewhere, refused with where that is (ENR-6)."""
    refusal = persons.already_covered(line.national_number, covered)
    told = (refusal.code, refusal.in_arabic, refusal.in_english, line.national_number)
    return RefusedLine(line.line_no, line.cells, (Problem(line.line_no, "national_number", *told),))
