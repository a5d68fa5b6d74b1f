"""Receipts whose payer a person has found out, and the way back where that was wrong (COL-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.collect.receipts.booking import SUSPENSE_PARTITION, tell_if_due
from functions.collect.receipts.thanking import thank
from ishtirak.errors import Conflict
from ishtirak.law.law import Law
from ishtirak.rules.accounts import receive, take_back
from ishtirak.rules.approvals import check_another
from ishtirak.rules.ledger import match_entry, return_entry
from ishtirak.storage import accounts, charges, deeds, keys, ledger, receipts
from ishtirak.storage.receipts import Receipt, ReceiptState, ReturnAsked
from ishtirak.storage.transactions import decided_again, write


class NotInSuspense(Conflict):
    """The money of the receipt is somewhere else by now."""

    code = "not_in_suspense"
    ar = "الإيصال {receipt_id} ليس في الحساب المعلق؛ حالته: {state}."
    en = "The receipt {receipt_id} is not in suspense; its state is {state}."


class NotBooked(Conflict):
    """Only what stands on a payer's account, or is to be given back, can be put back into suspense."""

    code = "not_booked"
    ar = "الإيصال {receipt_id} ليس مقيدا على حساب دافع ولا مقررا رده؛ حالته: {state}."
    en = "The receipt {receipt_id} is on no payer's account, nor to be given back; its state is {state}."


class ReturnNotAsked(Conflict):
    """There is nothing to decide on."""

    code = "return_not_asked"
    ar = "لم تُطلب إعادة مبلغ الإيصال {receipt_id}."
    en = "Nobody has asked for the return of the receipt {receipt_id}."


class ReturnIsAsked(Conflict):
    """Somebody has asked for the money to be given back: that is decided first."""

    code = "return_is_asked"
    ar = "طُلبت إعادة مبلغ الإيصال {receipt_id}: يُبت في الطلب أولا."
    en = "The return of the receipt {receipt_id} has been asked for: that is decided first."


def in_suspense(bank: str, receipt_id: str) -> Receipt:
    """The receipt, if it stands in suspense.

    Raises: UnknownReceipt, NotInSuspense.
    """
    receipt = receipts.load(bank, receipt_id)
    if receipt.state is not ReceiptState.IN_SUSPENSE:
        raise NotInSuspense(receipt_id=receipt_id, state=receipt.state.value)
    return receipt


@decided_again
def match(bank: str, receipt_id: str, payer_id: str, actor_id: str, now: datetime, law: Law) -> Receipt:
    """Put the money of a receipt in suspense on its payer's account; said again it changes nothing.

    It counts from the day on which it came: the payer has paid in time, and the finding out is the fund's.

    Raises: UnknownReceipt, UnknownPayer, NotInSuspense, ReturnIsAsked.
    """
    account, receipt = accounts.load(payer_id, law), receipts.load(bank, receipt_id)
    if receipt.state is ReceiptState.BOOKED and receipt.payer_id == payer_id:
        tell_if_due(account, now.date())
        return receipt
    receipt = in_suspense(bank, receipt_id)
    if receipt.return_asked:
        raise ReturnIsAsked(receipt_id=receipt_id)
    change = receive(account, receipt.amount, receipt.received_on, law)
    matched = replace(receipt.to(payer_id, change.forgiven), moves=receipt.moves + 1)
    cause = receipt.cause_of(f"match-{matched.moves}")
    entry = match_entry(cause, now.date(), payer_id, receipt.amount, change.forgiven)
    what = {"payer_id": payer_id, "amount": receipt.amount}
    write(
        receipts.put_over(receipt, matched),
        ledger.append(entry, payer_id, law),
        *accounts.writes(change),
        thank(matched, account, now),
        deeds.put_deed(keys.receipt(bank, receipt_id), actor_id, "match_receipt", now, what),
    )
    tell_if_due(change.after, now.date())
    return matched


@decided_again
def put_back(bank: str, receipt_id: str, reason: str, actor_id: str, now: datetime, law: Law) -> Receipt:
    """Take a receipt from the account that it went to, and put it into suspense again, from today on.

    So is money that was to be given back, as long as it has not left the bank.
    Raises: UnknownReceipt, NotBooked.
    """
    receipt = receipts.load(bank, receipt_id)
    if receipt.state is ReceiptState.RETURNED:
        return _keep_after_all(receipt, reason, actor_id, now, law)
    if receipt.state is not ReceiptState.BOOKED or receipt.payer_id is None:
        raise NotBooked(receipt_id=receipt_id, state=receipt.state.value)
    payer_id, on = receipt.payer_id, now.date()
    account = accounts.load(payer_id, law)
    change = take_back(account, receipt.amount, receipt.forgiven, charges.newest_first(account), on, law)
    back = replace(receipt.off(ReceiptState.IN_SUSPENSE), moves=receipt.moves + 1)
    cause = receipt.cause_of(f"unmatch-{back.moves}")
    entry = match_entry(cause, on, payer_id, -receipt.amount, -receipt.forgiven)
    what = {"payer_id": payer_id, "amount": receipt.amount, "reason": reason}
    write(
        receipts.put_over(receipt, back),
        ledger.append(entry, payer_id, law),
        *accounts.writes(change),
        deeds.put_deed(keys.receipt(bank, receipt_id), actor_id, "put_back_receipt", now, what),
    )
    tell_if_due(change.after, on)
    return back


def _keep_after_all(receipt: Receipt, reason: str, actor_id: str, now: datetime, law: Law) -> Receipt:
    kept = replace(receipt.off(ReceiptState.IN_SUSPENSE), moves=receipt.moves + 1)
    entry = return_entry(receipt.cause_of(f"unreturn-{kept.moves}"), now.date(), receipt.bank, -receipt.amount)
    deed = deeds.put_deed(keys.receipt(receipt.bank, receipt.id), actor_id, "keep_receipt", now, {"reason": reason})
    write(receipts.put_over(receipt, kept), ledger.append(entry, SUSPENSE_PARTITION, law), deed)
    return kept


@decided_again
def ask_return(bank: str, receipt_id: str, reason: str, actor_id: str, now: datetime) -> Receipt:
    """Ask for the money of a receipt in suspense to be given back to whom it came from.

    Raises: UnknownReceipt, NotInSuspense, ReturnIsAsked.
    """
    receipt = in_suspense(bank, receipt_id)
    if receipt.return_asked:
        raise ReturnIsAsked(receipt_id=receipt_id)
    asked = replace(receipt, return_asked=ReturnAsked(actor_id, now.date(), reason))
    deed = deeds.put_deed(keys.receipt(bank, receipt_id), actor_id, "ask_return", now, {"reason": reason})
    write(receipts.put_over(receipt, asked), deed)
    return asked


@decided_again
def decide_return(bank: str, receipt_id: str, approved: bool, actor_id: str, now: datetime, law: Law) -> Receipt:
    """Approve that the money is given back, or refuse it: then it stays in suspense. Never by who has asked (ACC-3).

    Raises: UnknownReceipt, NotInSuspense, ReturnNotAsked, SamePersonApproves.
    """
    receipt = in_suspense(bank, receipt_id)
    if receipt.return_asked is None:
        raise ReturnNotAsked(receipt_id=receipt_id)
    check_another(receipt.return_asked.by, actor_id)
    deed = deeds.put_deed(keys.receipt(bank, receipt_id), actor_id, "decide_return", now, {"approved": approved})
    if not approved:
        kept = replace(receipt, return_asked=None)
        write(receipts.put_over(receipt, kept), deed)
        return kept
    returned = replace(receipt.off(ReceiptState.RETURNED), moves=receipt.moves + 1)
    entry = return_entry(receipt.cause_of(f"return-{returned.moves}"), now.date(), bank, receipt.amount)
    write(receipts.put_over(receipt, returned), ledger.append(entry, SUSPENSE_PARTITION, law), deed)
    return returned
