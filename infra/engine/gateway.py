"""API Gateway as Chalice imitates it, with what it leaves out and what AWS does otherwise."""

from __future__ import annotations

import http
import json
import uuid
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway, LocalGatewayAuthorizer, LocalGatewayException

from infra.engine.failures import logger
from infra.engine.rights import API, AUTHORIZER, Rights, RightsOf, acting, nobody_looks
from infra.gateway_answers import ANSWERS, body_of
from ishtirak.web.problems import PROBLEM_JSON

Event = dict[str, Any]
TIMEOUT_SECONDS = 900
MEMORY_MB = 512
HEADERS = {"Content-Type": PROBLEM_JSON, "Cache-Control": "no-store"}


class Unauthorized(LocalGatewayException):
    CODE = http.HTTPStatus.UNAUTHORIZED


class UnknownRoute(LocalGatewayException):
    CODE = http.HTTPStatus.NOT_FOUND


class AuthorizerBroke(LocalGatewayException):
    CODE = http.HTTPStatus.INTERNAL_SERVER_ERROR


class Authorizer(LocalGatewayAuthorizer):
    """Runs the application's authorizer: "Unauthorized" raised is 401, any other error 500, a refusal 403."""

    def __init__(self, app: Chalice, rights: Rights | None) -> None:
        super().__init__(app)
        self._rights = rights

    def authorize(self, raw_path: str, lambda_event: Event, lambda_context: Any) -> Any:
        try:
            with acting(self._rights):
                return super().authorize(raw_path, lambda_event, lambda_context)
        except LocalGatewayException:
            raise
        except Exception as error:
            if str(error) == "Unauthorized":
                raise Unauthorized(HEADERS, answer("UNAUTHORIZED")) from None
            logger.exception("The authorizer failed")
            raise AuthorizerBroke(HEADERS, answer("DEFAULT_5XX")) from error

    def _update_lambda_event(self, lambda_event: Event, auth_result: Event) -> Event:
        context = {name: _as_text(name, value) for name, value in auth_result["context"].items()}
        event: Event = super()._update_lambda_event(lambda_event, {**auth_result, "context": context})
        return event


class Gateway(LocalGateway):
    def __init__(self, app: Chalice, rights_of: RightsOf = nobody_looks) -> None:
        config = Config.create(lambda_timeout=TIMEOUT_SECONDS, lambda_memory_size=MEMORY_MB)
        super().__init__(app, config)
        self._authorizer = Authorizer(app, rights_of(AUTHORIZER))
        self._rights = rights_of(API)

    def handle_request(self, method: str, path: str, headers: Any, body: bytes | None) -> Any:
        with acting(self._rights):
            return super().handle_request(method, path, headers, body)

    def _generate_lambda_event(self, method: str, path: str, headers: Any, body: bytes | None) -> Event:
        try:
            event: Event = super()._generate_lambda_event(method, path, headers, body)
        except ValueError:  # no such route; Chalice's own answer would repeat the caller's token
            raise UnknownRoute(HEADERS, answer("MISSING_AUTHENTICATION_TOKEN")) from None
        event["pathParameters"] = {name: unquote(value) for name, value in event["pathParameters"].items()}
        event["requestContext"]["requestId"] = str(uuid.uuid4())
        return event


def answer(kind: str) -> bytes:
    """What API Gateway answers by itself, as the template has it."""
    return json.dumps(body_of(ANSWERS[kind], str(uuid.uuid4())), ensure_ascii=False).encode()


def _as_text(name: str, value: Any) -> str:
    """API Gateway hands on what an authorizer says as text, and takes no lists.

    Raises: TypeError for what it would not take.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(f"API Gateway does not take {name}={value!r} from an authorizer: only text, numbers, true, false")
