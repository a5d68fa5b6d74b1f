"""The doors of cases: what waits for somebody to look at it, and how it ended."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.cases import closing as closing_cases
from functions.collect.cases.shapes import CaseAnswer, CasesAnswer, CasesQuery, ClosingBody
from ishtirak.errors import NotFound
from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

case_routes = Blueprint(__name__)


class UnknownCaseKind(NotFound):
    """There are no cases of this kind."""

    code = "unknown_case_kind"
    ar = "لا توجد حالات من النوع {kind}."
    en = "There are no cases of the kind {kind}."


def _request() -> Request:
    return case_routes.current_request


@case_routes.route("/v1/cases", methods=["GET"], authorizer=signed_in)
@door("حالات تنتظر النظر", query=CasesQuery, answer=Page[CaseAnswer])
def get_cases() -> Response:
    """SAL-2, SAL-4, CON-4: the open cases of a kind, those that wait longest first."""
    allow(actor_of(_request()), Action.READ_CASES)
    asked = query(CasesQuery, _request())
    name = f"cases {asked.kind.value}"
    found, after = cases.open_of_kind(asked.kind, asked.limit, after_of(name, asked.cursor))
    return ok(Page[CaseAnswer](items=[CaseAnswer.of(case) for case in found], next=cursor_of(name, after)))


@case_routes.route("/v1/subscribers/{subscriber_id}/cases", methods=["GET"], authorizer=signed_in)
@door("حالات مشترك", answer=CasesAnswer)
def get_cases_of_subscriber(subscriber_id: str) -> Response:
    """SAL-2, SAL-4, CON-4: every case of a subscriber, open and closed."""
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(subscribers.load(subscriber_id)))
    return ok(CasesAnswer(items=[CaseAnswer.of(case) for case in cases.of_subscriber(subscriber_id)]))


@case_routes.route("/v1/subscribers/{subscriber_id}/cases/{kind}/close", methods=["POST"], authorizer=signed_in)
@door("إقفال حالة", body=ClosingBody, answer=CaseAnswer)
def close_case(subscriber_id: str, kind: str) -> Response:
    """SAL-2, SAL-4, CON-4: a person has looked at a case, and says how it ended; the same rise is not found again."""
    actor = actor_of(_request())
    allow(actor, Action.CLOSE_CASE, subscribers_own(subscribers.load(subscriber_id)))
    if kind not in {each.value for each in CaseKind}:
        raise UnknownCaseKind(kind=kind)
    told = parse(ClosingBody, _request())
    return ok(CaseAnswer.of(closing_cases.close(CaseKind(kind), subscriber_id, told.outcome, actor.id, clock.now())))
