"""What API Gateway answers by itself, before any function runs: the same problem details as from behind it."""

from __future__ import annotations

import json
from typing import Any

from ishtirak.errors import FundError, NotFound, NotPermitted
from ishtirak.web.faults import Malformed, Unauthenticated
from ishtirak.web.problems import PROBLEM_JSON, Unforeseen, problem_of


class UnknownRoute(NotFound):
    """API Gateway knows no such method and path; by itself it would speak of a missing token."""

    code = "unknown_route"
    ar = "لا يوجد باب بهذا العنوان وهذه الطريقة."
    en = "There is no door with this address and method."


ANSWERS: dict[str, FundError] = {
    "UNAUTHORIZED": Unauthenticated(),
    "ACCESS_DENIED": NotPermitted(),
    "MISSING_AUTHENTICATION_TOKEN": UnknownRoute(),
    "DEFAULT_4XX": Malformed(why_ar="رفضته البوابة.", why="the gateway refused it."),
    "DEFAULT_5XX": Unforeseen(),
}
"""The error that each kind of its answers means."""


def body_of(error: FundError, instance: str) -> dict[str, Any]:
    """The problem that `error` is told as, under the id `instance`."""
    told: dict[str, Any] = json.loads(str(problem_of(error).body))
    return {**told, "instance": instance}


def gateway_responses() -> dict[str, Any]:
    """The answers as a SAM template has them. Those of no single kind keep the status that the gateway gives them."""
    return {kind: _response(kind, error) for kind, error in ANSWERS.items()}


def _response(kind: str, error: FundError) -> dict[str, Any]:
    body = json.dumps(body_of(error, "$context.requestId"), ensure_ascii=False)
    response: dict[str, Any] = {
        "ResponseParameters": {"Headers": {"Content-Type": f"'{PROBLEM_JSON}'", "Cache-Control": "'no-store'"}},
        "ResponseTemplates": {"application/json": body},
    }
    return response if kind.startswith("DEFAULT") else {**response, "StatusCode": problem_of(error).status_code}
