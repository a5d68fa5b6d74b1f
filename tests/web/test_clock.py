from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from ishtirak.web import clock


@pytest.fixture(autouse=True)
def _system_clock_again() -> Iterator[None]:
    yield
    clock.set_source(None)


def test_the_fund_lives_in_the_time_of_tripoli() -> None:
    clock.set_source(lambda: datetime(2026, 1, 31, 22, 30, tzinfo=UTC))

    assert clock.today() == date(2026, 2, 1)
    assert clock.now().isoformat() == "2026-02-01T00:30:00+02:00"


def test_the_systems_clock_is_the_source_unless_another_one_is_set() -> None:
    before = datetime.now(UTC)

    assert before <= clock.now() <= datetime.now(UTC)
