"""Receipts that a bank takes back: what they had settled is owed again from that day on (COL-5)."""

from __future__ import annotations

from functions.collect.receipts.booking import SUSPENSE_PARTITION, tell_if_due
from functions.collect.receipts.unapplied import keep_reversal, waits_for_payment
from ishtirak.law.law import Law
from ishtirak.rules.accounts import take_back
from ishtirak.rules.ledger import reversal_entry
from ishtirak.storage import accounts, charges, ledger, receipts
from ishtirak.storage.receipts import Receipt, ReceiptState, Reversal
from ishtirak.storage.transactions import decided_again, write


@decided_again
def reverse(reversal: Reversal, law: Law) -> None:
    """Take a receipt back, once: debts, cover and notices are what they would be without it from that day on.

    A reversal that comes before its receipt is kept, and shown, until that comes. One of money that the fund has given
    back itself contradicts that: it is kept for a person to look at, and moves nothing.
    """
    receipt = receipts.find(reversal.bank, reversal.receipt_id)
    if receipt is None:
        write(receipts.put_reversal(reversal), waits_for_payment(reversal))
    elif isinstance(receipt, Reversal):
        return
    elif receipt.state in (ReceiptState.RETURNED, ReceiptState.PAID_BACK):
        keep_reversal(reversal)
    elif receipt.state is ReceiptState.IN_SUSPENSE:
        _take_from_suspense(receipt, reversal, law)
    elif receipt.state is ReceiptState.BOOKED:
        _take_from_payer(receipt, reversal, law)
    elif receipt.payer_id is not None:  # done before; whether people were told is not known
        tell_if_due(accounts.load(receipt.payer_id, law), reversal.received_on)


def _take_from_suspense(receipt: Receipt, reversal: Reversal, law: Law) -> None:
    on, cause = reversal.received_on, receipt.cause_of("reversal")
    write(
        receipts.put_over(receipt, receipt.taken_back(reversal)),
        ledger.append(reversal_entry(cause, on, receipt.bank, None, receipt.amount), SUSPENSE_PARTITION, law),
    )


def _take_from_payer(receipt: Receipt, reversal: Reversal, law: Law) -> None:
    payer_id, on = str(receipt.payer_id), reversal.received_on
    account = accounts.load(payer_id, law)
    owed = charges.newest_first(account)
    change = take_back(account, receipt.amount, receipt.forgiven, owed, on, law)
    cause = receipt.cause_of("reversal")
    entry = reversal_entry(cause, on, receipt.bank, payer_id, receipt.amount, receipt.forgiven)
    write(
        receipts.put_over(receipt, receipt.taken_back(reversal)),
        ledger.append(entry, payer_id, law),
        *accounts.writes(change),
    )
    tell_if_due(change.after, on)
