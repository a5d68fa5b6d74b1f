"""What all tests share: an engine for each worker, an empty fund for each test that asks for one, and the citations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from aws_lambda_powertools.utilities import parameters
from hypothesis import HealthCheck, settings

from infra.engine.environment import environment
from ishtirak.messaging import bus, queues
from ishtirak.messaging.sms import sns
from ishtirak.storage import table, transactions, uploads
from tests.citations import pytest_collection_modifyitems, pytest_terminal_summary, pytest_testnodedown
from tests.cloud import Clients, Cloud, new_clients
from tests.faults import Faults

__all__ = ["pytest_collection_modifyitems", "pytest_terminal_summary", "pytest_testnodedown"]

# The same examples each time, so that a check which was green stays green; `deep` looks for new ones, for as long as
# one has patience: HYPOTHESIS=deep make test.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", settings.get_profile("steady"), derandomize=False, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS", "steady"))


PROVES_THE_RULES = ("rules", "law")
"""The folders in which coverage is measured: rules and law are to be proved by what is written for them, and following
the lines of all other tests takes half again as long as the tests."""


def pytest_itemcollected(item: pytest.Item) -> None:
    folder, *_ = item.path.relative_to(Path(__file__).parent).parts
    if folder not in PROVES_THE_RULES:
        item.add_marker("no_cover")


@pytest.fixture(scope="session")
def _cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud


@pytest.fixture(scope="session")
def engine_url(_cloud: Cloud) -> str:
    """Where AWS's services are served on this machine, with every resource of the template."""
    return _cloud.url


@pytest.fixture
def cloud(_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An empty fund, with the environment and the clients of the code leading to it."""
    _cloud.empty()
    with environment(_cloud.url):
        os.environ.update(_cloud.settings)
        _lead_to(_cloud.clients(), monkeypatch)
        parameters.clear_caches()  # type: ignore[no-untyped-call]  # of another engine, whose tests ran in this process
        yield _cloud
        parameters.clear_caches()  # type: ignore[no-untyped-call]


@pytest.fixture
def faults(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Faults:
    """An empty fund whose calls to AWS are counted, and go wrong where a test says so; retries wait for nothing."""
    clients = new_clients()
    _lead_to(clients, monkeypatch)
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr(transactions, "sleep", lambda _seconds: None)
    return Faults(clients)


def _lead_to(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "client", lambda: clients.dynamodb)
    monkeypatch.setattr(queues, "_client", lambda: clients.sqs)
    monkeypatch.setattr(sns, "_client", lambda: clients.sns)
    monkeypatch.setattr(uploads, "client", lambda: clients.s3)
    monkeypatch.setattr(bus, "_client", lambda: clients.events)
