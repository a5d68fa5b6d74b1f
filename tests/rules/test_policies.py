"""The terms of a policy: each behind the last, and a new one where a closed policy is opened again (CMP-6)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.policies import Term, first_term, term_after_closing

LAW = shipped_law()


@pytest.mark.requirement("CMP-6")
def test_a_policy_that_is_opened_again_has_a_term_of_its_own_from_that_day() -> None:
    first = first_term(date(2026, 1, 1), "a clerk", LAW)

    again = term_after_closing(first, date(2026, 9, 15), "another", LAW)

    assert first == Term(1, date(2026, 1, 1), date(2027, 1, 1), date(2026, 1, 1), "a clerk")
    assert again == Term(2, date(2026, 9, 15), date(2027, 9, 15), date(2026, 9, 15), "another")
