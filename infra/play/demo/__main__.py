"""`make demo`: play a real month on the running system, through HTTP, and show what came of it.

Exit:  0 every figure is what it must be; 1 one is not, or the system could not be played against.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import monotonic

from rich.console import Console

from infra.engine.refusal import EngineRefused
from infra.engine.run import STATE
from infra.play.bank import Bank
from infra.play.control import Control
from infra.play.demo.figures import FiguresDiffer
from infra.play.demo.running import system
from infra.play.demo.stage import Stage
from infra.play.demo.story import tell
from infra.play.demo.summary import show
from infra.play.doors import Doors, Problem
from infra.play.faults import CannotPlay


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make demo", description="Play a real month on the running system.")
    parser.add_argument("--state", type=Path, default=STATE, help="folder of the fund that runs (default .state)")
    state: Path = parser.parse_args(arguments).state
    console = Console(highlight=False, soft_wrap=True)
    console.rule("عرض: شهر كامل على المنظومة · A real month on the running system")
    try:
        _play(console, state)
    except FiguresDiffer as error:
        console.print(f"[bold red]The figures differ.[/] {error}")
        return 1
    except (CannotPlay, EngineRefused, Problem) as error:
        console.print(f"[bold red]The demonstration stopped.[/] {error}")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped in the middle of the story: run `make reset` before the next demonstration.")
        return 130
    return 0


def _play(console: Console, state: Path) -> None:
    began = monotonic()
    with (
        system(console.print, state) as found,
        Control(found.control_url) as control,
        Doors(found.api_url, control) as doors,
    ):
        console.print("The fund's clock is moved by the story.", style="dim")
        stage = Stage(doors, control, Bank.of_demonstration(control, doors), console)
        rows = tell(stage)
        show(console, rows)
        console.print(f"[bold green]كل الأرقام مطابقة · Every figure is exact[/] ({monotonic() - began:.0f} s)")
        console.print(f"The fund's clock stands at {control.now():%Y-%m-%d %H:%M} now.", style="dim")


if __name__ == "__main__":
    sys.exit(main())
