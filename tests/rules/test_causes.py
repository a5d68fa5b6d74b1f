"""What an entry of the ledger was made of, read from its cause (COL-10)."""

from __future__ import annotations

import pytest

from ishtirak.rules.calendar import Month
from ishtirak.rules.causes import Cause, CauseKind, read

pytestmark = pytest.mark.requirement("COL-10")


@pytest.mark.parametrize(
    ("cause", "found"),
    [
        ("receipt#NAB#n#1", Cause("receipt", CauseKind.RECEIPT, "n#1", bank="NAB")),
        ("unmatch-12#NAB#n1", Cause("unmatch", CauseKind.RECEIPT, "n1", bank="NAB")),
        ("paid_back#NAB#n1", Cause("paid_back", CauseKind.RECEIPT, "n1", bank="NAB")),
        ("classified#NAB#fee", Cause("classified", CauseKind.DEBIT, "fee", bank="NAB")),
        ("collected#2026-01#K1", Cause("collected", CauseKind.COLLECTED, "K1", month=Month(2026, 1))),
        ("2026-01#assessed#S1#2", Cause("assessed", CauseKind.ASSESSMENT, "S1", month=Month(2026, 1))),
        ("something#else", None),
    ],
)
def test_a_cause_names_the_record_that_was_booked(cause: str, found: Cause | None) -> None:
    assert read(cause) == found
