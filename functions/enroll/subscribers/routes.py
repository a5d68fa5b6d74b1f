"""The doors of subscribers: registered one by one, searched, edited; and the lists that they stand on."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.history import as_of as history
from functions.enroll.history.shapes import OnQuery
from functions.enroll.subscribers import registering
from functions.enroll.subscribers.choosing import NoticeNotRefusable, unwanted
from functions.enroll.subscribers.search_shapes import FoundSubscriber, SubscriberQuery
from functions.enroll.subscribers.shapes import (
    MemberAnswer,
    MembersQuery,
    SubscriberAnswer,
    SubscriberBody,
    SubscriberChanges,
)
from ishtirak.storage import employers, laws, members, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import changes_in, parse, query
from ishtirak.web.permissions import Action, Resource, allow, can, employers_own, subscribers_own
from ishtirak.web.preconditions import check_version

subscriber_routes = Blueprint(__name__)


def _request() -> Request:
    return subscriber_routes.current_request


@subscriber_routes.route("/v1/employers/{employer_id}/subscribers", methods=["GET"], authorizer=signed_in)
@door(
    "قائمة مشتركي جهة العمل",
    query=MembersQuery,
    answer=Page[MemberAnswer],
)
def get_members(employer_id: str) -> Response:
    """ENR-1: the list of subscribers of an employer's policy, as it is today or was on a date."""
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(employer_id)))
    asked = query(MembersQuery, _request())
    on = asked.on or clock.today()
    name = f"subscribers of {employer_id} on {on}"
    page = members.since(employer_id, on, asked.limit, after_of(name, asked.cursor))
    listed = [MemberAnswer.of(member) for member in page.members if member.is_on(on)]
    return ok(Page[MemberAnswer](items=listed, next=cursor_of(name, page.after)))


@subscriber_routes.route("/v1/subscribers", methods=["POST"], authorizer=signed_in)
@door(
    "تسجيل مشترك",
    body=SubscriberBody,
    answer=SubscriberAnswer,
    status=201,
)
def post_subscriber() -> Response:
    """ENR-2, ENR-6: register a subscriber; a person who is covered already is refused, and told where."""
    actor, told = actor_of(_request()), parse(SubscriberBody, _request())
    allow(actor, Action.REGISTER_SUBSCRIBER, Resource(employer=told.employer_id, agent=actor.agent))
    new = told.subscriber(clock.today())

    def register() -> Response:
        law = laws.in_force()
        person = registering.register(new, actor.name, clock.now(), law)
        return created(SubscriberAnswer.of(person, law), f"/v1/subscribers/{person.id}", version=person.version)

    return once(_request(), actor, register)


@subscriber_routes.route("/v1/subscribers", methods=["GET"], authorizer=signed_in)
@door("البحث عن المشتركين", query=SubscriberQuery, answer=Page[FoundSubscriber])
def get_subscribers() -> Response:
    """ENR-2: search subscribers by name, family name, national number, phone, or number at social security.

    An agent finds those whom the agent has registered. A page may hold fewer than its limit and yet go on.
    """
    actor, asked = actor_of(_request()), query(SubscriberQuery, _request())
    allow(actor, Action.SEARCH_SUBSCRIBERS, Resource(agent=actor.agent))
    only_of = None if can(actor, Action.SEARCH_SUBSCRIBERS) else actor.agent
    name = f"subscribers by {asked.terms} of {only_of}"
    found = asked.find(only_of, after_of(name, asked.cursor))
    records = subscribers.load_all(found.subscriber_ids)
    people = [records[each] for each in found.subscriber_ids if each in records]
    items = [FoundSubscriber.of(each) for each in people if only_of in (None, each.registered_by)]
    return ok(Page[FoundSubscriber](items=items, next=cursor_of(name, found.after)))


@subscriber_routes.route("/v1/subscribers/{subscriber_id}", methods=["GET"], authorizer=signed_in)
@door("بيانات مشترك", query=OnQuery, answer=SubscriberAnswer)
def get_subscriber(subscriber_id: str) -> Response:
    """ENR-2, ENR-5: a subscriber's record, as it is or as it was at the end of a day."""
    person, on = subscribers.load(subscriber_id), query(OnQuery, _request()).on
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(person))
    if on is not None:
        return ok(SubscriberAnswer.of(history.subscriber_on(subscriber_id, on, clock.today()), laws.in_force()))
    return ok(SubscriberAnswer.of(person, laws.in_force()), version=person.version)


@subscriber_routes.route("/v1/subscribers/{subscriber_id}", methods=["PATCH"], authorizer=signed_in)
@door(
    "تعديل بيانات مشترك",
    body=SubscriberChanges,
    answer=SubscriberAnswer,
    errors=(NoticeNotRefusable,),
)
def patch_subscriber(subscriber_id: str) -> Response:
    """ENR-4: change fields of a subscriber's record; who, when, from and to are kept.

    Subscribers themselves say which notices they want none of, and change nothing else.
    """
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    changes = changes_in(parse(SubscriberChanges, _request()))
    chooses = set(changes) == {"unwanted_notices"}
    allow(actor, Action.CHOOSE_NOTICES if chooses else Action.EDIT_SUBSCRIBER, subscribers_own(person))
    check_version(_request(), person.version)
    if "unwanted_notices" in changes:
        changes["unwanted_notices"] = unwanted(changes["unwanted_notices"] or (), laws.in_force())
    edited = registering.edit(person, changes, actor.name, clock.now())
    return ok(SubscriberAnswer.of(edited, laws.in_force()), version=edited.version)
