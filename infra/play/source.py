"""The file of a scenario: its values, and the line on which each one stands."""

from __future__ import annotations

from pathlib import Path

from infra.play.faults import BadScenario, Fault
from ishtirak.law.lined_yaml import LinedYaml, Place

__all__ = ["Place", "Source"]


class Source(LinedYaml):
    """The values of a scenario's file.

    Raises: BadScenario for text that is not YAML, for a key that stands twice in one mapping, and for aliases.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        super().__init__(text, lambda line, reason: BadScenario([Fault(file, line, reason)]))

    def line(self, place: Place) -> int:
        """The line of the value at `place`; where a step leaves it out, of the nearest one around it."""
        while place not in self._lines:
            place = place[:-1]
        return super().line(place)

    @classmethod
    def read(cls, path: Path) -> Source:
        """Raises: BadScenario where the file can't be read as well."""
        try:
            return cls(str(path), path.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadScenario([Fault(str(path), 1, f"can't be read: {error.strerror}")]) from None
        except UnicodeDecodeError:
            raise BadScenario([Fault(str(path), 1, "is not UTF-8 text")]) from None
