"""What the doors of sweeps give, as JSON."""

from __future__ import annotations

from datetime import date, datetime

from functions.collect.sweeps.work import NAMES
from ishtirak.storage import keys
from ishtirak.storage.sweeps import Sweep, SweepState
from ishtirak.web.answers import Answer


class DueAnswer(Answer):
    """How many of a kind were found due."""

    kind: str
    kind_ar: str
    kind_en: str
    count: int


class SweepAnswer(Answer):
    """PKG-8: the sweep of a day, while it runs and afterwards.

    number:    how often it was begun; the figures add up over all of that.
    shards_read, shards: how far the index is read; what was missed on earlier days is read first.
    due:       what was found, `late` how many of these were due on an earlier day.
    sent:      pieces of work on the queues. done, failed (given up after five tries), remaining: what has come of them.
    seconds:   from its (last) beginning until what is known last.
    """

    day: date
    state: SweepState
    started_at: datetime
    started_by: str
    number: int
    again_at: datetime | None
    again_by: str | None
    shards_read: int
    shards: int
    read_at: datetime | None
    due: list[DueAnswer]
    late: int
    sent: int
    done: int
    failed: int
    remaining: int
    counted_at: datetime | None
    seconds: int | None

    @classmethod
    def of(cls, sweep: Sweep) -> SweepAnswer:
        same = (
            "day", "state", "started_at", "started_by", "number", "again_at", "again_by", "read_at", "late", "sent",
            "done", "failed", "remaining", "counted_at", "seconds",
        )  # fmt: skip
        shards = len(keys.due_shards())
        return cls(
            **{name: getattr(sweep, name) for name in same},
            shards_read=shards - len(sweep.unread),
            shards=shards,
            due=[
                DueAnswer(kind=kind, kind_ar=name.ar, kind_en=name.en, count=sweep.due[kind])
                for kind, name in NAMES.items()
                if kind in sweep.due
            ],
        )
