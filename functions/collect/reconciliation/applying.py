"""Booking what a confirmed statement holds and the fund has not recorded (COL-9).

The file is read again and each line matched again, since events of the bank may have come meanwhile. Whatever is booked
is booked once by its own id, so a crash anywhere goes on where it stopped, or a little before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from functions.collect.receipts import booking, reversing
from functions.collect.reconciliation.postings import Reading
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.reconciliation import Found, Matcher, Outcome, Posting
from ishtirak.storage import bank_statements, receipts, uploads
from ishtirak.storage.bank_statements import BankStatement, BankStatementState, LastOfAccount, file_key
from ishtirak.storage.receipts import Receipt, Reversal
from ishtirak.storage.transactions import Write, write

SAVED_EVERY_BOOKINGS = 200
BOOKINGS_OF_ONE_MESSAGE = 5_000


def apply(seen: BankStatement, now: datetime, law: Law) -> None:
    """Book what is left of a statement, and hand on what one message does not get to."""
    matcher = Matcher(lambda day: receipts.recorded_on(seen.bank, day))
    done = 0
    with uploads.opened(file_key(seen.id), seen.file_version) as file:
        reading = Reading(file.content, seen.file_name)
        for posting in reading:
            found, receipt_id = matcher.match(posting), reading.receipt_id(posting)
            if posting.number <= seen.reached or not _is_booked(found, seen):
                continue
            seen = _book(seen, posting, found, receipt_id, now.date(), law)
            done += 1
            if done % SAVED_EVERY_BOOKINGS == 0:
                seen = bank_statements.save(seen, seen)
            if done == BOOKINGS_OF_ONE_MESSAGE:
                bank_statements.save(seen, seen)
                send(Queue.FILES, {"bank_statement_id": seen.id})
                return
    _finish(seen)


def _is_booked(found: Found, seen: BankStatement) -> bool:
    """Whether the line is booked by this statement: a receipt of it that a crash left behind uncounted is too."""
    ours = found.recorded is not None and found.recorded.statement_id == seen.id
    return found.outcome in (Outcome.NEW, Outcome.REVERSED) or (ours and found.outcome is Outcome.MATCHED)


def _book(seen: BankStatement, posting: Posting, found: Found, receipt_id: str, today: date, law: Law) -> BankStatement:
    """The statement once one line of it is booked; its money counts from the day that the bank gives it."""
    on = min(posting.on, today)
    if found.outcome is Outcome.MATCHED:
        return replace(seen, reached=posting.number, booked=seen.booked + 1)
    if found.outcome is Outcome.NEW:
        booking.book(
            Receipt(
                bank=seen.bank,
                id=receipt_id,
                amount=posting.amount,
                received_on=on,
                settled_on=posting.on,
                payer_reference=posting.payer_reference,
                payer_iban=posting.payer_iban,
                payer_name=posting.payer_name,
                statement_id=seen.id,
                line_no=posting.line_no,
            ),
            law,
        )
        return replace(seen, reached=posting.number, booked=seen.booked + 1)
    if found.recorded is not None:
        reversing.reverse(Reversal(seen.bank, found.recorded.id, on, posting.text or None), law)
    return replace(seen, reached=posting.number, taken_back=seen.taken_back + 1)


def _finish(seen: BankStatement) -> None:
    booked = replace(seen, state=BankStatementState.BOOKED)
    writes: list[Write] = [bank_statements.put_over(seen, booked), bank_statements.put_booked(booked)]
    newest = {each["account"]: each for each in seen.statements if each["kind"] == "statement" and each.get("to")}
    for account, each in newest.items():
        to = date.fromisoformat(each["to"])
        last = LastOfAccount(seen.id, each.get("number"), to, each.get("closing"))
        before = bank_statements.last_of(seen.bank, account)
        if before is None or before.to is None or before.to <= to:
            writes.append(bank_statements.put_last(seen.bank, account, last))
    write(*writes)
