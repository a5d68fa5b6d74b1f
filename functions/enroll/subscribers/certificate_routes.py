"""The doors of salary certificates: handing one in, looking at them, deciding on one."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.subscribers import certificates as handing_in
from functions.enroll.subscribers.shapes import CertificateAnswer, CertificateBody, CertificateRejectionBody
from ishtirak.storage import certificates, laws, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow, subscribers_own

certificate_routes = Blueprint(__name__)

# Who enters and who decides stand in the records by their sign-in, also where they act for an agent: two people.

WAITING = "pending certificates"


def _request() -> Request:
    return certificate_routes.current_request


@certificate_routes.route("/v1/certificates", methods=["GET"], authorizer=signed_in)
@door("شهادات تنتظر الاعتماد", query=PageQuery, answer=Page[CertificateAnswer])
def get_pending_certificates() -> Response:
    """SAL-4, ACC-3: the certificates that wait for approval, those that wait longest first."""
    allow(actor_of(_request()), Action.APPROVE_CERTIFICATE)
    asked, law = query(PageQuery, _request()), laws.in_force()
    found, after = certificates.pending(asked.limit, after_of(WAITING, asked.cursor))
    items = [CertificateAnswer.of(each, law) for each in found]
    return ok(Page[CertificateAnswer](items=items, next=cursor_of(WAITING, after)))


@certificate_routes.route("/v1/subscribers/{subscriber_id}/certificates", methods=["POST"], authorizer=signed_in)
@door("تقديم شهادة مرتب", body=CertificateBody, answer=CertificateAnswer, status=201)
def post_certificate(subscriber_id: str) -> Response:
    """SAL-4: hand in a salary certificate with its parts; another person must approve it."""
    actor, person = actor_of(_request()), subscribers.load(subscriber_id)
    allow(actor, Action.SUBMIT_CERTIFICATE, subscribers_own(person))
    new = parse(CertificateBody, _request()).certificate(clock.today())

    def submit() -> Response:
        law = laws.in_force()
        entered = handing_in.submit(person, new, actor.id, clock.now(), law)
        at = f"/v1/subscribers/{subscriber_id}/certificates/{entered.id}"
        return created(CertificateAnswer.of(entered, law), at)

    return once(_request(), actor, submit)


@certificate_routes.route("/v1/subscribers/{subscriber_id}/certificates", methods=["GET"], authorizer=signed_in)
@door("شهادات مرتب المشترك", answer=Page[CertificateAnswer])
def get_certificates(subscriber_id: str) -> Response:
    """SAL-4: every certificate of a subscriber, the newest first, that of the registration among them."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(person))
    law = laws.in_force()
    items = [CertificateAnswer.of(each, law) for each in certificates.of_subscriber(person)]
    return ok(Page[CertificateAnswer](items=items))


@certificate_routes.route(
    "/v1/subscribers/{subscriber_id}/certificates/{certificate_id}", methods=["GET"], authorizer=signed_in
)
@door("شهادة مرتب", answer=CertificateAnswer)
def get_certificate(subscriber_id: str, certificate_id: str) -> Response:
    """SAL-4: one certificate of a subscriber, and what became of it."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_SUBSCRIBER, subscribers_own(person))
    return ok(CertificateAnswer.of(certificates.of_record(person, certificate_id), laws.in_force()))


@certificate_routes.route(
    "/v1/subscribers/{subscriber_id}/certificates/{certificate_id}/approve", methods=["POST"], authorizer=signed_in
)
@door("اعتماد شهادة مرتب", answer=CertificateAnswer)
def approve_certificate(subscriber_id: str, certificate_id: str) -> Response:
    """SAL-4, ACC-3: let a certificate count; months that are opened already are assessed again."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_CERTIFICATE, subscribers_own(subscribers.load(subscriber_id)))
    law = laws.in_force()
    approved = handing_in.approve(subscriber_id, certificate_id, actor.id, clock.now(), law)
    return ok(CertificateAnswer.of(approved, law))


@certificate_routes.route(
    "/v1/subscribers/{subscriber_id}/certificates/{certificate_id}/reject", methods=["POST"], authorizer=signed_in
)
@door("رفض شهادة مرتب", body=CertificateRejectionBody, answer=CertificateAnswer)
def reject_certificate(subscriber_id: str, certificate_id: str) -> Response:
    """SAL-4: turn a certificate down, with the reason."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_CERTIFICATE, subscribers_own(subscribers.load(subscriber_id)))
    told = parse(CertificateRejectionBody, _request())
    law = laws.in_force()
    rejected = handing_in.reject(subscriber_id, certificate_id, told.reason, actor.id, clock.now(), law)
    return ok(CertificateAnswer.of(rejected, law))
