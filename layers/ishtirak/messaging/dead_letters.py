"""Work that was given up: how much lies in each dead-letter queue, and putting it back where it came from (NOT-3).

Workers do nothing twice, so that what is put back may be there twice: a message is taken away only once it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from ishtirak import settings
from ishtirak.errors import NotFound
from ishtirak.messaging import queues
from ishtirak.messaging.queues import MESSAGES_OF_ONE_CALL, Queue

MOVED_AT_ONCE = 500
"""What one request puts back, so that its answer is in time."""

OF_READERS = {
    "notices": "NOTICES_DEAD_QUEUE_URL",
    "publications": "PUBLICATIONS_DEAD_QUEUE_URL",
    "arrivals": "ARRIVALS_DEAD_QUEUE_URL",
}
"""Where Lambda puts what has no queue of its own, by the setting of each. It says what failed, and is not put back."""


class UnknownDeadLetters(NotFound):
    """No queue has this name, or what lies in it has no queue that it could be put back into."""

    code = "unknown_dead_letters"
    ar = "لا يوجد طابور {queue} يمكن أن يعاد ما تعذر من عمله."
    en = "There is no queue {queue} whose failed work could be put back."


class DeadLetters(NamedTuple):
    """How many messages lie in a dead-letter queue, named after the queue that they were in."""

    queue: str
    messages: int
    can_be_redriven: bool


def count_all() -> Sequence[DeadLetters]:
    """Every dead-letter queue, the empty ones too."""
    of_queues = [DeadLetters(_name(queue), _count(_dead_url(queue)), True) for queue in Queue]
    return [*of_queues, *(DeadLetters(name, _count(settings.get(at)), False) for name, at in OF_READERS.items())]


def count(name: str) -> DeadLetters:
    """Raises: UnknownDeadLetters."""
    queue = _queue(name)
    return DeadLetters(name, _count(_dead_url(queue)), True)


def redrive(name: str) -> int:
    """Put back what lies in a dead-letter queue, about MOVED_AT_ONCE messages at most, and return how many.

    Raises: UnknownDeadLetters.
    """
    queue, moved = _queue(name), 0
    source, target = _dead_url(queue), settings.get(queue.value)
    while moved < MOVED_AT_ONCE:
        answer = queues._client().receive_message(QueueUrl=source, MaxNumberOfMessages=MESSAGES_OF_ONE_CALL)
        found = answer.get("Messages", [])
        if not found:
            break
        for message in found:
            queues._client().send_message(QueueUrl=target, MessageBody=message["Body"])
            queues._client().delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def _name(queue: Queue) -> str:
    return queue.name.lower()


def _queue(name: str) -> Queue:
    found = next((queue for queue in Queue if _name(queue) == name), None)
    if found is None:
        raise UnknownDeadLetters(queue=name)
    return found


def _dead_url(queue: Queue) -> str:
    return _dead_url_of(settings.get(queue.value))


@cache
def _dead_url_of(url: str) -> str:
    """The address of the queue that the redrive policy of another one names: of the same account, beside it."""
    told = queues._client().get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]
    arn: str = json.loads(told["RedrivePolicy"])["deadLetterTargetArn"]
    return f"{url.rpartition('/')[0]}/{arn.rpartition(':')[2]}"


def _count(url: str) -> int:
    names: Any = ["ApproximateNumberOfMessages"]
    return int(queues._client().get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"][names[0]])
