"""What the doors of receivers take and give, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, RootModel

from functions.notify.webhook_secrets import secret_of
from ishtirak.storage.webhooks import Attempt, Outcome, Replay, ReplayState, Webhook, WebhookState
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
    "policy.handed_over",
    "card.handed_over",
    "handover.revoked",
]


Url = Annotated[str, Field(min_length=1, max_length=500, examples=["https://example.org/events"])]
EventTypes = Annotated[list[EventType], Field(min_length=1, max_length=50)]


class WebhookBody(Body):
    """Where events are to be sent, over https, and which."""

    url: Url
    types: EventTypes
    description: Words


class WebhookChanges(Body):
    """What of a receiver changes; what is left out stays as it is. `active` pauses and resumes it."""

    url: Url = Field(default_factory=str)
    types: EventTypes = Field(default_factory=list)
    description: Words = Field(default_factory=str)
    active: bool = Field(default_factory=bool)


class ReplayBody(Body):
    """From which moment on events are sent again, until which; without `to`, all until now."""

    from_: Annotated[AwareDatetime, Field(alias="from")]
    to: AwareDatetime | None = None


class WebhookAnswer(Answer):
    """A receiver of events. `missed_from`: since when it misses events, until they are being sent to it."""

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
    """Events that are sent again, in order, each marked with this id (header ishtirak-replay), and how far that is.

    state:     running; done; stopped where the receiver was paused: what is left comes when it is resumed.
    reached:   the moment of the last event that was looked at.
    delivered: how many of them were delivered.
    """

    id: str
    from_: datetime = Field(alias="from")
    to: datetime
    state: ReplayState
    reached: datetime
    delivered: int

    @classmethod
    def of(cls, replay: Replay) -> ReplayAnswer:
        same = {name: getattr(replay, name) for name in ("id", "state", "reached", "delivered")}
        return cls.model_validate({**same, "from": replay.since, "to": replay.until})


class SchemaAnswer(RootModel[dict[str, Any]]):
    """A JSON Schema."""


def _shown(webhook: Webhook) -> dict[str, Any]:
    told = {name: getattr(webhook, name) for name in WebhookAnswer.model_fields}
    return {**told, "types": list(webhook.types)}
