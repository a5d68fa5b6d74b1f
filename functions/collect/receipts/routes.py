"""The doors of receipts: what banks tell, and what becomes of it."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.receipts import bank_events, matching, unapplied
from functions.collect.receipts.bank_event_shapes import Accepted, BankEvent
from functions.collect.receipts.shapes import (
    BankQuery,
    FailureAnswer,
    OutcomeBody,
    ReceiptAnswer,
    UnappliedAnswer,
    WhyBody,
)
from ishtirak.storage import failures, laws, receipts
from ishtirak.storage import unapplied as stored_unapplied
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow
from ishtirak.web.signatures import BadSignature, StaleEvent, UnsignedEvent

receipt_routes = Blueprint(__name__)


def _request() -> Request:
    return receipt_routes.current_request


@receipt_routes.route("/v1/bank/events", methods=["POST"])
@door(
    "حدث من مصرف",
    body=BankEvent,
    query=BankQuery,
    answer=Accepted,
    status=202,
    errors=(UnsignedEvent, StaleEvent, BadSignature),
    signed=True,
)
def post_bank_event() -> Response:
    """COL-3, COL-5: a signed event, or a batch, is safely queued before it is answered, and applied once."""
    webhook_id = bank_events.accept(query(BankQuery, _request()).bank, _request(), clock.today())
    return accepted(Accepted(accepted=webhook_id))


@receipt_routes.route("/v1/receipts/{bank}/{receipt_id}", methods=["GET"], authorizer=signed_in)
@door("إيصال مصرف", answer=ReceiptAnswer)
def get_receipt(bank: str, receipt_id: str) -> Response:
    """COL-3: a payment as its bank reported it, and the account it went to."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    return ok(ReceiptAnswer.of(receipts.load(bank, receipt_id)))


@receipt_routes.route("/v1/receipts/{bank}/{receipt_id}/put-back", methods=["POST"], authorizer=signed_in)
@door("إعادة إيصال إلى الحساب المعلق", body=WhyBody, answer=ReceiptAnswer, errors=(matching.NotBooked,))
def put_back_receipt(bank: str, receipt_id: str) -> Response:
    """COL-6: put a receipt into suspense again, from the account that it went to, or from what is to be given back."""
    actor = actor_of(_request())
    allow(actor, Action.MATCH_RECEIPT)
    told = parse(WhyBody, _request())
    receipt = matching.put_back(bank, receipt_id, told.reason, actor.id, clock.now(), laws.in_force())
    return ok(ReceiptAnswer.of(receipt))


@receipt_routes.route("/v1/payers/{payer_id}/failed-payments", methods=["GET"], authorizer=signed_in)
@door("مدفوعات لم تتم", query=PageQuery, answer=Page[FailureAnswer])
def get_failed_payments(payer_id: str) -> Response:
    """COL-5: the payments of a payer that did not come about, the newest first; those of `nobody` name no payer."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    asked = query(PageQuery, _request())
    name = f"failures {payer_id}"
    found, after = failures.of_payer(payer_id, asked.limit, after_of(name, asked.cursor))
    return ok(Page[FailureAnswer](items=[FailureAnswer.of(each) for each in found], next=cursor_of(name, after)))


@receipt_routes.route("/v1/bank/unapplied-events", methods=["GET"], authorizer=signed_in)
@door("أحداث مصارف لم تطبق", query=PageQuery, answer=Page[UnappliedAnswer])
def get_unapplied_events() -> Response:
    """COL-5: what banks have told and could not be applied as it stands, the oldest first."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    asked = query(PageQuery, _request())
    found, after = stored_unapplied.waiting(asked.limit, after_of("unapplied", asked.cursor))
    items = [UnappliedAnswer.of(each) for each in found]
    return ok(Page[UnappliedAnswer](items=items, next=cursor_of("unapplied", after)))


@receipt_routes.route("/v1/bank/unapplied-events/{bank}/{event_id}/close", methods=["POST"], authorizer=signed_in)
@door("إقفال حدث مصرف لم يطبق", body=OutcomeBody, answer=UnappliedAnswer, errors=(unapplied.EventClosed,))
def close_unapplied_event(bank: str, event_id: str) -> Response:
    """COL-5: a person has looked at it, and says what came of it."""
    actor = actor_of(_request())
    allow(actor, Action.MATCH_RECEIPT)
    told = parse(OutcomeBody, _request())
    return ok(UnappliedAnswer.of(unapplied.close(bank, event_id, told.outcome, actor.id, clock.now())))
