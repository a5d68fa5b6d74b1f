"""A table's stream and the handlers that read it, as Lambda's event sources do."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping, Sequence
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
    """One handler and what of the stream is meant for it; a record that keeps failing goes to `dead_letters`."""

    def __init__(
        self,
        aws: Aws,
        wire: StreamWire,
        reading: StreamReading,
        dead_letters: str | None,
        failures: Failures,
    ) -> None:
        """`dead_letters` is the URL of a queue, or None where there is none."""
        self._aws = aws
        self._wire = wire
        self._reading = reading
        self._dead_letters = dead_letters
        self._failures = failures
        self._of_all_keys = not all("Keys" in each.get("dynamodb", {}) for each in reading.patterns)
        self.forget()

    @property
    def handler_name(self) -> str:
        return self._wire.handler.name

    def forget(self) -> None:
        """What was offered and not delivered yet."""
        self._waiting: deque[Event] = deque()
        self._attempts: dict[str, int] = {}

    def wants(self, key: Mapping[str, Any]) -> bool:
        """Whether a change of the item with this key can be meant for the handler, whatever it is."""
        patterns = (each["dynamodb"]["Keys"] for each in self._reading.patterns)
        return not self._reading.patterns or self._of_all_keys or any(matches(each, key) for each in patterns)

    def offer(self, event: Event) -> None:
        """Keep a record for the handler if it is meant for it."""
        if not self._reading.patterns or any(matches(pattern, event) for pattern in self._reading.patterns):
            self._waiting.append(event)

    def deliver(self) -> int:
        """Deliver one batch of what was offered. Returns how many records that was."""
        if not self._waiting:
            return 0
        # A record that has failed is tried by itself, so that it can't take its neighbours with it.
        size = 1 if _number(self._waiting[0]) in self._attempts else self._reading.batch_size or self._wire.batch_size
        batch = [self._waiting[place] for place in range(min(size, len(self._waiting)))]
        failed, error = self._call(batch)
        for record in batch:
            if _number(record) in failed:
                self._retry(record, error)
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

    def _retry(self, record: Event, error: BaseException | None) -> None:
        number = _number(record)
        attempt = self._attempts[number] = self._attempts.get(number, 0) + 1
        last = attempt > self._reading.maximum_retries
        reason = repr(error) if error else "reported by the handler"
        self._failures.record(Failure(self.handler_name, number, attempt, reason, last), error)
        if last:
            self._give_up(record, attempt)
            self._done(record)

    def _give_up(self, record: Event, attempts: int) -> None:
        if self._dead_letters is None:
            return
        body = given_up(self._wire.handler.arn, record["eventSourceARN"], _number(record), attempts)
        self._aws.sqs.send_message(QueueUrl=self._dead_letters, MessageBody=json.dumps(body))


class Stream:
    """Reads the stream of one table from its beginning, in order, once for all handlers that read it.

    ministack does not keep a stream over a restart, so the engine reads it to its end before it stops.
    """

    def __init__(self, aws: Aws, table: str, sources: Sequence[StreamSource]) -> None:
        """`table` is the physical name."""
        self._aws = aws
        self.table = table
        self.sources = sources
        self.restart()

    def restart(self) -> None:
        """Read the table's stream from its beginning: at the start, or where the table was made anew."""
        self._arn = self._aws.dynamodb.describe_table(TableName=self.table)["Table"]["LatestStreamArn"]
        self._after: str | None = None
        self._iterator = self._find_iterator()
        for source in self.sources:
            source.forget()

    def read(self) -> None:
        """Hand to each handler what of all that is new is meant for it."""
        while self._read():
            pass

    def _read(self) -> bool:
        """Whether there may be more."""
        try:
            answer = self._aws.streams.get_records(ShardIterator=self._iterator)
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST_ITERATOR:
                raise
            self._iterator = self._find_iterator()
            return True
        self._iterator = answer["NextShardIterator"]
        for record in answer["Records"]:
            self._after = record["dynamodb"]["SequenceNumber"]
            event = stream_record(record, self._arn)
            for source in self.sources:
                source.offer(event)
        return bool(answer["Records"])

    def _find_iterator(self) -> str:
        shards = self._aws.streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        place: Event = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._after is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._after}
        found = self._aws.streams.get_shard_iterator(StreamArn=self._arn, ShardId=shards[0]["ShardId"], **place)
        return found["ShardIterator"]


def _number(record: Event) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
