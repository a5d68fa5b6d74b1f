"""What a subscriber's month is assessed at: on which income, from which source, and what each payer owes (CON-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from ishtirak.errors import NoValueInForce
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month, age_on
from ishtirak.rules.certificates import Certificate, certificate_in_force
from ishtirak.rules.contributions import Contribution, tariff_for
from ishtirak.rules.money import Money


class IncomeSource(StrEnum):
    """Where an assessment takes its figure from (CON-8); `age` where the state pays an amount by age (CON-3)."""

    STATEMENT = "statement"
    CERTIFICATE = "certificate"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One subscriber's month: the income, where it was taken from, and what each payer owes on it.

    age: whole years on the first of the month, where the contribution goes by age; then there is no income.
    """

    month: Month
    category: str
    income: Money
    source: IncomeSource
    contribution: Contribution
    age: int | None = None


class Assessable(Protocol):
    """What must be known of a person for an assessment."""

    @property
    def category(self) -> str: ...
    @property
    def certificates(self) -> Sequence[Certificate]: ...
    @property
    def birth_date(self) -> date | None: ...


def assess(month: Month, person: Assessable, stated: Money | None, law: Law) -> Assessment | None:
    """The assessment of one month: by age, or from the employer's statement, else from the certificate in force.

    Args:    stated: the gross that the employer's confirmed statement of the month gives, if there is one.
    Returns: None where nothing says what the income was, so that nothing is invented.
    Raises:  NoValueInForce where the law has no rate for the category in that month, or no amount for the age.
    """
    tariff = tariff_for(person.category, month, law)
    if law.categories[person.category].by_age:
        return _by_age(month, person, law)
    if stated is not None:
        return Assessment(month, person.category, stated, IncomeSource.STATEMENT, tariff.owed_on(stated))
    certificate = certificate_in_force(person.certificates, month)
    if certificate is None:
        return None
    income = certificate.gross
    return Assessment(month, person.category, income, IncomeSource.CERTIFICATE, tariff.owed_on(income))


def _by_age(month: Month, person: Assessable, law: Law) -> Assessment | None:
    if person.birth_date is None:
        return None
    age = max(age_on(month.first_day, person.birth_date), 0)  # who was born in the month is not yet on its first day
    contribution = tariff_for(person.category, month, law).owed_at(age)
    return Assessment(month, person.category, Money.ZERO, IncomeSource.AGE, contribution, age)


def has_rate(person: Assessable, month: Month, law: Law) -> bool:
    """Whether the law says what is owed for the person in `month`, whatever the income (CON-4)."""
    try:
        assess(month, person, Money.ZERO, law)
    except NoValueInForce:
        return False
    return True
