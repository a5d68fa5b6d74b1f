"""The figures of January 2026, as they were added up by hand from the file, and what the system must come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ishtirak.rules.money import Money

JANUARY_FILE = Path(__file__).parents[1] / "data" / "2026-01-clean-utf8.csv"

PEOPLE = 1_180
GROSS = Money.dinars("1518760.00")
SHARES = {
    "subscriber": Money.dinars("37970.50"),
    "employer": Money.dinars("75939.27"),
    "social_security": Money.dinars("37970.50"),
    "state": Money.dinars("18985.45"),
}


class FiguresDiffer(Exception):
    """The system came to something else than it must: a plain sentence with both."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a month of one employer adds up to."""

    people: int
    gross: Money
    shares: Mapping[str, Money]


EXPECTED = Figures(PEOPLE, GROSS, SHARES)


def must_be(what: str, expected: object, found: object) -> None:
    """Raises: FiguresDiffer unless both are the same."""
    if expected != found:
        raise FiguresDiffer(f"{what}: {expected} was expected, and the system says {found}.")
