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
from functions.reports.documents import policy
from functions.reports.documents.typesetting import MOST_ROWS, pdf_of
from functions.reports.sheets import Column, write_sheet
from ishtirak.errors import FundError
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import issued, keys
from ishtirak.storage.ids import new_id
from ishtirak.storage.issued import IssuedDocument, IssuedKind, Made
from ishtirak.storage.reports import Failure
from ishtirak.storage.transactions import write_one

FOLDER = "documents"
"""Where issued documents lie in the bucket, each under the digest of its own bytes: none is ever written over."""

COLUMNS = (Column("رقم المشترك", "subscriber_id"), Column("الاسم", "name"), Column("في القائمة من", "on_list_from"))

logger = Logger(child=True)


def ask_policy(employer_id: str, actor_id: str, now: datetime) -> IssuedDocument:
    """Ask for the policy document of an employer, of the day on which it is made.

    The record is written first and the message second. Where the message is lost in between, nobody has been told the
    document's id: whoever asked asks again and gets a document of its own.
    """
    document = IssuedDocument(new_id("P"), IssuedKind.POLICY, keys.employer(employer_id), actor_id, now)
    write_one(issued.put_new(document))
    send(Queue.ISSUED, {"of": document.of, "document_id": document.id})
    return document


def make(of: keys.Key, document_id: str, now: datetime, law: Law) -> None:
    """Make the document that was asked for. Delivered again it is made of the facts of then, or nothing is done.

    What can't be made is said on the record and logged; any other error comes back with the message.
    """
    document = issued.load(of, document_id)
    if not document.is_unfinished:
        return
    issued.begin(document)
    try:
        made = MAKERS[document.kind](of.owner_id, now.date(), law)
    except FundError as error:
        logger.exception("a document could not be made", document_id=document_id, code=error.code)
        issued.fail(document, Failure.of(error))
    else:
        issued.finish(document, made)


def _policy(employer_id: str, on: date, law: Law) -> Made:
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


def _put_list(folder: str, rows: Iterable[Sequence[Any]]) -> str:
    with TemporaryDirectory() as here:
        sheet = Path(here) / "list.csv"
        write_sheet(sheet, COLUMNS, rows)
        return _put(folder, sheet.read_bytes(), "csv", "text/csv; charset=utf-8", "list.csv")


def _put(folder: str, content: bytes, ending: str, content_type: str, saved_as: str) -> str:
    key = f"{folder}/{_digest(content)}.{ending}"
    with TemporaryDirectory() as here:
        file = Path(here) / saved_as
        file.write_bytes(content)
        bucket.put(key, file, content_type, saved_as)
    return key


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MAKERS: Mapping[IssuedKind, Callable[[str, date, Law], Made]] = {IssuedKind.POLICY: _policy}
"""Who makes which kind of document: of the record with an id, on a day, under a law."""
