"""The doors of shares: what is expected of each, what was collected, and the difference (COL-1, COL-8)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.accounts import owed
from functions.collect.accounts.shapes import OwedAnswer
from functions.collect.shares import collecting, variance
from functions.collect.shares.shapes import (
    CollectedAnswer,
    CollectedBody,
    DecisionBody,
    TakeBackBody,
    VarianceAnswer,
    VarianceQuery,
)
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.categories import Share
from ishtirak.rules.dates import month_of
from ishtirak.storage import collected, laws
from ishtirak.storage.ledger import RECORDED_SHARES
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

share_routes = Blueprint(__name__)

ONE = "/v1/months/{month}/collected/{collected_id}"


def _request() -> Request:
    return share_routes.current_request


@share_routes.route("/v1/shares/{share}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("المتوقع من الضمان أو الدولة لشهر", answer=OwedAnswer)
def get_share_month(share: str, month: str) -> Response:
    """COL-1: the totals of a month for the shares that the fund only records, and what was collected of them."""
    allow(actor_of(_request()), Action.READ_SHARE)
    if share not in RECORDED_SHARES:
        raise owed.UnknownShare(share=share)
    asked = month_of(month)
    found = variance.of_fund(Share(share), asked)
    return ok(OwedAnswer.of(asked, owed.Owed(found.expected, found.difference)))


@share_routes.route("/v1/shares/{share}/months/{month}/variance", methods=["GET"], authorizer=signed_in)
@door("فرق المتوقع والمحصل من حصة لشهر", query=VarianceQuery, answer=VarianceAnswer)
def get_variance(share: str, month: str) -> Response:
    """COL-8: expected against collected for a share and a month, of the fund or of one employer."""
    allow(actor_of(_request()), Action.READ_SHARE)
    if share not in {each.value for each in Share if each is not Share.SUBSCRIBER}:
        raise owed.UnknownShare(share=share)
    asked, employer_id = month_of(month), query(VarianceQuery, _request()).employer_id
    if employer_id is None:
        found = variance.of_fund(Share(share), asked)
    else:
        found = variance.of_employer(Share(share), asked, employer_id, laws.in_force())
    return ok(VarianceAnswer.of(Share(share), asked, employer_id, found))


@share_routes.route("/v1/collected", methods=["POST"], authorizer=signed_in)
@door("تسجيل مبلغ محصل", body=CollectedBody, answer=CollectedAnswer, status=201, errors=(collecting.NotRecorded,))
def post_collected() -> Response:
    """COL-8: record what was really collected of a share; it counts once another person approves it."""
    actor = actor_of(_request())
    allow(actor, Action.RECORD_COLLECTED)
    told = parse(CollectedBody, _request())

    def record() -> Response:
        made = collecting.record(
            told.share,
            told.month,
            told.amount,
            told.employer_id,
            told.reason,
            told.document,
            actor.id,
            clock.now(),
        )
        return created(CollectedAnswer.of(made), f"/v1/months/{made.month}/collected/{made.id}")

    return once(_request(), actor, record)


@share_routes.route("/v1/collected", methods=["GET"], authorizer=signed_in)
@door("مبالغ محصلة تنتظر الاعتماد", query=PageQuery, answer=Page[CollectedAnswer])
def get_pending_collected() -> Response:
    """COL-8: what was recorded and waits for approval, longest first."""
    allow(actor_of(_request()), Action.READ_SHARE)
    asked = query(PageQuery, _request())
    found, after = collected.pending(asked.limit, after_of("collected", asked.cursor))
    items = [CollectedAnswer.of(each) for each in found]
    return ok(Page[CollectedAnswer](items=items, next=cursor_of("collected", after)))


@share_routes.route("/v1/months/{month}/collected", methods=["GET"], authorizer=signed_in)
@door("المبالغ المحصلة لشهر", query=PageQuery, answer=Page[CollectedAnswer])
def get_collected_of_month(month: str) -> Response:
    """COL-8: everything that was recorded for a month, whatever became of it."""
    allow(actor_of(_request()), Action.READ_SHARE)
    asked, of = query(PageQuery, _request()), month_of(month)
    name = f"collected {of}"
    found, after = collected.of_month(of, asked.limit, after_of(name, asked.cursor))
    items = [CollectedAnswer.of(each) for each in found]
    return ok(Page[CollectedAnswer](items=items, next=cursor_of(name, after)))


@share_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("مبلغ محصل", answer=CollectedAnswer)
def get_collected(month: str, collected_id: str) -> Response:
    """COL-8: an amount that was recorded, and whether it counts."""
    allow(actor_of(_request()), Action.READ_SHARE)
    return ok(CollectedAnswer.of(collected.load(month_of(month), collected_id)))


@share_routes.route(f"{ONE}/decide", methods=["POST"], authorizer=signed_in)
@door(
    "البت في مبلغ محصل",
    body=DecisionBody,
    answer=CollectedAnswer,
    errors=(SamePersonApproves, collecting.CollectedDecided),
)
def decide_collected(month: str, collected_id: str) -> Response:
    """COL-8, ACC-3: another person lets it count, or not."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_COLLECTED)
    told = parse(DecisionBody, _request())
    return ok(
        CollectedAnswer.of(
            collecting.decide(month_of(month), collected_id, told.approved, actor.id, clock.now(), laws.in_force())
        )
    )


@share_routes.route(f"{ONE}/take-back", methods=["POST"], authorizer=signed_in)
@door(
    "استرداد مبلغ محصل",
    body=TakeBackBody,
    answer=CollectedAnswer,
    status=201,
    errors=(collecting.NotApproved, collecting.TakenBack),
)
def take_back_collected(month: str, collected_id: str) -> Response:
    """COL-8: take an approved amount back by an entry of its own, which another person approves."""
    actor = actor_of(_request())
    allow(actor, Action.RECORD_COLLECTED)
    told, of = parse(TakeBackBody, _request()), month_of(month)

    def take_back() -> Response:
        made = collecting.take_back(of, collected_id, told.reason, told.document, actor.id, clock.now())
        return created(CollectedAnswer.of(made), f"/v1/months/{of}/collected/{made.id}")

    return once(_request(), actor, take_back)
