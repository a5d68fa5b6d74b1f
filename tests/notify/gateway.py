"""An operator's gateway for SMS on this machine: a real HTTP server that keeps what it takes, once a reference."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
"""A status, and what is told as JSON, or bytes as they are."""


class Taken(NamedTuple):
    """One message that it has taken."""

    id: str
    to: str
    text: str


class OperatorsGateway:
    """`answers` are given one after the other instead of its own.

    drops: whether it closes the connection where it would answer, after it has taken the message.
    """

    TOKEN = "a token of the fund"

    def __init__(self) -> None:
        self.taken: dict[str, Taken] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: list[Answer] = []
        self.drops = False
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._answer(gateway._next(self) or gateway._take(self.headers, body))

            def do_GET(self) -> None:
                self._answer(gateway._next(self) or gateway._find(self.path))

            def _answer(self, answer: Answer) -> None:
                if gateway.drops:
                    self.close_connection = True
                    return
                status, told = answer
                body = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", f"{gateway.url}/elsewhere")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing: a test says what it wants to know."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def _next(self, request: BaseHTTPRequestHandler) -> Answer | None:
        """What it is told to answer, where it is told anything."""
        self.asked.append((request.command, {name.lower(): value for name, value in request.headers.items()}))
        return self.answers.pop(0) if self.answers else None

    def _take(self, headers: Any, body: dict[str, str]) -> Answer:
        if headers["Authorization"] != f"Bearer {self.TOKEN}" or headers["Idempotency-Key"] != body["reference"]:
            return 401, {}
        new = Taken(f"op-{len(self.taken) + 1}", body["to"], body["text"])
        return 202, {"id": self.taken.setdefault(body["reference"], new).id}

    def _find(self, path: str) -> Answer:
        (reference,) = parse_qs(urlsplit(path).query)["reference"]
        found = self.taken.get(reference)
        return (200, {"id": found.id}) if found else (404, {})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v2"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
