"""What the law names and counts with: categories of subscribers, sectors and sizes of employers, packages and so on.

They are data (CON-7, PKG-7): one more is one more file or one more row, and no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ishtirak.law.bilingual import Bilingual
from ishtirak.law.parameter import AgeAmount, Parameter, Portion, Unit


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of subscriber, and what is owed for one.

    employed: whether the person stands on an employer's list.
    needs:    what must be known of a person before registration, as in "social_security_number" (CON-2).
    rate:     the split of the contribution, as dated values.
    """

    code: str
    name: Bilingual
    employed: bool
    needs: tuple[str, ...]
    rate: Parameter

    @property
    def by_age(self) -> bool:
        """Whether a fixed amount is paid for the person's age, and no income is asked for (CON-3)."""
        return self.rate.unit is Unit.DINARS_A_YEAR_BY_AGE

    def payers_on(self, day: date) -> frozenset[str]:
        """Who pays anything for a person of this category on `day`; before the first split, who pays by that one."""
        split: tuple[Portion | AgeAmount, ...] = self.rate.on(max(day, self.rate.values[0].from_)).value
        return frozenset(each.paid_by for each in split)


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of employer.

    category:    that of those of its people of whom nothing else is said.
    must_pay_to_take_over: whether who is covered in a family stays there until this employer pays (FAM-3).
    """

    code: str
    name: Bilingual
    category: str
    must_pay_to_take_over: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A level of cover: what it gives, and which shares must be paid for it.

    ends_with: the kinds of documents that must be handed in anew and approved before it ends (PKG-3).
    """

    code: str
    name: Bilingual
    benefits: Bilingual
    shares: tuple[str, ...]
    ends_with: tuple[str, ...] = ()


class Ending(StrEnum):
    """Whether a paper has a day on which it has ended."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document that people hand in (ENR-3).

    ends:          whether such a paper has a day on which it has ended.
    of_dependants: whether it can be that of a family member; any can be that of the subscriber.
    """

    code: str
    name: Bilingual
    ends: Ending
    of_dependants: bool


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """What can be changed by request, and the kinds of documents that must be approved for it (ENR-5)."""

    code: str
    name: Bilingual
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """How people are told of one kind of thing (NOT-1, NOT-3).

    opt_out: whether somebody may want none of them; never where it warns of a loss of cover, or tells of one.
    joins:   whether it may share an SMS with others that leave for the same person at the same moment.
    waits_for_working_day: whether it waits until a holiday is over.
    """

    code: str
    name: Bilingual
    opt_out: bool
    joins: bool
    waits_for_working_day: bool


@dataclass(frozen=True, slots=True)
class EstablishmentSize:
    """A size of employers: how many people work there, from and to (both counted in); `most` is None for the last."""

    code: str
    name: Bilingual
    least: int
    most: int | None

    def holds(self, people: int) -> bool:
        return self.least <= people and (self.most is None or people <= self.most)
