"""The doors of history: who changed what, and when (ENR-4)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.history.shapes import DeedAnswer
from ishtirak.storage import deeds, employers, keys, subscribers
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow, employers_own, subscribers_own

history_routes = Blueprint(__name__)


def _request() -> Request:
    return history_routes.current_request


@history_routes.route("/v1/employers/{employer_id}/history", methods=["GET"], authorizer=signed_in)
@door("سجل تغييرات جهة عمل", query=PageQuery, answer=Page[DeedAnswer])
def get_employer_history(employer_id: str) -> Response:
    """ENR-4: what was done to an employer's record and policy, the newest first: who, when, from what, to what."""
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(employer_id)))
    return _page_of(keys.employer(employer_id))


@history_routes.route("/v1/subscribers/{subscriber_id}/history", methods=["GET"], authorizer=signed_in)
@door("سجل تغييرات مشترك", query=PageQuery, answer=Page[DeedAnswer])
def get_subscriber_history(subscriber_id: str) -> Response:
    """ENR-4: what was done to a subscriber's record and family, the newest first: who, when, from what, to what."""
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(subscribers.load(subscriber_id)))
    return _page_of(keys.subscriber(subscriber_id))


def _page_of(of: keys.Key) -> Response:
    asked, name = query(PageQuery, _request()), f"history of {of.pk}"
    found, after = deeds.page(of, asked.limit, after_of(name, asked.cursor))
    return ok(Page[DeedAnswer](items=[DeedAnswer.of(each) for each in found], next=cursor_of(name, after)))
