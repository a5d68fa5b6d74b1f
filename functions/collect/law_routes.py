"""The doors of the law: its parameters, what follows from it for a salary or an income, why a figure is what it is."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect import covers, explaining, parameters
from functions.collect.law_shapes import (
    CoverExplanationQuery,
    ExplanationAnswer,
    ExplanationQuery,
    GrossQuery,
    MonthExplanationQuery,
    NetQuery,
    OnQuery,
    ParameterAnswer,
    ParametersAnswer,
    PreviewAnswer,
    PreviewBody,
    ProposalAnswer,
    ProposalsAnswer,
    ProposalsQuery,
    RejectionBody,
    SalariesAnswer,
    SalaryAnswer,
    ValueBody,
)
from ishtirak.rules.assessments import suppose
from ishtirak.rules.calendar import Month
from ishtirak.rules.dates import month_of
from ishtirak.rules.explanations import Explanation, of_assessment, of_salary
from ishtirak.rules.salaries import analyse, grosses_of
from ishtirak.storage import laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Answer, created, ok, text
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

law_routes = Blueprint(__name__)


def _request() -> Request:
    return law_routes.current_request


@law_routes.route("/v1/parameters", methods=["GET"], authorizer=signed_in)
@door("متغيرات القانون", query=OnQuery, answer=ParametersAnswer)
def get_parameters() -> Response:
    """CON-6: every parameter of the law with all its values, and which is in force on a day."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, law = query(OnQuery, _request()), laws.in_force()
    on = asked.on or clock.today()
    items = [ParameterAnswer.of(each, each.value_on(on)) for each in law.parameters.values()]
    return ok(ParametersAnswer(items=items))


@law_routes.route("/v1/parameters/{name}", methods=["GET"], authorizer=signed_in)
@door("متغير من متغيرات القانون", query=OnQuery, answer=ParameterAnswer)
def get_parameter(name: str) -> Response:
    """CON-6: one parameter, its value in force on a day, and its whole history; refused where none was in force."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, found = query(OnQuery, _request()), parameters.parameter(name, laws.in_force())
    return ok(ParameterAnswer.of(found, found.on(asked.on or clock.today())))


@law_routes.route("/v1/parameters/{name}/values", methods=["POST"], authorizer=signed_in)
@door("إدخال قيمة لمتغير", body=ValueBody, answer=ProposalAnswer, status=201)
def post_value(name: str) -> Response:
    """CON-6: enter a value with its date and its reference; another person must approve it."""
    actor = actor_of(_request())
    allow(actor, Action.PROPOSE_VALUE)
    told = parse(ValueBody, _request())

    def propose() -> Response:
        entered = parameters.propose(name, told.from_, told.value, told.reference, told.text_ar, actor.id, clock.now())
        return created(ProposalAnswer.of(entered), f"/v1/parameter-values/{entered.id}")

    return once(_request(), actor, propose)


@law_routes.route("/v1/parameter-values", methods=["GET"], authorizer=signed_in)
@door("القيم المدخلة", query=ProposalsQuery, answer=ProposalsAnswer)
def get_values() -> Response:
    """CON-6: the values that were entered while the fund ran: waiting, approved, rejected; by whom and when."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked = query(ProposalsQuery, _request())
    found = [each for each in laws.proposals() if asked.state in (None, each.state)]
    return ok(ProposalsAnswer(items=[ProposalAnswer.of(each) for each in found]))


@law_routes.route("/v1/parameter-values/{proposal_id}", methods=["GET"], authorizer=signed_in)
@door("قيمة مدخلة", answer=ProposalAnswer)
def get_value(proposal_id: str) -> Response:
    """CON-6: one value that was entered, and what became of it."""
    allow(actor_of(_request()), Action.READ_LAW)
    return ok(ProposalAnswer.of(laws.load(proposal_id)))


@law_routes.route("/v1/parameter-values/{proposal_id}/approve", methods=["POST"], authorizer=signed_in)
@door("اعتماد قيمة", answer=ProposalAnswer)
def approve_value(proposal_id: str) -> Response:
    """CON-6, ACC-3: put a value in force; months from its date on are assessed anew, earlier ones stay untouched."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_VALUE)
    return ok(ProposalAnswer.of(parameters.approve(proposal_id, actor.id, clock.now())))


@law_routes.route("/v1/parameter-values/{proposal_id}/reject", methods=["POST"], authorizer=signed_in)
@door("رفض قيمة", body=RejectionBody, answer=ProposalAnswer)
def reject_value(proposal_id: str) -> Response:
    """CON-6: turn a value down, with the reason."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_VALUE)
    told = parse(RejectionBody, _request())
    return ok(ProposalAnswer.of(parameters.reject(proposal_id, told.reason, actor.id, clock.now())))


@law_routes.route("/v1/salaries/analysis", methods=["GET"], authorizer=signed_in)
@door("تحليل مرتب", query=GrossQuery, answer=SalaryAnswer)
def get_salary() -> Response:
    """SAL-1: what is deducted from a gross salary, and the net that is left."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, law = query(GrossQuery, _request()), laws.in_force()
    analysis = analyse(asked.gross, asked.on or clock.today(), law)
    explanation = of_salary(analysis, law)
    return _told(explanation, SalaryAnswer.of(analysis, explanation), asked)


@law_routes.route("/v1/salaries/grosses", methods=["GET"], authorizer=signed_in)
@door("إجمالي مرتب من صافيه", query=NetQuery, answer=SalariesAnswer)
def get_grosses() -> Response:
    """SAL-1: the gross salaries that come to a net. Two neighbours can come to the same one: all are given."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, law = query(NetQuery, _request()), laws.in_force()
    found = grosses_of(asked.net, asked.on or clock.today(), law)
    return ok(SalariesAnswer(items=[SalaryAnswer.of(each, of_salary(each, law)) for each in found]))


@law_routes.route("/v1/assessments/preview", methods=["POST"], authorizer=signed_in)
@door("حساب اشتراك مفترض", body=PreviewBody, query=ExplanationQuery, answer=PreviewAnswer)
def preview_assessment() -> Response:
    """CON-9: what would be owed on an income, or at an age; nothing is stored."""
    allow(actor_of(_request()), Action.READ_LAW)
    asked, told, law = query(ExplanationQuery, _request()), parse(PreviewBody, _request()), laws.in_force()
    month = told.month or Month.of(clock.today())
    supposed = suppose(month, told.category, told.gross, told.birth_date, law)
    explanation = of_assessment(supposed, law)
    return _told(explanation, PreviewAnswer.of(supposed, explanation), asked)


@law_routes.route("/v1/subscribers/{subscriber_id}/months/{month}/explain", methods=["GET"], authorizer=signed_in)
@door("شرح اشتراك شهر", query=MonthExplanationQuery, answer=ExplanationAnswer)
def explain_month(subscriber_id: str, month: str) -> Response:
    """CON-9: why each payer owes what for a month: figure, rule, parameter, its date and source, step by step."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(subscribers.load(subscriber_id)))
    asked = query(MonthExplanationQuery, _request())
    explanation = explaining.month_explained(subscriber_id, month_of(month), asked.number)
    return _told(explanation, ExplanationAnswer.of(explanation), asked)


@law_routes.route("/v1/subscribers/{subscriber_id}/cover/explain", methods=["GET"], authorizer=signed_in)
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
