"""Play scenarios: `python -m infra.play FILE …`.

Exit:  0 every check of every file held; 1 one did not, or the system could not be played against; 2 a file is bad.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import monotonic

from rich.console import Console

from infra.engine.engine import Engine
from infra.engine.refusal import EngineRefused
from infra.play.control import Control
from infra.play.doors import Doors
from infra.play.faults import BadScenario, CannotPlay, Fault
from infra.play.player import play
from infra.play.programme import Programme
from infra.play.scenario import Scenario, load

HELD, FAILED, BAD_FILE, STOPPED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="play", description="Play scenarios of the fund on the embedded engine.")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a scenario (YAML)")
    files: list[Path] = parser.parse_args(arguments).files
    scenarios, faults = _load_all(files)
    if faults:
        sys.stderr.write("".join(f"{fault}\n" for fault in faults))
        return BAD_FILE
    try:
        return _play_all(scenarios)
    except (CannotPlay, EngineRefused) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; nothing is kept of what was played.\n")
        return STOPPED


def _load_all(files: list[Path]) -> tuple[list[Scenario], list[Fault]]:
    scenarios, faults = [], []
    for file in files:
        try:
            scenarios.append(load(file))
        except BadScenario as bad:
            faults += bad.faults
    return scenarios, faults


def _play_all(scenarios: list[Scenario]) -> int:
    programme = Programme(Console(highlight=False))
    programme.says("Starting the embedded engine …")
    began = monotonic()
    with Engine(None) as engine, Control(engine.control_url) as control, Doors(engine.api_url, control) as doors:
        programme.says(f"The engine is up after {monotonic() - began:.1f} s.")
        began = monotonic()
        for scenario in scenarios:
            _play_one(scenario, programme, control, doors)
    programme.ends(len(scenarios), monotonic() - began)
    return FAILED if programme.failed else HELD


def _play_one(scenario: Scenario, programme: Programme, control: Control, doors: Doors) -> None:
    began, played = monotonic(), 0
    programme.opens(scenario)
    for outcome in play(scenario, control, doors):
        programme.shows(outcome)
        played += 1
    programme.closes(scenario, played, monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
