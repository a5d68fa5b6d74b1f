"""The doors of an employer's policy: looking at it, renewing, closing, reopening it (ENR-1, CMP-6)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.employers import policies as keeping
from functions.enroll.employers.policy_shapes import ClosingBody, PolicyWithTermsAnswer
from ishtirak.storage import employers, laws, policies
from ishtirak.storage.policies import Policy
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, allow, employers_own

policy_routes = Blueprint(__name__)

POLICY = "/v1/employers/{employer_id}/policy"


def _request() -> Request:
    return policy_routes.current_request


def _allowed(action: Action, employer_id: str) -> Actor:
    actor = actor_of(_request())
    allow(actor, action, employers_own(employers.load(employer_id)))
    return actor


def _whole(policy: Policy) -> Response:
    return ok(PolicyWithTermsAnswer.of(policy, policies.terms(policy.employer_id), clock.today()))


@policy_routes.route(POLICY, methods=["GET"], authorizer=signed_in)
@door("وثيقة جهة العمل", answer=PolicyWithTermsAnswer)
def get_policy(employer_id: str) -> Response:
    """ENR-1: an employer's policy with its terms."""
    _allowed(Action.READ_EMPLOYER, employer_id)
    return _whole(policies.load(employer_id))


@policy_routes.route(f"{POLICY}/renew", methods=["POST"], authorizer=signed_in)
@door("تجديد وثيقة جهة العمل", answer=PolicyWithTermsAnswer)
def renew_policy(employer_id: str) -> Response:
    """CMP-6: renew a policy for a term that starts on the day after the last one ends; done twice it adds one term."""
    actor = _allowed(Action.MANAGE_POLICY, employer_id)
    return _whole(keeping.renew(employer_id, actor.name, clock.now(), laws.in_force()))


@policy_routes.route(f"{POLICY}/close", methods=["POST"], authorizer=signed_in)
@door("إقفال وثيقة جهة العمل", body=ClosingBody, answer=PolicyWithTermsAnswer)
def close_policy(employer_id: str) -> Response:
    """CMP-6: close a policy with due notice; on its day all who are still on the list lose cover."""
    actor, told = _allowed(Action.MANAGE_POLICY, employer_id), parse(ClosingBody, _request())
    return _whole(
        keeping.close(employer_id, told.on, told.reason, actor.name, clock.now(), laws.in_force()),
    )


@policy_routes.route(f"{POLICY}/reopen", methods=["POST"], authorizer=signed_in)
@door("إعادة فتح وثيقة جهة العمل", answer=PolicyWithTermsAnswer)
def reopen_policy(employer_id: str) -> Response:
    """ENR-1, CMP-6: open a closed policy again from today on; people are registered under it anew."""
    actor = _allowed(Action.MANAGE_POLICY, employer_id)
    return _whole(keeping.reopen(employer_id, actor.name, clock.now(), laws.in_force()))


@policy_routes.route(f"{POLICY}/close/withdraw", methods=["POST"], authorizer=signed_in)
@door("سحب طلب إقفال الوثيقة", answer=PolicyWithTermsAnswer)
def withdraw_closing(employer_id: str) -> Response:
    """CMP-6: withdraw the closing of a policy before its day."""
    actor = _allowed(Action.MANAGE_POLICY, employer_id)
    return _whole(keeping.withdraw_closing(employer_id, actor.name, clock.now()))
