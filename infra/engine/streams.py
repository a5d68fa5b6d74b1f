"""The table's stream and the handler that reads it, as Lambda's event source does."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.engine.answers import failed_items
from infra.engine.aws import Aws
from infra.engine.events import given_up, stream_record
from infra.engine.failures import Failure, Failures
from infra.engine.overrides import StreamReading
from infra.engine.patterns import matches
from infra.engine.wiring import Event, StreamWire

LOST_ITERATOR = ("ExpiredIteratorException", "TrimmedDataAccessException")


class StreamSource:
    """Reads one stream from its beginning, in order; a record that keeps failing goes to `dead_letters`.

    ministack does not keep a stream over a restart, so the engine reads it to its end before it stops.
    """

    def __init__(
        self,
        aws: Aws,
        table: str,
        wire: StreamWire,
        reading: StreamReading,
        dead_letters: str | None,
        failures: Failures,
    ) -> None:
        """`table` is the physical name, `dead_letters` the URL of a queue, or None where there is none."""
        self._aws = aws
        self._table = table
        self._wire = wire
        self._reading = reading
        self._dead_letters = dead_letters
        self._failures = failures
        self.restart()

    @property
    def name(self) -> str:
        return f"{self._wire.table} stream"

    @property
    def handler_name(self) -> str:
        return self._wire.handler.name

    def restart(self) -> None:
        """Read the table's stream from its beginning: at the start, or where the table was made anew."""
        self._arn = self._aws.dynamodb.describe_table(TableName=self._table)["Table"]["LatestStreamArn"]
        self._waiting: deque[Event] = deque()
        self._attempts: dict[str, int] = {}
        self._after: str | None = None
        self._iterator = self._find_iterator()

    def take(self) -> int | None:
        """Read what is new and deliver one batch of it. Returns how many records that was, None at the end."""
        if not self._waiting and not self._read():
            return None
        return self._deliver()

    def _read(self) -> int:
        try:
            answer = self._aws.streams.get_records(ShardIterator=self._iterator)
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST_ITERATOR:
                raise
            self._iterator = self._find_iterator()
            return 1  # nothing read yet: look again
        self._iterator = answer["NextShardIterator"]
        for record in answer["Records"]:
            self._after = record["dynamodb"]["SequenceNumber"]
            event = stream_record(record, self._arn)
            if self._wanted(event):
                self._waiting.append(event)
        return len(answer["Records"])

    def _wanted(self, event: Mapping[str, Any]) -> bool:
        return not self._reading.patterns or any(matches(pattern, event) for pattern in self._reading.patterns)

    def _find_iterator(self) -> str:
        shards = self._aws.streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        place: Event = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._after is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._after}
        found = self._aws.streams.get_shard_iterator(StreamArn=self._arn, ShardId=shards[0]["ShardId"], **place)
        return found["ShardIterator"]

    def _deliver(self) -> int:
        if not self._waiting:
            return 0
        # A record that has failed is tried by itself, so that it can't take its neighbours with it.
        size = 1 if _number(self._waiting[0]) in self._attempts else self._reading.batch_size or self._wire.batch_size
        batch = [self._waiting[place] for place in range(min(size, len(self._waiting)))]
        failed, error = self._call(batch)
        for record in batch:
            if _number(record) in failed:
                self._retry(_number(record), error)
                break  # a stream is in order: what stands after it waits
            self._done(record)
        return len(batch)

    def _call(self, batch: list[Event]) -> tuple[set[str], BaseException | None]:
        numbers = [_number(record) for record in batch]
        try:
            return failed_items(self._wire.handler({"Records": batch}), numbers), None
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its batch comes again
            return set(numbers), error

    def _done(self, record: Event) -> None:
        self._waiting.popleft()
        self._attempts.pop(_number(record), None)

    def _retry(self, number: str, error: BaseException | None) -> None:
        attempt = self._attempts[number] = self._attempts.get(number, 0) + 1
        last = attempt > self._reading.maximum_retries
        reason = repr(error) if error else "reported by the handler"
        self._failures.record(Failure(self.handler_name, number, attempt, reason, last), error)
        if last:
            self._give_up(number, attempt)
            self._done(self._waiting[0])

    def _give_up(self, number: str, attempts: int) -> None:
        if self._dead_letters is None:
            return
        body = given_up(self._wire.handler.arn, self._arn, number, attempts)
        self._aws.sqs.send_message(QueueUrl=self._dead_letters, MessageBody=json.dumps(body))


def _number(record: Event) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
