"""The doors of cover: the package of a person on any date, why, and over the whole time."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.cover import covers, frozen
from functions.collect.cover.covers import History
from functions.collect.cover.shapes import CoverAnswer, CoverQuery, FrozenAnswer, PeriodAnswer
from ishtirak.law.law import Law
from ishtirak.storage import dependants, laws, subscribers
from ishtirak.storage.dependants import UnknownDependant
from ishtirak.storage.subscribers import Subscriber, UnknownSubscriber
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of, place_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow, subscribers_own

cover_routes = Blueprint(__name__)

OF_SUBSCRIBER = "/v1/subscribers/{subscriber_id}/cover"
OF_DEPENDANT = "/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/cover"


def _request() -> Request:
    return cover_routes.current_request


def _person(subscriber_id: str) -> Subscriber:
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    return person


@cover_routes.route(OF_SUBSCRIBER, methods=["GET"], authorizer=signed_in)
@door("تغطية مشترك", query=CoverQuery, answer=CoverAnswer)
def get_cover(subscriber_id: str) -> Response:
    """PKG-6: package, reason, since and until on any date; for a date to come, what holds if nothing is paid."""
    person = _person(subscriber_id)
    on, law = query(CoverQuery, _request()).on or clock.today(), laws.in_force()
    return ok(CoverAnswer.of(covers.outlook(person, on, law), person, clock.today(), law))


@cover_routes.route(f"{OF_SUBSCRIBER}/timeline", methods=["GET"], authorizer=signed_in)
@door("تاريخ تغطية مشترك", query=PageQuery, answer=Page[PeriodAnswer], errors=(UnknownSubscriber,))
def get_timeline(subscriber_id: str) -> Response:
    """PKG-6: every period of a subscriber's cover, oldest first, to beyond today: what comes if nothing is paid."""
    person, law = _person(subscriber_id), laws.in_force()
    return _page_of(subscriber_id, covers.history(person, law), law)


@cover_routes.route(OF_DEPENDANT, methods=["GET"], authorizer=signed_in)
@door("تغطية منتفع", query=CoverQuery, answer=CoverAnswer)
def get_dependant_cover(subscriber_id: str, dependant_id: str) -> Response:
    """PKG-5: a dependant has the package of the subscriber."""
    person = _person(subscriber_id)
    on, law = query(CoverQuery, _request()).on or clock.today(), laws.in_force()
    dependant = dependants.load(subscriber_id, dependant_id)
    return ok(CoverAnswer.of(covers.outlook(person, on, law, dependant), person, clock.today(), law))


@cover_routes.route(f"{OF_DEPENDANT}/timeline", methods=["GET"], authorizer=signed_in)
@door("تاريخ تغطية منتفع", query=PageQuery, answer=Page[PeriodAnswer], errors=(UnknownSubscriber, UnknownDependant))
def get_dependant_timeline(subscriber_id: str, dependant_id: str) -> Response:
    """PKG-5, PKG-6: every period of a dependant's cover: the subscriber's, from joining the family until leaving it."""
    person = _person(subscriber_id)
    dependant, law = dependants.load(subscriber_id, dependant_id), laws.in_force()
    return _page_of(dependant_id, covers.history(person, law, dependant), law)


def _page_of(whose: str, history: History, law: Law) -> Response:
    """The periods are worked out whole, so a page begins behind the last one's number."""
    asked, name, today = query(PageQuery, _request()), f"cover of {whose}", clock.today()
    start = place_of(name, asked.cursor)
    end = start + asked.limit
    items = [PeriodAnswer.of(each, history.told, today, law) for each in history.periods[start:end]]
    after = str(end) if end < len(history.periods) else None
    return ok(Page[PeriodAnswer](items=items, next=cursor_of(name, after)))


@cover_routes.route("/v1/frozen-accounts", methods=["GET"], authorizer=signed_in)
@door("حسابات مجمدة تنتظر رفع التجميد", query=PageQuery, answer=Page[FrozenAnswer])
def get_frozen_accounts() -> Response:
    """PKG-3: who is frozen, those who wait longest first, and which documents and dues each waits for."""
    allow(actor_of(_request()), Action.READ_CASES)
    asked, name = query(PageQuery, _request()), "frozen accounts"
    found, after = frozen.waiting(asked.limit, after_of(name, asked.cursor), clock.today(), laws.in_force())
    return ok(Page[FrozenAnswer](items=[FrozenAnswer.of(each) for each in found], next=cursor_of(name, after)))
