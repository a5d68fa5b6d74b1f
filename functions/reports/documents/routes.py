"""The doors of documents that the fund issues: asking for one, and fetching it by a link that ends (ENR-7, RPT-9)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.reports.documents import issuing
from functions.reports.documents.shapes import IssuedDocumentAnswer
from functions.reports.links import link_to
from ishtirak.storage import employers, issued, keys
from ishtirak.storage.issued import UnknownIssuedDocument
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.permissions import Action, allow, employers_own

issued_document_routes = Blueprint(__name__)

DOCUMENTS = "/v1/employers/{employer_id}/policy/documents"


def _request() -> Request:
    return issued_document_routes.current_request


@issued_document_routes.route(DOCUMENTS, methods=["POST"], authorizer=signed_in)
@door("طلب مستند وثيقة جهة العمل", answer=IssuedDocumentAnswer, status=202)
def post_policy_document(employer_id: str) -> Response:
    """ENR-7, RPT-9: ask for an employer's policy document; it is made by a worker and fetched by its link."""
    actor = actor_of(_request())
    allow(actor, Action.ISSUE_DOCUMENT, employers_own(employers.load(employer_id)))

    def ask() -> Response:
        document = issuing.ask_policy(employer_id, actor.name, clock.now())
        return accepted(
            IssuedDocumentAnswer.of(document), f"/v1/employers/{employer_id}/policy/documents/{document.id}"
        )

    return once(_request(), actor, ask)


@issued_document_routes.route(f"{DOCUMENTS}/{{document_id}}", methods=["GET"], authorizer=signed_in)
@door("مستند وثيقة جهة العمل ورابطه", answer=IssuedDocumentAnswer, errors=(UnknownIssuedDocument,))
def get_policy_document(employer_id: str, document_id: str) -> Response:
    """ENR-7, RPT-9: how far an employer's policy document has come; once it is ready, a link that ends."""
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(employer_id)))
    document = issued.load(keys.employer(employer_id), document_id)
    if document.made is None:
        return ok(IssuedDocumentAnswer.of(document))
    file_key, list_key, now = document.made.file_key, document.made.list_key, clock.now()
    links = [link_to(key, now) if key else None for key in (file_key, list_key)]
    return ok(IssuedDocumentAnswer.of(document, *links))
