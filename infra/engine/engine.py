"""The fund on one machine: AWS's services, the API, and what calls the handlers, started and stopped together."""

from __future__ import annotations

import importlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aws_lambda_powertools.utilities import parameters
from chalice.app import Chalice

from infra.engine.aws import Aws
from infra.engine.background import Background
from infra.engine.banks import seed_banks
from infra.engine.clock import Clock
from infra.engine.control import ControlServer
from infra.engine.driver import Drained, Driver
from infra.engine.emptying import empty_buckets, is_empty, purge_queues, remake_table
from infra.engine.environment import environment
from infra.engine.failures import Failures
from infra.engine.ministack import Ministack, free_port
from infra.engine.overrides import Overrides
from infra.engine.peek import Peek
from infra.engine.refusal import EngineRefused
from infra.engine.rights import rights_in, watch
from infra.engine.server import ApiServer
from infra.engine.sms import SentSms, Sms
from infra.engine.stack import deploy
from infra.engine.state import StateFolder
from infra.engine.timekeeper import Timekeeper
from infra.engine.users import Person, Users
from infra.engine.wiring import wiring_of
from infra.roles import POLICIES
from ishtirak.web import clock as fund_clock

INFRA = Path(__file__).parents[1]


def load_app() -> Chalice:
    """Imported only once the environment is set: that is what the application starts from."""
    app: Chalice = importlib.import_module("app").app
    return app


class Engine:
    """A context manager; everything below works between its beginning and its end.

    `api_url`, `control_url`, `engine_url`   addresses, all on loopback
    `bank_secrets`                           signing secrets by bank code, newest first
    `failures`                               deliveries that failed, oldest first
    """

    # Clients that the application keeps are made for one address, so the engines of one process share their port.
    _port_of_this_process = 0

    def __init__(
        self,
        state_dir: Path | None,
        api_port: int = 0,
        control_port: int = 0,
        engine_port: int = 0,
        *,
        running: bool = False,
        app: Callable[[], Chalice] = load_app,
        template: Path = INFRA / "resources.yaml",
        overrides: Path = INFRA / "functions.yaml",
        policies: Path = POLICIES,
        tell: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        """Port 0 is any free one.

        Without `state_dir` all is gone at the end. With `running` the clock goes on and work is done as it comes;
        without it the clock stands still and nothing is delivered until `advance` or `drain` is called.
        `policies` has a file for each function of what it may do, to which it is held as on AWS.
        `tell` is given a sentence for each thing that is done.
        """
        self._folder = StateFolder(state_dir) if state_dir is not None else None
        self._ports = (api_port, control_port, engine_port)
        self._running = running
        self._load_app = app
        self._template = template
        self._overrides = overrides
        self._policies = policies
        self._tell = tell
        self._open = ExitStack()
        self.failures = Failures()
        self._clock = Clock(ticking=running)

    def __enter__(self) -> Self:
        """Raises: EngineRefused with what stands in the way and what to do about it."""
        try:
            self._start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    # -- what the player and the tests ask for ------------------------------------------------------------------

    def now(self) -> datetime:
        """The fund's time, in Africa/Tripoli."""
        return self._clock.now()

    def advance(self, to: datetime) -> int:
        """Let the time until `to` pass: each schedule at its moment, in order, and the work that it makes.

        Returns how many firings there were.
        Raises: EngineRefused where `to` is past, unless the fund is empty: then the clock is only put there.
        """
        return self._time.advance(to)

    def fire_due(self) -> None:
        """Run the schedules whose time has come since they last ran."""
        self._time.fire_due()

    def drain(self) -> Drained:
        """Deliver until queues and stream are quiet, uploads of this moment among them."""
        return self._driver.drain(settle=True)

    def turn(self, stopping: Callable[[], bool]) -> bool:
        """Deliver what is there now; whether there was anything."""
        drained = Drained()
        busy = self._driver.turn(drained, stopping)
        self._driver.say(drained)
        return busy

    def empty(self, at: datetime | None = None) -> None:
        """An empty fund, its clock put to `at`. Users, tokens and the banks' secrets stay."""
        with self._driver.lock:
            for table in self._tables:
                remake_table(self._aws, table)
            purge_queues(self._aws, self._peek)
            empty_buckets(self._aws, self._stack)
            self._sent.forget()
            if self._folder is not None:
                self._folder.write("sms.json", self._sent.forgotten)
            for stream in self._driver.streams:
                stream.restart()
            self.failures.clear()
            self._time.put(at or self.now())

    def token(
        self,
        role: str,
        employer: str | None = None,
        subscriber: str | None = None,
        agent: str | None = None,
        provider: str | None = None,
        name: str | None = None,
    ) -> str:
        """The ID token of a signed-in user of `role`; `name` tells apart two users of one role."""
        return self.sign_in(Person(role, employer, subscriber, agent, provider, name))

    def sign_in(self, person: Person) -> str:
        return self._users.token(person)

    def tokens(self) -> dict[str, str]:
        """One demonstration user of each role, by role."""
        return {role: self.sign_in(Person(role)) for role in self._users.roles}

    def sms(self) -> list[Sms]:
        return self._sent.all()

    def dead(self) -> dict[str, int]:
        """How many messages lie in each dead-letter queue that is not empty, by logical id."""
        waiting = self._peek.queues()
        names = [name for name in self._stack.physical if name.endswith("Dead")]
        counts = {name: waiting[self._stack.queue_name(name)].visible for name in names}
        return {name: count for name, count in counts.items() if count}

    def physical(self, logical_id: str) -> str:
        """The name, URL or ARN of a resource of the stack."""
        return self._stack.physical[logical_id]

    def check(self) -> None:
        """Raises: EngineRefused where the engine no longer works and has to be started again."""
        if not self._ministack.runs:
            raise EngineRefused(
                "ministack has ended by itself, and what changed since the start is lost. Start again; what it "
                f"said is in {self._ministack.log}."
            )

    # -- starting and stopping ----------------------------------------------------------------------------------

    def _start(self) -> None:
        services = self._open_folder()
        api = ApiServer(self._ports[0])
        self._open.callback(api.stop)
        control = ControlServer(self, self._ports[1])
        self._open.callback(control.stop)
        ministack = self._start_ministack(services)
        self._open.enter_context(environment(ministack.url))
        self._connect(ministack)
        self._drive(api)
        control.serve()
        self.api_url, self.control_url, self.engine_url = api.url, control.url, ministack.url
        addresses = {"api_url": api.url, "control_url": control.url, "engine_url": ministack.url}
        self._announce(ministack_pid=ministack.pid, **addresses)

    def _open_folder(self) -> Path:
        """Where ministack keeps its own."""
        if self._folder is None:
            return Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="ishtirak-")))
        self._folder.lock()
        self._open.callback(self._folder.unlock)
        self._open.callback(self._folder.remove, "engine.json")
        self._folder.check()
        return self._folder.services

    def _start_ministack(self, services: Path) -> Ministack:
        since = time.monotonic()
        port = self._ports[2] or free_port(Engine._port_of_this_process)
        ministack = Ministack(services, keep=self._folder is not None, port=port)
        ministack.start()
        self._ministack = ministack
        self._open.callback(ministack.stop)
        self._announce(ministack_pid=ministack.pid)
        Engine._port_of_this_process = ministack.port
        self._tell(f"AWS's services stand ready on this machine ({time.monotonic() - since:.1f} s).")
        return ministack

    def _connect(self, ministack: Ministack) -> None:
        since = time.monotonic()
        self._aws = Aws(ministack.url)
        self._peek = Peek(ministack.port)
        self._open.callback(self._peek.close)
        self._stack = deploy(self._aws, self._template)
        os.environ.update(self._stack.settings)
        self._tell(
            f"{len(self._stack.physical)} resources of {self._template.name} are there "
            f"({time.monotonic() - since:.1f} s): table, queues, buckets, user pool."
        )
        self._sent = SentSms(self._peek, self._folder.read("sms.json") if self._folder is not None else {})
        self.bank_secrets: dict[str, list[str]] = {}
        if "BANK_SECRETS_ARN" in self._stack.settings:
            self.bank_secrets = seed_banks(self._aws, self._stack.settings["BANK_SECRETS_ARN"])
            # Secrets of an engine that ran in this process before.
            parameters.clear_caches()  # type: ignore[no-untyped-call]
        self._users = Users(
            self._aws, self._stack.physical.get("UserPool", ""), self._stack.physical.get("UserPoolClient", "")
        )

    def _drive(self, api: ApiServer) -> None:
        self._set_clock()
        rights_of = rights_in(self._stack, self._policies)
        watch()
        app = self._load_app()
        wiring = wiring_of(app, rights_of)
        self._tables = [name for setting, name in self._stack.settings.items() if setting.endswith("TABLE_NAME")]
        self._driver = Driver(
            self._aws, self._peek, self._stack, wiring, Overrides(self._overrides), self.failures, self._tell
        )
        self._time = Timekeeper(
            self._clock, self._driver, lambda: is_empty(self._aws, self._tables), self._save_clock, self._tell
        )
        self._open.callback(self._save_clock)
        self._open.callback(self._finish)
        background = Background(self) if self._running else None
        if background is not None:
            self._open.callback(background.stop)
        api.serve(app, rights_of, changed=background.wake if background is not None else lambda: None)
        self._open.callback(api.stop)
        if background is not None:
            background.start()

    def _finish(self) -> None:
        if self._ministack.runs:
            self._driver.finish()

    def _set_clock(self) -> None:
        if self._folder is not None and (kept := self._folder.read("clock.json")):
            self._clock.go_on(kept)
        fund_clock.set_source(self.now)
        self._open.callback(fund_clock.set_source, None)

    def _save_clock(self) -> None:
        if self._folder is not None:
            self._folder.write("clock.json", self._clock.kept())

    def _announce(self, **what: str | int) -> None:
        """Where `make demo` and `make play` find this engine; and the next start, what a killed one left running."""
        if self._folder is not None:
            self._folder.write("engine.json", what)
