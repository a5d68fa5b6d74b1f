"""Booking what a confirmed statement holds and the fund has not recorded (COL-9).

The file is read again and each line matched again, since events of the bank may have come meanwhile. Whatever is booked
is booked once by its own id, so a crash anywhere goes on where it stopped, or a little before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from functions.collect.receipts import booking, paying_back, reversing
from functions.collect.reconciliation import debits
from functions.collect.reconciliation.postings import Reading
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.reconciliation import Found, Matcher, Outcome, Posting
from ishtirak.storage import bank_lines, bank_statements, daily_closings, receipts, uploads
from ishtirak.storage.bank_debits import BankDebit
from ishtirak.storage.bank_lines import BankLine
from ishtirak.storage.bank_statements import BankStatement, BankStatementState, LastOfAccount, file_key
from ishtirak.storage.daily_closings import DailyClosingState
from ishtirak.storage.receipts import Receipt, Reversal
from ishtirak.storage.transactions import Moved, Write, write, write_one

KEPT_AT_ONCE = 500
"""Of so many payments it is kept together what they were; a crash goes back that far at most."""

BOOKINGS_OF_ONE_MESSAGE = 5_000
BOOKED = (Outcome.NEW, Outcome.REVERSED, Outcome.RETURNED, Outcome.DEBIT)
"""What moves money in the ledger; the rest of a statement is there already."""


def apply(seen: BankStatement, now: datetime, law: Law) -> None:
    """Book what is left of a statement, and hand on what one message does not get to."""
    matcher = Matcher(lambda day: receipts.recorded_on(seen.bank, day))
    kept: list[BankLine] = []
    done = 0
    with uploads.opened(file_key(seen.id), seen.file_version) as file:
        reading = Reading(file.content, seen.file_name)
        for posting in reading:
            found, name = matcher.match(posting), reading.receipt_id(posting)
            if posting.number <= seen.reached:
                continue
            line = _line(seen, posting, found, name)
            if line.outcome in BOOKED:
                _book(line, posting, now, law)
                done += 1
            kept.append(line)
            if len(kept) == KEPT_AT_ONCE or done == BOOKINGS_OF_ONE_MESSAGE:
                seen = _keep(seen, kept)
                kept.clear()
            if done == BOOKINGS_OF_ONE_MESSAGE:
                send(Queue.FILES, {"bank_statement_id": seen.id})
                return
    _finish(_keep(seen, kept) if kept else seen, now)


def _line(seen: BankStatement, posting: Posting, found: Found, name: str) -> BankLine:
    """What the payment is: what a crash has left booked and uncounted is what it was before."""
    recorded, outcome = found.recorded, found.outcome
    if recorded is not None and outcome is Outcome.MATCHED and recorded.statement_id == seen.id:
        outcome = Outcome.NEW
    is_debit = outcome is Outcome.DEBIT
    return BankLine(
        statement_id=seen.id,
        number=posting.number,
        line_no=posting.line_no,
        bank=seen.bank,
        on=posting.on,
        amount=posting.amount,
        is_credit=posting.is_credit,
        outcome=outcome,
        receipt_id=recorded.id if recorded is not None else (None if is_debit else name),
        debit_id=name if is_debit else None,
    )


def _book(line: BankLine, posting: Posting, now: datetime, law: Law) -> None:
    """Book one payment once, by its own id; its money counts from the day that the bank gives it."""
    on = min(posting.on, now.date())
    if line.debit_id is not None:
        debits.book(_debit(line, line.debit_id, posting), on, law)
    elif line.receipt_id is not None and line.outcome is Outcome.NEW:
        booking.book(_receipt(line, line.receipt_id, posting, on), now, law)
    elif line.receipt_id is not None and line.outcome is Outcome.REVERSED:
        reversing.reverse(Reversal(line.bank, line.receipt_id, on, posting.text or None), law)
    elif line.receipt_id is not None:
        paying_back.pay_back(line.bank, line.receipt_id, on, law)


def _receipt(line: BankLine, receipt_id: str, posting: Posting, on: date) -> Receipt:
    return Receipt(
        bank=line.bank,
        id=receipt_id,
        amount=posting.amount,
        received_on=on,
        settled_on=posting.on,
        payer_reference=posting.payer_reference,
        payer_iban=posting.payer_iban,
        payer_name=posting.payer_name,
        statement_id=line.statement_id,
        line_no=line.line_no,
    )


def _debit(line: BankLine, debit_id: str, posting: Posting) -> BankDebit:
    return BankDebit(
        bank=line.bank,
        id=debit_id,
        amount=posting.amount,
        left_on=posting.on,
        account=posting.account,
        text=posting.text,
        statement_id=line.statement_id,
        number=line.number,
        line_no=line.line_no,
    )


def _keep(seen: BankStatement, lines: Sequence[BankLine]) -> BankStatement:
    """The statement once it is kept what these payments were: only then are they done."""
    bank_lines.keep(lines)
    count = Counter(line.outcome for line in lines)
    booked, taken_back = seen.booked + count[Outcome.NEW], seen.taken_back + count[Outcome.REVERSED]
    return bank_statements.save(seen, replace(seen, reached=lines[-1].number, booked=booked, taken_back=taken_back))


def _finish(seen: BankStatement, now: datetime) -> None:
    booked = replace(seen, state=BankStatementState.BOOKED)
    writes: list[Write] = [bank_statements.put_over(seen, booked), bank_statements.put_booked(booked)]
    newest = {each["account"]: each for each in seen.statements if each["kind"] == "statement" and each.get("to")}
    for account, each in newest.items():
        to = date.fromisoformat(each["to"])
        last = LastOfAccount(seen.id, each.get("number"), to, each.get("closing"))
        before = bank_statements.last_of(seen.bank, account)
        if before is None or before.to is None or before.to <= to:
            writes.append(bank_statements.put_last(seen.bank, account, last))
    for day in {date.fromisoformat(each["to"]) for each in newest.values()}:
        _have_closed(day, seen, now)
    write(*writes)


def _have_closed(day: date, seen: BankStatement, now: datetime) -> None:
    """Now that the bank's side of the day is known, the next morning closes it, or closes it again."""
    closing = daily_closings.find(day)
    if closing is not None and closing.state is not DailyClosingState.MADE:
        return
    try:
        write_one(daily_closings.put_asked(day, closing, seen.confirmed_by or seen.submitted_by, now))
    except Moved:
        return  # somebody else has just asked for it
