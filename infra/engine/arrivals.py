"""Events of EventBridge: each handler has a rule and a queue of the engine's own beside the stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.engine.aws import ACCOUNT, REGION, Aws
from infra.engine.failures import Failures
from infra.engine.overrides import Arrival, Reference
from infra.engine.queues import QueueSource
from infra.engine.stack import Stack
from infra.engine.wiring import EventWire, Handler

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

TRIES = 3  # as Lambda does for an event without a queue: once, and two times more


def event_source(aws: Aws, stack: Stack, wire: EventWire, arrival: Arrival, failures: Failures) -> QueueSource:
    """Make rule and queue, or find them, and give what arrives to the handler, one event a call."""
    name = f"engine-{wire.handler.name}"
    if arrival.dead_letters is not None:
        dead = stack.queue_name(arrival.dead_letters)
    else:
        dead = f"{name}-dead"
        aws.sqs.create_queue(QueueName=dead)
    aws.sqs.create_queue(
        QueueName=name,
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": _arn(dead), "maxReceiveCount": TRIES})},
    )
    pattern = merged(wire.pattern, arrival.pattern, stack)
    aws.events.put_rule(Name=name, EventPattern=json.dumps(pattern), State="ENABLED")
    aws.events.put_targets(Rule=name, Targets=[{"Id": "engine", "Arn": _arn(name)}])
    return QueueSource(aws, name, wire.handler, 1, failures, _call_with_event)


def merged(pattern: Mapping[str, Any], more: Mapping[str, Any], stack: Stack) -> dict[str, Any]:
    """Both patterns as one, key by key as packaging merges them, with the names of resources put in."""
    whole = dict(pattern)
    for key, wanted in more.items():
        if isinstance(wanted, Mapping):
            whole[key] = merged(whole.get(key, {}), wanted, stack)
        else:
            whole[key] = [stack.physical[each] if isinstance(each, Reference) else each for each in wanted]
    return whole


def _call_with_event(handler: Handler, messages: list[MessageTypeDef]) -> object:
    handler(json.loads(messages[0]["Body"]))
    return None  # an event's answer is nobody's


def _arn(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
