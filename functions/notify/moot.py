"""What was true when it was written, and is not any more when it would leave (NOT-1, NOT-3)."""

from __future__ import annotations

from ishtirak.law.law import Law
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.rules.reminders import month_in
from ishtirak.storage import accounts
from ishtirak.storage.notices import Notice

REMINDERS = frozenset({NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.OVERDUE})


def hindrance(notice: Notice, law: Law) -> Hindrance | None:
    """That a notice is not to be sent because it would say what is wrong by now; None where it says what is true.

    Nobody is reminded of a month that was paid in the night, or while the money for SMS was spent.
    """
    if notice.kind not in REMINDERS:
        return None
    account = accounts.load(notice.of.owner_id, law)
    return None if account.open_of(month_in(notice.cause)) else Hindrance.SETTLED
