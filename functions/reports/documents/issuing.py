"""Asking for a document, and making it (ENR-7, RPT-9, RPT-10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_lambda_powertools import Logger

from functions.reports import bucket
from functions.reports.documents import account_statement, daily_closing, policy
from functions.reports.documents.typesetting import MOST_ROWS, pdf_of
from functions.reports.sheets import Column, write_sheet
from ishtirak.errors import FundError
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.movements import check_period
from ishtirak.storage import daily_closings, issued, keys
from ishtirak.storage.daily_closings import DailyClosing
from ishtirak.storage.ids import new_id
from ishtirak.storage.issued import IssuedDocument, IssuedKind, Made
from ishtirak.storage.reports import Failure
from ishtirak.storage.transactions import Moved, write_one

FOLDER = "documents"
"""Where issued documents lie in the bucket, each under the digest of its own bytes: none is ever written over."""

COLUMNS = (Column("رقم المشترك", "subscriber_id"), Column("الاسم", "name"), Column("في القائمة من", "on_list_from"))

logger = Logger(child=True)


def ask_policy(employer_id: str, actor_id: str, now: datetime) -> IssuedDocument:
    """Ask for the policy document of an employer, of the day on which it is made."""
    return _ask(IssuedDocument(new_id("P"), IssuedKind.POLICY, keys.employer(employer_id), actor_id, now))


def ask_account_statement(payer_id: str, from_: date, to: date, actor_id: str, now: datetime) -> IssuedDocument:
    """Ask for a payer's statement of account for a period, as a PDF and as CSV.

    Raises: PeriodTurnedRound.
    """
    check_period(from_, to)
    about = {"from": from_.isoformat(), "to": to.isoformat()}
    of = keys.account(payer_id)
    return _ask(IssuedDocument(new_id("P"), IssuedKind.ACCOUNT_STATEMENT, of, actor_id, now, about))


def ask_daily_closing(closing: DailyClosing, now: datetime) -> None:
    """Ask for the PDF of a daily closing with the signatures that it has; asked for again it is the same one."""
    about = {"number": str(closing.number)}
    document = IssuedDocument(closing.document_id, IssuedKind.DAILY_CLOSING, closing.key, closing.asked_by, now, about)
    try:
        _ask(document)
    except Moved:
        _hand_on(document)


def _ask(document: IssuedDocument) -> IssuedDocument:
    """The record is written first and the message second. Where the message is lost in between, nobody has been told
    the document's id: whoever asked asks again and gets a document of its own."""
    write_one(issued.put_new(document))
    _hand_on(document)
    return document


def _hand_on(document: IssuedDocument) -> None:
    send(Queue.ISSUED, {"of": document.of, "document_id": document.id})


def make(of: keys.Key, document_id: str, now: datetime, law: Law) -> None:
    """Make the document that was asked for. Delivered again it is made of the facts of then, or nothing is done.

    What can't be made is said on the record and logged; any other error comes back with the message.
    """
    document = issued.load(of, document_id)
    if not document.is_unfinished:
        return
    issued.begin(document)
    try:
        made = MAKERS[document.kind](document, now.date(), law)
    except FundError as error:
        logger.exception("a document could not be made", document_id=document_id, code=error.code)
        issued.fail(document, Failure.of(error))
    else:
        issued.finish(document, made)


def _policy(document: IssuedDocument, on: date, law: Law) -> Made:
    employer_id = document.of.owner_id
    facts, people = policy.facts_of(employer_id, on, law), policy.people_of(employer_id, on)
    folder, list_key, listed = f"{FOLDER}/policy/{employer_id}", None, None
    if len(people) > MOST_ROWS:
        list_key = _put_list(folder, [(each.subscriber_id, each.name, each.from_) for each in people])
    else:
        listed = policy.lines_of(people)
    facts["people"] = {"count": len(people), "listed": listed, "sha256": Path(list_key).stem if list_key else None}
    number = f"{facts['policy']['number']}-{_digest(json.dumps(facts, sort_keys=True).encode())[:8].upper()}"
    content = pdf_of("policy", {**facts, "number": number}, on)
    file_key = _put(folder, content, "pdf", "application/pdf", f"{number}.pdf")
    return Made(number, on, len(people), file_key, _digest(content), list_key)


def _account_statement(document: IssuedDocument, on: date, law: Law) -> Made:
    payer_id = document.of.owner_id
    from_, to = (date.fromisoformat(document.about[name]) for name in ("from", "to"))
    statement, facts = account_statement.facts_of(payer_id, from_, to, on, law)
    folder = f"{FOLDER}/accounts/{payer_id}"
    list_key = _put_sheet(folder, account_statement.COLUMNS, account_statement.cells_of(statement), "statement.csv")
    if len(statement.rows) > MOST_ROWS:
        facts["rows"] = None
    number = f"{payer_id}-{_digest(json.dumps(facts, sort_keys=True).encode())[:8].upper()}"
    content = pdf_of("account_statement", {**facts, "number": number, "sha256": Path(list_key).stem}, on)
    file_key = _put(folder, content, "pdf", "application/pdf", f"{number}.pdf")
    return Made(number, on, len(statement.rows), file_key, _digest(content), list_key)


def _daily_closing(document: IssuedDocument, on: date, _law: Law) -> Made:
    """Of the closing as it stands; who asked for this PDF, and has a newer one meanwhile, gets the newer facts."""
    closing = daily_closings.load(date.fromisoformat(document.of.name))
    facts = daily_closing.facts_of(closing, on)
    number = f"{closing.day}-{(closing.digest or '')[:8].upper()}"
    content = pdf_of("daily_closing", {**facts, "number": number}, on)
    file_key = _put(f"{FOLDER}/closings/{closing.day}", content, "pdf", "application/pdf", f"{number}.pdf")
    return Made(number, on, closing.differences, file_key, _digest(content))


def _put_list(folder: str, rows: Iterable[Sequence[Any]]) -> str:
    return _put_sheet(folder, COLUMNS, rows, "list.csv")


def _put_sheet(folder: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], saved_as: str) -> str:
    with TemporaryDirectory() as here:
        sheet = Path(here) / saved_as
        write_sheet(sheet, columns, rows)
        return _put(folder, sheet.read_bytes(), "csv", "text/csv; charset=utf-8", saved_as)


def _put(folder: str, content: bytes, ending: str, content_type: str, saved_as: str) -> str:
    key = f"{folder}/{_digest(content)}.{ending}"
    with TemporaryDirectory() as here:
        file = Path(here) / saved_as
        file.write_bytes(content)
        bucket.put(key, file, content_type, saved_as)
    return key


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MAKERS: Mapping[IssuedKind, Callable[[IssuedDocument, date, Law], Made]] = {
    IssuedKind.POLICY: _policy,
    IssuedKind.ACCOUNT_STATEMENT: _account_statement,
    IssuedKind.DAILY_CLOSING: _daily_closing,
}
"""Who makes which kind of document that was asked for, on a day, under a law."""
