"""EventBridge's expressions, as EventBridge reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

import pytest

from infra.engine import EngineRefused
from infra.engine.timetable import Timetable, times

START = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 6 * * ? *)", ["2026-01-01 06:00", "2026-01-02 06:00"]),
        ("cron(30 22 1 * ? *)", ["2026-01-01 22:30", "2026-02-01 22:30"]),
        ("cron(0 6 ? * 1 *)", ["2026-01-04 06:00", "2026-01-11 06:00"]),  # 1 is Sunday
        ("cron(0 6 ? * 2-6 *)", ["2026-01-01 06:00", "2026-01-02 06:00"]),
        ("cron(0 6 ? * FRI *)", ["2026-01-02 06:00", "2026-01-09 06:00"]),
        ("cron(0 6 ? * 2#1 *)", ["2026-01-05 06:00", "2026-02-02 06:00"]),  # the first Monday
        ("cron(0 6 L * ? *)", ["2026-01-31 06:00", "2026-02-28 06:00"]),
        ("cron(0 6 1 1 ? 2027)", ["2027-01-01 06:00"]),
        ("cron(0 6 1 1 ? 2025)", []),
        ("rate(1 day)", ["2026-01-02 00:00", "2026-01-03 00:00"]),
        ("rate(5 minutes)", ["2026-01-01 00:05", "2026-01-01 00:10"]),
    ],
)
def test_an_expression_fires_when_eventbridge_would(expression: str, expected: list[str]) -> None:
    found = islice(times(expression, START), 2)

    assert [f"{at:%Y-%m-%d %H:%M}" for at in found] == expected


@pytest.mark.parametrize("expression", ["every day", "cron(0 6 * * ?)", "cron(0 61 * * ? *)", "rate(1 week)"])
def test_what_can_not_be_read_is_refused_before_the_engine_runs(expression: str) -> None:
    with pytest.raises(EngineRefused, match="schedule"):
        Timetable({"sweep": expression})


def test_firings_of_several_schedules_come_in_order() -> None:
    timetable = Timetable({"weekly": "cron(0 7 ? * SUN *)", "daily": "cron(0 6 * * ? *)"})

    firings = timetable.between(START, datetime(2026, 1, 5, 6, tzinfo=UTC))

    assert [(firing.at.day, firing.schedule) for firing in firings] == [
        (1, "daily"),
        (2, "daily"),
        (3, "daily"),
        (4, "daily"),
        (4, "weekly"),
        (5, "daily"),
    ]
