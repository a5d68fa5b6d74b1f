"""The doors of life events: what ends a cover, with its true date (FAM-4, FAM-5, CMP-5)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.endings import departures
from functions.enroll.endings.shapes import DependantEventBody, EventBody, EventKind
from functions.enroll.families import dependants
from functions.enroll.families.shapes import DependantAnswer
from functions.enroll.subscribers.shapes import SubscriberAnswer
from ishtirak.rules.packages import Reason
from ishtirak.storage import laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, allow, subscribers_own

life_event_routes = Blueprint(__name__)

ENDINGS = {EventKind.WORK_ENDED: Reason.ENDED, EventKind.DEATH: Reason.DECEASED, EventKind.DIVORCE: Reason.ENDED}


def _request() -> Request:
    return life_event_routes.current_request


@life_event_routes.route("/v1/subscribers/{subscriber_id}/life-events", methods=["POST"], authorizer=signed_in)
@door("حدث في حياة مشترك", body=EventBody, answer=SubscriberAnswer)
def post_event(subscriber_id: str) -> Response:
    """FAM-4, FAM-5: work that has ended, or a death; it takes effect from its true date, and the money follows."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.REPORT_EVENT, subscribers_own(person))
    told, now, law = parse(EventBody, _request()), clock.now(), laws.in_force()
    on = told.on or now.date()
    if told.employer_id is not None:
        ended = departures.leave_work(subscriber_id, told.employer_id, on, actor.id, now, law, told.document_id)
    else:
        ended = departures.end_cover(subscriber_id, on, ENDINGS[told.kind], actor.id, now, law, told.document_id)
    return ok(SubscriberAnswer.of(ended, law), version=ended.version)


@life_event_routes.route(
    "/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/life-events", methods=["POST"], authorizer=signed_in
)
@door("حدث في حياة منتفع", body=DependantEventBody, answer=DependantAnswer)
def post_dependant_event(subscriber_id: str, dependant_id: str) -> Response:
    """FAM-4, FAM-5: a death or a divorce; the family member is not covered any more from its true date."""
    actor = actor_of(_request())
    allow(actor, Action.REPORT_EVENT, subscribers_own(subscribers.load(subscriber_id)))
    told, now = parse(DependantEventBody, _request()), clock.now()
    on, ending = told.on or now.date(), ENDINGS[EventKind(told.kind)]
    return ok(
        DependantAnswer.of(dependants.lose(subscriber_id, dependant_id, on, ending, actor.id, now, told.document_id))
    )
