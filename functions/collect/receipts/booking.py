"""Booking money that a bank says has arrived, exactly once (COL-3, COL-4, COL-6)."""

from __future__ import annotations

from datetime import date, datetime

from functions.collect.receipts.thanking import thank
from functions.collect.receipts.unapplied import keep_another_payment, payment_came
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.accounts import Account, receive
from ishtirak.rules.ledger import receipt_entry, reversal_entry
from ishtirak.rules.references import UnknownReference, payer_of
from ishtirak.storage import accounts, ledger, receipts
from ishtirak.storage.accounts import UnknownPayer
from ishtirak.storage.receipts import AlreadyReceived, Receipt, Reversal
from ishtirak.storage.transactions import decided_again, write

SUSPENSE_PARTITION = "suspense"


@decided_again
def book(receipt: Receipt, now: datetime, law: Law) -> None:
    """Book `receipt` on its payer's account, or in suspense where its reference names nobody.

    One read and one transaction: receipt (which is the marker of the event), entry, account, notice. Delivered again it
    changes nothing, and finishes what a crash after the transaction has left undone. Where its reversal came before
    it, it is booked and taken back at once.
    """
    account = _account_of(receipt.payer_reference, law)
    if account is None:
        _book_once(receipt, law)
        return
    change = receive(account, receipt.amount, receipt.received_on, law)
    booked = receipt.to(account.payer_id, change.forgiven)
    entry = receipt_entry(
        receipt.cause, receipt.received_on, receipt.bank, account.payer_id, receipt.amount, change.forgiven
    )
    try:
        write(
            receipts.put_new(booked),
            ledger.append(entry, account.payer_id, law),
            *accounts.writes(change),
            thank(booked, account, now),
        )
    except AlreadyReceived:
        _look_at(receipt, law)
        after = account
    else:
        after = change.after
    tell_if_due(after, receipt.received_on)


def _account_of(reference: str | None, law: Law) -> Account | None:
    if reference is None:
        return None
    try:
        return accounts.load(payer_of(reference), law)
    except (UnknownReference, UnknownPayer):
        return None


def _book_once(receipt: Receipt, law: Law) -> None:
    entry = receipt_entry(receipt.cause, receipt.received_on, receipt.bank, None, receipt.amount)
    try:
        write(receipts.put_new(receipt), ledger.append(entry, SUSPENSE_PARTITION, law))
    except AlreadyReceived:
        _look_at(receipt, law)


def tell_if_due(account: Account, today: date) -> None:
    """Cover has changed by a payment: say so at once. If this message is lost, the next sweep finds the account."""
    if account.due_on is not None and account.due_on <= today:
        send(Queue.STEPS, {"payer_id": account.payer_id})


def _look_at(receipt: Receipt, law: Law) -> None:
    """The bank's id is known: the same payment is a repetition, another one is kept for a person to look at."""
    known = receipts.find(receipt.bank, receipt.id)
    if isinstance(known, Reversal):
        _book_and_take_back(receipt, known, law)
    elif known is not None and not known.is_same_payment_as(receipt):
        keep_another_payment(receipt)


def _book_and_take_back(receipt: Receipt, reversal: Reversal, law: Law) -> None:
    """The bank has told of the reversal first: the money has come and is gone, and nobody's account was moved."""
    on, amount = receipt.received_on, receipt.amount
    came = receipt_entry(receipt.cause, on, receipt.bank, None, amount)
    went = reversal_entry(receipt.cause_of("reversal"), on, receipt.bank, None, amount)
    write(
        receipts.put_taken_back(receipt.taken_back(reversal)),
        ledger.append(came, SUSPENSE_PARTITION, law),
        ledger.append(went, SUSPENSE_PARTITION, law),
        *payment_came(reversal),
    )
