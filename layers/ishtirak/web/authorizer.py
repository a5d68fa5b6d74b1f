"""What stands before every route: who is let in, and how the framework's own refusals are told.

`doors` is registered once in app.py; `signed_in` then guards the routes of any blueprint.
"""

from __future__ import annotations

import logging

from chalice.app import AuthRequest, AuthResponse, Blueprint

from ishtirak.web.actors import as_context
from ishtirak.web.faults import Unauthenticated
from ishtirak.web.problems import as_problem

log = logging.getLogger("ishtirak.web")

doors = Blueprint(__name__)
doors.register_middleware(as_problem, "http")

ANSWER_LASTS_SECONDS = 300


class Unauthorized(Exception):
    """API Gateway answers 401 to an authorizer that fails with exactly this word."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


@doors.authorizer(ttl_seconds=ANSWER_LASTS_SECONDS)
def signed_in(request: AuthRequest) -> AuthResponse:
    """ACC-1: lets in whoever has a valid token; what it may do there is asked by each use case.

    API Gateway keeps the answer for five minutes, so what must stop at once is asked by the use case too.
    """
    from ishtirak.web import tokens  # see there

    try:
        actor = tokens.verify(_bearer(request.token))
    except Unauthenticated as refusal:
        log.info("not let in", extra={"why": refusal.values.get("why")})
        raise Unauthorized from refusal
    return AuthResponse(routes=["*"], principal_id=actor.id, context=as_context(actor))


def _bearer(header: str) -> str:
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(why="no bearer token")
    return token.strip()
