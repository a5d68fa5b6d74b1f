"""`make run` as a person sees it: a process on a terminal, stopped with Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.engine.aws import Aws
from infra.engine.ministack import free_port

HOUSE = Path(__file__).parents[2]
READY_SECONDS = 60

APP = """
import time
from chalice import Chalice

app = Chalice("small")


@app.route("/slow", methods=["POST"])
def slow():
    open("asked.txt", "w").close()
    time.sleep(0.5)
    return {"done": True}


@app.on_sqs_message(queue="BankEvents")
def take(event):
    with open("taken.txt", "a") as file:
        file.writelines(record.body for record in event)
"""


class Run:
    """`python -m infra.engine.run` in a folder with a small application."""

    def __init__(self, folder: Path, *options: str) -> None:
        (folder / "app.py").write_text(APP)
        self.state = folder / "state"
        environment = os.environ | {"PYTHONPATH": f"{HOUSE}{os.pathsep}{HOUSE / 'layers'}", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.engine.run", "--state", str(self.state), *options],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def addresses(self) -> dict[str, Any]:
        """Once it is ready."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if (self.state / "tokens.json").exists():
                found: dict[str, Any] = json.loads((self.state / "engine.json").read_text())
                return found
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.end()}")

    def end(self) -> str:
        """All that it has said, once it has ended."""
        said, _ = self.process.communicate(timeout=READY_SECONDS)
        return said


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 10
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} did not come"
        time.sleep(0.02)


def test_it_says_where_it_is_finishes_what_is_in_hand_and_loses_nothing(tmp_path: Path) -> None:
    port = free_port()
    run = Run(tmp_path, "--port", str(port))
    addresses = run.addresses()
    tokens = json.loads((run.state / "tokens.json").read_text())
    assert (run.state / "tokens.json").stat().st_mode & 0o777 == 0o600

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(httpx.post, f"{addresses['api_url']}/slow", json={})
        wait_for(tmp_path / "asked.txt")
        run.process.send_signal(signal.SIGINT)
        said = run.end()

    assert answer.result().json() == {"done": True}
    assert run.process.returncode == 0
    assert f"http://127.0.0.1:{port}/v1/docs" in said
    assert all(role in said and token in said for role, token in tokens.items())
    assert "Everything is kept" in said
    assert "Traceback" not in said
    assert not (run.state / "engine.json").exists()
    assert not (run.state / "tokens.json").exists()


def test_work_is_done_as_it_comes(tmp_path: Path) -> None:
    run = Run(tmp_path, "--port", str(free_port()))
    sqs = Aws(run.addresses()["engine_url"]).sqs
    url = next(url for url in sqs.list_queues()["QueueUrls"] if "BankEvents-" in url)

    sqs.send_message(QueueUrl=url, MessageBody="paid")
    wait_for(tmp_path / "taken.txt")
    run.process.terminate()

    assert "take took 1" in run.end()
    assert (tmp_path / "taken.txt").read_text() == "paid"


@pytest.mark.parametrize("option", ["x", "0", "70000"])
def test_a_port_that_is_none_is_said(tmp_path: Path, option: str) -> None:
    run = Run(tmp_path, "--port", option)

    assert "is no port" in run.end()


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = Run(tmp_path, "--port", str(other.getsockname()[1]))

        said = run.end()

    assert run.process.returncode == 1
    assert "is in use by another program" in said
    assert "Traceback" not in said
