"""Sealing closed books: what the ledger holds of the period is added up and kept, to be proved for ever (COL-10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.reports import snapshots
from functions.reports.datasets import LINES
from functions.reports.queries import answers
from ishtirak.law.law import Law
from ishtirak.messaging.queues import LONGEST_DELAY_SECONDS
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.storage import closings
from ishtirak.storage.closings import ClosingState
from ishtirak.storage.transactions import Moved, write_one

SETTLED_AFTER = timedelta(seconds=LONGEST_DELAY_SECONDS)
"""No worker runs longer: what it has booked under the law of before the approval is in the ledger by then."""


def seal(month: Month, now: datetime, law: Law) -> None:
    """Keep the sums of the period that this closing has closed. What is sealed stays sealed; too early is not yet."""
    seen = closings.load(month)
    if seen.state is not ClosingState.APPROVED or seen.decided_at is None:
        return
    if now < datetime.fromisoformat(seen.decided_at) + SETTLED_AFTER:
        return
    with TemporaryDirectory() as folder:
        snapshots.take(Path(folder), law)
        period = (seen.after or date.min, month.last_day)
        sums = list(answers(Path(folder), (LINES,), "period", period))
    balances = {account: Money(dirhams) for account, dirhams, _ in sums}
    try:
        write_one(closings.put_over(seen, seen.sealed(now, balances, sum(lines for *_, lines in sums))))
    except Moved:
        return  # another delivery of the same message was faster
