"""Double entry: money and debts never appear or vanish, they move between accounts (COL-10).

An entry is a list of lines that add up to zero. Above zero is debit (what the fund is owed, or has), below zero is
credit. Entries are appended and never changed; a correction is another entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ishtirak.errors import Defect
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.money import Money

SUSPENSE = "suspense"
TOLERANCE = "tolerance"
EMPLOYERS_OWE = "receivable:employers"
SUBSCRIBERS_OWE = "receivable:subscribers"


class Unbalanced(Defect):
    """An entry whose lines don't add up to zero must never be written."""

    code = "unbalanced_entry"
    ar = "قيد غير متوازن: {cause}"
    en = "The entry {cause} does not balance."


@dataclass(frozen=True, slots=True)
class Line:
    """One account's part of an entry, in dirhams; debit above zero."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """What was booked, on which day, and the one cause that can book it."""

    cause: str
    on: date
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if sum(line.amount.dirhams for line in self.lines):
            raise Unbalanced(cause=self.cause)


def receivable(payer_id: str) -> str:
    """The account of what an employer or a subscriber owes."""
    return f"receivable:{payer_id}"


def receivable_share(share: Share, month: Month) -> str:
    """The account of what social security or the state is expected to pay for a month (COL-8)."""
    return f"receivable:{share.value}:{month}"


def income(month: Month) -> str:
    """The account of the contributions of a month."""
    return f"contributions:{month}"


def bank(code: str) -> str:
    """The account of the money that a bank says has arrived."""
    return f"bank:{code}"


def collected(share: Share) -> str:
    """The account of what others have collected of a share, as the collection department has recorded it."""
    return f"collected:{share.value}"


def returned(code: str) -> str:
    """The account of the money that goes back to whom it came from, by a bank."""
    return f"returned:{code}"


def control_account(account: str) -> str:
    """The account of the trial balance that sums an account up: what payers owe is one for each kind of them."""
    kind, _, of = account.partition(":")
    if kind != "receivable" or ":" in of:
        return account
    return EMPLOYERS_OWE if of.startswith("E") else SUBSCRIBERS_OWE


def outgoing(code: str) -> str:
    """The account of the money that has left a bank, and nobody has said yet what for."""
    return f"outgoing:{code}"


class DebitKind(StrEnum):
    """What money leaves a bank for."""

    BANK_FEE = "bank_fee"
    TRANSFER = "transfer"
    AGENT_COMMISSION = "agent_commission"
    OTHER = "other"


def spent(kind: DebitKind, code: str) -> str:
    """The account of what money has left a bank for; fees and transfers are kept apart by their bank."""
    accounts = {
        DebitKind.BANK_FEE: f"fees:{code}",
        DebitKind.TRANSFER: f"transfers:{code}",
        DebitKind.AGENT_COMMISSION: "agents",
        DebitKind.OTHER: "expenses",
    }
    return accounts[kind]


def contribution_entry(
    cause: str, on: date, month: Month, employer_id: str | None, owed: Iterable[tuple[str, Contribution]]
) -> Entry:
    """The entry of what is owed (or owed less) for `month` on a number of subscribers of one list.

    Args:  employer_id: whose list it is; None for people without an employer, for whom nobody owes that share.
           owed: each subscriber's id and contribution, which may be the difference to an earlier one.
    """
    each = list(owed)
    total = sum((contribution for _, contribution in each), Contribution())
    lines = [Line(receivable(subscriber_id), contribution.subscriber) for subscriber_id, contribution in each]
    if employer_id is not None:
        lines.append(Line(receivable(employer_id), total.employer))
    lines += [Line(receivable_share(share, month), total.of(share)) for share in (Share.SOCIAL_SECURITY, Share.STATE)]
    lines.append(Line(income(month), -total.total))
    return Entry(cause, on, tuple(line for line in lines if line.amount))


def receipt_entry(
    cause: str, on: date, bank_code: str, payer_id: str | None, amount: Money, forgiven: Money = Money.ZERO
) -> Entry:
    """The entry of money that arrived: for its payer, or for nobody yet (COL-4, COL-6).

    Args: forgiven: what is settled by it without having been paid (COL-12).
    """
    return _moved(cause, on, bank(bank_code), owner(payer_id), amount, forgiven)


def reversal_entry(
    cause: str, on: date, bank_code: str, payer_id: str | None, amount: Money, forgiven: Money = Money.ZERO
) -> Entry:
    """The entry of money that a bank takes back: from its payer, or from suspense (COL-5)."""
    return _moved(cause, on, bank(bank_code), owner(payer_id), -amount, -forgiven)


def match_entry(cause: str, on: date, payer_id: str, amount: Money, forgiven: Money) -> Entry:
    """The entry by which money goes from suspense to its payer; amounts below zero put it back there (COL-6)."""
    return _moved(cause, on, SUSPENSE, receivable(payer_id), amount, forgiven)


def return_entry(cause: str, on: date, bank_code: str, amount: Money) -> Entry:
    """The entry by which money in suspense is owed back to its sender; below zero it is kept after all (COL-6)."""
    return _moved(cause, on, SUSPENSE, returned(bank_code), amount, Money.ZERO)


def paid_back_entry(cause: str, on: date, bank_code: str, amount: Money) -> Entry:
    """The entry of money that was to be given back, and has left the bank (COL-6, COL-9)."""
    return _moved(cause, on, returned(bank_code), bank(bank_code), amount, Money.ZERO)


def debit_entry(cause: str, on: date, bank_code: str, amount: Money) -> Entry:
    """The entry of other money that has left a bank, before anybody has said what for (COL-9)."""
    return _moved(cause, on, outgoing(bank_code), bank(bank_code), amount, Money.ZERO)


def classified_entry(cause: str, on: date, bank_code: str, kind: DebitKind, amount: Money) -> Entry:
    """The entry by which two people say what money has left a bank for (COL-9, ACC-3)."""
    return _moved(cause, on, spent(kind, bank_code), outgoing(bank_code), amount, Money.ZERO)


def owner(payer_id: str | None) -> str:
    """The account of whose money it is; suspense while nobody knows."""
    return receivable(payer_id) if payer_id else SUSPENSE


def collected_entry(cause: str, on: date, share: Share, month: Month, amount: Money) -> Entry:
    """The entry of what was collected of a share that the fund does not collect itself (COL-8)."""
    return _moved(cause, on, collected(share), receivable_share(share, month), amount, Money.ZERO)


def _moved(cause: str, on: date, from_: str, to: str, amount: Money, forgiven: Money) -> Entry:
    lines = (Line(from_, amount), Line(TOLERANCE, forgiven), Line(to, -amount - forgiven))
    return Entry(cause, on, tuple(line for line in lines if line.amount))
