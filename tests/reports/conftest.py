"""One engine a module with the rooms' own application; each test begins with an empty fund."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from chalice.app import Chalice

from functions.reports.events import events
from functions.reports.routes import routes
from infra.engine import Engine
from ishtirak.web.authorizer import doors
from tests.reports.fund import Fund


@cache  # a blueprint can be registered in one application only
def _app() -> Chalice:
    app = Chalice("reports")
    for blueprint in (doors, routes, events):
        app.register_blueprint(blueprint)
    return app


@pytest.fixture(scope="module")
def running() -> Iterator[Engine]:
    with Engine(None, app=_app) as engine:
        yield engine


@pytest.fixture
def engine(running: Engine) -> Engine:
    running.empty()
    return running


@pytest.fixture
def fund(engine: Engine) -> Fund:
    return Fund()
