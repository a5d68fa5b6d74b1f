"""The balance beside each entry of a table, followed from line to line in the order in which the bank wrote them."""

from __future__ import annotations

from dataclasses import replace

from ishtirak.files.bank.currencies import Amount
from ishtirak.files.bank.entries import Balance, Entry
from ishtirak.files.bank.errors import RunningBalanceMismatch
from ishtirak.files.bank.telling import problem


class RunningBalance:
    """Oldest first, each balance is the one before it and its entry; newest first, the one below and the entry below.

    Which of them holds is told by the first two lines where only one does.
    """

    def __init__(self) -> None:
        self._first_and_last: tuple[Entry, Entry] | None = None
        self._newest_first: bool | None = None
        self._between = 0
        """What lines without a balance moved since the last that had one."""
        self._has_gap_at_start = False

    def checked(self, entry: Entry) -> Entry:
        """`entry`, with a problem where the balance beside it does not follow from the line before."""
        if entry.balance is None or entry.amount.currency != entry.balance.currency:
            self._between += entry.signed
            self._has_gap_at_start = self._has_gap_at_start or self._first_and_last is None
            return entry
        before, between = self._first_and_last, self._between
        self._first_and_last, self._between = (before[0] if before else entry, entry), 0
        if before is None or before[1].balance is None:
            return entry
        return self._followed(entry, entry.balance, before[1].balance.minor, before[1].signed, between)

    def ends(self) -> tuple[Balance | None, Balance | None]:
        """What stood on the account before the oldest entry, and after the newest one, where the lines say so."""
        if self._first_and_last is None or self._has_gap_at_start or self._between:
            return None, None
        first, last = self._first_and_last
        oldest, newest = (last, first) if self._newest_first else (first, last)
        if oldest.balance is None or newest.balance is None:
            return None, None
        before = Amount(oldest.balance.minor - oldest.signed, oldest.balance.currency)
        return Balance(oldest.booking_date, before), Balance(newest.booking_date, newest.balance)

    def _followed(self, entry: Entry, stated: Amount, before: int, moved_before: int, between: int) -> Entry:
        forward = before + between + entry.signed
        backward = before - moved_before - between
        if self._newest_first is None and (forward == stated.minor) != (backward == stated.minor):
            self._newest_first = backward == stated.minor
        expected = backward if self._newest_first else forward
        if stated.minor == expected:
            return entry
        wrong = RunningBalanceMismatch(stated=stated, counted=Amount(expected, stated.currency))
        told = problem(entry.line_no, "balance", str(stated), wrong)
        return replace(entry, problems=(*entry.problems, told))
