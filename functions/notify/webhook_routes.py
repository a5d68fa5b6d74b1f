"""The doors of receivers: where other systems are told of changes, and what they were told (ENR-10).

What shows a secret takes no Idempotency-Key: a kept answer would keep the secret.
"""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.notify import webhooks
from functions.notify.publication_shapes import UnknownEventType, schema_of
from functions.notify.webhook_shapes import (
    AttemptAnswer,
    ReplayAnswer,
    ReplayBody,
    SchemaAnswer,
    WebhookAnswer,
    WebhookBody,
    WebhookChanges,
    WebhooksAnswer,
    WebhookSecretAnswer,
)
from ishtirak.messaging.receivers import UnsafeReceiver
from ishtirak.storage import webhooks as kept
from ishtirak.storage.transactions import Moved
from ishtirak.storage.webhooks import UnknownReplay, UnknownWebhook
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Page, accepted, created, done, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import PageQuery, changes_in, parse, query
from ishtirak.web.permissions import Action, allow
from ishtirak.web.preconditions import check_version

webhook_routes = Blueprint(__name__)


def _request() -> Request:
    return webhook_routes.current_request


def _manager() -> Actor:
    actor = actor_of(_request())
    allow(actor, Action.MANAGE_WEBHOOKS)
    return actor


@webhook_routes.route("/v1/webhooks", methods=["POST"], authorizer=signed_in)
@door("تسجيل مستقبل للأحداث", body=WebhookBody, answer=WebhookSecretAnswer, status=201, errors=(UnsafeReceiver,))
def post_webhook() -> Response:
    """ENR-10: register a receiver of events; its signing secret is shown this once."""
    actor, told = _manager(), parse(WebhookBody, _request())
    webhook = webhooks.register(told.url, tuple(told.types), told.description, actor.id, clock.now())
    return created(WebhookSecretAnswer.of(webhook), f"/v1/webhooks/{webhook.id}", version=webhook.version)


@webhook_routes.route("/v1/webhooks", methods=["GET"], authorizer=signed_in)
@door("مستقبلو الأحداث", answer=WebhooksAnswer)
def get_webhooks() -> Response:
    """ENR-10: every receiver of events."""
    _manager()
    return ok(WebhooksAnswer(items=[WebhookAnswer.of(each) for each in kept.everyone()]))


@webhook_routes.route("/v1/webhooks/{webhook_id}", methods=["GET"], authorizer=signed_in)
@door("مستقبل للأحداث", answer=WebhookAnswer, errors=(UnknownWebhook,))
def get_webhook(webhook_id: str) -> Response:
    """ENR-10: one receiver of events."""
    _manager()
    webhook = kept.load(webhook_id)
    return ok(WebhookAnswer.of(webhook), version=webhook.version)


@webhook_routes.route("/v1/webhooks/{webhook_id}", methods=["PATCH"], authorizer=signed_in)
@door("تعديل مستقبل للأحداث", body=WebhookChanges, answer=WebhookAnswer, errors=(UnknownWebhook, UnsafeReceiver, Moved))
def patch_webhook(webhook_id: str) -> Response:
    """ENR-10: change where events are sent, which, and whether they are."""
    actor, webhook = _manager(), kept.load(webhook_id)
    changes = changes_in(parse(WebhookChanges, _request()))
    check_version(_request(), webhook.version)
    if "types" in changes:
        changes["types"] = tuple(changes["types"])
    edited = webhooks.edit(webhook, changes, actor.id, clock.now())
    return ok(WebhookAnswer.of(edited), version=edited.version)


@webhook_routes.route("/v1/webhooks/{webhook_id}", methods=["DELETE"], authorizer=signed_in)
@door("حذف مستقبل للأحداث", status=204, errors=(UnknownWebhook, Moved))
def delete_webhook(webhook_id: str) -> Response:
    """ENR-10: send a receiver nothing any more."""
    actor, webhook = _manager(), kept.load(webhook_id)
    check_version(_request(), webhook.version)
    webhooks.delete(webhook, actor.id, clock.now())
    return done()


@webhook_routes.route("/v1/webhooks/{webhook_id}/pause", methods=["POST"], authorizer=signed_in)
@door("إيقاف الإرسال إلى مستقبل", answer=WebhookAnswer, errors=(UnknownWebhook,))
def pause_webhook(webhook_id: str) -> Response:
    """ENR-10: send a receiver nothing until it is resumed."""
    _manager()
    webhook = webhooks.pause(webhook_id, clock.now())
    return ok(WebhookAnswer.of(webhook), version=webhook.version)


@webhook_routes.route("/v1/webhooks/{webhook_id}/resume", methods=["POST"], authorizer=signed_in)
@door("استئناف الإرسال إلى مستقبل", answer=WebhookAnswer, errors=(UnknownWebhook,))
def resume_webhook(webhook_id: str) -> Response:
    """ENR-10: send a paused receiver what it has missed, in order, and all that comes."""
    _manager()
    webhook = webhooks.resume(webhook_id, clock.now())
    return ok(WebhookAnswer.of(webhook), version=webhook.version)


@webhook_routes.route("/v1/webhooks/{webhook_id}/rotate", methods=["POST"], authorizer=signed_in)
@door("تغيير سر التوقيع", answer=WebhookSecretAnswer, errors=(UnknownWebhook,))
def rotate_webhook(webhook_id: str) -> Response:
    """ENR-10: a new signing secret, shown this once; the one before signs too for a day."""
    _manager()
    webhook = webhooks.rotate(webhook_id, clock.now())
    return ok(WebhookSecretAnswer.of(webhook), version=webhook.version)


@webhook_routes.route("/v1/webhooks/{webhook_id}/replay", methods=["POST"], authorizer=signed_in)
@door("إعادة إرسال أحداث", body=ReplayBody, answer=ReplayAnswer, status=202, errors=(UnknownWebhook,))
def replay_webhook(webhook_id: str) -> Response:
    """ENR-10: send events again from a moment on, in order."""
    _manager()
    told = parse(ReplayBody, _request())
    begun = webhooks.replay(webhook_id, told.from_, told.to or clock.now())
    return accepted(ReplayAnswer.of(begun), f"/v1/webhooks/{webhook_id}/replays/{begun.id}")


@webhook_routes.route("/v1/webhooks/{webhook_id}/replays/{replay_id}", methods=["GET"], authorizer=signed_in)
@door("تقدم إعادة إرسال", answer=ReplayAnswer, errors=(UnknownWebhook, UnknownReplay))
def get_replay(webhook_id: str, replay_id: str) -> Response:
    """ENR-10: how far a replay has come."""
    _manager()
    return ok(ReplayAnswer.of(kept.load_replay(kept.load(webhook_id).id, replay_id)))


@webhook_routes.route("/v1/webhooks/{webhook_id}/deliveries", methods=["GET"], authorizer=signed_in)
@door("ما أرسل إلى مستقبل", query=PageQuery, answer=Page[AttemptAnswer], errors=(UnknownWebhook,))
def get_deliveries(webhook_id: str) -> Response:
    """ENR-10: each attempt to deliver to a receiver, newest first."""
    _manager()
    asked, name = query(PageQuery, _request()), f"deliveries of {kept.load(webhook_id).id}"
    found, after = kept.attempts(webhook_id, asked.limit, after_of(name, asked.cursor))
    return ok(Page[AttemptAnswer](items=[AttemptAnswer.of(each) for each in found], next=cursor_of(name, after)))


@webhook_routes.route("/v1/events/schemas/{type}/{version}", methods=["GET"], authorizer=signed_in)
@door("شكل حدث", answer=SchemaAnswer, errors=(UnknownEventType,))
def get_schema(type: str, version: str) -> Response:  # noqa: A002 - Chalice names it as the path does
    """ENR-10: the JSON Schema of a type of event, by its version."""
    actor_of(_request())
    return ok(SchemaAnswer(schema_of(type, version)))
