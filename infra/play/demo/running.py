"""Finding the system that `make run` keeps running, or starting one that ends with the demonstration."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.engine.engine import Engine

_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a system listens."""

    api_url: str
    control_url: str


@contextmanager
def system(tell: Callable[[str], None], state: Path) -> Iterator[Addresses]:
    """The addresses of the running system; where none is running, of one on a state that is thrown away after."""
    found = _running(state)
    if found is not None:
        tell(f"Using the system that is running at {found.api_url}.")
        yield found
        return
    tell("No system is running (`make run` starts one), so a temporary one is started; nothing of it is kept.")
    with Engine(None) as engine:
        yield Addresses(engine.api_url, engine.control_url)


def _running(state: Path) -> Addresses | None:
    try:
        said = json.loads((state / "engine.json").read_text(encoding="utf-8"))
        addresses = Addresses(said["api_url"], said["control_url"])
        httpx.get(f"{addresses.control_url}/clock", timeout=_SECONDS).raise_for_status()
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None
    return addresses
