"""The doors of bank statements: sent as a file, looked at, booked (COL-9)."""

from __future__ import annotations

import json

from chalice.app import Blueprint, Request, Response

from functions.collect.receipts.banks import UnknownBank, check_known
from functions.collect.reconciliation import requests
from functions.collect.reconciliation.shapes import (
    BankLineAnswer,
    BankLinesQuery,
    BankStatementAnswer,
    BankStatementBody,
    BookedLineAnswer,
)
from ishtirak.storage import bank_lines, bank_statements, uploads
from ishtirak.storage.bank_lines import UnknownBankLine
from ishtirak.storage.bank_statements import found_key
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import FormAnswer, Page, accepted, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of, place_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

reconciliation_routes = Blueprint(__name__)

ONE = "/v1/bank-statements/{statement_id}"
MOST_DIGITS = 7


def _request() -> Request:
    return reconciliation_routes.current_request


@reconciliation_routes.route("/v1/bank-statements", methods=["POST"], authorizer=signed_in)
@door(
    "كشف حساب مصرفي في ملف",
    body=BankStatementBody,
    answer=BankStatementAnswer,
    status=201,
    errors=(UnknownBank,),
)
def post_bank_statement() -> Response:
    """COL-9: ask for a form by which a bank's statement can be sent as a file."""
    actor = actor_of(_request())
    allow(actor, Action.RECONCILE)
    told = parse(BankStatementBody, _request())
    check_known(told.bank)
    statement, form = requests.ask(told.bank, told.file_name, actor.name, clock.now())
    return created(
        BankStatementAnswer.of(statement, FormAnswer(url=form.url, fields=form.fields)),
        f"/v1/bank-statements/{statement.id}",
    )


@reconciliation_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("كشف حساب مصرفي", answer=BankStatementAnswer)
def get_bank_statement(statement_id: str) -> Response:
    """COL-9: what the check of a statement has found, and how far it is booked."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    return ok(BankStatementAnswer.of(bank_statements.load(statement_id)))


@reconciliation_routes.route(f"{ONE}/lines", methods=["GET"], authorizer=signed_in)
@door("قيود كشف حساب مصرفي", query=BankLinesQuery, answer=Page[BankLineAnswer])
def get_bank_lines(statement_id: str) -> Response:
    """COL-9: the lines of a group: what is in the statement and not recorded, and what is recorded and not in it."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    asked, statement = query(BankLinesQuery, _request()), bank_statements.load(statement_id)
    name = f"lines {statement.id} {asked.group.value}"
    start = place_of(name, asked.cursor)
    piece = uploads.lines_of(found_key(statement.id, asked.group.value), asked.limit, start)
    items = [BankLineAnswer.of(json.loads(line)) for line in piece.lines]
    after = str(piece.after) if piece.after is not None else None
    return ok(Page[BankLineAnswer](items=items, next=cursor_of(name, after)))


@reconciliation_routes.route(f"{ONE}/booked-lines", methods=["GET"], authorizer=signed_in)
@door("قيود كشف حساب مصرفي كما قُيدت", query=PageQuery, answer=Page[BookedLineAnswer])
def get_booked_lines(statement_id: str) -> Response:
    """COL-9, COL-10: every payment of a booked statement in the order of its file, with the receipt that it is."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    asked, statement = query(PageQuery, _request()), bank_statements.load(statement_id)
    name = f"booked-lines {statement.id}"
    found, after = bank_lines.of_statement(statement.id, asked.limit, after_of(name, asked.cursor))
    items = [BookedLineAnswer.of(each) for each in found]
    return ok(Page[BookedLineAnswer](items=items, next=cursor_of(name, after)))


@reconciliation_routes.route(f"{ONE}/booked-lines/{{number}}", methods=["GET"], authorizer=signed_in)
@door("قيد كشف حساب مصرفي كما قُيد", answer=BookedLineAnswer)
def get_booked_line(statement_id: str, number: str) -> Response:
    """COL-9, COL-10: one payment of a booked statement, and the receipt or the debit that it is."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    if not (number.isascii() and number.isdigit()) or len(number) > MOST_DIGITS:
        raise UnknownBankLine(statement_id=statement_id, number=number)
    return ok(BookedLineAnswer.of(bank_lines.load(statement_id, int(number))))


@reconciliation_routes.route(f"{ONE}/confirm", methods=["POST"], authorizer=signed_in)
@door(
    "قيد كشف حساب مصرفي",
    answer=BankStatementAnswer,
    status=202,
    errors=(requests.BankStatementNotChecked, requests.BankStatementContradicts),
)
def confirm_bank_statement(statement_id: str) -> Response:
    """COL-9: make receipts of what is not recorded, and reverse what the bank took back."""
    actor = actor_of(_request())
    allow(actor, Action.RECONCILE)
    confirmed = requests.confirm(statement_id, actor.name, clock.now())
    return accepted(BankStatementAnswer.of(confirmed), f"/v1/bank-statements/{statement_id}")
