"""The API over HTTP on loopback: Chalice's local server, made fit for many requests at once."""

from __future__ import annotations

import http
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalice.app import Chalice
from chalice.local import ChaliceRequestHandler, LocalChalice

from infra.engine.failures import logger
from infra.engine.gateway import Gateway
from infra.engine.refusal import EngineRefused
from infra.engine.rights import RightsOf

MOST_BYTES = 10 * 1024 * 1024  # of a request's body: API Gateway's own limit
FINISH_SECONDS = 30  # for requests that are in hand when the engine stops
LOOPBACK = "127.0.0.1"


class RequestHandler(ChaliceRequestHandler):
    """One connection, kept open between requests."""

    disable_nagle_algorithm = True  # or each answer on a kept connection waits 40 ms for an acknowledgement
    wbufsize = -1
    server: ApiServer

    def __init__(self, request: Any, client_address: Any, server: ApiServer) -> None:
        # Not Chalice's own: it would sort all routes anew for each connection.
        self.local_gateway = server.gateway
        BaseHTTPRequestHandler.__init__(self, request, client_address, server)

    def handle_one(self) -> None:
        """Answer one request, whatever its method."""
        length = self.headers.get("content-length", "0")
        if not length.isdecimal() or not length.isascii():
            self._turn_away(http.HTTPStatus.BAD_REQUEST)
            return
        if int(length) > MOST_BYTES:
            self._turn_away(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        with self.server.taking_a_request():
            self._generic_handle()
        if self.command not in ("GET", "HEAD", "OPTIONS"):
            self.server.changed()

    def _turn_away(self, status: http.HTTPStatus) -> None:
        self.close_connection = True  # what it sends is not read
        self._send_http_response(status, {}, json.dumps({"message": status.phrase}))

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = handle_one  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        logger.debug("%s %s", self.address_string(), format % args)


class ApiServer(ThreadingHTTPServer):
    """Bound when made, so that a port in use is known before anything is started; serves after `serve`."""

    daemon_threads = True
    request_queue_size = 128
    gateway: Gateway

    def __init__(self, port: int) -> None:
        """Raises: EngineRefused where the port is in use."""
        try:
            super().__init__((LOOPBACK, port), RequestHandler)
        except OSError as error:
            raise EngineRefused(
                f"Port {port} is in use by another program. Stop that program, or choose another port: "
                f"`make run PORT={port + 1}`."
            ) from error
        self.changed: Callable[[], None] = lambda: None
        self.in_hand = 0
        self.idle = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def serve(self, app: Chalice, rights_of: RightsOf, changed: Callable[[], None]) -> None:
        """Answer from now on, with the rights that the API has.

        Args: changed: called after each request that may have changed something.
        """
        _keep_request_by_thread(app)
        self.gateway = Gateway(app, rights_of)
        self.changed = changed
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True, name="api")
        self._thread.start()

    @contextmanager
    def taking_a_request(self) -> Iterator[None]:
        with self.idle:
            self.in_hand += 1
        try:
            yield
        finally:
            with self.idle:
                self.in_hand -= 1
                self.idle.notify_all()

    def stop(self) -> None:
        """Take no more requests and finish those that are in hand."""
        if self._thread is not None:
            self.shutdown()
            self._thread = None
        self.server_close()
        with self.idle:
            self.idle.wait_for(lambda: self.in_hand == 0, FINISH_SECONDS)


def _keep_request_by_thread(app: Chalice) -> None:
    """Chalice keeps the current request on the app itself, which is one for all threads here."""
    if not isinstance(app, LocalChalice):
        app.__class__ = type("LocalApp", (_PerThread, LocalChalice, type(app)), {})


class _PerThread:
    """The context of the request, one a thread, as LocalChalice does for the request itself."""

    _contexts = threading.local()

    @property
    def lambda_context(self) -> Any:
        return self._contexts.lambda_context

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._contexts.lambda_context = context
