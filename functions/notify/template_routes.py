"""The doors of templates: what notices say, texts that are proposed for them, and what those would look like."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.notify import template_versions
from functions.notify.template_shapes import (
    PreviewAnswer,
    PreviewBody,
    RejectionBody,
    TemplateAnswer,
    TemplateHistoryAnswer,
    TemplatesAnswer,
    TextBody,
    VersionAnswer,
    VersionsQuery,
)
from functions.notify.template_versions import UnfitValue, UnknownNoticeKind, kind_of
from functions.notify.templates import template_of
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.approvals import SamePersonApproves
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.templates import MissingPlaceholder, StrayBrace, TooManySegments, UnknownPlaceholder
from ishtirak.storage import laws, templates
from ishtirak.storage.templates import AlreadyDecided, UnknownVersion
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow

template_routes = Blueprint(__name__)

WRONG_TEXTS = (UnknownPlaceholder, MissingPlaceholder, StrayBrace, TooManySegments)


def _request() -> Request:
    return template_routes.current_request


@template_routes.route("/v1/notice-templates", methods=["GET"], authorizer=signed_in)
@door("نصوص الإشعارات", answer=TemplatesAnswer)
def get_templates() -> Response:
    """NOT-2: what notices of each kind say now, and as how many messages that is billed."""
    allow(actor_of(_request()), Action.READ_TEMPLATES)
    wording, law, today = templates.in_force(), laws.in_force(), clock.today()
    return ok(TemplatesAnswer(items=[TemplateAnswer.of(kind, wording, law, today) for kind in NoticeKind]))


@template_routes.route("/v1/notice-templates/{notice_kind}", methods=["GET"], authorizer=signed_in)
@door("نص إشعار وتاريخه", answer=TemplateHistoryAnswer, errors=(UnknownNoticeKind,))
def get_template(notice_kind: str) -> Response:
    """NOT-2: what notices of a kind say now, and every text that was proposed for them, with who did what when."""
    allow(actor_of(_request()), Action.READ_TEMPLATES)
    kind = kind_of(notice_kind)
    in_force = TemplateAnswer.of(kind, templates.in_force(), laws.in_force(), clock.today())
    return ok(TemplateHistoryAnswer.of(in_force, list(templates.versions(kind))))


@template_routes.route("/v1/notice-templates/{notice_kind}/preview", methods=["POST"], authorizer=signed_in)
@door(
    "معاينة نص إشعار",
    body=PreviewBody,
    answer=PreviewAnswer,
    errors=(UnknownNoticeKind, UnknownPlaceholder, UnfitValue),
)
def preview_template(notice_kind: str) -> Response:
    """NOT-2: what a notice would say with a text and values, and how it would be billed; nothing is kept or sent."""
    allow(actor_of(_request()), Action.READ_TEMPLATES)
    kind, told = kind_of(notice_kind), parse(PreviewBody, _request())
    template = template_of(kind, templates.in_force())
    tried = template.saying(Bilingual(told.ar or template.text.ar, told.en or template.text.en))
    filled = template_versions.filled_with(tried, told.values)
    return ok(PreviewAnswer.of(tried, filled, laws.in_force(), clock.today()))


@template_routes.route("/v1/notice-templates/{notice_kind}/versions", methods=["POST"], authorizer=signed_in)
@door("اقتراح نص لإشعار", body=TextBody, answer=VersionAnswer, status=201, errors=(UnknownNoticeKind, *WRONG_TEXTS))
def post_version(notice_kind: str) -> Response:
    """NOT-2: propose a text for notices of a kind; another person must approve it."""
    actor = actor_of(_request())
    allow(actor, Action.PROPOSE_TEMPLATE)
    kind, told = kind_of(notice_kind), parse(TextBody, _request())

    def propose() -> Response:
        entered = template_versions.propose(kind, Bilingual(told.ar, told.en), actor.id, clock.now())
        return created(VersionAnswer.of(entered), f"/v1/notice-templates/{kind.value}/versions/{entered.id}")

    return once(_request(), actor, propose)


@template_routes.route("/v1/notice-template-versions", methods=["GET"], authorizer=signed_in)
@door("النصوص المقترحة للإشعارات", query=VersionsQuery, answer=Page[VersionAnswer])
def get_versions() -> Response:
    """NOT-2: the texts that were proposed for notices, kind by kind in order of entry: those in a state, or all."""
    allow(actor_of(_request()), Action.READ_TEMPLATES)
    asked = query(VersionsQuery, _request())
    name = f"notice-template-versions {asked.state or 'all'}"
    found, after = templates.page(asked.state, asked.limit, after_of(name, asked.cursor))
    return ok(Page[VersionAnswer](items=[VersionAnswer.of(each) for each in found], next=cursor_of(name, after)))


@template_routes.route(
    "/v1/notice-templates/{notice_kind}/versions/{version_id}", methods=["GET"], authorizer=signed_in
)
@door("نص مقترح", answer=VersionAnswer, errors=(UnknownNoticeKind, UnknownVersion))
def get_version(notice_kind: str, version_id: str) -> Response:
    """NOT-2: one text that was proposed, and what became of it."""
    allow(actor_of(_request()), Action.READ_TEMPLATES)
    return ok(VersionAnswer.of(templates.load(kind_of(notice_kind), version_id)))


@template_routes.route(
    "/v1/notice-templates/{notice_kind}/versions/{version_id}/approve", methods=["POST"], authorizer=signed_in
)
@door(
    "اعتماد نص مقترح",
    answer=VersionAnswer,
    errors=(UnknownNoticeKind, UnknownVersion, SamePersonApproves, AlreadyDecided, *WRONG_TEXTS),
)
def approve_version(notice_kind: str, version_id: str) -> Response:
    """NOT-2, ACC-3: have notices that are sent from now on say this; what was sent keeps its own text."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_TEMPLATE)
    approved = template_versions.approve(kind_of(notice_kind), version_id, actor.id, clock.now())
    return ok(VersionAnswer.of(approved))


@template_routes.route(
    "/v1/notice-templates/{notice_kind}/versions/{version_id}/reject", methods=["POST"], authorizer=signed_in
)
@door(
    "رفض نص مقترح",
    body=RejectionBody,
    answer=VersionAnswer,
    errors=(UnknownNoticeKind, UnknownVersion, AlreadyDecided),
)
def reject_version(notice_kind: str, version_id: str) -> Response:
    """NOT-2: turn a proposed text down, with the reason."""
    actor = actor_of(_request())
    allow(actor, Action.APPROVE_TEMPLATE)
    kind, told = kind_of(notice_kind), parse(RejectionBody, _request())
    return ok(VersionAnswer.of(template_versions.reject(kind, version_id, told.reason, actor.id, clock.now())))
