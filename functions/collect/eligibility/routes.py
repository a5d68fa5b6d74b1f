"""The doors of eligibility: a provider asks whether somebody is covered, and the fund reads who has asked (SRV-4)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.eligibility import checking
from functions.collect.eligibility.checking import Asker
from functions.collect.eligibility.insured import CardDoesNotCount, CardLost, UnknownInsured
from functions.collect.eligibility.shapes import CheckAnswer, ChecksQuery, EligibilityAnswer, EligibilityBody
from ishtirak.rules.card_codes import InvalidCardCode
from ishtirak.rules.eligibility import TreatmentToCome, TreatmentTooLongAgo
from ishtirak.storage import eligibility_checks
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow

eligibility_routes = Blueprint(__name__)


def _request() -> Request:
    return eligibility_routes.current_request


@eligibility_routes.route("/v1/eligibility", methods=["POST"], authorizer=signed_in)
@door(
    "هل هذا الشخص مغطى؟",
    body=EligibilityBody,
    answer=EligibilityAnswer,
    errors=(UnknownInsured, CardDoesNotCount, CardLost, InvalidCardCode, TreatmentToCome, TreatmentTooLongAgo),
)
def post_eligibility() -> Response:
    """SRV-4: whether somebody is covered today or on a day of treatment, by card number, national number or QR."""
    actor = actor_of(_request())
    allow(actor, Action.CHECK_ELIGIBILITY)
    told, now = parse(EligibilityBody, _request()), clock.now()
    asker = Asker(actor.provider or actor.name, actor.id)
    return ok(EligibilityAnswer.of(checking.check(told.question, told.on or now.date(), asker, now)))


@eligibility_routes.route("/v1/eligibility/checks", methods=["GET"], authorizer=signed_in)
@door("من سأل عن تغطية من؟", query=ChecksQuery, answer=Page[CheckAnswer])
def get_checks() -> Response:
    """SRV-4, ACC-2: what a provider has asked, about whom and when, newest first; kept for 400 days."""
    allow(actor_of(_request()), Action.READ_CHECKS)
    asked = query(ChecksQuery, _request())
    name = f"checks of {asked.provider}"
    found, after = eligibility_checks.page(asked.provider, asked.limit, after_of(name, asked.cursor))
    return ok(Page[CheckAnswer](items=[CheckAnswer.of(each) for each in found], next=cursor_of(name, after)))
