"""The doors of explanations: what follows from the law for a salary or an income, and why a figure is what it is."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.cover import covers
from functions.collect.explanations import explaining
from functions.collect.explanations.shapes import (
    CoverExplanationQuery,
    ExplanationAnswer,
    ExplanationQuery,
    GrossQuery,
    MonthExplanationQuery,
    NetQuery,
    PreviewAnswer,
    PreviewBody,
    SalariesAnswer,
    SalaryAnswer,
)
from ishtirak.rules.assessments import suppose
from ishtirak.rules.calendar import Month
from ishtirak.rules.dates import month_of
from ishtirak.rules.explanations import Explanation, of_assessment, of_salary
from ishtirak.rules.salaries import analyse, grosses_of
from ishtirak.storage import laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Answer, ok, text
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

explanation_routes = Blueprint(__name__)


def _request() -> Request:
    return explanation_routes.current_request


@explanation_routes.route("/v1/salaries/analysis", methods=["GET"], authorizer=signed_in)
@door("تحليل مرتب", query=GrossQuery, answer=SalaryAnswer)
def get_salary() -> Response:
    """SAL-1: what is deducted from a gross salary, and the net that is left."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, law = query(GrossQuery, _request()), laws.in_force()
    analysis = analyse(asked.gross, asked.on or clock.today(), law)
    explanation = of_salary(analysis, law)
    return _told(explanation, SalaryAnswer.of(analysis, explanation), asked)


@explanation_routes.route("/v1/salaries/grosses", methods=["GET"], authorizer=signed_in)
@door("إجمالي مرتب من صافيه", query=NetQuery, answer=SalariesAnswer)
def get_grosses() -> Response:
    """SAL-1: the gross salaries that come to a net. Two neighbours can come to the same one: all are given."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, law = query(NetQuery, _request()), laws.in_force()
    found = grosses_of(asked.net, asked.on or clock.today(), law)
    return ok(SalariesAnswer(items=[SalaryAnswer.of(each, of_salary(each, law)) for each in found]))


@explanation_routes.route("/v1/assessments/preview", methods=["POST"], authorizer=signed_in)
@door("حساب اشتراك مفترض", body=PreviewBody, query=ExplanationQuery, answer=PreviewAnswer)
def preview_assessment() -> Response:
    """CON-9: what would be owed on an income, or at an age; nothing is stored."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, told, law = query(ExplanationQuery, _request()), parse(PreviewBody, _request()), laws.in_force()
    month = told.month or Month.of(clock.today())
    supposed = suppose(month, told.category, told.gross, told.birth_date, law)
    explanation = of_assessment(supposed, law)
    return _told(explanation, PreviewAnswer.of(supposed, explanation), asked)


@explanation_routes.route(
    "/v1/subscribers/{subscriber_id}/months/{month}/explain", methods=["GET"], authorizer=signed_in
)
@door("شرح اشتراك شهر", query=MonthExplanationQuery, answer=ExplanationAnswer)
def explain_month(subscriber_id: str, month: str) -> Response:
    """CON-9: why each payer owes what for a month: figure, rule, parameter, its date and source, step by step."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(subscribers.load(subscriber_id)))
    asked = query(MonthExplanationQuery, _request())
    explanation = explaining.month_explained(subscriber_id, month_of(month), asked.number)
    return _told(explanation, ExplanationAnswer.of(explanation), asked)


@explanation_routes.route("/v1/subscribers/{subscriber_id}/cover/explain", methods=["GET"], authorizer=signed_in)
@door("شرح تغطية", query=CoverExplanationQuery, answer=ExplanationAnswer)
def explain_cover(subscriber_id: str) -> Response:
    """CON-9, PKG-6: why a subscriber has a package on a day: who owes which month, since when, and how grace stands."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    asked = query(CoverExplanationQuery, _request())
    explanation = covers.explained(person, asked.on or clock.today(), laws.in_force())
    return _told(explanation, ExplanationAnswer.of(explanation), asked)


def _told(explanation: Explanation, answer: Answer, asked: ExplanationQuery) -> Response:
    """The answer as JSON, or its explanation as text to be read."""
    return text(explanation.text(asked.language)) if asked.format == "text" else ok(answer)
