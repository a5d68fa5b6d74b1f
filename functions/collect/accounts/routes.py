"""The doors of accounts: what a payer owes and has paid, in all and for a month, and how a month was assessed."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.accounts import contributions, owed
from functions.collect.accounts.resources import resource_of_payer
from functions.collect.accounts.shapes import (
    AccountAnswer,
    AccountStatementAnswer,
    AssessmentAnswer,
    ContributionsAnswer,
    OwedAnswer,
    PeriodQuery,
)
from ishtirak.rules.dates import month_of
from ishtirak.rules.movements import PeriodTurnedRound, statement_of
from ishtirak.storage import accounts, assessments, laws, movements, subscribers
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.parsing import query
from ishtirak.web.permissions import Action, allow, subscribers_own

account_routes = Blueprint(__name__)


def _request() -> Request:
    return account_routes.current_request


@account_routes.route("/v1/payers/{payer_id}/account", methods=["GET"], authorizer=signed_in)
@door("حساب دافع", answer=AccountAnswer)
def get_account(payer_id: str) -> Response:
    """COL-4: what an employer or a subscriber owes, month by month, and how long it has been behind."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, resource_of_payer(payer_id))
    law = laws.in_force()
    return ok(AccountAnswer.of(accounts.load(payer_id, law), clock.today(), law))


@account_routes.route("/v1/payers/{payer_id}/statement", methods=["GET"], authorizer=signed_in)
@door("كشف حساب دافع", query=PeriodQuery, answer=AccountStatementAnswer, errors=(PeriodTurnedRound,))
def get_account_statement(payer_id: str) -> Response:
    """COL-10: what a payer owed and paid in a period, movement by movement; the current year if none is given."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, resource_of_payer(payer_id))
    from_, to = query(PeriodQuery, _request()).days(clock.today())
    kind = accounts.load(payer_id, laws.in_force()).kind
    statement = statement_of(movements.of_payer(payer_id, kind), from_, to)
    return ok(AccountStatementAnswer.of(payer_id, statement))


@account_routes.route("/v1/payers/{payer_id}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("المستحق على دافع لشهر", answer=OwedAnswer)
def get_payer_month(payer_id: str, month: str) -> Response:
    """COL-1: what was owed for a month, what of it is paid, what is open; nothing where it has not been opened."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, resource_of_payer(payer_id))
    asked = month_of(month)
    return ok(OwedAnswer.of(asked, owed.owed_by_payer(payer_id, asked, laws.in_force())))


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
