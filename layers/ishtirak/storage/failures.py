"""Payments that a bank says did not come about, beside the account of who was to pay (COL-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import Conflict
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put


class AlreadyKept(Conflict):
    """The failure was told before."""

    code = "already_kept"
    ar = "فشل الدفع {payment_id} مسجل من قبل."
    en = "The failed payment {payment_id} has been kept before."


@dataclass(frozen=True, slots=True)
class Failure:
    """A payment that did not come about, as its bank tells it."""

    bank: str
    payment_id: str
    amount: Money
    failed_on: date
    payer_reference: str | None = None
    reason: str | None = None


def put_new(payer_id: str, failure: Failure) -> Put:
    """The write that keeps a failed payment; it raises AlreadyKept for a second one."""
    item = {
        "bank": failure.bank,
        "payment_id": failure.payment_id,
        "amount_dirhams": failure.amount.dirhams,
        "failed_on": failure.failed_on.isoformat(),
        "payer_reference": failure.payer_reference,
        "reason": failure.reason,
    }
    key = keys.failed_payment(payer_id, failure.failed_on, failure.bank, failure.payment_id)
    return Put(key, item, unless_exists=AlreadyKept(payment_id=failure.payment_id))


def of_payer(payer_id: str, limit: int, after: str | None = None) -> tuple[list[Failure], str | None]:
    """A page of a payer's failed payments, the newest first, and where the next page begins."""
    pk = keys.account(payer_id).pk
    page = table.page(pk, keys.FAILED_PAYMENT, limit=limit, after=after, newest_first=True)
    return [_failure(item) for item in page.items], page.after


def _failure(item: dict[str, Any]) -> Failure:
    return Failure(
        bank=item["bank"],
        payment_id=item["payment_id"],
        amount=Money(item["amount_dirhams"]),
        failed_on=date.fromisoformat(item["failed_on"]),
        payer_reference=item.get("payer_reference"),
        reason=item.get("reason"),
    )
