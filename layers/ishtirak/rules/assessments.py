"""What a subscriber's month is assessed at: on which income, from which source, and what each payer owes (CON-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from ishtirak.errors import InvalidField, NoValueInForce
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month, age_on
from ishtirak.rules.certificates import Certificate, certificate_in_force
from ishtirak.rules.contributions import Contribution, Tariff, tariff_for
from ishtirak.rules.money import Money


class IncomeSource(StrEnum):
    """Where an assessment takes its figure from (CON-8).

    age:      the state pays an amount by age (CON-3).
    supposed: somebody asks what would be owed.
    """

    STATEMENT = "statement"
    CERTIFICATE = "certificate"
    AGE = "age"
    SUPPOSED = "supposed"


class IncomeMissing(InvalidField):
    """The contribution of this category is a part of an income."""

    code = "income_missing"
    ar = "الحقل {field}: يجب ذكر إجمالي الدخل الشهري لفئة {category}."
    en = "The field {field}: the total monthly income must be given for the category {category}."


class BirthDateMissing(InvalidField):
    """The contribution of this category goes by age."""

    code = "birth_date_missing"
    ar = "الحقل {field}: يجب ذكر تاريخ الميلاد لفئة {category}."
    en = "The field {field}: the date of birth must be given for the category {category}."


@dataclass(frozen=True, slots=True)
class Assessment:
    """One subscriber's month: the income, where it was taken from, and what each payer owes on it.

    age:     whole years on the first of the month, where the contribution goes by age; then there is no income.
    waiting: whether the person is still covered in another's family, so that only the employer's part is owed (FAM-3).
    """

    month: Month
    category: str
    income: Money
    source: IncomeSource
    contribution: Contribution
    age: int | None = None
    waiting: bool = False


class Assessable(Protocol):
    """What must be known of a person for an assessment."""

    @property
    def category(self) -> str: ...
    @property
    def certificates(self) -> Sequence[Certificate]: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def waits(self) -> bool: ...


def assess(month: Month, person: Assessable, stated: Money | None, law: Law) -> Assessment | None:
    """The assessment of one month: by age, or from the employer's statement, else from the certificate in force.

    Args:    stated: the gross that the employer's confirmed statement of the month gives, if there is one.
    Returns: None where nothing says what the income was, so that nothing is invented.
    Raises:  NoValueInForce where the law has no rate for the category in that month, or no amount for the age.
    """
    tariff = tariff_for(person.category, month, law)
    if tariff.by_age:
        return _by_age(month, person, tariff)
    if stated is not None:
        income, source = stated, IncomeSource.STATEMENT
    else:
        certificate = certificate_in_force(person.certificates, month)
        if certificate is None:
            return None
        income, source = certificate.gross, IncomeSource.CERTIFICATE
    owed = tariff.owed_on(income)
    if person.waits:
        return Assessment(month, person.category, income, source, Contribution(employer=owed.employer), waiting=True)
    return Assessment(month, person.category, income, source, owed)


def suppose(month: Month, category: str, income: Money | None, birth_date: date | None, law: Law) -> Assessment:
    """What would be owed for a month, for somebody of this category with this income, or born on this day.

    Raises: IncomeMissing, BirthDateMissing where the one that the category goes by is not given; NoValueInForce.
    """
    tariff = tariff_for(category, month, law)
    if tariff.by_age:
        if birth_date is None:
            raise BirthDateMissing("birth_date", category=category)
        age = _age_in(month, birth_date)
        return Assessment(month, category, Money.ZERO, IncomeSource.SUPPOSED, tariff.owed_at(age), age)
    if income is None:
        raise IncomeMissing("gross", category=category)
    return Assessment(month, category, income, IncomeSource.SUPPOSED, tariff.owed_on(income))


def _by_age(month: Month, person: Assessable, tariff: Tariff) -> Assessment | None:
    if person.birth_date is None:
        return None
    age = _age_in(month, person.birth_date)
    return Assessment(month, person.category, Money.ZERO, IncomeSource.AGE, tariff.owed_at(age), age)


def _age_in(month: Month, birth_date: date) -> int:
    """The age on the first of the month; who is born within it is none yet."""
    born_later = Month.of(birth_date) > month
    return age_on(month.first_day, birth_date) if born_later else max(age_on(month.first_day, birth_date), 0)


def has_rate(person: Assessable, month: Month, law: Law) -> bool:
    """Whether the law says what is owed for the person in `month`, whatever the income (CON-4)."""
    try:
        assess(month, person, Money.ZERO, law)
    except NoValueInForce:
        return False
    return True
