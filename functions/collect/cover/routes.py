"""The doors of cover: the package of a person on any date, and why."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.cover import covers
from functions.collect.cover.shapes import (
    CoverAnswer,
    CoverQuery,
)
from ishtirak.storage import dependants, laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.parsing import query
from ishtirak.web.permissions import Action, allow, subscribers_own

cover_routes = Blueprint(__name__)


def _request() -> Request:
    return cover_routes.current_request


@cover_routes.route("/v1/subscribers/{subscriber_id}/cover", methods=["GET"], authorizer=signed_in)
@door("تغطية مشترك", query=CoverQuery, answer=CoverAnswer)
def get_cover(subscriber_id: str) -> Response:
    """PKG-6: package, reason, since and until on any date; for a date to come, what holds if nothing is paid."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    on = query(CoverQuery, _request()).on or clock.today()
    law = laws.in_force()
    return ok(CoverAnswer.of(covers.cover_of(person, on, law), law))


@cover_routes.route(
    "/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/cover", methods=["GET"], authorizer=signed_in
)
@door("تغطية منتفع", query=CoverQuery, answer=CoverAnswer)
def get_dependant_cover(subscriber_id: str, dependant_id: str) -> Response:
    """PKG-5: a dependant has the package of the subscriber."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    on = query(CoverQuery, _request()).on or clock.today()
    dependant = dependants.load(subscriber_id, dependant_id)
    law = laws.in_force()
    return ok(CoverAnswer.of(covers.cover_of_dependant(person, dependant, on, law), law))
