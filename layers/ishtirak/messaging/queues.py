"""Sending work to queues: one message a piece of work, JSON inside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from ishtirak import settings
from ishtirak.errors import Defect

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MESSAGES_OF_ONE_CALL = 10


class Queue(StrEnum):
    """The queues, by the setting that holds each one's address."""

    CHANGES = "CHANGES_QUEUE_URL"
    BANK_EVENTS = "BANK_EVENTS_QUEUE_URL"
    DELIVERIES = "DELIVERIES_QUEUE_URL"
    DOCUMENTS = "DOCUMENTS_QUEUE_URL"
    FILES = "FILES_QUEUE_URL"
    ISSUED = "ISSUED_QUEUE_URL"
    LISTS = "LISTS_QUEUE_URL"
    OPENINGS = "OPENINGS_QUEUE_URL"
    OUTBOX = "OUTBOX_QUEUE_URL"
    REPORTS = "REPORTS_QUEUE_URL"
    STEPS = "STEPS_QUEUE_URL"
    SWEEPS = "SWEEPS_QUEUE_URL"
    TELLINGS = "TELLINGS_QUEUE_URL"


class NotQueued(Defect):
    """The queue did not take a message; whoever sent it must try again."""

    code = "not_queued"
    ar = "تعذر إرسال العمل إلى الطابور {queue}."
    en = "The queue {queue} did not take the work."


@cache
def _client() -> SQSClient:
    return boto3.client("sqs", config=Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=2))


LONGEST_DELAY_SECONDS = 900
"""What SQS can hold a message back."""


def send(queue: Queue, message: Mapping[str, Any], delay_seconds: int = 0) -> None:
    """Hand one piece of work to `queue`; it is safely there when this returns.

    Nobody gets it before `delay_seconds` have passed, or LONGEST_DELAY_SECONDS where that is less.
    """
    delay: Any = {"DelaySeconds": min(delay_seconds, LONGEST_DELAY_SECONDS)} if delay_seconds > 0 else {}
    _client().send_message(QueueUrl=settings.get(queue.value), MessageBody=_text(message), **delay)


def send_all(queue: Queue, messages: Iterable[Mapping[str, Any]]) -> int:
    """Hand pieces of work to `queue`, ten a call, and return how many.

    Raises: NotQueued where one of them was not taken; those before it are in the queue.
    """
    sent, batch = 0, []
    for message in messages:
        batch.append(message)
        if len(batch) == MESSAGES_OF_ONE_CALL:
            sent += _send_batch(queue, batch)
            batch = []
    return sent + (_send_batch(queue, batch) if batch else 0)


def send_what_goes(queue: Queue, messages: Sequence[Mapping[str, Any]]) -> set[int]:
    """Hand pieces of work to `queue`, ten a call, and return the places of those that it did not take, from 0."""
    refused: set[int] = set()
    for start in range(0, len(messages), MESSAGES_OF_ONE_CALL):
        batch = messages[start : start + MESSAGES_OF_ONE_CALL]
        refused |= {start + place for place in _refused(queue, batch)}
    return refused


def _send_batch(queue: Queue, messages: list[Mapping[str, Any]]) -> int:
    if _refused(queue, messages):
        raise NotQueued(queue=queue.name)
    return len(messages)


def _refused(queue: Queue, messages: Sequence[Mapping[str, Any]]) -> set[int]:
    entries: Any = [{"Id": str(place), "MessageBody": _text(each)} for place, each in enumerate(messages)]
    answer = _client().send_message_batch(QueueUrl=settings.get(queue.value), Entries=entries)
    return {int(each["Id"]) for each in answer.get("Failed", ())}


def _text(message: Mapping[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
