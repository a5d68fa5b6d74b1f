"""A person's contribution history over all employers, sectors and categories: the months add up (ENR-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ishtirak.law.law import Law
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, assessments, employers, rolls
from ishtirak.storage.assessments import Assessed
from ishtirak.storage.subscribers import Subscriber


@dataclass(frozen=True, slots=True)
class HistoryMonth:
    """One month: what was owed, with whom, and what of the person's own share is still open.

    sector: None for a person without an employer.
    counts: whether it is a month of the person's own cover; one in which somebody waited for it is not (FAM-3).
    """

    assessed: Assessed
    employer_id: str | None
    sector: str | None
    open: Money

    @property
    def counts(self) -> bool:
        return not self.assessed.assessment.waiting


@dataclass(frozen=True, slots=True)
class History:
    """Every month of a person, the oldest first."""

    subscriber_id: str
    months: tuple[HistoryMonth, ...]

    @property
    def counted(self) -> int:
        return sum(month.counts for month in self.months)

    @property
    def settled(self) -> int:
        """Those of them of which nothing of the person's own share is open."""
        return sum(month.counts and not month.open for month in self.months)

    @property
    def by_sector(self) -> Mapping[str | None, int]:
        """How many months count in each sector; those without an employer under None."""
        return Counter(month.sector for month in self.months if month.counts)


def of_subscriber(person: Subscriber, law: Law) -> History:
    """The whole history in three reads, however many employers there were: months, account, all employers at once."""
    account, found = accounts.load(person.id, law), assessments.history(person.id)
    worked_for = {each.roll_id: rolls.employer_of(each.roll_id) for each in found}
    known = employers.load_all(each for each in worked_for.values() if each is not None)
    months = []
    for each in found:
        employer_id = worked_for[each.roll_id]
        sector = known[employer_id].sector if employer_id else None
        months.append(HistoryMonth(each, employer_id, sector, account.open_of(each.assessment.month)))
    return History(person.id, tuple(months))
