"""A small application that says what it was given and fails when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from chalice.app import (
    AuthRequest,
    AuthResponse,
    AuthRoute,
    Chalice,
    CloudWatchEvent,
    DynamoDBEvent,
    Request,
    Response,
    SQSEvent,
)

from ishtirak.web import clock

Failing = Callable[[str], bool]

NONE = Path(__file__).with_name("no-policies")
"""A folder that is not there: what the small application does is let be."""


class Small:
    """`app` and what its handlers have seen; `breaks` are texts at which they raise, `fails` those they report."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.messages: list[list[str]] = []
        self.rows: list[str] = []
        self.arrived: list[str] = []
        self.swept: list[datetime] = []
        self.breaks: set[str] = set()
        self.fails: set[str] = set()
        self.on_message: Callable[[str], None] = lambda _text: None
        self.on_sweep: Callable[[], None] = lambda: None
        self.app = self._build()

    def forget(self) -> None:
        for seen in (self.events, self.messages, self.rows, self.arrived, self.swept, self.breaks, self.fails):
            seen.clear()
        self.on_message = lambda _text: None
        self.on_sweep = lambda: None

    def _build(self) -> Chalice:
        app = Chalice("small")
        app.api.binary_types = [*app.api.binary_types, "application/x-bytes"]
        self._listen(app)
        self._answer(app)
        return app

    def _listen(self, app: Chalice) -> None:
        @app.on_sqs_message(queue="BankEvents", batch_size=10)
        def take_messages(event: SQSEvent) -> dict[str, Any]:
            self.events.append(event.to_dict())
            self.messages.append([record.body for record in event])
            failed = [record.to_dict()["messageId"] for record in event if record.body in self.fails]
            for record in event:
                self.on_message(record.body)
                self._break_at(record.body)
            return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

        @app.on_dynamodb_record(stream_arn="Table")
        def send_notices(event: DynamoDBEvent) -> None:
            self.events.append(event.to_dict())
            for record in event:
                self.rows.append(record.new_image["sk"]["S"])
                self._break_at(record.new_image["sk"]["S"])

        @app.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
        def file_arrived(event: CloudWatchEvent) -> None:
            self.arrived.append(event.detail["object"]["key"])
            self._break_at(event.detail["object"]["key"])

        @app.schedule("cron(0 6 * * ? *)")
        def daily_sweep(event: CloudWatchEvent) -> None:
            self.events.append(event.to_dict())
            self.swept.append(clock.now())
            self._break_at("sweep")
            self.on_sweep()

    def _answer(self, app: Chalice) -> None:
        def current() -> Request:
            assert app.current_request is not None
            return app.current_request

        @app.authorizer()
        def signed_in(request: AuthRequest) -> AuthResponse:
            if request.token == "broken":
                raise ValueError("no such key")
            if request.token == "unknown":
                raise PermissionError("Unauthorized")
            routes: list[str | AuthRoute] = ["*"] if request.token == "good" else []
            context: dict[str, Any] = {"level": 3}
            return AuthResponse(routes=routes, principal_id="somebody", context=context)

        @app.route("/who/{name}", authorizer=signed_in)
        def who(name: str) -> dict[str, Any]:
            context = current().context
            return {"name": name, "level": context["authorizer"]["level"], "path": context["path"]}

        @app.route("/echo", methods=["POST"], content_types=["application/x-bytes", "application/json"])
        def echo() -> Response:
            body = current().raw_body
            return Response(body, headers={"Content-Type": "application/x-bytes"})

        @app.route("/ask/{number}")
        def ask(number: str) -> dict[str, Any]:
            return {"before": number, "after": (current().uri_params or {})["number"]}

    def _break_at(self, text: str) -> None:
        if text in self.breaks:
            raise RuntimeError(f"broke at {text}")
