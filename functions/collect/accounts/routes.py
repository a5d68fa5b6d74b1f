"""The doors of accounts: what a payer owes and has paid, in all and for a month, and how a month was assessed."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.accounts import contributions, owed
from functions.collect.accounts.shapes import (
    AccountAnswer,
    AssessmentAnswer,
    ContributionsAnswer,
    OwedAnswer,
)
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.categories import Share
from ishtirak.rules.dates import month_of
from ishtirak.storage import accounts, assessments, employers, laws, subscribers
from ishtirak.storage.ledger import RECORDED_SHARES
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.permissions import Action, Resource, allow, employers_own, subscribers_own

account_routes = Blueprint(__name__)


def _request() -> Request:
    return account_routes.current_request


def _resource_of_payer(payer_id: str) -> Resource:
    """Whose an account is; the payer's own record says it."""
    if accounts.load(payer_id, laws.in_force()).kind is PayerKind.EMPLOYER:
        return employers_own(employers.load(payer_id))
    return subscribers_own(subscribers.load(payer_id))


@account_routes.route("/v1/payers/{payer_id}/account", methods=["GET"], authorizer=signed_in)
@door("حساب دافع", answer=AccountAnswer)
def get_account(payer_id: str) -> Response:
    """COL-4: what an employer or a subscriber owes, month by month, and how long it has been behind."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, _resource_of_payer(payer_id))
    law = laws.in_force()
    return ok(AccountAnswer.of(accounts.load(payer_id, law), clock.today(), law))


@account_routes.route("/v1/payers/{payer_id}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("المستحق على دافع لشهر", answer=OwedAnswer)
def get_payer_month(payer_id: str, month: str) -> Response:
    """COL-1: what was owed for a month, what of it is paid, what is open; nothing where it has not been opened."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, _resource_of_payer(payer_id))
    asked = month_of(month)
    return ok(OwedAnswer.of(asked, owed.owed_by_payer(payer_id, asked, laws.in_force())))


@account_routes.route("/v1/shares/{share}/months/{month}", methods=["GET"], authorizer=signed_in)
@door(
    "المتوقع من الضمان أو الدولة لشهر",
    answer=OwedAnswer,
)
def get_share_month(share: str, month: str) -> Response:
    """COL-1: the totals of a month for the shares that the fund only records."""
    allow(actor_of(_request()), Action.READ_SHARE)
    if share not in RECORDED_SHARES:
        raise owed.UnknownShare(share=share)
    asked = month_of(month)
    return ok(OwedAnswer.of(asked, owed.owed_by_share(Share(share), asked)))


@account_routes.route("/v1/subscribers/{subscriber_id}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("تقدير اشتراك شهر", answer=AssessmentAnswer)
def get_assessment(subscriber_id: str, month: str) -> Response:
    """CON-8: what a subscriber's month was assessed at, and where the income comes from."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(person))
    return ok(AssessmentAnswer.of(assessments.load(subscriber_id, month_of(month))))


@account_routes.route("/v1/subscribers/{subscriber_id}/contributions", methods=["GET"], authorizer=signed_in)
@door("تاريخ اشتراكات مشترك", answer=ContributionsAnswer)
def get_contributions(subscriber_id: str) -> Response:
    """ENR-8: every month that was ever owed for a person, with whom and in which sector, and how they add up."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(person))
    return ok(ContributionsAnswer.of(contributions.of_subscriber(person, laws.in_force())))
