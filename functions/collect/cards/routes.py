"""The doors of cards' codes: the signed code of a person's card, and the keys that check any of them (CRD-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.cards import codes
from functions.collect.cards.codes import NoCard
from functions.collect.cards.shapes import CardCodeAnswer, CardKeyAnswer, CardKeysAnswer
from functions.collect.cards.signing import card_keys
from ishtirak.storage import dependants, subscribers
from ishtirak.storage.dependants import UnknownDependant
from ishtirak.storage.subscribers import UnknownSubscriber
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import ok, shown_to_all
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.permissions import Action, allow, subscribers_own

card_routes = Blueprint(__name__)


def _request() -> Request:
    return card_routes.current_request


def _allowed(subscriber_id: str) -> None:
    allow(actor_of(_request()), Action.READ_CARD_CODE, subscribers_own(subscribers.load(subscriber_id)))


@card_routes.route("/v1/card-keys", methods=["GET"])
@door("المفاتيح العامة لرموز البطاقات", answer=CardKeysAnswer)
def get_card_keys() -> Response:
    """CRD-3: the public keys that check the codes of cards, as a JWK Set; for everybody."""
    return shown_to_all(CardKeysAnswer(keys=[CardKeyAnswer.model_validate(key.public) for key in card_keys()]))


@card_routes.route("/v1/subscribers/{subscriber_id}/card-code", methods=["GET"], authorizer=signed_in)
@door("رمز بطاقة مشترك", answer=CardCodeAnswer, errors=(UnknownSubscriber, NoCard))
def get_card_code(subscriber_id: str) -> Response:
    """CRD-3: the signed code of the card that counts and was handed over last to a subscriber."""
    _allowed(subscriber_id)
    return ok(CardCodeAnswer.of(codes.code_of_card(subscriber_id, None)))


@card_routes.route(
    "/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/card-code", methods=["GET"], authorizer=signed_in
)
@door("رمز بطاقة منتفع", answer=CardCodeAnswer, errors=(UnknownSubscriber, UnknownDependant, NoCard))
def get_dependant_card_code(subscriber_id: str, dependant_id: str) -> Response:
    """CRD-3: the signed code of the card that counts and was handed over last to a dependant."""
    _allowed(subscriber_id)
    dependants.load(subscriber_id, dependant_id)
    return ok(CardCodeAnswer.of(codes.code_of_card(subscriber_id, dependant_id)))
