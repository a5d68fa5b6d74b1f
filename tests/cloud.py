"""AWS's services on this machine with the stack of infra/resources.yaml, without the application around it.

Tests of use cases call them directly; the engine of infra/engine, which drives handlers, is for tests of the doors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from infra.engine.aws import Aws
from infra.engine.emptying import empty_buckets, purge_queues, remake_table
from infra.engine.ministack import Ministack
from infra.engine.peek import Peek
from infra.engine.sms import SentSms, Sms
from infra.engine.stack import Stack, deploy
from ishtirak.messaging import bus, queues
from ishtirak.messaging.queues import Queue
from ishtirak.messaging.sms import sns
from ishtirak.storage import table, uploads

TEMPLATE = Path(__file__).parents[1] / "infra" / "resources.yaml"


_MAKERS: tuple[Callable[[], Any], ...] = (
    table.client,
    queues._client,
    sns._client,
    uploads.client,
    bus._client,
)


class Clients(NamedTuple):
    """The clients of the code under test, made by its own functions: timeouts and retries are the real ones."""

    dynamodb: Any
    sqs: Any
    sns: Any
    s3: Any
    events: Any


class Cloud:
    """`url` and `settings` hold from the beginning of the context to its end."""

    def __init__(self, folder: Path) -> None:
        self._ministack = Ministack(folder, keep=False)
        self._clients: Clients | None = None

    def __enter__(self) -> Self:
        self._ministack.start()
        try:
            self.url = self._ministack.url
            self._aws = Aws(self.url)
            self._peek = Peek(self._ministack.port)
            self._stack: Stack = deploy(self._aws, TEMPLATE)
            self.settings = dict(self._stack.settings)
            self._sent = SentSms(self._peek, {})
        except BaseException:
            self._ministack.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._peek.close()
        self._ministack.stop()

    @cached_property
    def table(self) -> str:
        return self.settings["TABLE_NAME"]

    def clients(self) -> Clients:
        """Made once, inside the environment that leads to this engine."""
        if self._clients is None:
            self._clients = new_clients()
        return self._clients

    def empty(self) -> None:
        """A fund without a record, a message, a file or an SMS, in some 25 ms."""
        remake_table(self._aws, self.table)
        purge_queues(self._aws, self._peek)
        empty_buckets(self._aws, self._stack)
        self._sent.forget()

    def items(self) -> list[dict[str, Any]]:
        """Every item of the table, in order of its key, as the code reads it."""
        pages = self._aws.dynamodb.get_paginator("scan").paginate(TableName=self.table)
        items = [table.from_wire(item) for page in pages for item in page["Items"]]
        return sorted(items, key=lambda item: (item["pk"], item["sk"]))

    def restore(self, items: list[dict[str, Any]]) -> None:
        """These items and nothing else in the table."""
        remake_table(self._aws, self.table)
        purge_queues(self._aws, self._peek)
        self._sent.forget()
        for start in range(0, len(items), 25):
            writes: Any = [{"PutRequest": {"Item": table.to_wire(item)}} for item in items[start : start + 25]]
            self._aws.dynamodb.batch_write_item(RequestItems={self.table: writes})

    def queues_with_work(self, queues: Iterable[Queue]) -> list[Queue]:
        """Those of the queues in which something waits."""
        waiting = self._peek.queues()
        names = {queue: self.settings[queue.value].rsplit("/", 1)[-1] for queue in queues}
        return [queue for queue, name in names.items() if name in waiting and waiting[name].visible]

    def take(self, queue: Queue) -> list[dict[str, Any]]:
        """Every message that waits in a queue, taken out of it."""
        url, taken = self.settings[queue.value], []
        while messages := self._aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                taken.append(json.loads(message["Body"]))
                self._aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return taken

    def take_all(self) -> None:
        """Every queue empty."""
        purge_queues(self._aws, self._peek)

    def sms(self) -> list[Sms]:
        """Those sent since the fund was emptied, by phone and in order."""
        return self._sent.all()

    def put_file(self, key: str, content: bytes) -> None:
        self._aws.s3.put_object(Bucket=self.settings["UPLOADS_BUCKET"], Key=key, Body=content)


def new_clients() -> Clients:
    return Clients(*(_without_cache(make) for make in _MAKERS))


def _without_cache(make: Callable[[], Any]) -> Any:
    inner: Callable[[], Any] = getattr(make, "__wrapped__", make)
    return inner()
