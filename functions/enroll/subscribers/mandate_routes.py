"""The doors of mandates: giving one, saying what became of it, looking at them (ENR-2)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.subscribers import mandates
from functions.enroll.subscribers.mandate_shapes import MandateAnswer, MandateBody, MandateStateBody
from ishtirak.rules.mandates import MandateState
from ishtirak.storage import mandates as stored_mandates
from ishtirak.storage import subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, allow, subscribers_own

mandate_routes = Blueprint(__name__)


def _request() -> Request:
    return mandate_routes.current_request


@mandate_routes.route("/v1/subscribers/{subscriber_id}/mandates", methods=["POST"], authorizer=signed_in)
@door("إقرار واتفاق ثلاثي", body=MandateBody, answer=MandateAnswer, status=201)
def post_mandate(subscriber_id: str) -> Response:
    """ENR-2: the declaration and three-party agreement by which the bank may deduct the subscriber's share."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.GIVE_MANDATE, subscribers_own(person))
    told = parse(MandateBody, _request())

    def give() -> Response:
        now = clock.now()
        signed_on = told.signed_on or now.date()
        mandate = mandates.give(person, told.iban, signed_on, told.document_id, actor.name, now)
        return created(MandateAnswer.of(mandate), f"/v1/subscribers/{subscriber_id}/mandates")

    return once(_request(), actor, give)


@mandate_routes.route("/v1/subscribers/{subscriber_id}/mandates", methods=["GET"], authorizer=signed_in)
@door("إقرارات المشترك", answer=Page[MandateAnswer])
def get_mandates(subscriber_id: str) -> Response:
    """ENR-2: every mandate of a subscriber, that of today first."""
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(subscribers.load(subscriber_id)))
    items = [MandateAnswer.of(each) for each in stored_mandates.of_subscriber(subscriber_id)]
    return ok(Page[MandateAnswer](items=items))


@mandate_routes.route("/v1/subscribers/{subscriber_id}/mandates/state", methods=["POST"], authorizer=signed_in)
@door("ما آل إليه الإقرار", body=MandateStateBody, answer=MandateAnswer)
def post_mandate_state(subscriber_id: str) -> Response:
    """ENR-2: the bank has taken up or refused the mandate of today, or it is cancelled; again it changes nothing."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    told = parse(MandateStateBody, _request())
    of_giver = told.state is MandateState.CANCELLED  # what the bank has said, only the fund knows
    allow(actor, Action.GIVE_MANDATE if of_giver else Action.RECORD_MANDATE, subscribers_own(person))
    now = clock.now()
    on = told.on or now.date()
    return ok(MandateAnswer.of(mandates.come_to(subscriber_id, told.state, on, told.reason, actor.name, now)))
