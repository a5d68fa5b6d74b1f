"""What each payer owes on one subscriber's income of one month (CON-1, CON-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Category, Share
from ishtirak.rules.money import Money


class IncomeSource(StrEnum):
    """Where the income of an assessment comes from (CON-8)."""

    STATEMENT = "statement"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A salary certificate: a monthly income that is counted whole from the month of its issue."""

    issued_on: date
    gross: Money


@dataclass(frozen=True, slots=True)
class Contribution:
    """The four shares of one month, in dirhams; their sum is the contribution."""

    subscriber: Money = Money.ZERO
    employer: Money = Money.ZERO
    social_security: Money = Money.ZERO
    state: Money = Money.ZERO

    @property
    def total(self) -> Money:
        return self.subscriber + self.employer + self.social_security + self.state

    def of(self, share: Share) -> Money:
        amount: Money = getattr(self, share.value)
        return amount

    def __add__(self, other: Contribution) -> Contribution:
        return Contribution(*(self.of(share) + other.of(share) for share in Share))

    def __sub__(self, other: Contribution) -> Contribution:
        return Contribution(*(self.of(share) - other.of(share) for share in Share))

    def __bool__(self) -> bool:
        return any(self.of(share) for share in Share)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One subscriber's month: the income, where it was taken from, and what each payer owes on it."""

    month: Month
    category: Category
    income: Money
    source: IncomeSource
    contribution: Contribution


def contribution_for(income: Money, month: Month, category: Category, law: Law) -> Contribution:
    """What each payer owes on `income`.

    Units:  dirhams a month; each share is rounded half up to the law's step, by itself.
    Law:    contribution_rate (004 §2.1), rounding_step.
    Raises: NoValueInForce where the law has no rate for the category in that month.
    """
    rates = law.contribution_rate(category.value, month.first_day)
    step = law.rounding_step_dirhams(month.first_day)
    return Contribution(*(income.share(rates[share.value], step) for share in Share))


def certificate_in_force(certificates: Sequence[Certificate], month: Month) -> Certificate | None:
    """The newest certificate issued by the end of `month`; a registration's own counts from its first month."""
    known = [certificate for certificate in certificates if certificate.issued_on <= month.last_day]
    return max(known, key=lambda certificate: certificate.issued_on, default=None)


def assess(
    month: Month,
    category: Category,
    stated: Money | None,
    certificates: Sequence[Certificate],
    law: Law,
) -> Assessment | None:
    """The assessment of one month: from the employer's statement, else from the certificate in force (CON-8).

    Args:   stated: the gross that the employer's confirmed statement of the month gives, if there is one.
    Returns: None where neither says what the income was, so that nothing is invented.
    """
    certificate = certificate_in_force(certificates, month)
    if stated is not None:
        income, source = stated, IncomeSource.STATEMENT
    elif certificate is not None:
        income, source = certificate.gross, IncomeSource.CERTIFICATE
    else:
        return None
    return Assessment(month, category, income, source, contribution_for(income, month, category, law))
