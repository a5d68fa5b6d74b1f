"""Booking money that a bank says has arrived, exactly once (COL-3, COL-4, COL-6)."""

from __future__ import annotations

import hashlib

from aws_lambda_powertools import Logger

from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.accounts import Account, receive
from ishtirak.rules.ledger import receipt_entry
from ishtirak.rules.references import UnknownReference, payer_of
from ishtirak.storage import accounts, ledger, receipts
from ishtirak.storage.accounts import UnknownPayer
from ishtirak.storage.receipts import AlreadyReceived, Receipt
from ishtirak.storage.transactions import decided_again, write, write_one

SUSPENSE_PARTITION = "suspense"

logger = Logger(child=True)


@decided_again
def book(receipt: Receipt, law: Law) -> None:
    """Book `receipt` on its payer's account, or in suspense where its reference names nobody.

    One read and one transaction: receipt (which is the marker of the event), entry, account. Delivered again it
    changes nothing, and finishes what a crash after the transaction has left undone.
    """
    account = _account_of(receipt.payer_reference, law)
    if account is None:
        _book_once(receipt)
        return
    change = receive(account, receipt.amount, receipt.received_on, law)
    booked = receipt.to(account.payer_id, change.forgiven)
    entry = receipt_entry(
        receipt.cause, receipt.received_on, receipt.bank, account.payer_id, receipt.amount, change.forgiven
    )
    try:
        write(*receipts.writes(booked), ledger.append(entry, account.payer_id), *accounts.writes(change))
    except AlreadyReceived:
        _compare(receipt)
        after = account
    else:
        after = change.after
    _tell_if_due(after, receipt)


def _account_of(reference: str | None, law: Law) -> Account | None:
    if reference is None:
        return None
    try:
        return accounts.load(payer_of(reference), law)
    except (UnknownReference, UnknownPayer):
        return None


def _book_once(receipt: Receipt) -> None:
    entry = receipt_entry(receipt.cause, receipt.received_on, receipt.bank, None, receipt.amount)
    try:
        write(*receipts.writes(receipt), ledger.append(entry, SUSPENSE_PARTITION))
    except AlreadyReceived:
        _compare(receipt)


def _tell_if_due(account: Account, receipt: Receipt) -> None:
    """Cover has changed by this payment: say so at once. If this message is lost, the next sweep finds the account."""
    if account.next_action_on is not None and account.next_action_on <= receipt.received_on:
        send(Queue.STEPS, {"payer_id": account.payer_id})


def _compare(receipt: Receipt) -> None:
    """The bank's id is known: the same payment is a repetition, another one is kept for a person to look at."""
    stored = receipts.load(receipt.bank, receipt.id)
    if stored.is_same_payment_as(receipt):
        return
    digest = hashlib.sha256(repr(receipt).encode()).hexdigest()[:16]
    write_one(receipts.put_conflict(receipt, digest))
    logger.error("a bank uses one receipt id for two payments", bank=receipt.bank, receipt_id=receipt.id)
