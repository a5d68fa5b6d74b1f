"""Expected against collected, share by share and month by month (COL-8)."""

from __future__ import annotations

from dataclasses import dataclass

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, collected, employers, ledger, rolls


@dataclass(frozen=True, slots=True)
class Variance:
    """What was expected of a share for a month, and what is known of its collection.

    recorded: what the collection department has recorded, approved; None where it has recorded nothing.
    received: what the bank's receipts have settled of the month; None for shares that don't come by receipts.
    """

    expected: Money
    recorded: Money | None
    received: Money | None

    @property
    def collected(self) -> Money:
        """What the department has recorded, since it has looked; what receipts have settled where it has not."""
        if self.recorded is not None:
            return self.recorded
        return self.received or Money.ZERO

    @property
    def difference(self) -> Money:
        """What is missing; below zero where more was collected than expected."""
        return self.expected - self.collected


def of_fund(share: Share, month: Month) -> Variance:
    """A share's month over the whole fund. What receipts have settled is a matter of the report of variances."""
    return Variance(ledger.expected(share, month), collected.in_all(share, month, None), None)


def of_employer(share: Share, month: Month, employer_id: str, law: Law) -> Variance:
    """A share's month of one employer's list.

    Raises: UnknownEmployer.
    """
    employers.load(employer_id)
    expected = rolls.month(employer_id, month).contribution.of(share)
    received = None
    if share is Share.EMPLOYER:
        received = expected - accounts.load(employer_id, law).open_of(month)
    return Variance(expected, collected.in_all(share, month, employer_id), received)
