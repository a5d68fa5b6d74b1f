"""Problems as values, and lists of them that can't grow without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ishtirak.errors import Refused
from ishtirak.files.bank.limits import MOST_PROBLEMS
from ishtirak.files.lines import LONGEST_VALUE, Problem


def problem(line_no: int, column: str, text: str, refused: Refused) -> Problem:
    """What is wrong in one place. `column` is the field or the column, "" for the whole; line 0 is the statement."""
    return Problem(line_no, column, refused.code, refused.in_arabic, refused.in_english, text[:LONGEST_VALUE])


class Problems:
    """The first problems of a statement, and how many there were."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Problem] = []

    def add(self, *problems: Problem) -> None:
        self.extend(problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        for each in problems:
            self.count += 1
            if self.count <= MOST_PROBLEMS:
                self._kept.append(each)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"Problems({self._kept!r})"
