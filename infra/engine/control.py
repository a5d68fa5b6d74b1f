"""The control door: the clock, the queues and the demonstration's secrets, for the player and `make demo`.

On loopback and on a port of its own; it is no part of the application and is never packaged.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from infra.engine.failures import logger
from infra.engine.refusal import EngineRefused
from infra.engine.users import Person
from ishtirak.web.clock import FUND_TIME

if TYPE_CHECKING:
    from infra.engine.engine import Engine

Body = dict[str, Any]
PERSON_FIELDS = {"role", "employer", "subscriber", "agent", "provider", "name"}


def get_clock(engine: Engine, _body: Body) -> Body:
    return {"now": engine.now().isoformat()}


def post_clock(engine: Engine, body: Body) -> Body:
    return {"fired": engine.advance(_moment(body, "to")), "now": engine.now().isoformat()}


def post_drain(engine: Engine, _body: Body) -> Body:
    drained = engine.drain()
    return {"delivered": dict(drained), "left": drained.left}


def post_empty(engine: Engine, body: Body) -> Body:
    engine.empty(_moment(body, "at") if "at" in body else None)
    return {"now": engine.now().isoformat()}


def get_sms(engine: Engine, _body: Body) -> Body:
    return {"items": [sms.as_json() for sms in engine.sms()]}


def get_tokens(engine: Engine, _body: Body) -> Body:
    return {"tokens": engine.tokens()}


def post_tokens(engine: Engine, body: Body) -> Body:
    if "role" not in body or not set(body) <= PERSON_FIELDS or not all(isinstance(text, str) for text in body.values()):
        raise EngineRefused(f"A token is asked for with a role and any of {sorted(PERSON_FIELDS - {'role'})}.")
    return {"token": engine.sign_in(Person(**body))}


def get_bank_secrets(engine: Engine, _body: Body) -> Body:
    return dict(engine.bank_secrets)


def get_failures(engine: Engine, _body: Body) -> Body:
    return {"items": [vars(failure) for failure in engine.failures], "dead": engine.dead()}


DOORS: dict[tuple[str, str], Callable[[Engine, Body], Body]] = {
    ("GET", "/clock"): get_clock,
    ("POST", "/clock"): post_clock,
    ("POST", "/drain"): post_drain,
    ("POST", "/empty"): post_empty,
    ("GET", "/sms"): get_sms,
    ("GET", "/tokens"): get_tokens,
    ("POST", "/tokens"): post_tokens,
    ("GET", "/bank-secrets"): get_bank_secrets,
    ("GET", "/failures"): get_failures,
}


def _moment(body: Body, field: str) -> datetime:
    """A time without a zone is fund time."""
    try:
        moment = datetime.fromisoformat(body[field])
    except (KeyError, TypeError, ValueError):
        raise EngineRefused(f'"{field}" must be a date and time such as "2026-05-12T09:00:00+02:00".') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=FUND_TIME)


class ControlHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: ControlServer

    def handle_one(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        raw = self.rfile.read(length)
        path = self.path.split("?")[0]
        door = DOORS.get((self.command, path))
        if door is None:
            known = path in {path for _, path in DOORS}
            status = HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND
            self._answer(status, {"error": f"{self.command} {path} is not a door of the engine."})
            return
        try:
            self._answer(HTTPStatus.OK, door(self.server.engine, _object(raw)))
        except EngineRefused as refused:
            self._answer(HTTPStatus.BAD_REQUEST, {"error": str(refused)})
        except Exception as error:  # noqa: BLE001 - whoever asked must learn what went wrong
            logger.exception("%s %s failed", self.command, path)
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": repr(error)})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one  # noqa: N815

    def _answer(self, status: HTTPStatus, content: Body) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        logger.debug("control: %s", format % args)


def _object(raw: bytes) -> Body:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise EngineRefused("The body is not a JSON object.")
    return body


class ControlServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, engine: Engine, port: int) -> None:
        """Raises: EngineRefused where the port is in use."""
        try:
            super().__init__(("127.0.0.1", port), ControlHandler)
        except OSError as error:
            raise EngineRefused(f"Port {port} for the engine's control door is in use by another program.") from error
        self.engine = engine
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def serve(self) -> None:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True, name="control")
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self.shutdown()
        self.server_close()
