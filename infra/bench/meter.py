"""Counts what a stretch of code asks of AWS, whichever client it asks with, without changing the code."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from infra.bench.capacity import items_read, items_written, read_units

TABLE = "table"
"""The table itself, where capacity is counted by table and index."""

_CALL = "_make_api_call"
# Every call of every client goes through here, the ones that were made before the measurement too.
_call: Callable[[BaseClient, str, Mapping[str, Any]], Any] = BaseClient.__dict__[_CALL]


class Meter:
    """A context manager; entered again it goes on counting. One meter is open at a time.

    calls:      how often each operation was called, by service and operation: ("dynamodb", "GetItem").
    refused:    those of the calls that AWS refused, a condition that did not hold for one. Their capacity is not known.
    read:       read units, by "table" or the name of the index.
    written:    write units, likewise. Inside a transaction the table's are doubled already.
    items_read: how many items were looked at; read_by_index: how many of them in which index, or in the table.
    items_written: how many items were put, changed or deleted, each of a transaction by itself.
    waited:     seconds spent waiting for AWS, over all threads.
    seconds:    how long it was open.
    """

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.read: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        self.items_read = 0
        self.read_by_index: Counter[str] = Counter()
        self.items_written = 0
        self.waited = 0.0
        self.seconds = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._patch = patch.object(BaseClient, _CALL, self._hook())
        self._patch.start()
        self._since = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += time.perf_counter() - self._since
        self._patch.stop()

    def of_service(self, service: str) -> int:
        """How many calls went to one service."""
        return sum(count for (name, _), count in self.calls.items() if name == service)

    def of(self, *operations: str) -> int:
        """How many calls these operations had, of any service."""
        return sum(count for (_, name), count in self.calls.items() if name in operations)

    @property
    def read_units(self) -> float:
        return sum(self.read.values())

    @property
    def write_units(self) -> float:
        return sum(self.written.values())

    def _hook(self) -> Callable[[BaseClient, str, Mapping[str, Any]], Any]:
        def call(client: BaseClient, operation: str, asked: Mapping[str, Any]) -> Any:
            model = client.meta.service_model
            shape = model.operation_model(operation).input_shape
            has_capacity = shape is not None and "ReturnConsumedCapacity" in shape.members
            if has_capacity:
                asked = {**asked, "ReturnConsumedCapacity": "INDEXES"}
            key, since = (model.service_name, operation), time.perf_counter()
            try:
                answer = _call(client, operation, asked)
            except ClientError:
                self._count(key, time.perf_counter() - since, refused=True)
                raise
            self._count(key, time.perf_counter() - since)
            if has_capacity:
                self._add_up(operation, asked, answer)
            return answer

        return call

    def _count(self, key: tuple[str, str], seconds: float, *, refused: bool = False) -> None:
        with self._lock:
            self.calls[key] += 1
            self.refused[key] += refused
            self.waited += seconds

    def _add_up(self, operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        with self._lock:
            if units := read_units(operation, asked, answer):
                self.read[asked.get("IndexName", TABLE)] += units  # type: ignore[assignment]
                count = items_read(operation, asked, answer)
                self.items_read += count
                self.read_by_index[asked.get("IndexName", TABLE)] += count
            else:
                self._add_written(answer["ConsumedCapacity"])
                self.items_written += items_written(asked)

    def _add_written(self, consumed: Mapping[str, Any] | list[Mapping[str, Any]]) -> None:
        for each in consumed if isinstance(consumed, list) else [consumed]:
            indexes = {name: part["CapacityUnits"] for name, part in each.get("GlobalSecondaryIndexes", {}).items()}
            self.written.update(indexes)
            self.written[TABLE] += each["CapacityUnits"] - sum(indexes.values())
