"""Mandates go one way: given, taken up or refused, cancelled (ENR-2, COL-5)."""

from __future__ import annotations

import pytest

from ishtirak.rules.mandates import MandateDecided, MandateState, check_next

pytestmark = pytest.mark.requirement("ENR-2", "COL-5")

GIVEN, ACTIVE, REFUSED, CANCELLED = MandateState
WAYS = {(GIVEN, ACTIVE), (GIVEN, REFUSED), (GIVEN, CANCELLED), (ACTIVE, CANCELLED)}


@pytest.mark.parametrize("wanted", MandateState)
@pytest.mark.parametrize("state", MandateState)
def test_a_mandate_goes_one_way_and_not_back(state: MandateState, wanted: MandateState) -> None:
    if (state, wanted) in WAYS:
        check_next(state, wanted)
        return

    with pytest.raises(MandateDecided) as refused:
        check_next(state, wanted)
    assert state.value in refused.value.in_english
    assert wanted.value in refused.value.in_arabic
