"""Two people for money and rights, and what a person of the fund must look at (ACC-3)."""

from __future__ import annotations

import pytest

from ishtirak.errors import NotPermitted
from ishtirak.rules.approvals import SamePersonApproves, check_another


@pytest.mark.requirement("ACC-3")
def test_who_enters_does_not_approve() -> None:
    check_another("somebody", "somebody else")

    with pytest.raises(SamePersonApproves) as refusal:
        check_another("somebody", "somebody")

    assert refusal.value.code == "same_person_approves"
    assert isinstance(refusal.value, NotPermitted)
