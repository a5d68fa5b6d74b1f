"""Takes from queues, streams and schedules what is there and calls the handlers of the application, as AWS would."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from infra.engine.arrivals import event_source
from infra.engine.events import schedule_event
from infra.engine.failures import Failure, Failures
from infra.engine.overrides import Overrides
from infra.engine.queues import QueueSource
from infra.engine.rights import Watched, watching
from infra.engine.streams import Stream, StreamSource
from infra.engine.timetable import Firing, Timetable

if TYPE_CHECKING:
    from infra.engine.aws import Aws
    from infra.engine.peek import Peek, Waiting
    from infra.engine.stack import Stack
    from infra.engine.wiring import Wiring

# ministack hands an object's arrival to EventBridge in a thread of its own, a moment after it answered the upload.
SETTLE_SECONDS = 0.03
# What is hidden for longer than this is not waited for; it is counted in `Drained.left`.
PATIENCE_SECONDS = 3.0
# Handlers that keep sending themselves messages must end as an error, not as a test that never does.
MOST_DELIVERIES = 200_000
SCHEDULE_TRIES = 3  # as Lambda does for an event without a queue


class NeverQuiet(Exception):
    """The queues did not become empty: a handler sends as much as it takes."""


class Drained(Counter[str]):
    """How many messages and records were delivered, by handler. `left` are hidden messages not waited for."""

    left: int = 0


class Driver:
    """One at a time: a lock sees to it that no two schedules, drains or turns of the background ever overlap."""

    def __init__(
        self,
        aws: Aws,
        peek: Peek,
        stack: Stack,
        wiring: Wiring,
        overrides: Overrides,
        failures: Failures,
        tell: Callable[[str], None],
    ) -> None:
        self._tell = tell
        self._peek = peek
        self._failures = failures
        self._schedules = {wire.handler.name: wire.handler for wire in wiring.schedules}
        self.timetable = Timetable({wire.handler.name: wire.expression for wire in wiring.schedules})
        self.lock = threading.RLock()
        readers: dict[str, list[StreamSource]] = {}
        for stream in wiring.streams:
            reading = overrides.stream_of(stream.handler.name)
            dead = stack.physical[reading.dead_letters] if reading.dead_letters else None
            source = StreamSource(aws, stream, reading, dead, failures)
            readers.setdefault(stack.physical[stream.table], []).append(source)
        self.streams = [Stream(aws, table, sources) for table, sources in readers.items()]
        queues = [
            QueueSource(aws, stack.queue_name(wire.queue), wire.handler, wire.batch_size, failures)
            for wire in wiring.queues
        ]
        queues += [
            event_source(aws, stack, event, overrides.arrival_of(event.handler.name), failures)
            for event in wiring.events
        ]
        self._queues = {queue.name: queue for queue in queues}

    def drain(self, settle: bool = False) -> Drained:
        """Deliver until all queues and streams are quiet. `settle` waits for what has just been uploaded, too.

        Raises: NeverQuiet.
        """
        drained = Drained()
        with self.lock:
            while True:
                waiting = self._turn(drained)
                if waiting is None:
                    if drained.total() > MOST_DELIVERIES:
                        raise NeverQuiet(f"{MOST_DELIVERIES} deliveries and no end: {dict(drained)}")
                    continue
                hidden = self._hidden(waiting)
                if hidden is not None and hidden[1] <= PATIENCE_SECONDS:
                    time.sleep(min(hidden[1], 0.05))
                elif settle:
                    settle = False
                    time.sleep(SETTLE_SECONDS)
                else:
                    drained.left = hidden[0] if hidden is not None else 0
                    self.say(drained)
                    return drained

    def turn(self, drained: Drained, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Deliver what is there now; whether there was anything. Ends after the batch in hand when `stopping`."""
        with self.lock:
            return self._turn(drained, stopping) is None

    def _turn(self, drained: Drained, stopping: Callable[[], bool] = lambda: False) -> dict[str, Waiting] | None:
        """What lies in the queues where there was nothing to deliver, else None."""
        busy = self._drain_streams(drained)
        queues = self._peek.queues()
        for name, waiting in queues.items():
            queue = self._queues.get(name)
            if queue is None or not waiting.visible:
                continue
            busy, left = True, waiting.visible
            while left > 0 and not stopping() and (taken := queue.take()):
                left -= taken
                drained[queue.handler.name] += taken
                if drained.total() > MOST_DELIVERIES:
                    break
        return None if busy else queues

    def say(self, drained: Drained) -> None:
        for handler, count in drained.items():
            self._tell(f"{handler} took {count}")

    def finish(self) -> None:
        """Before ministack stops: the streams, which it does not keep. Queues it keeps."""
        with self.lock:
            self._drain_streams(Drained())

    def fire_and_drain(self, firing: Firing) -> None:
        """Call the schedule's handler and deliver what comes of it, where anybody waits for what it has written."""
        with self.lock, watching() as watched:
            self.fire(firing)
        if self._is_waited_for(watched):
            self.drain()

    def _is_waited_for(self, watched: Watched) -> bool:
        return watched.more or any(
            stream.table == table and source.wants(key)
            for table, key in watched.items
            for stream in self.streams
            for source in stream.sources
        )

    def fire(self, firing: Firing) -> bool:
        """Call the schedule's handler, again where it fails; whether it went well in the end."""
        handler = self._schedules[firing.schedule]
        event = schedule_event(firing.schedule, firing.at)
        with self.lock:
            for attempt in range(1, SCHEDULE_TRIES + 1):
                try:
                    handler(event)
                except Exception as error:  # noqa: BLE001 - whatever a handler raises, it is tried again
                    last = attempt == SCHEDULE_TRIES
                    self._failures.record(Failure(handler.name, event["time"], attempt, repr(error), last), error)
                else:
                    return True
        return False

    def _drain_streams(self, drained: Drained) -> bool:
        busy = False
        for stream in self.streams:
            stream.read()
            for source in stream.sources:
                while taken := source.deliver():
                    busy = True
                    drained[source.handler_name] += taken
        return busy

    def _hidden(self, queues: dict[str, Waiting]) -> tuple[int, float] | None:
        """How many messages of our queues are hidden, and seconds until the first is to be had; None for none."""
        hidden = [waiting for name, waiting in queues.items() if name in self._queues and waiting.hidden]
        if not hidden:
            return None
        return sum(waiting.hidden for waiting in hidden), min(waiting.seconds for waiting in hidden)
