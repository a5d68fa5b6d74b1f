"""Working through a batch message by message: one that fails comes back alone, the others are done."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger

logger = Logger(child=True)

Work = Callable[[dict[str, Any]], None]


def each_message(event: dict[str, Any], work: Work) -> dict[str, Any]:
    """Do `work` on the JSON of each SQS message, and answer which ones must be delivered again.

    Every error is logged with the message's id; a message that always fails ends in the dead-letter queue.
    """
    failed = [record["messageId"] for record in event["Records"] if not _done(record["messageId"], _read, record, work)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


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
