"""Everything is there again after a stop, and what can't start says why."""

from __future__ import annotations

import os
import socket
import time
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from infra.engine import Engine, EngineRefused
from infra.engine.ministack import Ministack
from infra.engine.state import StateFolder
from ishtirak.web.clock import FUND_TIME
from tests.engine.conftest import Outside
from tests.engine.small import NONE, Small

MAY = datetime(2026, 5, 12, 9, tzinfo=FUND_TIME)


def started(state: Path, small: Small, api_port: int = 0) -> Engine:
    return Engine(state, api_port, app=lambda: small.app, policies=NONE)


def test_a_second_start_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    small = Small()
    with started(tmp_path, small) as engine:
        engine.empty(MAY)
        secrets, subject = engine.bank_secrets, engine.token("finance")
        outside = Outside(engine)
        outside.write("ACCOUNT", "NOTICE#1")
        outside.upload("file.csv")
        engine.drain()
        outside.send("waiting")
        outside.write("NOTICE#2")  # its record is in the stream only, which ministack does not keep

    small.forget()
    began = time.monotonic()
    with started(tmp_path, small) as engine:
        seconds = time.monotonic() - began
        outside = Outside(engine)
        engine.drain()

        assert small.messages == [["waiting"]]
        assert small.rows == []
        assert outside.rows() == ["ACCOUNT", "NOTICE#1", "NOTICE#2"]
        assert outside.objects() == ["file.csv"]
        assert engine.bank_secrets == secrets
        assert engine.token("finance").split(".")[0] == subject.split(".")[0]  # signed with the same key
        assert engine.now() == MAY
        assert seconds < 10


def test_the_stream_is_read_to_its_end_before_the_stop(tmp_path: Path) -> None:
    small = Small()
    with started(tmp_path, small) as engine:
        Outside(engine).write("NOTICE#1")

    assert small.rows == ["NOTICE#1"]


def test_a_template_that_has_changed_is_followed(tmp_path: Path) -> None:
    small = Small()
    original = Path("infra/resources.yaml").read_text(encoding="utf-8")
    template = tmp_path / "resources.yaml"
    template.write_text(original, encoding="utf-8")
    with Engine(tmp_path / "state", app=lambda: small.app, policies=NONE, template=template) as engine:
        Outside(engine).write("ACCOUNT")

    template.write_text(
        original.replace("\nOutputs:", "\n  More: { Type: AWS::SQS::Queue }\nOutputs:"), encoding="utf-8"
    )
    with Engine(tmp_path / "state", app=lambda: small.app, policies=NONE, template=template) as engine:
        assert engine.physical("More")
        assert Outside(engine).rows() == ["ACCOUNT"]

    with template.open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    with Engine(tmp_path / "state", app=lambda: small.app, policies=NONE, template=template) as engine:
        assert Outside(engine).rows() == ["ACCOUNT"]


def test_one_state_has_one_engine(tmp_path: Path) -> None:
    with (
        started(tmp_path, Small()) as engine,
        pytest.raises(EngineRefused, match=f"already running on .* at {engine.api_url}"),
    ):
        started(tmp_path, Small()).__enter__()


def test_a_port_in_use_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(EngineRefused, match=f"Port {port} is in use.*make run PORT={port + 1}"):
            started(tmp_path, Small(), api_port=port).__enter__()

    with started(tmp_path, Small()) as engine:  # and nothing holds the state any more
        assert engine.api_url


def test_damaged_state_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    services = tmp_path / "ministack" / "services"
    services.mkdir(parents=True)
    (services / "dynamodb.json").write_text('{"tables": ')

    with pytest.raises(EngineRefused, match=r"damaged: .*dynamodb\.json.*make reset"):
        started(tmp_path, Small()).__enter__()

    assert (services / "dynamodb.json").read_text() == '{"tables": '


def test_a_template_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    template = tmp_path / "resources.yaml"
    template.write_text("Resources: {Thing: {Type: AWS::No::Such}}\nOutputs: {Thing: {Value: !Ref Thing}}\n")

    with pytest.raises(EngineRefused, match=r"could not be made \(.*No::Such"):
        Engine(None, app=lambda: Small().app, policies=NONE, template=template).__enter__()


def test_what_a_killed_engine_left_running_is_stopped_and_saves(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    folder.lock()
    left = Ministack(folder.services, keep=True)
    left.start()
    folder.write("engine.json", {"ministack_pid": left.pid})
    folder.unlock()  # as the end of its process would

    with started(tmp_path, Small()) as engine:
        assert engine.engine_url != left.url
        with pytest.raises(httpx.ConnectError):
            httpx.get(left.url)
    left.stop()


def test_the_environment_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    small = Small()
    before = dict(os.environ)

    with started(tmp_path, small):
        assert "AWS_PROFILE" not in os.environ
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")

    assert dict(os.environ) == before
