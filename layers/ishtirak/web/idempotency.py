"""`Idempotency-Key`: a POST that is sent again with the same key gets the answer of the first time.

This replays answers for a day, so that a client whose line broke does not register twice. It does not guard money:
what must happen once carries a marker in its own transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from ishtirak import settings
from ishtirak.web.actors import Actor
from ishtirak.web.faults import InvalidRequestKey, RequestInProgress, RequestKeyReused

ANSWER_LASTS_SECONDS = 24 * 60 * 60
LONGEST_KEY = 128
REPLAYED = "Idempotency-Replayed"


def once(request: Request, actor: Actor, answer: Callable[[], Response]) -> Response:
    """What `answer` gives, or what it gave when this actor sent this request with this key before.

    Without the header it is answered each time anew. A refusal is not kept: it changed nothing.
    Raises: InvalidRequestKey; RequestKeyReused for another body; RequestInProgress; and what `answer` raises.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return answer()
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidRequestKey
    return _kept(request, actor, key, answer)


def _kept(request: Request, actor: Actor, key: str, answer: Callable[[], Response]) -> Response:
    # Loading these takes 100 ms: only who sends the header waits for it.
    from aws_lambda_powertools.utilities.idempotency import (
        DynamoDBPersistenceLayer,
        IdempotencyConfig,
        idempotent_function,
    )
    from aws_lambda_powertools.utilities.idempotency import exceptions as refusals

    store = DynamoDBPersistenceLayer(
        table_name=settings.get("TABLE_NAME"),
        key_attr="pk",
        sort_key_attr="sk",
        static_pk_value=f"REQUEST#{actor.id}",
        expiry_attr="expires_at",
    )
    config = IdempotencyConfig(
        event_key_jmespath="asked",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=ANSWER_LASTS_SECONDS,
        hash_function="sha256",
        lambda_context=request.lambda_context,
    )
    was_answered_now = False

    def answered(data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - powertools makes the key of it
        nonlocal was_answered_now
        was_answered_now = True
        response = answer()
        return {"body": response.body, "headers": response.headers, "status": response.status_code}

    answered_once = idempotent_function(
        answered, data_keyword_argument="data", persistence_store=store, config=config, key_prefix="ANSWER"
    )
    asked = [request.method, request.path, request.uri_params, key]
    try:
        kept = answered_once(data={"asked": asked, "body": _body(request)})
    except refusals.IdempotencyValidationError as error:
        raise RequestKeyReused from error
    except refusals.IdempotencyAlreadyInProgressError as error:
        raise RequestInProgress from error
    replayed = {} if was_answered_now else {REPLAYED: "true"}
    return Response(kept["body"], {**kept["headers"], **replayed}, int(kept["status"]))


def _body(request: Request) -> Any:
    """The body, told apart by what it says and not by how it is spaced."""
    try:
        return json.loads(request.raw_body)
    except ValueError:
        return str(request.raw_body)
