"""Money that two people have decided to give back, and that has left the bank (COL-6, COL-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from functions.collect.receipts.booking import SUSPENSE_PARTITION
from ishtirak.law.law import Law
from ishtirak.rules.ledger import paid_back_entry
from ishtirak.storage import ledger, receipts
from ishtirak.storage.receipts import ReceiptState
from ishtirak.storage.transactions import decided_again, write


@decided_again
def pay_back(bank: str, receipt_id: str, on: date, law: Law) -> None:
    """Book that the money of a returned receipt has left the bank on that day; said again it changes nothing."""
    receipt = receipts.load(bank, receipt_id)
    if receipt.state is not ReceiptState.RETURNED:
        return
    entry = paid_back_entry(receipt.cause_of("paid_back"), on, bank, receipt.amount)
    write(
        receipts.put_over(receipt, replace(receipt, state=ReceiptState.PAID_BACK)),
        ledger.append(entry, SUSPENSE_PARTITION, law),
    )
