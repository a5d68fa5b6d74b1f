"""Lets the fund's time pass: each schedule at its moment, in order, and the work that it makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from infra.engine.clock import Clock
from infra.engine.driver import Driver
from infra.engine.refusal import EngineRefused


class Timekeeper:
    """Moves the clock. No two of its methods ever run at once: they take the driver's lock."""

    def __init__(
        self,
        clock: Clock,
        driver: Driver,
        fund_is_empty: Callable[[], bool],
        keep: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        """`keep` is called when the clock was moved, so that a later start goes on from there."""
        self._clock = clock
        self._driver = driver
        self._fund_is_empty = fund_is_empty
        self._keep = keep
        self._tell = tell

    def advance(self, to: datetime) -> int:
        """Run every schedule until `to` and stay there. Returns how many firings there were.

        Raises: EngineRefused where `to` is past, unless the fund is empty: then the clock is only put there.
        """
        with self._driver.lock:
            if to < self._clock.ran_until:
                self._go_back(to)
                return 0
            self._driver.drain(settle=True)
            fired = 0
            for firing in self._driver.timetable.between(self._clock.ran_until, to):
                self._clock.hold(firing.at)
                self._tell(f"{firing.schedule} fires, fund time {self._clock.now():%Y-%m-%d %H:%M}")
                self._driver.fire_and_drain(firing)
                self._clock.ran_until = firing.at
                fired += 1
            self.put(to)
            return fired

    def fire_due(self) -> None:
        """Run the schedules whose time has come since they last ran."""
        with self._driver.lock:
            now = self._clock.now()
            if any(True for _ in self._driver.timetable.between(self._clock.ran_until, now)):
                self.advance(now)

    def put(self, at: datetime) -> None:
        self._clock.put(at)
        self._keep()

    def _go_back(self, to: datetime) -> None:
        if not self._fund_is_empty():
            raise EngineRefused(
                f"The fund's clock stands at {self._clock.now():%Y-%m-%d %H:%M} and can't go back to "
                f"{to:%Y-%m-%d %H:%M} while the fund has records. Empty the fund first."
            )
        self.put(to)
