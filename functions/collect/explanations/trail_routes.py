"""The doors of trails: from an entry of the ledger to the line of a file, and back (COL-10)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.explanations import trails
from functions.collect.explanations.trail_shapes import (
    AssessmentTrailAnswer,
    EntryAnswer,
    MonthTrailAnswer,
    ReceiptTrailAnswer,
)
from ishtirak.rules.dates import month_of
from ishtirak.storage import ledger
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow

trail_routes = Blueprint(__name__)


def _request() -> Request:
    return trail_routes.current_request


@trail_routes.route("/v1/ledger/{owner_id}/entries", methods=["GET"], authorizer=signed_in)
@door("قيود دفتر الأستاذ لدافع أو لكشف", query=PageQuery, answer=Page[EntryAnswer])
def get_entries(owner_id: str) -> Response:
    """COL-10: the entries of a payer, of a list of people, of `suspense`, `shares` or `outgoing`, by their causes."""
    allow(_actor(), Action.READ_LEDGER_CHECK)
    asked = query(PageQuery, _request())
    name = f"entries {owner_id}"
    found, after = ledger.of_owner(owner_id, asked.limit, after_of(name, asked.cursor))
    return ok(Page[EntryAnswer](items=[EntryAnswer.of(each) for each in found], next=cursor_of(name, after)))


@trail_routes.route("/v1/ledger/{owner_id}/entries/{cause}", methods=["GET"], authorizer=signed_in)
@door("قيد في دفتر الأستاذ", answer=EntryAnswer)
def get_entry(owner_id: str, cause: str) -> Response:
    """COL-10: an entry with its lines, and the record that it was made of."""
    allow(_actor(), Action.READ_LEDGER_CHECK)
    return ok(EntryAnswer.of(ledger.load(owner_id, cause)))


@trail_routes.route("/v1/receipts/{bank}/{receipt_id}/trail", methods=["GET"], authorizer=signed_in)
@door("مسار إيصال", answer=ReceiptTrailAnswer)
def get_receipt_trail(bank: str, receipt_id: str) -> Response:
    """COL-10: the events that told of a receipt, its lines in bank statements, and what was booked of it."""
    allow(_actor(), Action.READ_RECEIPT)
    return ok(ReceiptTrailAnswer.of(trails.of_receipt(bank, receipt_id)))


@trail_routes.route("/v1/subscribers/{subscriber_id}/months/{month}/trail", methods=["GET"], authorizer=signed_in)
@door("مسار اشتراك شهر", answer=MonthTrailAnswer)
def get_month_trail(subscriber_id: str, month: str) -> Response:
    """COL-10: each assessment of a subscriber's month, its entry, and the line of the employer's statement."""
    allow(_actor(), Action.READ_LEDGER_CHECK)
    found = trails.of_month(subscriber_id, month_of(month))
    return ok(MonthTrailAnswer(items=[AssessmentTrailAnswer.of(each) for each in found]))


def _actor() -> Actor:
    return actor_of(_request())
