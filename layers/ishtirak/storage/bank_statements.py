"""Statements of banks that come as files: checked, shown, confirmed, then booked in resumable pieces (COL-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, write_one

FOLDER = "bank-statements/"
FOUND = "found/bank-statements/"
"""Where what was found in statements lies: apart from what people send, which is looked at when it arrives."""


class UnknownBankStatement(NotFound):
    """No statement of a bank has this id."""

    code = "unknown_bank_statement"
    ar = "لا يوجد كشف حساب مصرفي بالرقم {statement_id}."
    en = "There is no bank statement {statement_id}."


class BankStatementState(StrEnum):
    """waiting (for its file) → checked → booking → booked; refused where the file can't be used."""

    WAITING = "waiting"
    CHECKED = "checked"
    BOOKING = "booking"
    BOOKED = "booked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One file of one bank, which may hold several statements.

    counts:        lines by outcome, those that are refused or pending, and `missing`: recorded, and in no line.
    totals:        sums of the lines by outcome, in dirhams.
    statements:    each with account, number, days, balances; amounts in the smallest unit of its currency.
    can_be_booked: whether it holds together, in dinars.
    file_version:  the version of its file that was checked, and that is booked; `digest` is that of its bytes.
    repeats:       the statement by which the same bytes were booked before.
    reached:       the last line that has been booked.
    booked:        how many receipts that has made; `taken_back`: how many it has reversed.
    """

    id: str
    bank: str
    file_name: str
    state: BankStatementState
    submitted_by: str
    submitted_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    statements: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Mapping[str, Any], ...] = ()
    can_be_booked: bool = False
    file_version: str | None = None
    digest: str | None = None
    repeats: str | None = None
    reached: int = 0
    booked: int = 0
    taken_back: int = 0
    confirmed_by: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class LastOfAccount:
    """The newest statement of a bank's account that was booked, so that a gap before the next one is seen.

    closing: in the smallest unit of the currency.
    """

    statement_id: str
    number: int | None
    to: date | None
    closing: int | None


def file_key(statement_id: str) -> str:
    return f"{FOLDER}{statement_id}"


def found_key(statement_id: str, name: str) -> str:
    """Where a file of what was found in a statement lies."""
    return f"{FOUND}{statement_id}/{name}"


def load(statement_id: str) -> BankStatement:
    """Raises: UnknownBankStatement."""
    item = table.get(keys.bank_statement(statement_id))
    if item is None:
        raise UnknownBankStatement(statement_id=statement_id)
    known = {name: item[name] for name in BankStatement.__dataclass_fields__ if name in item}
    return BankStatement(
        **{
            **known,
            "state": BankStatementState(item["state"]),
            "submitted_at": datetime.fromisoformat(item["submitted_at"]),
            "statements": tuple(item["statements"]),
            "problems": tuple(item["problems"]),
        }
    )


def put_new(statement: BankStatement) -> Put:
    return Put(keys.bank_statement(statement.id), _item(statement), unless_exists=Moved())


def put_over(seen: BankStatement, statement: BankStatement) -> Put:
    """The write that moves a statement on from what was seen; it raises Moved where another one was faster."""
    now = replace(statement, version=seen.version + 1)
    return Put(keys.bank_statement(statement.id), _item(now), if_is={"version": seen.version})


def save(seen: BankStatement, statement: BankStatement) -> BankStatement:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, statement))
    return replace(statement, version=seen.version + 1)


def booked_before(bank: str, digest: str) -> str | None:
    """The statement by which the same bytes were booked."""
    item = table.get(keys.booked_file(bank, digest))
    return item["statement_id"] if item else None


def put_booked(statement: BankStatement) -> Put:
    """The write that remembers that a file of these bytes was booked."""
    return Put(keys.booked_file(statement.bank, statement.digest), {"statement_id": statement.id})


def last_of(bank: str, account: str) -> LastOfAccount | None:
    """The newest statement of an account that was booked; None where none was."""
    item = table.get(keys.bank_account(bank, account))
    if item is None:
        return None
    to = date.fromisoformat(item["to"]) if "to" in item else None
    return LastOfAccount(item["statement_id"], item.get("number"), to, item.get("closing"))


def put_last(bank: str, account: str, last: LastOfAccount) -> Put:
    to = last.to.isoformat() if last.to else None
    item = {"statement_id": last.statement_id, "number": last.number, "to": to, "closing": last.closing}
    return Put(keys.bank_account(bank, account), item)


def _item(statement: BankStatement) -> dict[str, Any]:
    plain = {name: getattr(statement, name) for name in BankStatement.__dataclass_fields__}
    waits = statement.state is BankStatementState.BOOKING
    day = statement.submitted_at.date().isoformat()
    return {
        **plain,
        "state": statement.state.value,
        "submitted_at": statement.submitted_at.isoformat(),
        "statements": list(statement.statements),
        "problems": list(statement.problems),
        "due_shard": keys.due_shard(keys.bank_statement(statement.id).pk) if waits else None,
        "due_on": day if waits else None,
    }
