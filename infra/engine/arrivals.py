"""Events of EventBridge: each handler has a rule and a queue of the engine's own beside the stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra.engine.aws import ACCOUNT, REGION, Aws
from infra.engine.failures import Failures
from infra.engine.queues import QueueSource
from infra.engine.wiring import EventWire, Handler

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

TRIES = 3  # as Lambda does for an event without a queue: once, and two times more


def event_source(aws: Aws, wire: EventWire, dead: str | None, failures: Failures) -> QueueSource:
    """Make rule and queue, or find them, and give what arrives to the handler, one event a call.

    `dead` names the queue for what failed each time; without one the engine makes its own.
    """
    name = f"engine-{wire.handler.name}"
    if dead is None:
        dead = f"{name}-dead"
        aws.sqs.create_queue(QueueName=dead)
    aws.sqs.create_queue(
        QueueName=name,
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": _arn(dead), "maxReceiveCount": TRIES})},
    )
    aws.events.put_rule(Name=name, EventPattern=json.dumps(wire.pattern), State="ENABLED")
    aws.events.put_targets(Rule=name, Targets=[{"Id": "engine", "Arn": _arn(name)}])
    return QueueSource(aws, name, wire.handler, 1, failures, _call_with_event)


def _call_with_event(handler: Handler, messages: list[MessageTypeDef]) -> object:
    handler(json.loads(messages[0]["Body"]))
    return None  # an event's answer is nobody's


def _arn(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
