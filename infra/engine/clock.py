"""The engine's clock: stands still where it was put, or runs on from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ishtirak.web.clock import FUND_TIME


class Clock:
    """`now` is the source given to `ishtirak.web.clock`. Times are aware, in fund time."""

    def __init__(self, ticking: bool) -> None:
        """A ticking clock runs on from where it is put; the other stays, so that a story plays the same twice."""
        self._ticking = ticking
        self._offset = timedelta(0)
        self._held: datetime | None = None
        self.put(_real_time())
        self.ran_until = self.now()
        """Until when schedules have been run."""

    def now(self) -> datetime:
        if self._held is not None:
            return self._held
        return (_real_time() + self._offset).astimezone(FUND_TIME)

    def hold(self, at: datetime) -> None:
        """Stand still at `at`."""
        self._held = at.astimezone(FUND_TIME)

    def put(self, at: datetime) -> None:
        """Be at `at`, and from there stand or run on."""
        self.hold(at)
        if self._ticking:
            self._held = None
            self._offset = at - _real_time()
        self.ran_until = at

    def kept(self) -> dict[str, Any]:
        """What a later start needs to go on from here."""
        return {
            "fund_time": self.now().isoformat(),
            "real_time": _real_time().isoformat(),
            "ran_until": self.ran_until.isoformat(),
        }

    def go_on(self, kept: dict[str, Any]) -> None:
        """As if there had been no stop: a ticking clock has gone on meanwhile, its schedules have not been run."""
        passed = _real_time() - datetime.fromisoformat(kept["real_time"]) if self._ticking else timedelta(0)
        self.put(datetime.fromisoformat(kept["fund_time"]) + passed)
        self.ran_until = datetime.fromisoformat(kept["ran_until"])


def _real_time() -> datetime:
    return datetime.now(UTC)
