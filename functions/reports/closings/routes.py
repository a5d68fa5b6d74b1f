"""The doors of daily closings: asked for, looked at, signed by two people (COL-9, ACC-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.reports.closings import days
from functions.reports.closings.shapes import DailyClosingAnswer, DailyClosingBody, SignatureBody
from functions.reports.links import link_to
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.dates import date_of
from ishtirak.storage import daily_closings, issued
from ishtirak.storage.daily_closings import DailyClosing
from ishtirak.storage.issued import UnknownIssuedDocument
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, accepted, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, allow

closing_routes = Blueprint(__name__)

ALL = "/v1/daily-closings"
ONE = f"{ALL}/{{day}}"


def _request() -> Request:
    return closing_routes.current_request


@closing_routes.route(ALL, methods=["POST"], authorizer=signed_in)
@door(
    "طلب إقفال يوم",
    body=DailyClosingBody,
    answer=DailyClosingAnswer,
    status=202,
    errors=(days.DayNotOver, days.DayIsSigned),
)
def post_daily_closing() -> Response:
    """COL-9: have a day closed; closed again, it has the figures of now and waits for two signatures."""
    actor = actor_of(_request())
    allow(actor, Action.MAKE_DAILY_CLOSING)
    told = parse(DailyClosingBody, _request())

    def ask() -> Response:
        asked = days.ask(told.day, actor.id, clock.now())
        return accepted(DailyClosingAnswer.of(asked), f"{ALL}/{asked.day}")

    return once(_request(), actor, ask)


@closing_routes.route(ALL, methods=["GET"], authorizer=signed_in)
@door("الإقفالات اليومية", query=PageQuery, answer=Page[DailyClosingAnswer])
def get_daily_closings() -> Response:
    """COL-9: the closings of days, the newest first."""
    allow(actor_of(_request()), Action.READ_LEDGER_CHECK)
    asked = query(PageQuery, _request())
    found, after = daily_closings.page(asked.limit, after_of("daily-closings", asked.cursor))
    items = [DailyClosingAnswer.of(each) for each in found]
    return ok(Page[DailyClosingAnswer](items=items, next=cursor_of("daily-closings", after)))


@closing_routes.route(ONE, methods=["GET"], authorizer=signed_in)
@door("إقفال يوم", answer=DailyClosingAnswer)
def get_daily_closing(day: str) -> Response:
    """COL-9: what was expected, received, matched and differs on a day, who has signed it, and links to PDF and CSV."""
    allow(actor_of(_request()), Action.READ_LEDGER_CHECK)
    return ok(_answer(daily_closings.load(date_of(day))))


@closing_routes.route(f"{ONE}/sign", methods=["POST"], authorizer=signed_in)
@door(
    "توقيع إقفال يوم",
    body=SignatureBody,
    answer=DailyClosingAnswer,
    errors=(SamePersonApproves, days.DayNotMade, days.DayIsSigned, days.OtherFigures, days.NoteNeeded),
)
def sign_daily_closing(day: str) -> Response:
    """COL-9, ACC-3: sign the figures of a day; with the second person's signature they stand for ever."""
    actor = actor_of(_request())
    allow(actor, Action.SIGN_DAILY_CLOSING)
    told = parse(SignatureBody, _request())
    return ok(DailyClosingAnswer.of(days.sign(date_of(day), told.digest, told.note, actor.id, clock.now())))


def _answer(closing: DailyClosing) -> DailyClosingAnswer:
    keys = (_document_key(closing), closing.sheet_key)
    return DailyClosingAnswer.of(closing, *(link_to(key, clock.now()) if key else None for key in keys))


def _document_key(closing: DailyClosing) -> str | None:
    try:
        document = issued.load(closing.key, closing.document_id)
    except UnknownIssuedDocument:
        return None
    return document.made.file_key if document.made else None
