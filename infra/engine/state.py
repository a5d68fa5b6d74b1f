"""The folder in which an engine keeps what must be there again at the next start."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, Any

from infra.engine.refusal import EngineRefused

STOP_TIMEOUT_SECONDS = 60


class StateFolder:
    """Locked by one engine at a time.

    ministack/      what ministack saved: table, queues, objects, users
    engine.json     the engine that runs on this folder: its addresses once it is ready, the process of ministack
    tokens.json     signed-in demonstration users, for the owner of the folder only
    clock.json      how far the fund's clock is from real time, and until when schedules have run
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def services(self) -> Path:
        return self.path / "ministack"

    def lock(self) -> None:
        """Raises: EngineRefused while another engine has it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = (self.path / "lock").open("w")
        except OSError as error:
            raise EngineRefused(
                f"The folder {self.path} can't be written ({error.strerror}). Give yourself the right to write there."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            where = self.read("engine.json").get("api_url", "an address that it has not said yet")
            raise EngineRefused(
                f"The fund is already running on {self.path}, at {where}. Use that one, or stop it with Ctrl-C first."
            ) from None
        try:
            self._stop_orphan()
        except EngineRefused:
            self.unlock()
            raise

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def check(self) -> None:
        """Raises: EngineRefused where a file of ministack's can't be read: it would start without it, silently."""
        for file in sorted((self.services / "services").glob("*.json")):
            try:
                json.loads(file.read_bytes())
            except (ValueError, OSError):
                raise EngineRefused(
                    f"The kept state is damaged: {file} can't be read. Put back a copy of {self.path} if you have "
                    "one, or start with an empty fund: `make reset`."
                ) from None

    def read(self, name: str) -> dict[str, Any]:
        """The content of a file of this folder, empty where there is none.

        Raises: EngineRefused where it is damaged.
        """
        file = self.path / name
        if not file.exists():
            return {}
        try:
            content = json.loads(file.read_bytes())
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise EngineRefused(f"The file {file} is damaged. Delete it and start again.")
        return content

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Whole or not at all, and for the owner's eyes only."""
        new = self.path / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)
        new.replace(self.path / name)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def empty(self) -> None:
        """Everything but the lock, which is ours."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink()

    def _stop_orphan(self) -> None:
        """An engine that was killed has left its ministack running: stopped as it should be, it still saves all."""
        pid = self.read("engine.json").get("ministack_pid")
        if isinstance(pid, int) and _is_ministack(pid):
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
            while _is_ministack(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
        self.remove("engine.json")


def _is_ministack(pid: int) -> bool:
    """Whether the process is what we started, and not another that has got its number."""
    if Path("/proc/self/cmdline").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for one that has ended
        except OSError:
            return False
        return b"ministack" in command
    # macOS has no /proc, and always has `ps`.
    ps = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "ministack" in ps.stdout
