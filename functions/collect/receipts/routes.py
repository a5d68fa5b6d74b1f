"""The doors of receipts: what banks tell, what stands in suspense."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.receipts import bank_events
from functions.collect.receipts.shapes import (
    BankQuery,
    ReceiptAnswer,
)
from ishtirak.storage import receipts
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow

receipt_routes = Blueprint(__name__)


def _request() -> Request:
    return receipt_routes.current_request


@receipt_routes.route("/v1/bank/events", methods=["POST"])
@door(
    "حدث من مصرف",
    body=bank_events.BankEvent,
    query=BankQuery,
    answer=bank_events.Accepted,
    status=202,
    errors=(bank_events.UnsignedEvent, bank_events.StaleEvent, bank_events.BadSignature),
    signed=True,
)
def post_bank_event() -> Response:
    """COL-3: a signed event is safely queued before it is answered, and applied once."""
    webhook_id = bank_events.accept(query(BankQuery, _request()).bank, _request(), clock.today())
    return accepted(bank_events.Accepted(accepted=webhook_id))


@receipt_routes.route("/v1/suspense", methods=["GET"], authorizer=signed_in)
@door(
    "إيصالات معلقة",
    query=PageQuery,
    answer=Page[ReceiptAnswer],
)
def get_suspense() -> Response:
    """COL-6: the receipts whose payer can't be told, oldest first."""
    allow(actor_of(_request()), Action.READ_SUSPENSE)
    asked = query(PageQuery, _request())
    found, after = receipts.suspense(asked.limit, after_of("suspense", asked.cursor))
    items = [ReceiptAnswer.of(receipt) for receipt in found]
    return ok(Page[ReceiptAnswer](items=items, next=cursor_of("suspense", after)))


@receipt_routes.route("/v1/receipts/{bank}/{receipt_id}", methods=["GET"], authorizer=signed_in)
@door("إيصال مصرف", answer=ReceiptAnswer)
def get_receipt(bank: str, receipt_id: str) -> Response:
    """COL-3: a payment as its bank reported it, and the account it went to."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    return ok(ReceiptAnswer.of(receipts.load(bank, receipt_id)))
