"""Telling payers, once, that their money has come (NOT-1)."""

from __future__ import annotations

from datetime import datetime

from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import keys, notices
from ishtirak.storage.notices import Notice
from ishtirak.storage.receipts import Receipt
from ishtirak.storage.transactions import Write


def thank(receipt: Receipt, account: Account, now: datetime) -> Write:
    """The write of the notice to the payer on whose account a receipt is booked, or was matched to.

    It says no name: so the payer's record need not be read for each receipt, and the text fits one message.
    """
    payer_id = account.payer_id
    of = keys.employer(payer_id) if account.kind is PayerKind.EMPLOYER else keys.subscriber(payer_id)
    values = {"amount": str(receipt.amount), "on": receipt.received_on.isoformat()}
    cause = f"payment_received#{receipt.bank}#{receipt.id}#{receipt.moves}"
    return notices.put_new(Notice(of, NoticeKind.PAYMENT_RECEIVED, cause, now.isoformat(), values))
