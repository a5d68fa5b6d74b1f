"""A person's spells: one time after the other, each in one category and with one employer or none (ENR-5, ENR-8).

What was true then stays true: a change ends a spell and begins another, and earlier months keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ishtirak.errors import Refused
from ishtirak.rules.calendar import Month
from ishtirak.rules.packages import Reason


class NotCoveredThen(Refused):
    """Nothing can change on a day on which the person is not covered."""

    code = "not_covered_then"
    ar = "لا تغطية لهذا الشخص بتاريخ {on}."
    en = "The person is not covered on {on}."


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a person is covered in one way: from a day until (not including) another, None while it goes on.

    ending:  why nothing follows it; None where it goes on, or another spell begins on its last day.
    waiting: whether the person works already and is still covered by somebody else, until the employer pays (FAM-3).
    """

    from_: date
    category: str
    employer_id: str | None
    until: date | None = None
    ending: Reason | None = None
    waiting: bool = False

    def holds_in(self, month: Month) -> bool:
        """Whether it holds on any day of `month`."""
        return self.from_ <= month.last_day and (self.until is None or self.until > month.first_day)


def spell_in(month: Month, spells: Sequence[Spell]) -> Spell | None:
    """The spell under which `month` is owed: the last that holds on any day of it. A month is owed once, and whole."""
    return next((spell for spell in reversed(spells) if spell.holds_in(month)), None)


def spell_on(day: date, spells: Sequence[Spell]) -> Spell | None:
    """The spell that holds on `day`."""
    fitting = (spell for spell in spells if spell.from_ <= day and (spell.until is None or day < spell.until))
    return next(fitting, None)


def ended(spells: Sequence[Spell], on: date, ending: Reason) -> tuple[Spell, ...]:
    """The spells once cover has ended on the day `on`, which is the first without it; what lay behind it is none.

    Raises: NotCoveredThen where there was no cover the day before.
    """
    kept = [spell for spell in spells if spell.from_ < on]
    if not kept or (kept[-1].until is not None and kept[-1].until < on):
        raise NotCoveredThen(on=on)
    return (*kept[:-1], replace(kept[-1], until=on, ending=ending))


def changed(spells: Sequence[Spell], on: date, category: str, employer_id: str | None) -> tuple[Spell, ...]:
    """The spells once the person is in another category, or with another employer, from the day `on`.

    Raises: NotCoveredThen where the person is not covered on that day.
    """
    holds = spell_on(on, spells)
    if holds is None or holds.waiting:
        raise NotCoveredThen(on=on)
    kept = [spell for spell in spells if spell.from_ < on]
    kept[-1:] = [replace(kept[-1], until=on)] if kept else []
    return (*kept, Spell(on, category, employer_id))


def begun_again(spells: Sequence[Spell], on: date, category: str, employer_id: str | None) -> tuple[Spell, ...]:
    """The spells of somebody who comes back after an end: the history goes on (ENR-8)."""
    return (*spells, Spell(on, category, employer_id))


def waited_until(spells: Sequence[Spell], on: date) -> tuple[Spell, ...]:
    """The spells of somebody who has waited, once the person's own cover begins on the day `on` (FAM-3)."""
    waiting = spells[-1]
    waited = [replace(waiting, until=on)] if waiting.from_ < on else []
    return (*spells[:-1], *waited, replace(waiting, from_=on, waiting=False))
