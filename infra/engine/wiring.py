"""Which handler listens to what: read from the application as Chalice knows it, never listed a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import (
    Chalice,
    CloudWatchEventConfig,
    DynamoDBEventConfig,
    ScheduledEventConfig,
    ScheduleExpression,
    SQSEventConfig,
)
from chalice.local import LambdaContext

from infra.engine.aws import ACCOUNT, REGION
from infra.engine.refusal import EngineRefused
from infra.engine.rights import Rights, RightsOf, acting, nobody_looks

Event = dict[str, Any]
TIMEOUT_MS = 900_000
MEMORY_MB = 512


@dataclass(frozen=True)
class Handler:
    """One Lambda: called with the event that AWS would send."""

    name: str
    function: Callable[[Event, LambdaContext], Any]
    rights: Rights | None = None

    def __call__(self, event: Event) -> Any:
        context = LambdaContext(self.name, MEMORY_MB, TIMEOUT_MS)
        context.invoked_function_arn = self.arn
        with acting(self.rights):
            return self.function(event, context)

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"


@dataclass(frozen=True)
class QueueWire:
    handler: Handler
    queue: str  # logical id
    batch_size: int


@dataclass(frozen=True)
class StreamWire:
    handler: Handler
    table: str  # logical id
    batch_size: int


@dataclass(frozen=True)
class EventWire:
    handler: Handler
    pattern: Mapping[str, Any]


@dataclass(frozen=True)
class ScheduleWire:
    handler: Handler
    expression: str


@dataclass(frozen=True)
class Wiring:
    queues: list[QueueWire]
    streams: list[StreamWire]
    events: list[EventWire]
    schedules: list[ScheduleWire]


def wiring_of(app: Chalice, rights_of: RightsOf = nobody_looks) -> Wiring:
    """What of the application listens to what, each handler with its rights.

    Raises: EngineRefused for a kind of event that the engine can't deliver: it must not be left out in silence."""
    wiring = Wiring([], [], [], [])
    for source in app.event_sources:
        handler = Handler(source.name, app.handler_map[source.name], rights_of(source.name))
        match source:
            case SQSEventConfig():
                wiring.queues.append(QueueWire(handler, source.queue or _logical(source.queue_arn), source.batch_size))
            case DynamoDBEventConfig():
                wiring.streams.append(StreamWire(handler, _logical(source.stream_arn), source.batch_size))
            case CloudWatchEventConfig():
                wiring.events.append(EventWire(handler, source.event_pattern))
            case ScheduledEventConfig():
                wiring.schedules.append(ScheduleWire(handler, _expression(source.schedule_expression)))
            case _:
                kind = type(source).__name__
                raise EngineRefused(
                    f"{source.name} listens to a {kind}, which the engine does not deliver. Use a queue, the table's "
                    "stream, an event of EventBridge or a schedule, or teach infra/engine/wiring.py."
                )
    return wiring


def _expression(schedule: str | ScheduleExpression) -> str:
    return schedule if isinstance(schedule, str) else schedule.to_string()


def _logical(arn: str | None) -> str:
    """The code names its sources by their logical ids; packaging puts the address in."""
    return (arn or "").rsplit(":", 1)[-1]
