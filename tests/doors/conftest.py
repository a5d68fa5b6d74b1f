"""The whole system on one embedded engine; each test begins with an empty fund on 1 January 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from infra.engine import Engine
from ishtirak.web.clock import FUND_TIME
from tests.doors.fund import Fund


@pytest.fixture(scope="package")
def running() -> Iterator[Engine]:
    with Engine(None) as engine:
        yield engine


@pytest.fixture
def fund(running: Engine) -> Iterator[Fund]:
    running.empty(datetime(2026, 1, 1, 9, tzinfo=FUND_TIME))
    with Fund(running) as fund:
        yield fund
