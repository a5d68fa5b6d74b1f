"""The doors of families: who belongs to one, and who of it has begun to work (FAM-1 … FAM-4)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.families import dependants, transfers
from functions.enroll.families.shapes import DependantAnswer, DependantBody, WorkBody
from functions.enroll.subscribers.shapes import SubscriberAnswer
from ishtirak.storage import dependants as stored_dependants
from ishtirak.storage import laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, Resource, allow, can, subscribers_own

family_routes = Blueprint(__name__)


def _request() -> Request:
    return family_routes.current_request


@family_routes.route("/v1/subscribers/{subscriber_id}/dependants", methods=["POST"], authorizer=signed_in)
@door("إضافة منتفع", body=DependantBody, answer=DependantAnswer, status=201)
def post_dependant(subscriber_id: str) -> Response:
    """FAM-1, FAM-4, ENR-6: cover a family member with the subscriber, from birth, marriage or today on."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.EDIT_SUBSCRIBER, subscribers_own(person))
    new = parse(DependantBody, _request()).dependant(clock.today())

    def add() -> Response:
        dependant = dependants.add(subscriber_id, new, actor.name, clock.now())
        at = f"/v1/subscribers/{subscriber_id}/dependants/{dependant.id}"
        return created(DependantAnswer.of(dependant), at)

    return once(_request(), actor, add)


@family_routes.route("/v1/subscribers/{subscriber_id}/dependants", methods=["GET"], authorizer=signed_in)
@door("منتفعو المشترك", answer=Page[DependantAnswer])
def get_dependants(subscriber_id: str) -> Response:
    """FAM-1: the family that a subscriber covers, whole."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(person))
    family = [DependantAnswer.of(dependant) for dependant in stored_dependants.of_subscriber(subscriber_id)]
    return ok(Page[DependantAnswer](items=family))


@family_routes.route("/v1/subscribers/{subscriber_id}/dependants/{dependant_id}", methods=["GET"], authorizer=signed_in)
@door("بيانات منتفع", answer=DependantAnswer)
def get_dependant(subscriber_id: str, dependant_id: str) -> Response:
    """FAM-1: one family member."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(person))
    return ok(DependantAnswer.of(stored_dependants.load(subscriber_id, dependant_id)))


@family_routes.route(
    "/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/work", methods=["POST"], authorizer=signed_in
)
@door("عمل بدأه منتفع", body=WorkBody, answer=SubscriberAnswer, status=201)
def post_work(subscriber_id: str, dependant_id: str) -> Response:
    """FAM-2, FAM-3: a family member works now: a subscriber at once, or, with a private employer, once that pays."""
    actor, told = actor_of(_request()), parse(WorkBody, _request())
    _allow_report(actor, told.employer_id, subscriber_id)

    def begin() -> Response:
        law, now = laws.in_force(), clock.now()
        work = told.work(now.date())
        person = transfers.begin_work(subscriber_id, dependant_id, work, actor.name, now, law)
        return created(SubscriberAnswer.of(person, law), f"/v1/subscribers/{person.id}", version=person.version)

    return once(_request(), actor, begin)


def _allow_report(actor: Actor, employer_id: str, subscriber_id: str) -> None:
    """The family's side may report it, and so may the employer for whom the person works."""
    if not can(actor, Action.REPORT_EVENT, Resource(employer=employer_id)):
        allow(actor, Action.REPORT_EVENT, subscribers_own(subscribers.load(subscriber_id)))
