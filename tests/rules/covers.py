"""The cover of one spell alone."""

from __future__ import annotations

from collections.abc import Sequence

from ishtirak.law.law import Law
from ishtirak.rules.cover import Period, timeline_of
from ishtirak.rules.freezing import Paper
from ishtirak.rules.spells import Spell
from ishtirak.rules.standing import Standing


def periods(
    spell: Spell, subscriber: Sequence[Standing], employer: Sequence[Standing], law: Law, papers: Sequence[Paper] = ()
) -> list[Period]:
    """From its first day to its end, or to beyond today."""
    return timeline_of([spell], subscriber, {spell.employer_id or "": employer}, papers, law)
