"""What every scene of the demonstration is played with, and how it waits for what works in the background."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from infra.play.bank import Bank
from infra.play.control import Control, at
from infra.play.doors import Actor, Doors
from infra.play.faults import CannotPlay

EMPTY_FIRST = (
    "The fund has been played already, and the demonstration needs an empty one. "
    "Stop `make run` with Ctrl-C, empty the fund with `make reset`, and start again."
)

Thing = TypeVar("Thing")

_SECONDS_TO_WAIT = 120
_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True, slots=True)
class Stage:
    """The running system: its doors, its clock, its bank, and where the story is told."""

    doors: Doors
    control: Control
    bank: Bank
    console: Console

    def go_to(self, day: date) -> None:
        """Let time pass until nine in the morning of `day`, with every schedule on the way."""
        with self.scene(f"The clock goes on to {day}", f"تتقدم ساعة المنظومة إلى {day}"):
            self.control.advance(at(day, 9))
            self.control.drain()

    @contextmanager
    def scene(self, en: str, ar: str) -> Iterator[None]:
        """Tell what is being done while it is done, and how long it took."""
        began = time.monotonic()
        with self.console.status(f"{en} …"):
            yield
        self._done(en, ar, began)

    def each(self, things: Sequence[Thing], en: str, ar: str) -> Iterator[Thing]:
        """Tell how far it is while each of these things is dealt with, and how long all of them took."""
        began = time.monotonic()
        yield from track(things, f"  {en}", console=self.console, transient=True, disable=not self.console.is_terminal)
        self._done(f"{en}: {len(things):,}", ar, began)

    def _done(self, en: str, ar: str, began: float) -> None:
        self.console.print(f"[green]✓[/] {en} [dim]({time.monotonic() - began:.1f} s)[/]")
        self.console.print(f"  {ar}", style="dim")

    def says(self, text: str) -> None:
        self.console.print(f"  {text}", highlight=False)

    def wait_for(self, path: str, by: Actor, states: Collection[str]) -> dict[str, Any]:
        """The thing at `path` once its state is one of these.

        Raises: CannotPlay where it takes too long, or is refused or fails on the way.
        """
        ends = time.monotonic() + _SECONDS_TO_WAIT
        while True:
            self.control.drain()
            found = self.doors.get(path, by)
            if found["state"] in states:
                return found
            if found["state"] in {"refused", "failed"} or time.monotonic() > ends:
                raise CannotPlay(f"{path} is {found['state']}, and should be {' or '.join(states)}: {found}")
            time.sleep(_SECONDS_BETWEEN_LOOKS)
