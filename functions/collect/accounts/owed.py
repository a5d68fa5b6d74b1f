"""What is owed, paid and open: of one payer, of one month, of the shares that the fund only records (COL-1, COL-8)."""

from __future__ import annotations

from dataclasses import dataclass

from ishtirak.errors import NotFound
from ishtirak.law.law import Law
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, assessments, ledger, rolls
from ishtirak.storage.assessments import NotAssessed


class UnknownShare(NotFound):
    """Only the shares of social security and the state are recorded as sums of the whole fund."""

    code = "unknown_share"
    ar = "لا توجد حصة بالاسم {share}: المتاح social_security و state."
    en = "There is no share {share}: there are social_security and state."


@dataclass(frozen=True, slots=True)
class Owed:
    """What was owed in all, and what of it is still open; the rest is paid."""

    owed: Money
    open: Money

    @property
    def paid(self) -> Money:
        return self.owed - self.open


def owed_by_payer(payer_id: str, month: Month, law: Law) -> Owed:
    """What an employer or a subscriber owes for `month`; nothing where the month has not been opened.

    Raises: UnknownPayer.
    """
    account = accounts.load(payer_id, law)
    if account.kind is PayerKind.EMPLOYER:
        owed = rolls.month(payer_id, month).contribution.employer
    else:
        owed = _owed_by_subscriber(payer_id, month)
    return Owed(owed, account.open_of(month))


def _owed_by_subscriber(subscriber_id: str, month: Month) -> Money:
    try:
        return assessments.load(subscriber_id, month).assessment.contribution.subscriber
    except NotAssessed:
        return Money.ZERO


def owed_by_share(share: Share, month: Month) -> Owed:
    """What social security or the state is expected to pay for `month`; what was collected is recorded elsewhere."""
    expected = ledger.share_month(share, month)
    return Owed(expected, expected)
