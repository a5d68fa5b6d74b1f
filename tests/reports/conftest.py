"""One engine for all tests; each begins with an empty fund."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.engine import Engine
from tests.reports.fund import Fund


@pytest.fixture(scope="package")
def running() -> Iterator[Engine]:
    with Engine(None) as engine:
        yield engine


@pytest.fixture
def engine(running: Engine) -> Engine:
    running.empty()
    return running


@pytest.fixture
def fund(engine: Engine) -> Fund:
    return Fund()
