"""Proving the ledger while the fund goes on working (COL-10).

A scan takes time, and a transaction that is written meanwhile may be seen by half. Therefore a difference counts only
if two scans, one after the other, find the very same one: same record, same stored amount, same sum of lines. If the
record did not move between them, no line of it did, and a half-seen transaction of the first is whole in the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from functions.reports.datasets import ACCOUNTS, LINES, SEALS, STORED
from functions.reports.queries import answers

LOOKS = 3
"""How often the fund is read before it is said that something moved each time."""

DIFFERENCES_COMPARED = 1_000
"""Where there are more, the first ones tell enough: something is wrong at large."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Two amounts that should be one, in dirhams."""

    kind: str
    account: str
    record: str
    stored_dirhams: int
    summed_dirhams: int

    def as_item(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is wrong for certain, and how many records moved at every look."""

    differences: tuple[Difference, ...]
    unsettled: int

    @property
    def balanced(self) -> bool | None:
        """None where that can't be said."""
        if self.differences:
            return False
        return None if self.unsettled else True


def differences_in(folder: Path) -> frozenset[Difference]:
    """What the snapshot in `folder` shows not to agree."""
    rows = answers(folder, (ACCOUNTS, STORED, LINES, SEALS), "ledger_check")
    return frozenset(Difference(*row) for row in islice(rows, DIFFERENCES_COMPARED))


def prove(look: Callable[[], frozenset[Difference]]) -> Proof:
    """Look until nothing differs, or whatever differs stood in the look before too; at most `LOOKS` times."""
    before, now = frozenset[Difference](), look()
    for _ in range(LOOKS - 1):
        if now <= before:
            break
        before, now = now, look()
    standing = now & before
    return Proof(tuple(sorted(standing)), len(now - before))
