"""The doors of documents that the fund issues: asking for one, and fetching it by a link that ends (ENR-7, RPT-9)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.reports.documents import issuing
from functions.reports.documents.shapes import IssuedDocumentAnswer, PeriodBody
from functions.reports.links import link_to
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.movements import PeriodTurnedRound
from ishtirak.storage import accounts, employers, issued, keys, laws, subscribers
from ishtirak.storage.issued import IssuedDocument, UnknownIssuedDocument
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, Resource, allow, employers_own, subscribers_own

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
    return _answer(issued.load(keys.employer(employer_id), document_id))


def _answer(document: IssuedDocument) -> Response:
    if document.made is None:
        return ok(IssuedDocumentAnswer.of(document))
    file_key, list_key, now = document.made.file_key, document.made.list_key, clock.now()
    links = [link_to(key, now) if key else None for key in (file_key, list_key)]
    return ok(IssuedDocumentAnswer.of(document, *links))


STATEMENTS = "/v1/payers/{payer_id}/statement/documents"


def _payers(payer_id: str) -> Resource:
    """Whose an account is; the payer's own record says it."""
    if accounts.load(payer_id, laws.in_force()).kind is PayerKind.EMPLOYER:
        return employers_own(employers.load(payer_id))
    return subscribers_own(subscribers.load(payer_id))


@issued_document_routes.route(STATEMENTS, methods=["POST"], authorizer=signed_in)
@door(
    "طلب كشف حساب دافع",
    body=PeriodBody,
    answer=IssuedDocumentAnswer,
    status=202,
    errors=(PeriodTurnedRound,),
)
def post_account_statement(payer_id: str) -> Response:
    """COL-10, RPT-9: ask for a payer's statement of account, as PDF and CSV; the current year if no period is given."""
    actor = actor_of(_request())
    allow(actor, Action.READ_ACCOUNT, _payers(payer_id))
    from_, to = parse(PeriodBody, _request()).days(clock.today())

    def ask() -> Response:
        document = issuing.ask_account_statement(payer_id, from_, to, actor.name, clock.now())
        return accepted(IssuedDocumentAnswer.of(document), f"/v1/payers/{payer_id}/statement/documents/{document.id}")

    return once(_request(), actor, ask)


@issued_document_routes.route(f"{STATEMENTS}/{{document_id}}", methods=["GET"], authorizer=signed_in)
@door("كشف حساب دافع ورابطه", answer=IssuedDocumentAnswer, errors=(UnknownIssuedDocument,))
def get_account_statement_document(payer_id: str, document_id: str) -> Response:
    """COL-10, RPT-9: how far a statement of account has come; once it is ready, links that end."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, _payers(payer_id))
    return _answer(issued.load(keys.account(payer_id), document_id))
