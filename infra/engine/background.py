"""`make run`: work is done as it comes, and schedules fire when their time has come."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from infra.engine.failures import logger

if TYPE_CHECKING:
    from infra.engine.engine import Engine

# Requests wake it at once; this is for what does not come through the API, such as an uploaded file.
PAUSE_SECONDS = 0.25


class Background:
    """One thread, from `start` until `stop`, which waits for the batch that is in hand."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="driver", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        self._stopping.set()
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._turn():
                self._awake.wait(PAUSE_SECONDS)
                self._awake.clear()

    def _turn(self) -> bool:
        try:
            self._engine.fire_due()
            return self._engine.turn(self._stopping.is_set)
        except Exception:  # noqa: BLE001 - the thread must outlive whatever happened
            logger.exception("The driver stumbled and goes on")
            return False
