"""One queue and the handler that takes from it, as Lambda's event source does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from infra.engine.answers import failed_items
from infra.engine.aws import Aws
from infra.engine.events import sqs_event
from infra.engine.failures import Failure, Failures
from infra.engine.wiring import Event, Handler

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

MOST_AT_ONCE = 10  # of ReceiveMessage
# Where a queue has no dead-letter queue of its own, so that a message that always fails can't be tried for ever.
TRIES_WITHOUT_DEAD_LETTERS = 5


class QueueSource:
    """Gives the messages of one queue to one handler and takes away those that went well."""

    def __init__(
        self,
        aws: Aws,
        name: str,
        handler: Handler,
        batch_size: int,
        failures: Failures,
        call: Callable[[Handler, list[MessageTypeDef]], object] | None = None,
    ) -> None:
        self.name = name
        self.handler = handler
        self._sqs = aws.sqs
        self._batch_size = batch_size
        self._failures = failures
        self._call = call or self._call_with_records

    @cached_property
    def url(self) -> str:
        return self._sqs.get_queue_url(QueueName=self.name)["QueueUrl"]

    def take(self) -> int:
        """Deliver one batch. Returns how many messages were in it."""
        messages = self._receive()
        if not messages:
            return 0
        failed, error = self._deliver(messages)
        done = [message for message in messages if message["MessageId"] not in failed]
        self._delete(done)
        for message in messages:
            if message["MessageId"] in failed:
                self._put_back(message, error)
        return len(messages)

    def _receive(self) -> list[MessageTypeDef]:
        messages: list[MessageTypeDef] = []
        while len(messages) < self._batch_size:
            wanted = min(MOST_AT_ONCE, self._batch_size - len(messages))
            answer = self._sqs.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=wanted,
                WaitTimeSeconds=0,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            received = answer.get("Messages", [])
            messages += received
            if len(received) < wanted:
                break
        return messages

    def _deliver(self, messages: list[MessageTypeDef]) -> tuple[set[str], BaseException | None]:
        ids = [message["MessageId"] for message in messages]
        try:
            return failed_items(self._call(self.handler, messages), ids), None
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its batch comes again
            return set(ids), error

    def _call_with_records(self, handler: Handler, messages: list[MessageTypeDef]) -> object:
        return handler(sqs_event(messages, self.name))

    def _delete(self, messages: Sequence[MessageTypeDef]) -> None:
        for start in range(0, len(messages), MOST_AT_ONCE):
            entries = [
                {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
                for place, message in enumerate(messages[start : start + MOST_AT_ONCE])
            ]
            self._sqs.delete_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]

    def _put_back(self, message: MessageTypeDef, error: BaseException | None) -> None:
        """Visible again at once: on AWS it would be after the visibility timeout, which nobody here can wait for."""
        attempt = int(message["Attributes"]["ApproximateReceiveCount"])
        last = attempt >= self._tries
        reason = repr(error) if error else "reported by the handler"
        self._failures.record(Failure(self.handler.name, message["MessageId"], attempt, reason, last), error)
        if last and not self._has_dead_letters:
            return  # stays hidden until its visibility timeout ends
        self._sqs.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )

    @cached_property
    def _redrive(self) -> Event:
        attributes = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["RedrivePolicy"])
        policy: Event = json.loads(attributes.get("Attributes", {}).get("RedrivePolicy", "{}"))
        return policy

    @property
    def _has_dead_letters(self) -> bool:
        return bool(self._redrive)

    @property
    def _tries(self) -> int:
        return int(self._redrive.get("maxReceiveCount", TRIES_WITHOUT_DEAD_LETTERS))
