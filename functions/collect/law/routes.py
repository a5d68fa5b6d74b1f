"""The doors of the law: its parameters, and values that are added to it by two people."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.law import parameters
from functions.collect.law.shapes import (
    OnQuery,
    ParameterAnswer,
    ParametersAnswer,
    ProposalAnswer,
    ProposalsAnswer,
    ProposalsQuery,
    RejectionBody,
    ValueBody,
)
from ishtirak.storage import laws
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow

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
    allow(actor_of(_request()), Action.READ_PROPOSED_VALUES)
    asked = query(ProposalsQuery, _request())
    found = [each for each in laws.proposals() if asked.state in (None, each.state)]
    return ok(ProposalsAnswer(items=[ProposalAnswer.of(each) for each in found]))


@law_routes.route("/v1/parameter-values/{proposal_id}", methods=["GET"], authorizer=signed_in)
@door("قيمة مدخلة", answer=ProposalAnswer)
def get_value(proposal_id: str) -> Response:
    """CON-6: one value that was entered, and what became of it."""
    allow(actor_of(_request()), Action.READ_PROPOSED_VALUES)
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
