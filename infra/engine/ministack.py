"""The process that stands in for AWS: ministack, on loopback only, with its state in one folder.

It is served by uvicorn with the parser and the loop that are written in C. Its own server does the same in Python, and
takes a third more for everything that is tested and played here.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from infra.engine.refusal import EngineRefused

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 60


class Ministack:
    """Started by `start`, which waits until it answers; `stop` makes it save what it keeps."""

    def __init__(self, folder: Path, keep: bool, port: int = 0) -> None:
        """`folder` takes state and log; with `keep` it is read at the start and saved at the stop."""
        self._folder = folder
        self._keep = keep
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Zero while it does not run."""
        return self._process.pid if self._process is not None else 0

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        return self._folder / "ministack.log"

    def start(self) -> None:
        """Raises: EngineRefused where it ends early or does not answer in time."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.log.open("wb") as log:
            # Its own session: Ctrl-C on the terminal must reach the engine only, which finishes what is in hand
            # before it lets ministack save and stop.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "ministack.app:app", *self._served()],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self._answers():
            if not self.runs or time.monotonic() > deadline:
                self.stop()
                raise EngineRefused(f"ministack did not start. What it said is in {self.log}.")
            time.sleep(0.02)

    def stop(self) -> None:
        """SIGTERM and wait: only then does ministack save its state; a kill would lose it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise EngineRefused(
                f"ministack did not stop in {STOP_TIMEOUT_SECONDS} s and was ended: what changed since the start "
                f"is lost. What it said is in {self.log}."
            ) from None

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_ministack/ready")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _served(self) -> list[str]:
        at = ["--host", "127.0.0.1", "--port", str(self.port)]
        return [*at, "--timeout-keep-alive", "75", "--log-level", "warning", "--no-access-log"]

    def _environment(self) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            # Without PYTHONDONTWRITEBYTECODE a first start compiles 100 modules once, not each time (2.5 s).
            if not name.startswith("AWS_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        return inherited | {
            "GATEWAY_PORT": str(self.port),
            "PERSIST_STATE": "1" if self._keep else "0",
            "STATE_DIR": str(self._folder / "services"),
            "S3_PERSIST": "1" if self._keep else "0",
            "S3_DATA_DIR": str(self._folder / "objects"),
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",  # at INFO it would write the text of every SMS to its log
            "DOCKER_HOST": "unix:///nonexistent",  # it must never look for containers
        }


def free_port(wanted: int = 0) -> int:
    """`wanted` where nothing listens there, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just been closed is free
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
