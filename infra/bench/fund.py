"""A fund to measure: the embedded engine, and its workers called one batch at a time while the meter runs.

The engine's own calls (taking from queues, making tables) fall outside the meter: on AWS they are Lambda's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from infra.bench.meter import Meter
from infra.engine import Engine
from infra.engine.answers import failed_items
from infra.engine.aws import Aws
from infra.engine.engine import load_app
from infra.engine.events import schedule_event, sqs_event
from infra.engine.wiring import QueueWire, Wiring, wiring_of
from ishtirak.web.clock import FUND_TIME


class NotMeasured(Exception):
    """What was to be measured failed: a figure of it would mean nothing."""


class Fund:
    """A running engine with an empty fund, and its workers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.aws = Aws(engine.engine_url)

    @cached_property
    def _wiring(self) -> Wiring:
        return wiring_of(load_app())

    def empty(self, day: str) -> datetime:
        """An empty fund at nine in the morning of `day`. Returns that moment."""
        at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=FUND_TIME)
        self.engine.empty(at)
        return at

    def go_to(self, day: str, hour: int) -> None:
        """Let time pass, with every schedule on the way and all that it brings about."""
        self.engine.advance(datetime.fromisoformat(day).replace(hour=hour, tzinfo=FUND_TIME))

    def call(self, handler: str, detail: Mapping[str, Any], meter: Meter) -> None:
        """Call a handler of EventBridge, which no queue is in front of, with the detail of its event."""
        wiring = self._wiring
        handlers = [*(wire.handler for wire in wiring.events), *(wire.handler for wire in wiring.schedules)]
        function = next(each for each in handlers if each.name == handler)
        event = schedule_event(handler, self.engine.now()) | {"detail": dict(detail)}
        with meter:
            function(event)

    def work(self, meter: Meter, queue: str | None = None) -> None:
        """Have the workers take from their queues until all are empty, or that of one; only their own work is counted.

        Raises: NotMeasured where a message fails.
        """
        wires = [wire for wire in self._wiring.queues if queue in (None, wire.queue)]
        while sum(self._take(wire, meter) for wire in wires):
            pass

    def _take(self, wire: QueueWire, meter: Meter) -> bool:
        url = self.engine.physical(wire.queue)
        messages = self.aws.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=min(10, wire.batch_size), AttributeNames=["All"]
        ).get("Messages", [])
        if not messages:
            return False
        event = sqs_event(messages, wire.queue)
        with meter:
            answer = wire.handler(event)
        if failed := failed_items(answer, [message["MessageId"] for message in messages]):
            raise NotMeasured(f"{wire.handler.name} failed on {failed}; its log stands above.")
        for message in messages:
            self.aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return True


@contextmanager
def running_fund() -> Iterator[Fund]:
    """A fund of its own, of which nothing is kept."""
    with Engine(None) as engine:
        fund = Fund(engine)
        try:
            yield fund
        finally:
            engine.empty()  # nothing of it waits in the stream, to be delivered at the end
