"""The law as dated data: what value a parameter has on a date, and which source says so (CON-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ishtirak.law.catalogue import (
    Category,
    ChangeKind,
    DocumentKind,
    EstablishmentSize,
    NoticeTerms,
    Package,
    Sector,
)
from ishtirak.law.parameter import DatedValue, Parameter

RATE = "contribution_rate."
"""Before the code of a category, the name of the parameter that holds its split."""

FROZEN = "frozen"
"""The package of an account that documents and money thaw."""


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Every parameter by name, what the law names, and the typed reading of what rules ask for.

    version:      how many values have been added to it while the fund ran; 0 for the law as it ships.
    closed_until: the last day of the books that two people have closed; None while none are (COL-10).
    """

    parameters: Mapping[str, Parameter]
    categories: Mapping[str, Category]
    sectors: Mapping[str, Sector]
    packages: Mapping[str, Package]
    document_kinds: Mapping[str, DocumentKind]
    changes: Mapping[str, ChangeKind]
    establishment_sizes: Mapping[str, EstablishmentSize]
    notices: Mapping[str, NoticeTerms]
    version: int = 0
    closed_until: date | None = None

    def on(self, name: str, day: date) -> DatedValue:
        """The value of the parameter `name` in force on `day`.

        Raises: NoValueInForce.
        """
        return self.parameters[name].on(day)

    def rate_on(self, category: str, day: date) -> DatedValue:
        """The split of the contribution of `category` on `day` (CON-1 … CON-5).

        Raises: NoValueInForce.
        """
        return self.on(RATE + category, day)

    def grace_days(self, day: date) -> int:
        """Days in which unpaid months do not change the package (PKG-1)."""
        return int(self.on("grace_days", day).value)

    def reminder_days(self, day: date) -> tuple[int, ...]:
        """How many days from the due date who has not paid is reminded, in order; below zero before it (NOT-1)."""
        days: tuple[int, ...] = self.on("reminder_days", day).value
        return days

    def due_day(self, day: date) -> int:
        """The day of the next month on which a month falls due (COL-2)."""
        return int(self.on("due_day", day).value)

    def rounding_step_dirhams(self, day: date) -> int:
        """What each amount is rounded half up to, in dirhams (SAL-1)."""
        return int(self.on("rounding_step", day).value)

    def policy_term_months(self, day: date) -> int:
        """For how long a policy that begins on `day` is opened or renewed (ENR-1)."""
        return int(self.on("policy_term_months", day).value)

    def policy_notice_days(self, day: date) -> int:
        """How many days before its end the closing of a policy must be told (CMP-6)."""
        return int(self.on("policy_notice_days", day).value)

    def quiet_from_hour(self, day: date) -> int:
        """From which hour of a day on nobody is sent an SMS; 24 for none (NOT-3)."""
        return int(self.on("quiet_from_hour", day).value)

    def quiet_until_hour(self, day: date) -> int:
        """Until which hour of a day nobody is sent an SMS (NOT-3)."""
        return int(self.on("quiet_until_hour", day).value)

    def agreement_months(self, day: date) -> int:
        """Over how many months arrears can be spread at most (COL-11)."""
        return int(self.on("agreement_months", day).value)

    @property
    def documents_to_thaw(self) -> tuple[str, ...]:
        """The kinds of documents that must be handed in anew and approved before a frozen account is thawed (PKG-3)."""
        return self.packages[FROZEN].ends_with

    def size_of(self, people: int) -> EstablishmentSize | None:
        """The size of an employer for whom so many people work; None where nobody does (RPT-12)."""
        return next((size for size in self.establishment_sizes.values() if size.holds(people)), None)

    def booked_on(self, day: date) -> date:
        """The date that what is of `day` has in the ledger: the first open one, where its books are closed."""
        return day if self.closed_until is None else max(day, self.closed_until + timedelta(days=1))

    def with_values(self, added: Mapping[str, Sequence[DatedValue]], version: int) -> Law:
        """This law with the values that were added while the fund ran, by parameter, oldest addition first."""
        parameters = dict(self.parameters)
        for name, values in added.items():
            for value in values:
                parameters[name] = parameters[name].with_value(value)
        categories = {
            code: replace(category, rate=parameters[RATE + code]) for code, category in self.categories.items()
        }
        return replace(self, parameters=parameters, categories=categories, version=version)

    def added_since(self, version: int) -> list[DatedValue]:
        """The values that were added after the law had `version` additions."""
        values = (value for parameter in self.parameters.values() for value in parameter.values)
        return [value for value in values if value.number > version]

    def small_debt_dirhams(self, day: date) -> int:
        """Below what debts are shown together and not chased one by one, in dirhams (COL-12)."""
        dinars: Decimal = self.on("small_debt", day).value
        return int(dinars * 1_000)

    def tolerance_dirhams(self, day: date) -> int:
        """What a receipt may leave open of a month and settle it all the same, in dirhams (COL-12)."""
        dinars: Decimal = self.on("settlement_tolerance", day).value
        return int(dinars * 1_000)
