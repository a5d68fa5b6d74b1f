"""The doors of photographs: sending one, looking at them, deciding on one (ENR-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.papers import photographs as sending
from functions.enroll.papers.links import link_to
from functions.enroll.papers.reviews import FileDecided, FileNotChecked
from functions.enroll.papers.shapes import (
    FileRejectionBody,
    FilesQuery,
    PersonQuery,
    PhotographAnswer,
    PhotographBody,
    WaitingQuery,
)
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.storage import photographs, subscribers
from ishtirak.storage.photographs import NoPhotograph, UnknownPhotograph
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

photograph_routes = Blueprint(__name__)

WAITING = "pending photographs"


def _request() -> Request:
    return photograph_routes.current_request


@photograph_routes.route("/v1/photographs", methods=["GET"], authorizer=signed_in)
@door("صور شخصية تنتظر المراجعة", query=WaitingQuery, answer=Page[PhotographAnswer])
def get_pending_photographs() -> Response:
    """ENR-3, ACC-3: everybody's photographs that wait for a review, those that wait longest first."""
    allow(actor_of(_request()), Action.REVIEW_DOCUMENT)
    asked = query(WaitingQuery, _request())
    found, after = photographs.pending(asked.limit, after_of(WAITING, asked.cursor))
    items = [PhotographAnswer.of(each) for each in found]
    return ok(Page[PhotographAnswer](items=items, next=cursor_of(WAITING, after)))


@photograph_routes.route("/v1/subscribers/{subscriber_id}/photographs", methods=["POST"], authorizer=signed_in)
@door("إرسال صورة شخصية", body=PhotographBody, answer=PhotographAnswer, status=201)
def post_photograph(subscriber_id: str) -> Response:
    """ENR-3: ask for a form by which a photograph can be sent; another person must approve it."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.SEND_DOCUMENT, subscribers_own(person))
    new = parse(PhotographBody, _request()).photograph()

    def ask() -> Response:
        waiting, form = sending.ask(subscriber_id, new, actor.id, clock.now())
        at = f"/v1/subscribers/{subscriber_id}/photographs/{waiting.id}"
        return created(PhotographAnswer.of(waiting, form), at)

    return once(_request(), actor, ask)


@photograph_routes.route("/v1/subscribers/{subscriber_id}/photographs", methods=["GET"], authorizer=signed_in)
@door("صور المشترك وأسرته", query=FilesQuery, answer=Page[PhotographAnswer])
def get_photographs(subscriber_id: str) -> Response:
    """ENR-3: the photographs of a subscriber and the family, the newest first."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_DOCUMENTS, subscribers_own(person))
    asked = query(FilesQuery, _request())
    items = [PhotographAnswer.of(each) for each in photographs.of_subscriber(subscriber_id) if asked.asks_for(each)]
    return ok(Page[PhotographAnswer](items=items))


@photograph_routes.route("/v1/subscribers/{subscriber_id}/photograph", methods=["GET"], authorizer=signed_in)
@door("الصورة الشخصية المعتمدة", query=PersonQuery, answer=PhotographAnswer, errors=(NoPhotograph,))
def get_photograph_of_person(subscriber_id: str) -> Response:
    """ENR-3: the photograph of a subscriber or a family member: the newest that was approved."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_DOCUMENTS, subscribers_own(person))
    return ok(_shown(photographs.of_person(subscriber_id, query(PersonQuery, _request()).dependant_id)))


@photograph_routes.route(
    "/v1/subscribers/{subscriber_id}/photographs/{photograph_id}", methods=["GET"], authorizer=signed_in
)
@door("صورة شخصية ورابطها", answer=PhotographAnswer, errors=(UnknownPhotograph,))
def get_photograph(subscriber_id: str, photograph_id: str) -> Response:
    """ENR-3: one photograph, what became of it, and a link to it that ends after five minutes."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_DOCUMENTS, subscribers_own(person))
    return ok(_shown(photographs.load(subscriber_id, photograph_id)))


@photograph_routes.route(
    "/v1/subscribers/{subscriber_id}/photographs/{photograph_id}/approve", methods=["POST"], authorizer=signed_in
)
@door(
    "اعتماد صورة شخصية",
    answer=PhotographAnswer,
    errors=(UnknownPhotograph, FileNotChecked, FileDecided, SamePersonApproves),
)
def approve_photograph(subscriber_id: str, photograph_id: str) -> Response:
    """ENR-3, ACC-3: let a photograph be the person's own."""
    actor = actor_of(_request())
    allow(actor, Action.REVIEW_DOCUMENT, subscribers_own(subscribers.load(subscriber_id)))
    return ok(_shown(sending.approve(subscriber_id, photograph_id, actor.id, clock.now())))


@photograph_routes.route(
    "/v1/subscribers/{subscriber_id}/photographs/{photograph_id}/reject", methods=["POST"], authorizer=signed_in
)
@door(
    "رفض صورة شخصية",
    body=FileRejectionBody,
    answer=PhotographAnswer,
    errors=(UnknownPhotograph, FileNotChecked, FileDecided),
)
def reject_photograph(subscriber_id: str, photograph_id: str) -> Response:
    """ENR-3: turn a photograph down, with the reason."""
    actor = actor_of(_request())
    allow(actor, Action.REVIEW_DOCUMENT, subscribers_own(subscribers.load(subscriber_id)))
    told = parse(FileRejectionBody, _request())
    return ok(_shown(sending.reject(subscriber_id, photograph_id, told.reason, actor.id, clock.now())))


def _shown(photograph: photographs.Photograph) -> PhotographAnswer:
    return PhotographAnswer.of(photograph, link=link_to(photograph, sending.file_key(photograph), clock.now()))
