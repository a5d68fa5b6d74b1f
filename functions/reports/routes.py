"""The doors of reports and of the ledger's check."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.reports import ledger_checks, requests
from functions.reports.links import link_to
from functions.reports.requests import FutureDate
from functions.reports.shapes import LedgerCheckAnswer, ReportAnswer, ReportBody
from ishtirak.storage import reports
from ishtirak.storage.reports import NeverChecked, NoSnapshot, UnknownReport
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, allow

routes = Blueprint(__name__)


def _request() -> Request:
    return routes.current_request


@routes.route("/v1/reports", methods=["POST"], authorizer=signed_in)
@door("طلب تقرير", body=ReportBody, answer=ReportAnswer, status=202, errors=(FutureDate, NoSnapshot))
def post_report() -> Response:
    """RPT-3, RPT-9: ask for a report; it is made by a worker and fetched by its link."""
    actor = actor_of(_request())
    allow(actor, Action.MAKE_REPORT)
    asked = parse(ReportBody, _request())

    def ask() -> Response:
        report = requests.ask(asked.name, asked.as_of, actor.id, clock.now())
        return accepted(ReportAnswer.of(report), f"/v1/reports/{report.id}")

    return once(_request(), actor, ask)


@routes.route("/v1/reports/{report_id}", methods=["GET"], authorizer=signed_in)
@door("حالة تقرير ورابطه", answer=ReportAnswer, errors=(UnknownReport,))
def get_report(report_id: str) -> Response:
    """RPT-9: how far a report has come; once it is ready, a link that ends, made anew each time."""
    allow(actor_of(_request()), Action.READ_REPORT)
    report = reports.load(report_id)
    link = link_to(report.file_key, clock.now()) if report.file_key else None
    return ok(ReportAnswer.of(report, link))


@routes.route("/v1/ledger/checks", methods=["POST"], authorizer=signed_in)
@door("طلب فحص دفتر الأستاذ", answer=LedgerCheckAnswer, status=202)
def post_ledger_check() -> Response:
    """COL-10: have it proved that every entry and every account balances."""
    actor = actor_of(_request())
    allow(actor, Action.CHECK_LEDGER)

    def ask() -> Response:
        return accepted(LedgerCheckAnswer.of(ledger_checks.ask(actor.id, clock.now())), "/v1/ledger/check")

    return once(_request(), actor, ask)


@routes.route("/v1/ledger/check", methods=["GET"], authorizer=signed_in)
@door("نتيجة آخر فحص لدفتر الأستاذ", answer=LedgerCheckAnswer, errors=(NeverChecked,))
def get_ledger_check() -> Response:
    """COL-10: the last check of the ledger."""
    allow(actor_of(_request()), Action.READ_LEDGER_CHECK)
    return ok(LedgerCheckAnswer.of(reports.load_check()))
