"""The doors of suspense: money whose payer can't be told, matched or given back by people (COL-6)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.receipts import matching, suggesting
from functions.collect.receipts.shapes import (
    MatchBody,
    ReceiptAnswer,
    ReturnDecisionBody,
    SuggestionAnswer,
    SuggestionsAnswer,
    WhyBody,
)
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.storage import laws, receipts
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

suspense_routes = Blueprint(__name__)


def _request() -> Request:
    return suspense_routes.current_request


@suspense_routes.route("/v1/suspense", methods=["GET"], authorizer=signed_in)
@door("إيصالات معلقة", query=PageQuery, answer=Page[ReceiptAnswer])
def get_suspense() -> Response:
    """COL-6: the receipts whose payer can't be told, oldest first."""
    allow(actor_of(_request()), Action.READ_SUSPENSE)
    asked = query(PageQuery, _request())
    found, after = receipts.suspense(asked.limit, after_of("suspense", asked.cursor))
    items = [ReceiptAnswer.of(receipt) for receipt in found]
    return ok(Page[ReceiptAnswer](items=items, next=cursor_of("suspense", after)))


@suspense_routes.route("/v1/suspense/{bank}/{receipt_id}/suggestions", methods=["GET"], authorizer=signed_in)
@door("دافعون محتملون لإيصال معلق", answer=SuggestionsAnswer, errors=(matching.NotInSuspense,))
def get_suggestions(bank: str, receipt_id: str) -> Response:
    """COL-6: whose money it may be, the likeliest first: by reference, bank account, amount and name."""
    allow(actor_of(_request()), Action.MATCH_RECEIPT)
    found = suggesting.suggest(matching.in_suspense(bank, receipt_id), laws.in_force())
    return ok(SuggestionsAnswer(items=[SuggestionAnswer.of(each, account) for each, account in found]))


@suspense_routes.route("/v1/suspense/{bank}/{receipt_id}/match", methods=["POST"], authorizer=signed_in)
@door(
    "قيد إيصال معلق على حساب دافع",
    body=MatchBody,
    answer=ReceiptAnswer,
    errors=(matching.NotInSuspense, matching.ReturnIsAsked),
)
def match_receipt(bank: str, receipt_id: str) -> Response:
    """COL-6: put the money on its payer's account; it counts from the day on which it came."""
    actor = actor_of(_request())
    allow(actor, Action.MATCH_RECEIPT)
    told = parse(MatchBody, _request())
    return ok(ReceiptAnswer.of(matching.match(bank, receipt_id, told.payer_id, actor.id, clock.now(), laws.in_force())))


@suspense_routes.route("/v1/suspense/{bank}/{receipt_id}/return", methods=["POST"], authorizer=signed_in)
@door(
    "طلب إعادة مبلغ معلق",
    body=WhyBody,
    answer=ReceiptAnswer,
    errors=(matching.NotInSuspense, matching.ReturnIsAsked),
)
def ask_return(bank: str, receipt_id: str) -> Response:
    """COL-6: ask for the money to be given back to whom it came from."""
    actor = actor_of(_request())
    allow(actor, Action.MATCH_RECEIPT)
    told = parse(WhyBody, _request())
    return ok(ReceiptAnswer.of(matching.ask_return(bank, receipt_id, told.reason, actor.id, clock.now())))


@suspense_routes.route("/v1/suspense/{bank}/{receipt_id}/return/decide", methods=["POST"], authorizer=signed_in)
@door(
    "البت في إعادة مبلغ معلق",
    body=ReturnDecisionBody,
    answer=ReceiptAnswer,
    errors=(matching.NotInSuspense, matching.ReturnNotAsked, SamePersonApproves),
)
def decide_return(bank: str, receipt_id: str) -> Response:
    """COL-6, ACC-3: another person approves that the money is given back, or has it stay in suspense."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_RETURN)
    told = parse(ReturnDecisionBody, _request())
    law = laws.in_force()
    return ok(ReceiptAnswer.of(matching.decide_return(bank, receipt_id, told.approved, actor.id, clock.now(), law)))
