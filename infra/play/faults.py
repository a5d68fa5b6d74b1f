"""What can be wrong with a scenario's file, or with the system that it is played against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a file, with its line (from 1)."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class BadScenario(Exception):
    """A file is not a scenario; nothing of it was played. It names every fault that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


class CannotPlay(Exception):
    """The system could not be played against: a plain sentence that says what to do."""
