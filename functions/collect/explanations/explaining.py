"""Why a month was assessed at these amounts: told from the very law under which it was booked (CON-9)."""

from __future__ import annotations

from ishtirak.rules.calendar import Month
from ishtirak.rules.explanations import Explanation, of_assessment
from ishtirak.storage import assessments, laws


def month_explained(subscriber_id: str, month: Month, number: int | None = None) -> Explanation:
    """Why each payer owes what for the subscriber's month.

    Args:   number: which assessment of the month; the one in force where none is given.
    Raises: NotAssessed.
    """
    assessed = assessments.load(subscriber_id, month)
    if number is not None and number != assessed.number:
        assessed = assessments.superseded(subscriber_id, month, number)
    return of_assessment(assessed.assessment, laws.under(assessed.law_version))
