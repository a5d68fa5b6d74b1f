"""The doors of requests of change: asking, submitting, deciding, withdrawing (ENR-5)."""

from __future__ import annotations

from collections.abc import Callable

from chalice.app import Blueprint, Request, Response

from functions.enroll.changes import requests as changes
from functions.enroll.changes.shapes import (
    ChangeAnswer,
    ChangeBody,
    ChangeKindAnswer,
    ChangeKindsAnswer,
    ChangeRejectionBody,
)
from ishtirak.storage import changes as stored_changes
from ishtirak.storage import laws, subscribers
from ishtirak.storage.changes import Change
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

change_routes = Blueprint(__name__)

# Who enters and who decides stand in the records by their sign-in, also where they act for an agent: two people.

WAITING = "submitted changes"


def _request() -> Request:
    return change_routes.current_request


@change_routes.route("/v1/change-kinds", methods=["GET"], authorizer=signed_in)
@door("ما يمكن طلب تغييره", answer=ChangeKindsAnswer)
def get_change_kinds() -> Response:
    """ENR-5: what can be changed by request, and the kinds of documents that each needs."""
    allow(actor_of(_request()), Action.READ_LAW)
    return ok(ChangeKindsAnswer(items=[ChangeKindAnswer.of(each) for each in laws.in_force().changes.values()]))


@change_routes.route("/v1/changes", methods=["GET"], authorizer=signed_in)
@door("طلبات تغيير تنتظر البت", query=PageQuery, answer=Page[ChangeAnswer])
def get_submitted_changes() -> Response:
    """ENR-5: the requests of change that wait for a decision, those that wait longest first."""
    allow(actor_of(_request()), Action.DECIDE_CHANGE)
    asked = query(PageQuery, _request())
    found, after = stored_changes.submitted(asked.limit, after_of(WAITING, asked.cursor))
    items = [ChangeAnswer.of(each) for each in found]
    return ok(Page[ChangeAnswer](items=items, next=cursor_of(WAITING, after)))


@change_routes.route("/v1/subscribers/{subscriber_id}/changes", methods=["POST"], authorizer=signed_in)
@door("طلب تغيير", body=ChangeBody, answer=ChangeAnswer, status=201)
def post_change(subscriber_id: str) -> Response:
    """ENR-5: ask for another category, employer, bank account or package, or for personal data to be corrected."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.REQUEST_CHANGE, subscribers_own(person))
    told = parse(ChangeBody, _request())

    def ask() -> Response:
        now = clock.now()
        from_ = told.from_ or now.date()
        asked = changes.ask(
            person, told.kind, told.asked, from_, told.documents, told.submit, actor.id, now, laws.in_force()
        )
        return created(ChangeAnswer.of(asked), f"/v1/subscribers/{subscriber_id}/changes/{asked.id}")

    return once(_request(), actor, ask)


@change_routes.route("/v1/subscribers/{subscriber_id}/changes", methods=["GET"], authorizer=signed_in)
@door("طلبات تغيير المشترك", answer=Page[ChangeAnswer])
def get_changes(subscriber_id: str) -> Response:
    """ENR-5: every change that was asked for, the newest first."""
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(subscribers.load(subscriber_id)))
    items = [ChangeAnswer.of(each) for each in stored_changes.of_subscriber(subscriber_id)]
    return ok(Page[ChangeAnswer](items=items))


@change_routes.route("/v1/subscribers/{subscriber_id}/changes/{change_id}", methods=["GET"], authorizer=signed_in)
@door("طلب تغيير مقدم", answer=ChangeAnswer)
def get_change(subscriber_id: str, change_id: str) -> Response:
    """ENR-5: one request of change, and what became of it."""
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(subscribers.load(subscriber_id)))
    return ok(ChangeAnswer.of(stored_changes.load(subscriber_id, change_id)))


@change_routes.route(
    "/v1/subscribers/{subscriber_id}/changes/{change_id}/submit", methods=["POST"], authorizer=signed_in
)
@door("تقديم طلب تغيير", answer=ChangeAnswer)
def submit_change(subscriber_id: str, change_id: str) -> Response:
    """ENR-5: hand a draft in for a decision."""
    return _moved_on(
        subscriber_id,
        Action.REQUEST_CHANGE,
        lambda actor: changes.submit(subscriber_id, change_id, actor.id, clock.now(), laws.in_force()),
    )


@change_routes.route(
    "/v1/subscribers/{subscriber_id}/changes/{change_id}/approve", methods=["POST"], authorizer=signed_in
)
@door("اعتماد طلب تغيير", answer=ChangeAnswer)
def approve_change(subscriber_id: str, change_id: str) -> Response:
    """ENR-5, ACC-3: let a change come into force, now or on its day; who asked for it does not approve it."""
    return _moved_on(
        subscriber_id,
        Action.DECIDE_CHANGE,
        lambda actor: changes.approve(subscriber_id, change_id, actor.id, clock.now(), laws.in_force()),
    )


@change_routes.route(
    "/v1/subscribers/{subscriber_id}/changes/{change_id}/reject", methods=["POST"], authorizer=signed_in
)
@door("رفض طلب تغيير", body=ChangeRejectionBody, answer=ChangeAnswer)
def reject_change(subscriber_id: str, change_id: str) -> Response:
    """ENR-5: turn a request down, with the reason."""
    told = parse(ChangeRejectionBody, _request())
    return _moved_on(
        subscriber_id,
        Action.DECIDE_CHANGE,
        lambda actor: changes.reject(subscriber_id, change_id, told.reason, actor.id, clock.now()),
    )


@change_routes.route(
    "/v1/subscribers/{subscriber_id}/changes/{change_id}/withdraw", methods=["POST"], authorizer=signed_in
)
@door("سحب طلب تغيير", answer=ChangeAnswer)
def withdraw_change(subscriber_id: str, change_id: str) -> Response:
    """ENR-5: take a request back, as long as it is not in force."""
    return _moved_on(
        subscriber_id,
        Action.REQUEST_CHANGE,
        lambda actor: changes.withdraw(subscriber_id, change_id, actor.id, clock.now()),
    )


def _moved_on(subscriber_id: str, action: Action, step: Callable[[Actor], Change]) -> Response:
    actor = actor_of(_request())
    allow(actor, action, subscribers_own(subscribers.load(subscriber_id)))
    return ok(ChangeAnswer.of(step(actor)))
