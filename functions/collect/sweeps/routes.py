"""The doors of the daily sweeps: what each found and did, how far today's is, and to have it begin again (PKG-8)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.sweeps import sweeping
from functions.collect.sweeps.shapes import SweepAnswer
from ishtirak.rules.dates import date_of
from ishtirak.storage import sweeps
from ishtirak.storage.sweeps import UnknownSweep
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, query
from ishtirak.web.permissions import Action, allow

sweep_routes = Blueprint(__name__)

ALL = "/v1/sweeps"
ONE = f"{ALL}/{{day}}"


def _request() -> Request:
    return sweep_routes.current_request


@sweep_routes.route(ALL, methods=["GET"], authorizer=signed_in)
@door("عمليات المسح اليومية", query=PageQuery, answer=Page[SweepAnswer])
def get_sweeps() -> Response:
    """PKG-8: the daily sweeps, the newest first: what was due, what is done, what failed, and how long it took."""
    allow(actor_of(_request()), Action.READ_SWEEPS)
    asked = query(PageQuery, _request())
    found, after = sweeps.page(asked.limit, after_of("sweeps", asked.cursor))
    return ok(Page[SweepAnswer](items=[SweepAnswer.of(each) for each in found], next=cursor_of("sweeps", after)))


@sweep_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("المسح اليومي ليوم", answer=SweepAnswer, errors=(UnknownSweep,))
def get_sweep(day: str) -> Response:
    """PKG-8: the sweep of a day, and while it runs how far it has come."""
    allow(actor_of(_request()), Action.READ_SWEEPS)
    return ok(SweepAnswer.of(sweeps.load(date_of(day))))


@sweep_routes.route(ALL, methods=["POST"], authorizer=signed_in)
@door("تشغيل مسح اليوم من جديد", answer=SweepAnswer, status=202)
def post_sweep() -> Response:
    """PKG-8: have today's sweep run, or run again; what is done already is not done twice."""
    actor = actor_of(_request())
    allow(actor, Action.RUN_SWEEP)

    def run() -> Response:
        begun = sweeping.run_again(actor.id, clock.now())
        return accepted(SweepAnswer.of(begun), f"{ALL}/{begun.day}")

    return once(_request(), actor, run)
