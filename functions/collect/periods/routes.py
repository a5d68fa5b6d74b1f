"""The doors of closings of the books: asked for by one person, approved by another (COL-10, ACC-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.periods import closing
from functions.collect.periods.shapes import ClosingAnswer, ClosingBody
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.dates import month_of
from ishtirak.storage import closings
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

period_routes = Blueprint(__name__)

ALL = "/v1/period-closings"
ONE = f"{ALL}/{{month}}"


def _request() -> Request:
    return period_routes.current_request


@period_routes.route(ALL, methods=["POST"], authorizer=signed_in)
@door(
    "طلب إقفال دفتر الأستاذ حتى نهاية شهر",
    body=ClosingBody,
    answer=ClosingAnswer,
    status=201,
    errors=(closing.MonthNotOver, closing.AlreadyClosed, closing.ClosingWaits),
)
def post_closing() -> Response:
    """COL-10: ask for the books to be closed up to the end of a month; another person approves it."""
    actor = actor_of(_request())
    allow(actor, Action.CLOSE_PERIOD)
    told = parse(ClosingBody, _request())

    def propose() -> Response:
        made = closing.propose(told.month, told.reason, actor.id, clock.now())
        return created(ClosingAnswer.of(made), f"{ALL}/{made.month}")

    return once(_request(), actor, propose)


@period_routes.route(ALL, methods=["GET"], authorizer=signed_in)
@door("إقفالات دفتر الأستاذ", query=PageQuery, answer=Page[ClosingAnswer])
def get_closings() -> Response:
    """COL-10: the closings of the books, the newest month first."""
    allow(actor_of(_request()), Action.READ_LEDGER_CHECK)
    asked = query(PageQuery, _request())
    found, after = closings.page(asked.limit, after_of("period-closings", asked.cursor))
    return ok(
        Page[ClosingAnswer](items=[ClosingAnswer.of(each) for each in found], next=cursor_of("period-closings", after))
    )


@period_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("إقفال دفتر الأستاذ حتى نهاية شهر", answer=ClosingAnswer)
def get_closing(month: str) -> Response:
    """COL-10: a closing of the books, and once it is sealed, what moved on each account in the period."""
    allow(actor_of(_request()), Action.READ_LEDGER_CHECK)
    return ok(ClosingAnswer.of(closings.load(month_of(month))))


@period_routes.route(f"{ONE}/approve", methods=["POST"], authorizer=signed_in)
@door(
    "اعتماد إقفال دفتر الأستاذ",
    answer=ClosingAnswer,
    errors=(SamePersonApproves, closing.ClosingDecided, closing.AlreadyClosed),
)
def approve_closing(month: str) -> Response:
    """COL-10, ACC-3: close the books; from now on whatever comes is dated after that month."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_CLOSING)
    return ok(ClosingAnswer.of(closing.approve(month_of(month), actor.id, clock.now())))


@period_routes.route(f"{ONE}/reject", methods=["POST"], authorizer=signed_in)
@door("رفض إقفال دفتر الأستاذ", answer=ClosingAnswer, errors=(closing.ClosingDecided,))
def reject_closing(month: str) -> Response:
    """COL-10, ACC-3: turn a closing down."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_CLOSING)
    return ok(ClosingAnswer.of(closing.reject(month_of(month), actor.id, clock.now())))
