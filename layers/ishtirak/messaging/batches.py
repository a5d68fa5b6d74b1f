"""Working through a batch message by message: one that fails comes back alone, the others are done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from ishtirak.messaging.metrics import emit

logger = Logger(child=True)

Work = Callable[[dict[str, Any]], None]
Count = Callable[[str, int, int], None]

SWEPT = "swept"
"""Where a message says of which day's sweep it is."""

SWEEPING = "collect"
"""The service whose figures the sweep's alarms watch."""

TRIES = 5
"""How often a message is delivered before it goes to the dead letters: maxReceiveCount of every queue."""


def each_message(event: dict[str, Any], work: Work, count: Count | None = None) -> dict[str, Any]:
    """Do `work` on the JSON of each SQS message, and answer which ones must be delivered again.

    Every error is logged with the message's id; a message that always fails ends in the dead-letter queue. Where a
    sweep has sent some of them (SWEPT), `count` is told of its day, how many are done and how many given up.
    """
    records = event["Records"]
    failed = [record["messageId"] for record in records if not _done(record["messageId"], _read, record, work)]
    if count is not None:
        _count(records, set(failed), count)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _count(records: Sequence[dict[str, Any]], failed: set[str], count: Count) -> None:
    """One call a day of which there are messages. What was tried and comes again is neither done nor given up."""
    done: Counter[str] = Counter()
    given_up: Counter[str] = Counter()
    for record in records:
        day = _swept_on(record)
        if day is not None and record["messageId"] not in failed:
            done[day] += 1
        elif day is not None and int(record["attributes"]["ApproximateReceiveCount"]) >= TRIES:
            given_up[day] += 1
    for day in sorted(done.keys() | given_up.keys()):
        try:
            count(day, done[day], given_up[day])
        except Exception:  # the work is done, and must not be done again so that it is counted
            logger.exception("work of a sweep was not counted", day=day, done=done[day], failed=given_up[day])
    if given_up:
        emit(SWEEPING, SweepFailed=given_up.total())


def _swept_on(record: dict[str, Any]) -> str | None:
    """The day of the sweep that has sent a message, None for all other work."""
    try:
        message = json.loads(record["body"])
    except ValueError:
        return None  # it fails each time, and says so when it is worked on
    day: str | None = message.get(SWEPT)
    return day


def each_record(event: dict[str, Any], work: Work) -> dict[str, Any]:
    """Do `work` on each record of a DynamoDB stream, in order, and answer where to begin again after an error.

    A stream can only go on from a place: what follows a failed record is delivered again with it.
    """
    for record in event["Records"]:
        number = _number(record)
        if not _done(number, _hand, record, work):
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}


def whole_batch(event: dict[str, Any], work: Callable[[list[dict[str, Any]]], int | None]) -> dict[str, Any]:
    """Do `work` on all records of a DynamoDB stream's batch at once, and answer where to begin again.

    `work` returns the place of the first record that must come again, None where none must; after an error all do.
    """
    records = event["Records"]
    try:
        again = work(records)
    except Exception:  # whatever it is, what was done is known when it comes again
        logger.exception("work failed and will be delivered again", message_id=_number(records[0]))
        again = 0
    return {"batchItemFailures": [] if again is None else [{"itemIdentifier": _number(records[again])}]}


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _read(record: dict[str, Any], work: Work) -> None:
    work(json.loads(record["body"]))


def _hand(record: dict[str, Any], work: Work) -> None:
    work(record)


def _done(message_id: str, step: Callable[[dict[str, Any], Work], None], record: dict[str, Any], work: Work) -> bool:
    try:
        step(record, work)
    except Exception:  # whatever it is, only this message may come back
        logger.exception("work failed and will be delivered again", message_id=message_id)
        return False
    return True
