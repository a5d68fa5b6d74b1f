"""The doors of the outbox as a whole: what did not arrive, what was spent, and what the provider of SMS says."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.notify import receipts, undelivered
from functions.notify.shapes import (
    ReceiptAnswer,
    ReceiptBody,
    SpendingAnswer,
    SpendingQuery,
    UndeliveredAnswer,
    UndeliveredQuery,
)
from ishtirak.storage import laws, notices, outgoing, templates
from ishtirak.storage.notices import Delivery
from ishtirak.storage.outgoing import UnknownReference
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, done, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow
from ishtirak.web.signatures import BadSignature, StaleEvent, UnsignedEvent

outbox_routes = Blueprint(__name__)


def _request() -> Request:
    return outbox_routes.current_request


def _manager() -> Actor:
    actor = actor_of(_request())
    allow(actor, Action.MANAGE_NOTICES)
    return actor


@outbox_routes.route("/v1/notices/undelivered", methods=["GET"], authorizer=signed_in)
@door("إشعارات لم تصل", query=UndeliveredQuery, answer=Page[UndeliveredAnswer])
def get_undelivered() -> Response:
    """NOT-3: the notices that did not arrive, by how their way ended, the oldest first."""
    _manager()
    asked = query(UndeliveredQuery, _request())
    name = f"undelivered {asked.state.value}"
    found, after = notices.undelivered(asked.state, asked.limit, after_of(name, asked.cursor))
    wording = templates.in_force()
    items = [UndeliveredAnswer.of(notice, wording) for notice in found]
    return ok(Page[UndeliveredAnswer](items=items, next=cursor_of(name, after)))


@outbox_routes.route("/v1/notices/spending", methods=["GET"], authorizer=signed_in)
@door("الإنفاق على الرسائل", query=SpendingQuery, answer=SpendingAnswer)
def get_spending() -> Response:
    """NOT-3: what was spent on SMS on a day, and what may be spent."""
    _manager()
    on = query(SpendingQuery, _request()).on or clock.today()
    return ok(SpendingAnswer.of(on, outgoing.spent_on(on), laws.in_force()))


@outbox_routes.route("/v1/notices/held/release", methods=["POST"], authorizer=signed_in)
@door("إرسال ما أوقفه السقف", status=204)
def release_held() -> Response:
    """NOT-3: send what waits for the money of another day, because the cap was raised."""
    undelivered.release_held(_manager().name, clock.now())
    return done()


@outbox_routes.route("/v1/sms/receipts", methods=["POST"])
@door(
    "إيصال تسليم رسالة",
    body=ReceiptBody,
    answer=ReceiptAnswer,
    errors=(UnsignedEvent, StaleEvent, BadSignature, UnknownReference),
    signed=True,
)
def post_receipt() -> Response:
    """NOT-4: the gateway tells, signed, whether an SMS has arrived; told twice or out of order it changes nothing."""
    raw = _request().raw_body
    receipts.check_signature(raw.encode() if isinstance(raw, str) else raw, _request().headers)
    told = parse(ReceiptBody, _request())
    delivery = Delivery(told.type.removeprefix("sms."))
    stands = receipts.receive(told.reference, told.id, delivery, told.reason, told.at.astimezone(clock.FUND_TIME))
    return ok(ReceiptAnswer(delivery=stands))
