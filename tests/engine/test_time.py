"""The fund's clock under control: schedules run day by day, in order, each with its own time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from infra.engine import Engine, EngineRefused
from ishtirak.web.clock import FUND_TIME
from tests.engine.conftest import Outside
from tests.engine.small import Small


def at(day: int, hour: int = 9, month: int = 1) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=FUND_TIME)


def test_each_day_s_schedule_runs_once_in_order_with_the_clock_at_its_time(engine: Engine, small: Small) -> None:
    engine.empty(at(1))

    fired = engine.advance(at(9, month=2))

    assert fired == 39
    first = at(2, hour=8)
    assert small.swept == [first + timedelta(days=day) for day in range(39)]
    assert small.events[0]["time"] == "2026-01-02T06:00:00Z"
    assert small.events[0]["detail-type"] == "Scheduled Event"
    assert engine.now() == at(9, month=2)


def test_a_schedule_at_the_very_moment_is_run_and_is_not_run_again(engine: Engine, small: Small) -> None:
    engine.empty(at(1))

    engine.advance(at(2, hour=8))
    engine.advance(at(2))

    assert small.swept == [at(2, hour=8)]


def test_the_work_of_a_day_is_done_before_the_next_day_begins(engine: Engine, small: Small, outside: Outside) -> None:
    engine.empty(at(1))
    done: list[date] = []
    small.on_sweep = lambda: outside.send("work")
    small.on_message = lambda _text: done.append(engine.now().date())

    engine.advance(at(4))

    assert done == [date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 4)]


def test_what_was_waiting_is_delivered_before_time_passes(engine: Engine, small: Small, outside: Outside) -> None:
    engine.empty(at(1))
    seen: list[datetime] = []
    small.on_message = lambda _text: seen.append(engine.now())
    outside.send("waiting")

    engine.advance(at(3))

    assert seen == [at(1)]


def test_a_schedule_that_fails_is_tried_three_times_and_said(engine: Engine, small: Small) -> None:
    engine.empty(at(1))
    small.breaks = {"sweep"}

    engine.advance(at(2))

    assert small.swept == [at(2, hour=8)] * 3
    assert [failure.last for failure in engine.failures] == [False, False, True]


def test_time_does_not_go_back_while_there_are_records(engine: Engine, outside: Outside) -> None:
    engine.empty(at(20))
    outside.write("ACCOUNT")

    with pytest.raises(EngineRefused, match="can't go back to 2026-01-10"):
        engine.advance(at(10))

    assert engine.now() == at(20)


def test_an_empty_fund_can_begin_at_any_time(engine: Engine, small: Small) -> None:
    engine.empty(at(20))

    engine.advance(at(10))

    assert engine.now() == at(10)
    assert small.swept == []
