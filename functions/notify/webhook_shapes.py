"""What the doors of receivers take and give, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, RootModel

from functions.notify.webhook_secrets import secret_of
from ishtirak.storage.webhooks import Attempt, Outcome, Webhook, WebhookState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Words
from ishtirak.web.parsing import Body

EventType = Literal[
    "policy.opened",
    "policy.changed",
    "policy.renewed",
    "policy.closed",
    "person.joined",
    "person.left",
    "dependant.joined",
    "dependant.left",
    "cover.changed",
]


class WebhookBody(Body):
    """Where events are to be sent, over https, and which."""

    url: Annotated[str, Field(min_length=1, max_length=500, examples=["https://example.org/events"])]
    types: Annotated[list[EventType], Field(min_length=1, max_length=50)]
    description: Words


class ReplayBody(Body):
    """From which moment on events are sent again, until which; without `to`, all until now."""

    from_: Annotated[AwareDatetime, Field(alias="from")]
    to: AwareDatetime | None = None


class WebhookAnswer(Answer):
    """A receiver of events. `missed_from`: the moment since which it has missed events, while it is paused."""

    id: str
    url: str
    types: list[str]
    description: str
    state: WebhookState
    created_at: datetime
    created_by: str
    missed_from: datetime | None

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookAnswer:
        return cls(**_shown(webhook))


class WebhookSecretAnswer(WebhookAnswer):
    """A receiver with its secret, which is shown here and never again."""

    secret: str

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookSecretAnswer:
        return cls(**_shown(webhook), secret=secret_of(webhook))


class WebhooksAnswer(Answer):
    """Every receiver of events."""

    items: list[WebhookAnswer]


class AttemptAnswer(Answer):
    """One attempt to deliver an event, for whoever runs the receiver."""

    at: datetime
    event_id: str
    type: str
    number: int
    outcome: Outcome
    status: int | None
    error: str | None
    milliseconds: int
    replay_id: str | None

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptAnswer:
        return cls.model_validate(attempt)


class ReplayAnswer(Answer):
    """Events that are being sent again, in order, each marked with this id (header ishtirak-replay)."""

    id: str
    to: datetime


class SchemaAnswer(RootModel[dict[str, Any]]):
    """A JSON Schema."""


def _shown(webhook: Webhook) -> dict[str, Any]:
    told = {name: getattr(webhook, name) for name in WebhookAnswer.model_fields}
    return {**told, "types": list(webhook.types)}
