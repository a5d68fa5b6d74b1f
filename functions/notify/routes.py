"""The doors of notices: those of one recipient, and numbers at which nobody is reached."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.notify import undelivered
from functions.notify.shapes import FailingNumberAnswer, NoticeAnswer, ResendBody
from functions.notify.undelivered import NotUndelivered
from ishtirak.storage import employers, failing_numbers, keys, notices, subscribers, templates
from ishtirak.storage.keys import Key
from ishtirak.storage.notices import AlreadyClaimed, UnknownNotice
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, Resource, allow, can, employers_own, subscribers_own

routes = Blueprint(__name__)


def _request() -> Request:
    return routes.current_request


@routes.route("/v1/subscribers/{subscriber_id}/notices", methods=["GET"], authorizer=signed_in)
@door("إشعارات مشترك", query=PageQuery, answer=Page[NoticeAnswer])
def get_notices(subscriber_id: str) -> Response:
    """NOT-4: every notice on the subscriber's record."""
    allow(actor_of(_request()), Action.READ_NOTICES, subscribers_own(subscribers.load(subscriber_id)))
    return _page(keys.subscriber(subscriber_id))


@routes.route("/v1/employers/{employer_id}/notices", methods=["GET"], authorizer=signed_in)
@door("إشعارات جهة عمل", query=PageQuery, answer=Page[NoticeAnswer])
def get_notices_of_employer(employer_id: str) -> Response:
    """NOT-4: every notice on the employer's record."""
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(employer_id)))
    return _page(keys.employer(employer_id))


@routes.route("/v1/subscribers/{subscriber_id}/notices/resend", methods=["POST"], authorizer=signed_in)
@door(
    "إعادة إرسال إشعار إلى مشترك",
    body=ResendBody,
    answer=NoticeAnswer,
    errors=(UnknownNotice, NotUndelivered, AlreadyClaimed),
)
def resend_notice(subscriber_id: str) -> Response:
    """NOT-3: send a subscriber a notice again that did not arrive; whoever says so knows that it may be the second."""
    return _resend(keys.subscriber(subscribers.load(subscriber_id).id))


@routes.route("/v1/employers/{employer_id}/notices/resend", methods=["POST"], authorizer=signed_in)
@door(
    "إعادة إرسال إشعار إلى جهة عمل",
    body=ResendBody,
    answer=NoticeAnswer,
    errors=(UnknownNotice, NotUndelivered, AlreadyClaimed),
)
def resend_notice_to_employer(employer_id: str) -> Response:
    """NOT-3: send an employer a notice again that did not arrive."""
    return _resend(keys.employer(employers.load(employer_id).id))


@routes.route("/v1/failing-numbers", methods=["GET"], authorizer=signed_in)
@door("أرقام لا تصل إليها الرسائل", query=PageQuery, answer=Page[FailingNumberAnswer])
def get_failing_numbers() -> Response:
    """NOT-4: numbers at which subscribers are not reached, oldest first; an agent sees those of its registrations."""
    actor, asked = actor_of(_request()), query(PageQuery, _request())
    allow(actor, Action.READ_FAILING_NUMBERS, Resource(agent=actor.agent))
    only_of = None if can(actor, Action.READ_FAILING_NUMBERS) else actor.agent
    name = f"failing numbers of {only_of}"
    found, after = failing_numbers.page(only_of, asked.limit, after_of(name, asked.cursor))
    people = subscribers.load_all(case.subscriber_id for case in found)
    items = [FailingNumberAnswer.of(case, people[case.subscriber_id]) for case in found]
    return ok(Page[FailingNumberAnswer](items=items, next=cursor_of(name, after)))


def _page(of: Key) -> Response:
    asked, name = query(PageQuery, _request()), f"notices of {of.owner_id}"
    found, after = notices.told_to(of, asked.limit, after_of(name, asked.cursor))
    wording = templates.in_force()
    items = [NoticeAnswer.of(each, wording) for each in found]
    return ok(Page[NoticeAnswer](items=items, next=cursor_of(name, after)))


def _resend(of: Key) -> Response:
    actor = actor_of(_request())
    allow(actor, Action.MANAGE_NOTICES)
    cause = parse(ResendBody, _request()).cause
    again = undelivered.resend(of, cause, actor.name, clock.now())
    return ok(NoticeAnswer.of(again, templates.in_force()))
