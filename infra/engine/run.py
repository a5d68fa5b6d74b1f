"""`make run`: the fund on this machine until Ctrl-C, its state kept in .state/."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from infra.engine.engine import Engine
from infra.engine.refusal import EngineRefused
from infra.engine.state import StateFolder

STATE = Path(__file__).parents[2] / ".state"
PORT = 8000
TOKENS = "tokens.json"
LOOK_AT_TOKENS_SECONDS = 60

console = Console(highlight=False)


def main() -> int:
    options = _options()
    _log(options.verbose)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options.state, options.port)
    except EngineRefused as refused:
        console.print(f"[red]{refused}[/red]", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped before it was ready.")
        return 130


def _run(state: Path, port: int) -> int:
    since = time.monotonic()
    stop = threading.Event()
    console.print("[bold]اشتراك · Ishtirak[/bold] starts on this machine.")
    with Engine(state, api_port=port, running=True, tell=_say) as engine:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        folder = StateFolder(state)
        tokens = engine.tokens()
        folder.write(TOKENS, tokens)
        _show(engine, tokens, folder.path / TOKENS, time.monotonic() - since)
        looked = time.monotonic()
        while not stop.wait(1):
            engine.check()
            if time.monotonic() - looked > LOOK_AT_TOKENS_SECONDS:
                looked = time.monotonic()
                folder.write(TOKENS, engine.tokens())
        _say("Stopping: what is in hand is finished and saved.")
        folder.remove(TOKENS)
    console.print(
        f"Stopped. Everything is kept in {state}; `make run` goes on from here, `make reset` empties it.",
        soft_wrap=True,
    )
    return 0


def _show(engine: Engine, tokens: dict[str, str], file: Path, seconds: float) -> None:
    console.rule("One signed-in user of each role: send a line as `Authorization: Bearer …`", style="dim")
    for role, token in tokens.items():
        console.print(f"[bold]{role}[/bold]")
        console.print(token, style="dim", soft_wrap=True)
    console.print(f"They stand in {file} too, which always has tokens that are still good.", soft_wrap=True)
    console.rule(style="dim")
    console.print(f"[bold green]الصندوق يعمل · The fund is running[/bold green] (ready in {seconds:.1f} s)")
    console.print(f"  API            {engine.api_url}/v1")
    console.print(f"  Documentation  {engine.api_url}/v1/docs")
    console.print(f"  Fund time      {engine.now():%Y-%m-%d %H:%M}")
    console.print("  Stop           Ctrl-C: nothing is lost")


def _say(sentence: str) -> None:
    console.print(f"[dim]{time.strftime('%H:%M:%S')}[/dim]  {sentence}", soft_wrap=True)


def _log(verbose: bool) -> None:
    handler = RichHandler(console=console, show_path=False, rich_tracebacks=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])
    if verbose:
        logging.getLogger("ishtirak.engine").setLevel(logging.DEBUG)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    port = os.environ.get("PORT", str(PORT))  # `make run PORT=8001`
    parser.add_argument("--port", type=_port, default=port, help=f"of the API (default {PORT})")
    parser.add_argument("--state", type=Path, default=STATE, help="folder that keeps the fund (default .state)")
    parser.add_argument("--verbose", action="store_true", help="show each request")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port: choose a number from 1024 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
