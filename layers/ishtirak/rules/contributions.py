"""What each payer owes for one subscriber and one month (CON-1 … CON-5).

A tariff is the law's split of one category in one month, worked out once and used for millions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ishtirak.errors import NoValueInForce
from ishtirak.law.law import Law
from ishtirak.law.parameter import AgeAmount, DatedValue, Portion
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import DIRHAMS_IN_A_DINAR, Money, Rate

MONTHS_OF_A_YEAR = 12
TARIFFS_KEPT = 4_096


class NoAmountForAge(NoValueInForce):
    """CON-4: the law has an amount for other ages and none for this one; nothing is invented."""

    ar = "لا توجد قيمة نافذة للمتغير {parameter} لعمر {age} سنة بتاريخ {on}."
    en = "The parameter {parameter} has no value in force for the age of {age} on {on}."


@dataclass(frozen=True, slots=True)
class Contribution:
    """What each payer owes of one month, in dirhams; their sum is the contribution."""

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


class Part(NamedTuple):
    """One part of a contribution, rounded by itself: whose part it is, of what rate, and which payer owes it."""

    of: Share
    paid_by: Share
    amount: Money
    said: Portion | AgeAmount


@dataclass(frozen=True, slots=True)
class Tariff:
    """The split of one category in one month.

    dated, step: the law's values that it comes from: the split, and what each part is rounded half up to.
    rates:       of each part of an income the place of its payer among the shares, and its rate.
    by_age:      whether an amount is paid for the person's age instead, and no income is asked for (CON-3).
    """

    month: Month
    dated: DatedValue
    step: DatedValue
    rates: tuple[tuple[int, Rate], ...]
    by_age: bool

    def owed_on(self, income: Money) -> Contribution:
        """What each payer owes on `income`; each part is rounded half up by itself (CON-1, CON-2).

        Units: dirhams a month.
        """
        owed = [0, 0, 0, 0]  # dirhams, in the order of the payers: this is counted for millions
        for place, rate in self.rates:
            owed[place] += rate.part_of(income.dirhams)
        return Contribution(*map(Money, owed))

    def parts_on(self, income: Money) -> list[Part]:
        """The parts that `owed_on` adds up, each with what the law says of it."""
        return [
            Part(Share(said.part), Share(said.paid_by), income.share(rate), said)
            for (_, rate), said in zip(self.rates, self.dated.value, strict=True)
        ]

    def part_at(self, age: int) -> Part:
        """What is paid for a person of this age: one twelfth of the year's amount (CON-3, CON-4).

        Raises: NoAmountForAge.
        """
        for said in self.dated.value:
            if said.from_age <= age <= said.to_age:
                paid_by, yearly = Share(said.paid_by), Money(int(said.dinars * DIRHAMS_IN_A_DINAR))
                twelfth = Rate.nth(MONTHS_OF_A_YEAR, self.step.value)
                return Part(paid_by, paid_by, yearly.share(twelfth), said)
        raise NoAmountForAge(parameter=self.dated.parameter, age=age, on=self.month.first_day)

    def owed_at(self, age: int) -> Contribution:
        """What each payer owes for a person of this age.

        Raises: NoAmountForAge.
        """
        part = self.part_at(age)
        owed: Mapping[str, Money] = {part.paid_by.value: part.amount}
        return Contribution(**owed)


@lru_cache(maxsize=TARIFFS_KEPT)
def tariff_for(category: str, month: Month, law: Law) -> Tariff:
    """The split of `category` in `month`, as it is in force on the first of the month (CON-6).

    Raises: NoValueInForce where the law has none.
    """
    day = month.first_day
    dated, step = law.rate_on(category, day), law.on("rounding_step", day)
    portions = [said for said in dated.value if isinstance(said, Portion)]
    places = list(Share)
    rates = tuple((places.index(Share(said.paid_by)), Rate.of(said.percent, step.value)) for said in portions)
    return Tariff(month, dated, step, rates, law.categories[category].by_age)
