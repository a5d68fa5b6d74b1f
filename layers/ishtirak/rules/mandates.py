"""The declaration and three-party agreement that lets a bank deduct the subscriber's share (ENR-2, COL-5)."""

from __future__ import annotations

from enum import StrEnum

from ishtirak.errors import Conflict


class MandateState(StrEnum):
    """given → active | refused, by the bank; cancelled by either side."""

    GIVEN = "given"
    ACTIVE = "active"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class MandateDecided(Conflict):
    """A mandate goes one way, and not back."""

    code = "mandate_decided"
    ar = "حالة الإقرار والاتفاق الثلاثي {state}، فلا يصير {wanted}."
    en = "The mandate is {state}; it can't become {wanted}."


NEXT: dict[MandateState, frozenset[MandateState]] = {
    MandateState.GIVEN: frozenset({MandateState.ACTIVE, MandateState.REFUSED, MandateState.CANCELLED}),
    MandateState.ACTIVE: frozenset({MandateState.CANCELLED}),
    MandateState.REFUSED: frozenset(),
    MandateState.CANCELLED: frozenset(),
}
"""What each state can become."""


def check_next(state: MandateState, wanted: MandateState) -> None:
    """Raises: MandateDecided."""
    if wanted not in NEXT[state]:
        raise MandateDecided(state=state.value, wanted=wanted.value)
