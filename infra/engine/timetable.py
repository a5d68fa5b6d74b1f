"""When schedules fire: EventBridge's cron(…) and rate(…) expressions, always in UTC."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import croniter
from croniter.croniter import CroniterError

from infra.engine.refusal import EngineRefused

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((.+)\)")


@dataclass(frozen=True, order=True)
class Firing:
    at: datetime
    schedule: str


class Timetable:
    """All schedules of the application, by name."""

    def __init__(self, expressions: dict[str, str]) -> None:
        """Raises: EngineRefused for an expression that can't be read."""
        self._expressions = expressions
        for name in expressions:
            next(self._firings(name, datetime.now(UTC)), None)

    def between(self, after: datetime, until: datetime) -> Iterator[Firing]:
        """Every firing later than `after` and not later than `until`, in order."""
        merged = heapq.merge(*(self._firings(name, after) for name in sorted(self._expressions)))
        for firing in merged:
            if firing.at > until:
                return
            yield firing

    def _firings(self, name: str, after: datetime) -> Iterator[Firing]:
        return (Firing(at, name) for at in times(self._expressions[name], after.astimezone(UTC)))


def times(expression: str, after: datetime) -> Iterable[datetime]:
    """The moments at which `expression` fires after `after` (UTC)."""
    if match := RATE.fullmatch(expression):
        return _every(timedelta(**{f"{match[2]}s": int(match[1])}), after)
    if match := CRON.fullmatch(expression):
        return _cron(expression, match[1].split(), after)
    raise EngineRefused(f"The schedule {expression!r} is neither cron(…) nor rate(…). Correct it in its schedules.py.")


def _every(period: timedelta, after: datetime) -> Iterator[datetime]:
    """Counted from midnight of 1970, so that it does not depend on when the engine was started."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    at = epoch + ((after - epoch) // period) * period
    while True:
        at += period
        yield at


def _cron(expression: str, fields: list[str], after: datetime) -> Iterator[datetime]:
    try:
        minute, hour, day, month, weekday, year = (field.replace("?", "*") for field in fields)
        cron = [minute, hour, day, month, _from_sunday_zero(weekday)]
        # croniter reads a year only as a seventh field, after seconds.
        found = croniter(" ".join(cron if year == "*" else [*cron, "0", year]), after)
    except (ValueError, CroniterError) as error:
        raise EngineRefused(
            f"The schedule {expression!r} can't be read ({error}). Correct it in its schedules.py."
        ) from None
    while True:
        try:
            yield found.get_next(datetime)
        except CroniterError:  # a year that has passed: it never fires again
            return


def _from_sunday_zero(weekday: str) -> str:
    """AWS counts the days of the week from Sunday = 1, cron from Sunday = 0; the n of `2#n` and `/n` is no day."""
    return re.sub(r"(?<![#/\d])\d", lambda day: str(int(day[0]) - 1), weekday)
