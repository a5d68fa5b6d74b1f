"""The doors of agreements of instalments: proposing one, looking at them, deciding on one (COL-11)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.accounts import agreements as agreeing
from functions.collect.accounts.agreement_shapes import (
    AgreementAnswer,
    AgreementBody,
    AgreementsAnswer,
    WaitingAgreementAnswer,
)
from functions.collect.accounts.resources import resource_of_payer
from ishtirak.rules.accounts import AgreementInForce, NoArrears
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.storage import accounts, agreements, laws
from ishtirak.storage.agreements import ProposedAgreement, UnknownAgreement
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

agreement_routes = Blueprint(__name__)

ONE = "/v1/payers/{payer_id}/agreements/{number}"


def _request() -> Request:
    return agreement_routes.current_request


def _number(text: str, payer_id: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        raise UnknownAgreement(payer_id=payer_id, number=text)
    return int(text)


def _answer(agreement: ProposedAgreement) -> AgreementAnswer:
    return AgreementAnswer.of(agreement, accounts.load(agreement.payer_id, laws.in_force()))


@agreement_routes.route("/v1/payers/{payer_id}/agreements", methods=["POST"], authorizer=signed_in)
@door(
    "اقتراح اتفاق تقسيط",
    body=AgreementBody,
    answer=AgreementAnswer,
    status=201,
    errors=(
        NoArrears,
        AgreementInForce,
        agreeing.TooManyInstalments,
        agreeing.FirstInstalmentPassed,
        agreeing.LastInstalmentTooLate,
    ),
)
def post_agreement(payer_id: str) -> Response:
    """COL-11: propose to spread what is past due over instalments, a month apart."""
    actor = actor_of(_request())
    allow(actor, Action.AGREE_INSTALMENTS)
    told = parse(AgreementBody, _request())

    def propose() -> Response:
        law = laws.in_force()
        made = agreeing.propose(payer_id, told.instalments, told.first, told.reason, actor.id, clock.now(), law)
        return created(_answer(made), f"/v1/payers/{payer_id}/agreements/{made.number}")

    return once(_request(), actor, propose)


@agreement_routes.route("/v1/payers/{payer_id}/agreements", methods=["GET"], authorizer=signed_in)
@door("اتفاقات تقسيط دافع", answer=AgreementsAnswer)
def get_agreements(payer_id: str) -> Response:
    """COL-11: every agreement of a payer, the newest first."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, resource_of_payer(payer_id))
    account = accounts.load(payer_id, laws.in_force())
    return ok(AgreementsAnswer(items=[AgreementAnswer.of(each, account) for each in agreements.of_payer(payer_id)]))


@agreement_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("اتفاق تقسيط", answer=AgreementAnswer)
def get_agreement(payer_id: str, number: str) -> Response:
    """COL-11: an agreement: its instalments, and what is open of them."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, resource_of_payer(payer_id))
    return ok(_answer(agreements.load(payer_id, _number(number, payer_id))))


@agreement_routes.route(f"{ONE}/approve", methods=["POST"], authorizer=signed_in)
@door(
    "اعتماد اتفاق تقسيط",
    answer=AgreementAnswer,
    errors=(
        SamePersonApproves,
        agreeing.AgreementDecided,
        agreeing.FirstInstalmentPassed,
        NoArrears,
        AgreementInForce,
    ),
)
def approve_agreement(payer_id: str, number: str) -> Response:
    """COL-11, ACC-3: put an agreement in force from today on, by another person than the one who proposed it."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_AGREEMENT)
    chosen = _number(number, payer_id)
    return ok(_answer(agreeing.approve(payer_id, chosen, actor.id, clock.now(), laws.in_force())))


@agreement_routes.route(f"{ONE}/reject", methods=["POST"], authorizer=signed_in)
@door("رفض اتفاق تقسيط", answer=AgreementAnswer, errors=(SamePersonApproves, agreeing.AgreementDecided))
def reject_agreement(payer_id: str, number: str) -> Response:
    """COL-11, ACC-3: turn a proposed agreement down."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_AGREEMENT)
    return ok(_answer(agreeing.reject(payer_id, _number(number, payer_id), actor.id, clock.now())))


@agreement_routes.route("/v1/agreements", methods=["GET"], authorizer=signed_in)
@door("اتفاقات تقسيط تنتظر الاعتماد", query=PageQuery, answer=Page[WaitingAgreementAnswer])
def get_waiting_agreements() -> Response:
    """COL-11: the agreements that wait for approval, longest first."""
    allow(actor_of(_request()), Action.APPROVE_AGREEMENT)
    asked = query(PageQuery, _request())
    found, after = agreements.proposed(asked.limit, after_of("agreements", asked.cursor))
    items = [WaitingAgreementAnswer.of(each) for each in found]
    return ok(Page[WaitingAgreementAnswer](items=items, next=cursor_of("agreements", after)))
