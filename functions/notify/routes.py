"""The doors of notices."""

from __future__ import annotations

from chalice.app import Blueprint, Response

from functions.notify.shapes import NoticeAnswer
from ishtirak.storage import keys, notices, subscribers, templates
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow, subscribers_own

routes = Blueprint(__name__)


@routes.route("/v1/subscribers/{subscriber_id}/notices", methods=["GET"], authorizer=signed_in)
@door(
    "إشعارات مشترك",
    query=PageQuery,
    answer=Page[NoticeAnswer],
)
def get_notices(subscriber_id: str) -> Response:
    """NOT-4: every notice on the subscriber's record."""
    request = routes.current_request
    allow(actor_of(request), Action.READ_NOTICES, subscribers_own(subscribers.load(subscriber_id)))
    asked, name = query(PageQuery, request), f"notices of {subscriber_id}"
    found, after = notices.told_to(keys.subscriber(subscriber_id), asked.limit, after_of(name, asked.cursor))
    wording = templates.in_force()
    items = [NoticeAnswer.of(notice, wording) for notice in found]
    return ok(Page[NoticeAnswer](items=items, next=cursor_of(name, after)))
