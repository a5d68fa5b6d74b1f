"""The doors of hand-overs: of an employer's policy document, and of the cards of people (ENR-7, CRD-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.handovers import recording
from functions.enroll.handovers.recording import DocumentNotReady, HandoverRevoked, NotAReceipt, NotTheCard
from functions.enroll.handovers.shapes import (
    CardHandoverBody,
    CardHandoversQuery,
    CardStateAnswer,
    HandoverAnswer,
    PolicyHandoverBody,
    RevocationBody,
)
from ishtirak.rules.handovers import HandoverToCome, HandoverTooEarly, ReceiverUnidentified
from ishtirak.storage import employers, handovers, keys, subscribers
from ishtirak.storage.cards import CardNumberTaken
from ishtirak.storage.dependants import UnknownDependant
from ishtirak.storage.documents import UnknownDocument
from ishtirak.storage.handovers import UnknownHandover
from ishtirak.storage.issued import UnknownIssuedDocument
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, employers_own, subscribers_own

handover_routes = Blueprint(__name__)

OF_POLICY = "/v1/employers/{employer_id}/policy/handovers"
OF_CARDS = "/v1/subscribers/{subscriber_id}/card-handovers"


def _request() -> Request:
    return handover_routes.current_request


def _allowed_policy(action: Action, employer_id: str) -> Actor:
    """Who may read hand-overs reads numbers of people."""
    actor = actor_of(_request())
    allow(actor, action, employers_own(employers.load(employer_id)))
    return actor


def _allowed_cards(action: Action, subscriber_id: str) -> Actor:
    actor = actor_of(_request())
    allow(actor, action, subscribers_own(subscribers.load(subscriber_id)))
    return actor


@handover_routes.route(OF_POLICY, methods=["POST"], authorizer=signed_in)
@door(
    "تسليم مستند الوثيقة",
    body=PolicyHandoverBody,
    answer=HandoverAnswer,
    status=201,
    errors=(UnknownIssuedDocument, DocumentNotReady, ReceiverUnidentified, HandoverToCome, HandoverTooEarly),
)
def post_policy_handover(employer_id: str) -> Response:
    """ENR-7: record that an employer's policy document was handed over: to whom, when, by whom."""
    actor = _allowed_policy(Action.RECORD_HANDOVER, employer_id)
    told = parse(PolicyHandoverBody, _request())

    def record() -> Response:
        now = clock.now()
        new = told.handover(now.date())
        handover = recording.policy_handed_over(employer_id, new, told.document_id, actor.name, now)
        at = f"/v1/employers/{employer_id}/policy/handovers/{handover.id}"
        return created(HandoverAnswer.of(handover), at)

    return once(_request(), actor, record)


@handover_routes.route(OF_POLICY, methods=["GET"], authorizer=signed_in)
@door("تسليمات مستند الوثيقة", answer=Page[HandoverAnswer])
def get_policy_handovers(employer_id: str) -> Response:
    """ENR-7: every hand-over of an employer's policy document, the newest first, revoked ones too."""
    _allowed_policy(Action.READ_SUBSCRIBER, employer_id)
    items = [HandoverAnswer.of(each) for each in handovers.of_record(keys.employer(employer_id))]
    return ok(Page[HandoverAnswer](items=items))


@handover_routes.route(f"{OF_POLICY}/{{handover_id}}", methods=["GET"], authorizer=signed_in)
@door("تسليم واحد لمستند الوثيقة", answer=HandoverAnswer, errors=(UnknownHandover,))
def get_policy_handover(employer_id: str, handover_id: str) -> Response:
    """ENR-7: one hand-over of an employer's policy document."""
    _allowed_policy(Action.READ_SUBSCRIBER, employer_id)
    return ok(HandoverAnswer.of(handovers.load(keys.employer(employer_id), handover_id)))


@handover_routes.route(f"{OF_POLICY}/{{handover_id}}/revoke", methods=["POST"], authorizer=signed_in)
@door(
    "إلغاء تسليم سُجل خطأ لمستند الوثيقة",
    body=RevocationBody,
    answer=HandoverAnswer,
    errors=(UnknownHandover, HandoverRevoked),
)
def revoke_policy_handover(employer_id: str, handover_id: str) -> Response:
    """ENR-7: say that a hand-over of a policy document was recorded wrongly; both records stay."""
    actor = _allowed_policy(Action.RECORD_HANDOVER, employer_id)
    reason = parse(RevocationBody, _request()).reason
    done = recording.revoke(keys.employer(employer_id), handover_id, reason, actor.name, clock.now())
    return ok(HandoverAnswer.of(done))


@handover_routes.route(OF_CARDS, methods=["POST"], authorizer=signed_in)
@door(
    "تسليم بطاقة",
    body=CardHandoverBody,
    answer=HandoverAnswer,
    status=201,
    errors=(UnknownDependant, UnknownDocument, NotAReceipt, ReceiverUnidentified, HandoverToCome, CardNumberTaken),
)
def post_card_handover(subscriber_id: str) -> Response:
    """ENR-7: record that the card of a subscriber or a family member was handed over: to whom, when, by whom."""
    actor = _allowed_cards(Action.RECORD_HANDOVER, subscriber_id)
    told = parse(CardHandoverBody, _request())

    def record() -> Response:
        now = clock.now()
        card = (told.card_number, told.dependant_id, told.receipt_id)
        handover = recording.card_handed_over(subscriber_id, told.handover(now.date()), *card, actor.name, now)
        return created(HandoverAnswer.of(handover), f"/v1/subscribers/{subscriber_id}/card-handovers/{handover.id}")

    return once(_request(), actor, record)


@handover_routes.route(OF_CARDS, methods=["GET"], authorizer=signed_in)
@door("تسليمات بطاقات المشترك وأسرته", query=CardHandoversQuery, answer=Page[HandoverAnswer])
def get_card_handovers(subscriber_id: str) -> Response:
    """ENR-7: every hand-over of the cards of a subscriber and the family, the newest first, revoked ones too."""
    _allowed_cards(Action.READ_SUBSCRIBER, subscriber_id)
    asked, found = query(CardHandoversQuery, _request()), handovers.of_record(keys.subscriber(subscriber_id))
    return ok(Page[HandoverAnswer](items=[HandoverAnswer.of(each) for each in found if asked.asks_for(each)]))


@handover_routes.route(f"{OF_CARDS}/{{handover_id}}", methods=["GET"], authorizer=signed_in)
@door("تسليم بطاقة واحد", answer=HandoverAnswer, errors=(UnknownHandover,))
def get_card_handover(subscriber_id: str, handover_id: str) -> Response:
    """ENR-7: one hand-over of a card."""
    _allowed_cards(Action.READ_SUBSCRIBER, subscriber_id)
    return ok(HandoverAnswer.of(handovers.load(keys.subscriber(subscriber_id), handover_id)))


@handover_routes.route(f"{OF_CARDS}/{{handover_id}}/revoke", methods=["POST"], authorizer=signed_in)
@door(
    "إلغاء تسليم بطاقة سُجل خطأ",
    body=RevocationBody,
    answer=HandoverAnswer,
    errors=(UnknownHandover, HandoverRevoked),
)
def revoke_card_handover(subscriber_id: str, handover_id: str) -> Response:
    """ENR-7: say that a hand-over of a card was recorded wrongly; both records stay."""
    actor = _allowed_cards(Action.RECORD_HANDOVER, subscriber_id)
    reason = parse(RevocationBody, _request()).reason
    done = recording.revoke(keys.subscriber(subscriber_id), handover_id, reason, actor.name, clock.now())
    return ok(HandoverAnswer.of(done))


@handover_routes.route(f"{OF_CARDS}/{{handover_id}}/lost", methods=["POST"], authorizer=signed_in)
@door("الإبلاغ عن فقد بطاقة", answer=CardStateAnswer, errors=(UnknownHandover, NotTheCard))
def report_card_lost(subscriber_id: str, handover_id: str) -> Response:
    """CRD-2, CRD-3: say that a card is lost; providers are told so where it is shown."""
    actor = _allowed_cards(Action.RECORD_HANDOVER, subscriber_id)
    return ok(CardStateAnswer.of(recording.card_lost(subscriber_id, handover_id, actor.name, clock.now())))
