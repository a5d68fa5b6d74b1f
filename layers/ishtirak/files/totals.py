"""What a payroll's lines come to, held against the totals that the file itself states (COL-7)."""

from __future__ import annotations

from collections.abc import Mapping

from ishtirak.files.amounts import written_amount
from ishtirak.rules.money import InvalidAmount, Money

AMOUNTS = ("basic", "annual_allowances", "distinction_allowances", "overtime", "bonus", "gross", "net")


class Sums:
    """The sums of the amounts of every line, refused lines too, because the sender's total has them in it.

    A line of totals may stand for all lines above it, or for those since the line of totals before it.
    A column in which any amount could not be read has no sum, and is not checked.
    """

    def __init__(self) -> None:
        self._dirhams = dict.fromkeys(AMOUNTS, 0)
        self._unread = dict.fromkeys(AMOUNTS, 0)
        self._at_last_total = (dict(self._dirhams), dict(self._unread))

    def add(self, amounts: Mapping[str, Money | None], unread: frozenset[str] | set[str]) -> None:
        """Count one line: its amounts by column, and the columns in which something stands that is no amount."""
        for column, amount in amounts.items():
            if amount is not None:
                self._dirhams[column] += amount.dirhams
        for column in unread:
            self._unread[column] += 1

    def compare(self, stated: Mapping[str, str]) -> tuple[str, Money] | None:
        """The first column whose stated total is wrong with what it should be; None where all are right."""
        before, unread_before = self._at_last_total
        self._at_last_total = (dict(self._dirhams), dict(self._unread))
        for column in AMOUNTS:
            text = stated.get(column, "")
            if not text or self._unread[column] > unread_before[column]:
                continue
            expected = {self._dirhams[column] - before[column]}
            if not self._unread[column]:
                expected.add(self._dirhams[column])
            elif unread_before[column]:
                continue
            if _dirhams_of(text) not in expected:
                return column, Money(self._dirhams[column])
        return None


def _dirhams_of(text: str) -> int | None:
    try:
        return written_amount(text).dirhams
    except InvalidAmount:
        return None
