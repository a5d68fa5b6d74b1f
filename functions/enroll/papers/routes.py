"""The doors of documents: sending one, looking at them, deciding on one (ENR-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.papers import documents as sending
from functions.enroll.papers.links import link_to
from functions.enroll.papers.reviews import FileDecided, FileNotChecked
from functions.enroll.papers.shapes import (
    DocumentAnswer,
    DocumentBody,
    DocumentKindAnswer,
    DocumentKindsAnswer,
    FileRejectionBody,
    FilesQuery,
    WaitingQuery,
)
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.documents import (
    DocumentEndMissing,
    DocumentHasEnded,
    DocumentNeverEnds,
    DocumentNotIssuedYet,
    EndBeforeIssue,
    NotOfDependants,
)
from ishtirak.storage import documents, laws, subscribers
from ishtirak.storage.documents import UnknownDocument
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

document_routes = Blueprint(__name__)

# Who sends and who decides stand in the records by their sign-in, also where they act for an agent: two people.

WAITING = "pending documents"
_BAD_DATES = (DocumentNotIssuedYet, DocumentEndMissing, DocumentNeverEnds, EndBeforeIssue, DocumentHasEnded)


def _request() -> Request:
    return document_routes.current_request


@document_routes.route("/v1/document-kinds", methods=["GET"], authorizer=signed_in)
@door("أنواع المستندات", answer=DocumentKindsAnswer)
def get_document_kinds() -> Response:
    """ENR-3: the kinds of documents, whether each has an end, and whether a family member can have one."""
    allow(actor_of(_request()), Action.READ_LAW)
    kinds = laws.in_force().document_kinds.values()
    return ok(DocumentKindsAnswer(items=[DocumentKindAnswer.of(each) for each in kinds]))


@document_routes.route("/v1/documents", methods=["GET"], authorizer=signed_in)
@door("مستندات تنتظر المراجعة", query=WaitingQuery, answer=Page[DocumentAnswer])
def get_pending_documents() -> Response:
    """ENR-3, ACC-3: everybody's documents that wait for a review, those that wait longest first."""
    allow(actor_of(_request()), Action.REVIEW_DOCUMENT)
    asked = query(WaitingQuery, _request())
    found, after = documents.pending(asked.limit, after_of(WAITING, asked.cursor))
    return ok(Page[DocumentAnswer](items=[DocumentAnswer.of(each) for each in found], next=cursor_of(WAITING, after)))


@document_routes.route("/v1/subscribers/{subscriber_id}/documents", methods=["POST"], authorizer=signed_in)
@door(
    "إرسال مستند",
    body=DocumentBody,
    answer=DocumentAnswer,
    status=201,
    errors=(NotOfDependants, *_BAD_DATES),
)
def post_document(subscriber_id: str) -> Response:
    """ENR-3: ask for a form by which a document can be sent as a file; another person must approve it."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.SEND_DOCUMENT, subscribers_own(person))
    new = parse(DocumentBody, _request()).document()

    def ask() -> Response:
        waiting, form = sending.ask(subscriber_id, new, actor.id, clock.now(), laws.in_force())
        at = f"/v1/subscribers/{subscriber_id}/documents/{waiting.id}"
        return created(DocumentAnswer.of(waiting, form), at)

    return once(_request(), actor, ask)


@document_routes.route("/v1/subscribers/{subscriber_id}/documents", methods=["GET"], authorizer=signed_in)
@door("مستندات المشترك وأسرته", query=FilesQuery, answer=Page[DocumentAnswer])
def get_documents(subscriber_id: str) -> Response:
    """ENR-3: the documents of a subscriber and the family, the newest first."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_DOCUMENTS, subscribers_own(person))
    asked = query(FilesQuery, _request())
    items = [DocumentAnswer.of(each) for each in documents.of_subscriber(subscriber_id) if asked.asks_for(each)]
    return ok(Page[DocumentAnswer](items=items))


@document_routes.route("/v1/subscribers/{subscriber_id}/documents/{document_id}", methods=["GET"], authorizer=signed_in)
@door("مستند ورابطه", answer=DocumentAnswer, errors=(UnknownDocument,))
def get_document(subscriber_id: str, document_id: str) -> Response:
    """ENR-3: one document, what became of it, and a link to its file that ends after five minutes."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_DOCUMENTS, subscribers_own(person))
    return ok(_shown(documents.load(subscriber_id, document_id)))


@document_routes.route(
    "/v1/subscribers/{subscriber_id}/documents/{document_id}/approve", methods=["POST"], authorizer=signed_in
)
@door(
    "اعتماد مستند",
    answer=DocumentAnswer,
    errors=(UnknownDocument, FileNotChecked, FileDecided, SamePersonApproves, DocumentHasEnded),
)
def approve_document(subscriber_id: str, document_id: str) -> Response:
    """ENR-3, ACC-3: let a document count; its end is watched from now on."""
    actor = actor_of(_request())
    allow(actor, Action.REVIEW_DOCUMENT, subscribers_own(subscribers.load(subscriber_id)))
    return ok(_shown(sending.approve(subscriber_id, document_id, actor.id, clock.now(), laws.in_force())))


@document_routes.route(
    "/v1/subscribers/{subscriber_id}/documents/{document_id}/reject", methods=["POST"], authorizer=signed_in
)
@door(
    "رفض مستند",
    body=FileRejectionBody,
    answer=DocumentAnswer,
    errors=(UnknownDocument, FileNotChecked, FileDecided),
)
def reject_document(subscriber_id: str, document_id: str) -> Response:
    """ENR-3: turn a document down, with the reason."""
    actor = actor_of(_request())
    allow(actor, Action.REVIEW_DOCUMENT, subscribers_own(subscribers.load(subscriber_id)))
    told = parse(FileRejectionBody, _request())
    return ok(_shown(sending.reject(subscriber_id, document_id, told.reason, actor.id, clock.now(), laws.in_force())))


def _shown(document: documents.Document) -> DocumentAnswer:
    return DocumentAnswer.of(document, link=link_to(document, sending.file_key(document), clock.now()))
