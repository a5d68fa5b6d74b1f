"""Which rows of a snapshot an item of the table becomes.

Each line of the ledger names the record whose stored amount it is part of. So the proof compares small things, one
record at a time, and says where a difference is: a line and its record are always written in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from functions.reports.datasets import (
    ACCOUNTS,
    COLLECTED,
    EMPLOYERS,
    LINES,
    MEMBERS,
    MONTHS,
    OPEN_MONTHS,
    RECEIPTS,
    SEALS,
    STATED,
    STORED,
    Dataset,
)
from ishtirak.law.law import Law
from ishtirak.rules import causes
from ishtirak.rules import ledger as books
from ishtirak.rules.accounts import Account
from ishtirak.rules.calendar import Month, due_on
from ishtirak.rules.categories import Share
from ishtirak.rules.causes import Cause, CauseKind
from ishtirak.rules.references import reference_of
from ishtirak.storage import accounts, bank_debits, closings, keys, rolls
from ishtirak.storage.closings import ClosingState
from ishtirak.storage.collected import CollectedState
from ishtirak.storage.keys import Key
from ishtirak.storage.ledger import RECORDED_SHARES
from ishtirak.storage.receipts import ReceiptState

Item = dict[str, Any]


class Row(NamedTuple):
    """A row of a dataset; columns that are left out are NULL."""

    of: Dataset
    values: dict[str, Any]


def rows_of(item: Item, law: Law) -> Iterator[Row]:
    """The rows that an item is read as; none where a snapshot has no use for it."""
    for begins, read in READERS.items():
        if item["sk"].startswith(begins):
            yield from read(item, law)
            return


def _employer(item: Item, _law: Law) -> Iterator[Row]:
    values = {"employer_id": item["id"], "reference": reference_of(item["id"])}
    yield Row(EMPLOYERS, {**values, "name": item["name"], "sector": item["sector"], "region": item.get("region")})


def _account(item: Item, law: Law) -> Iterator[Row]:
    account = accounts.read(item)
    values: dict[str, Any] = {
        "payer_id": account.payer_id,
        "kind": account.kind.value,
        "months_open": len(account.open_months),
        "open_dirhams": (account.balance + account.credit).dirhams,
        "credit_dirhams": account.credit.dirhams,
        "balance_dirhams": item["balance_dirhams"],
    }
    if account.open_months:
        month = account.open_months[0].month
        values |= {
            "oldest_open": str(month),
            "due_on": due_on(month, law).isoformat(),
            "past_due_from": account.standing.past_due_from(law).isoformat(),
            "lowered_on": account.standing.lapses_on(law).isoformat(),
        }
    yield Row(ACCOUNTS, values)
    yield from _open_months(account, law)
    yield _stored(item, books.receivable(account.payer_id), item["balance_dirhams"])


def _open_months(account: Account, law: Law) -> Iterator[Row]:
    agreed = account.agreement.months if account.agreement else ()
    for months, under_agreement in ((account.open_months, False), (agreed, True)):
        for each in months:
            due = due_on(each.month, law).isoformat()
            of = {"payer_id": account.payer_id, "kind": account.kind.value, "month": str(each.month), "due_on": due}
            yield Row(OPEN_MONTHS, {**of, "agreed": under_agreement, "open_dirhams": each.open.dirhams})


def _subscriber(item: Item, _law: Law) -> Iterator[Row]:
    """Who is on an employer's list now."""
    employer_id = rolls.employer_of(item["listed_on"]) if "listed_on" in item else None
    if employer_id is not None:
        yield Row(MEMBERS, {"employer_id": employer_id, "subscriber_id": item["id"]})


def _month(item: Item, _law: Law) -> Iterator[Row]:
    values = {name: item[name] for name in MONTHS.columns if name in item}
    roll_id = item["roll_id"]
    yield Row(MONTHS, {"roll_id": roll_id, "employer_id": rolls.employer_of(roll_id), "month": item["month"], **values})
    owed = sum(item.get(f"{share.value}_dirhams", 0) for share in Share)
    yield _stored(item, books.income(Month.parse(item["month"])), -owed)


def _shard(item: Item, _law: Law) -> Iterator[Row]:
    for share in RECORDED_SHARES:
        account = books.receivable_share(share, Month.parse(item["month"]))
        yield _part(Key(item["pk"], item["sk"]), account, item[f"{share.value}_dirhams"])


def _collected(item: Item, _law: Law) -> Iterator[Row]:
    """What was collected of a share counts once it is approved."""
    share, month = Share(item["share"]), Month.parse(item["month"])
    if item["state"] == CollectedState.APPROVED and share in RECORDED_SHARES:
        key = Key(item["pk"], item["sk"])
        yield _part(key, books.collected(share), item["amount_dirhams"])
        yield _part(key, books.receivable_share(share, month), -item["amount_dirhams"])


def _collected_in_all(item: Item, _law: Law) -> Iterator[Row]:
    share = item["sk"].partition("#")[2]
    yield Row(COLLECTED, {"share": share, "month": item["month"], "dirhams": item[f"{share}_collected_dirhams"]})


def _receipt(item: Item, _law: Law) -> Iterator[Row]:
    """A receipt stands on up to three accounts, each of which has a record of its own here."""
    state = ReceiptState(item["state"]) if "state" in item else ReceiptState.REVERSED
    amount, bank = item.get("amount_dirhams", 0), item["bank"]
    stood = {
        books.bank(bank): 0 if state in (ReceiptState.REVERSED, ReceiptState.PAID_BACK) else amount,
        books.SUSPENSE: -amount if state is ReceiptState.IN_SUSPENSE else 0,
        books.returned(bank): -amount if state is ReceiptState.RETURNED else 0,
        books.TOLERANCE: item.get("forgiven_dirhams", 0),
    }
    yield from (_part(keys.receipt(bank, item["id"]), *each) for each in stood.items() if each[1])
    if amount:  # and not a reversal that has come before its payment
        what = {"bank": bank, "receipt_id": item["id"], "settled_on": item["settled_on"], "dirhams": amount}
        yield Row(RECEIPTS, {**what, "state": state.value})


def _seen(item: Item, _law: Law) -> Iterator[Row]:
    """A payment of a bank's statement that is, or touches, a receipt."""
    same = ("bank", "receipt_id", "statement_id", "line_no", "outcome")
    yield Row(STATED, {**{name: item[name] for name in same}, "dirhams": item["amount_dirhams"]})


def _debit(item: Item, _law: Law) -> Iterator[Row]:
    """Money that has left a bank stands where two people have put it, or waits for them."""
    debit = bank_debits.read(item)
    where = books.spent(debit.kind, debit.bank) if debit.kind and debit.is_classified else books.outgoing(debit.bank)
    yield _part(debit.key, books.bank(debit.bank), -debit.amount.dirhams)
    yield _part(debit.key, where, debit.amount.dirhams)


def _part(key: Key, account: str, dirhams: int) -> Row:
    """What one of several accounts holds of a record."""
    return Row(STORED, {"record": _part_name(key, account), "ledger_account": account, "dirhams": dirhams})


def _stored(item: Item, account: str, dirhams: int) -> Row:
    record = _name(Key(item["pk"], item["sk"]))
    return Row(STORED, {"record": record, "ledger_account": account, "dirhams": dirhams})


def _entry(item: Item, _law: Law) -> Iterator[Row]:
    entry, cause = _name(Key(item["pk"], item["sk"])), causes.read(item["cause"])
    for account, dirhams in item["lines"]:
        accounts_of_it = {"ledger_account": account, "control_account": books.control_account(account)}
        deed = cause.deed if cause else None
        line = {"entry": entry, **accounts_of_it, "deed": deed, "booked_on": item["on"], "dirhams": dirhams}
        yield Row(LINES, {**line, "record": record_of(account, item)})


def _closing(item: Item, _law: Law) -> Iterator[Row]:
    """What was sealed of the books, which the lines of that period must still come to."""
    closing = closings.read(item)
    period = {"until_day": closing.month.last_day.isoformat(), "after_day": (closing.after or date.min).isoformat()}
    if closing.state is ClosingState.SEALED:
        yield Row(SEALS, {**period, "dirhams": 0})  # a period in which nothing moved is sealed too
    for account, amount in closing.seal.items():
        yield Row(SEALS, {**period, "control_account": account, "dirhams": amount.dirhams})


def record_of(account: str, entry: Item) -> str:
    """The record that holds the amount which the entry's line on `account` is part of.

    A line of a kind that is not known here is its own record. Nothing is stored for that, so the check names it as a
    difference until somebody says here where the new kind of line is held.
    """
    cause = causes.read(entry["cause"])
    key = _held_by(cause, account) if cause is not None else None
    if key is not None:
        return _part_name(key, account)
    kind, _, of = account.partition(":")
    if kind == "receivable":
        share, _, month = of.partition(":")
        recorded = share in {each.value for each in RECORDED_SHARES}
        return _part_name(keys.share_shard(month, _owner(entry)), account) if recorded else _name(keys.account(of))
    if kind == "contributions":
        return _name(keys.roll_month(_owner(entry), of))
    return account


def _held_by(cause: Cause, account: str) -> Key | None:
    """The record of the cause, where that holds the account's amount itself."""
    if cause.kind is CauseKind.RECEIPT and account.partition(":")[0] in _HELD_BY_RECEIPTS:
        return keys.receipt(str(cause.bank), cause.id)
    if cause.kind is CauseKind.DEBIT:
        return keys.bank_debit(str(cause.bank), cause.id)
    return keys.collected(cause.month, cause.id) if cause.kind is CauseKind.COLLECTED else None


_HELD_BY_RECEIPTS = {"bank", books.SUSPENSE, books.TOLERANCE, "returned"}
"""The accounts whose amounts stand on the receipts themselves."""


def _part_name(key: Key, account: str) -> str:
    return f"{_name(key)} {account}"


def _owner(item: Item) -> str:
    """Whose partition the item lies in."""
    return str(item["pk"].partition("#")[2])


def _name(key: Key) -> str:
    return f"{key.pk} {key.sk}"


READERS: dict[str, Callable[[Item, Law], Iterator[Row]]] = {
    "EMPLOYER": _employer,
    keys.ACCOUNT: _account,
    keys.SUBSCRIBER: _subscriber,
    keys.MONTH: _month,
    keys.SHARD: _shard,
    keys.COLLECTED: _collected,
    keys.COLLECTED_IN_ALL: _collected_in_all,
    "RECEIPT": _receipt,
    keys.SEEN: _seen,
    keys.DEBIT: _debit,
    "ENTRY#": _entry,
    keys.CLOSING: _closing,
}
"""How an item is read, by how its sort key begins. Nothing else is asked of the table."""
