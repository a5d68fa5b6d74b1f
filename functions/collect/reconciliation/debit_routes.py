"""The doors of money that has left the fund's accounts: shown, classified by one, approved by another (COL-9)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.reconciliation import debits
from functions.collect.reconciliation.shapes import ClassificationBody, DebitAnswer, DebitDecisionBody
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.storage import bank_debits, laws
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

debit_routes = Blueprint(__name__)

ONE = "/v1/bank-debits/{bank}/{debit_id}"


def _request() -> Request:
    return debit_routes.current_request


@debit_routes.route("/v1/bank-debits", methods=["GET"], authorizer=signed_in)
@door("خصومات مصرفية تنتظر التصنيف", query=PageQuery, answer=Page[DebitAnswer])
def get_debits() -> Response:
    """COL-9: money that has left the fund's accounts, and two people have not said yet what for; longest first."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    asked = query(PageQuery, _request())
    found, after = bank_debits.waiting(asked.limit, after_of("bank-debits", asked.cursor))
    return ok(Page[DebitAnswer](items=[DebitAnswer.of(each) for each in found], next=cursor_of("bank-debits", after)))


@debit_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("خصم مصرفي", answer=DebitAnswer)
def get_debit(bank: str, debit_id: str) -> Response:
    """COL-9: a debit, the line of the statement that it is, and what it was for."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    return ok(DebitAnswer.of(bank_debits.load(bank, debit_id)))


@debit_routes.route(f"{ONE}/classify", methods=["POST"], authorizer=signed_in)
@door("تصنيف خصم مصرفي", body=ClassificationBody, answer=DebitAnswer, errors=(debits.DebitClassified,))
def classify_debit(bank: str, debit_id: str) -> Response:
    """COL-9: say what a debit was for: a fee, a transfer, a commission; another person approves it."""
    actor = actor_of(_request())
    allow(actor, Action.RECONCILE)
    told = parse(ClassificationBody, _request())
    proposed = debits.classify(bank, debit_id, told.kind, told.reason, told.document, actor.id, clock.now())
    return ok(DebitAnswer.of(proposed))


@debit_routes.route(f"{ONE}/decide", methods=["POST"], authorizer=signed_in)
@door(
    "اعتماد تصنيف خصم مصرفي",
    body=DebitDecisionBody,
    answer=DebitAnswer,
    errors=(SamePersonApproves, debits.DebitNotProposed),
)
def decide_debit(bank: str, debit_id: str) -> Response:
    """COL-9, ACC-3: let the classification count, or have the debit wait for another one."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_DEBIT)
    told, law = parse(DebitDecisionBody, _request()), laws.in_force()
    return ok(DebitAnswer.of(debits.decide(bank, debit_id, told.approved, actor.id, clock.now(), law)))
