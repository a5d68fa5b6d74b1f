"""Statements of banks: asked for by a form, checked when their file has come, confirmed by a person (COL-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.collect.reconciliation import applying, checking
from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import bank_statements, deeds, keys, uploads
from ishtirak.storage.bank_statements import FOLDER, BankStatement, BankStatementState, file_key
from ishtirak.storage.ids import new_id
from ishtirak.storage.transactions import Write, write
from ishtirak.storage.uploads import Form


class BankStatementNotChecked(Refused):
    """Only a statement that has been read and checked can be booked."""

    code = "bank_statement_not_checked"
    ar = "كشف الحساب {statement_id} لم يُفحص بعد أو رُفض؛ حالته: {state}."
    en = "The bank statement {statement_id} is not checked yet, or was refused; its state is {state}."


class BankStatementContradicts(Refused):
    """Nothing is booked of a file that contradicts itself, was not read whole, or is not in dinars."""

    code = "bank_statement_contradicts"
    ar = "لا يقيد كشف الحساب {statement_id}: أرصدته أو قيوده غير متسقة، أو ليست بالدينار."
    en = "Nothing is booked of the statement {statement_id}: it contradicts itself, or is not in dinars."


def ask(bank: str, file_name: str, actor_id: str, now: datetime) -> tuple[BankStatement, Form]:
    """A statement that waits for its file, and the form to send it with."""
    waiting = BankStatement(new_id("B"), bank, file_name, BankStatementState.WAITING, actor_id, now)
    write(bank_statements.put_new(waiting), _deed(waiting, actor_id, "ask_bank_statement", now))
    return waiting, uploads.form_for(file_key(waiting.id))


def id_in(key: str) -> str:
    """The id of the statement whose file lies under `key`."""
    return key.removeprefix(FOLDER)


def confirm(statement_id: str, actor_id: str, now: datetime) -> BankStatement:
    """Let a checked statement be booked; confirming it again only sees to it that the work goes on.

    Raises: UnknownBankStatement, BankStatementNotChecked, BankStatementContradicts.
    """
    seen = bank_statements.load(statement_id)
    if seen.state in (BankStatementState.WAITING, BankStatementState.REFUSED):
        raise BankStatementNotChecked(statement_id=statement_id, state=seen.state.value)
    if seen.state is BankStatementState.CHECKED:
        if not seen.can_be_booked:
            raise BankStatementContradicts(statement_id=statement_id)
        confirmed = replace(seen, state=BankStatementState.BOOKING, confirmed_by=actor_id)
        write(
            bank_statements.put_over(seen, confirmed),
            _deed(confirmed, actor_id, "confirm_bank_statement", now),
        )
        seen = confirmed
    if seen.state is BankStatementState.BOOKING:
        send(Queue.FILES, {"bank_statement_id": statement_id})
    return seen


def work(statement_id: str, now: datetime, law: Law) -> None:
    """Do what a statement waits for: be checked once its file has come, or be booked once it is confirmed."""
    seen = bank_statements.load(statement_id)
    if seen.state is BankStatementState.WAITING:
        bank_statements.save(seen, checking.check(seen))
    elif seen.state is BankStatementState.BOOKING:
        applying.apply(seen, now, law)


def _deed(seen: BankStatement, actor_id: str, action: str, now: datetime) -> Write:
    what = {"bank": seen.bank, "file_name": seen.file_name, **seen.counts}
    return deeds.put_deed(keys.bank_statement(seen.id), actor_id, action, now, what)
