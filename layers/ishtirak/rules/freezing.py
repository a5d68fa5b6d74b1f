"""What thaws a frozen account besides money: documents handed in anew since it was frozen, all approved (PKG-3).

Which kinds are needed stands in the law, with the package `frozen`. Whether an account is frozen is not stored: the day
on which it began follows from the payers' standings, and what was handed in since then from the person's papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ishtirak.law.law import Law


@dataclass(frozen=True, slots=True)
class Paper:
    """An approved document of a subscriber, of a kind that thaws an account.

    handed_in_on: the day on which it was sent. What was sent before the account was frozen doesn't thaw it.
    expires_on:   the first day on which it proves nothing; None for one without an end.
    """

    kind: str
    handed_in_on: date
    approved_on: date
    expires_on: date | None = None

    def counts(self, frozen_on: date, on: date) -> bool:
        """Whether it helps on the day `on` to thaw what was frozen on `frozen_on`."""
        ended = self.expires_on is not None and self.expires_on <= on
        return frozen_on <= self.handed_in_on and self.approved_on <= on and not ended


def thaws(kind: str, law: Law) -> bool:
    """Whether documents of this kind are needed to thaw an account."""
    return kind in law.documents_to_thaw


def missing(papers: Sequence[Paper], frozen_on: date, on: date, law: Law) -> tuple[str, ...]:
    """The kinds of documents that are still needed on the day `on`, in the order of the law.

    None once all were there on one day: a document that ends later is not needed again.
    """
    return () if are_complete(papers, frozen_on, on, law) else _not_there(papers, frozen_on, on, law)


def are_complete(papers: Sequence[Paper], frozen_on: date, on: date, law: Law) -> bool:
    """Whether by the day `on` there was a day on which all that is needed was there."""
    days = {paper.approved_on for paper in papers if frozen_on <= paper.approved_on <= on}
    return any(not _not_there(papers, frozen_on, day, law) for day in days)


def _not_there(papers: Sequence[Paper], frozen_on: date, on: date, law: Law) -> tuple[str, ...]:
    there = {paper.kind for paper in papers if paper.counts(frozen_on, on)}
    return tuple(kind for kind in law.documents_to_thaw if kind not in there)


def next_look(is_frozen: bool, pending: date | None, step: date | None) -> date | None:
    """The day on which a person is looked at next whose next step is that of `step`.

    Where the account is frozen, a look that waits already is not put off: a document may have come.
    """
    return min((day for day in (step, pending if is_frozen else None) if day is not None), default=None)
