"""Who asks: a person or a machine that has signed in, with its roles and with what is its own (ACC-1, ACC-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalice.app import Request

from ishtirak.rules.digits import LONGEST_CODE, western
from ishtirak.web.faults import Unauthenticated


class Role(StrEnum):
    """What somebody is to the fund; banks have none, they sign what they send."""

    FINANCE = "finance"
    INSURANCE_AFFAIRS = "insurance_affairs"
    COLLECTION = "collection"
    AGENT = "agent"
    EMPLOYER = "employer"
    SUBSCRIBER = "subscriber"
    CONTACT_CENTRE = "contact_centre"
    QUALITY = "quality"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"
    PAYROLL = "payroll"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Actor:
    """`employer`, `subscriber`, `agent`, `provider`: the ids of what the actor stands for, where it stands for one."""

    id: str
    roles: frozenset[Role]
    employer: str | None = None
    subscriber: str | None = None
    agent: str | None = None
    provider: str | None = None

    @property
    def name(self) -> str:
        """Who stands in the records as the one who did it: an agent by its own id, anybody else by the sign-in's."""
        return self.agent or self.id


def actor_from(claims: Mapping[str, Any]) -> Actor:
    """The actor whom verified claims name. Groups that are no role of the fund give no right.

    A provider's id is written as it is read where somebody asks for the provider's checks (`fields.Code`).
    Raises: Unauthenticated where the claims name nobody, or a provider that nobody could ask for.
    """
    subject = claims.get("sub")
    groups = claims.get("cognito:groups") or []
    if not isinstance(subject, str) or not subject or not isinstance(groups, list):
        raise Unauthenticated
    known = {role.value for role in Role}
    return Actor(
        id=subject,
        roles=frozenset(Role(group) for group in groups if group in known),
        employer=claims.get("custom:employer") or None,
        subscriber=claims.get("custom:subscriber") or None,
        agent=claims.get("custom:agent") or None,
        provider=_provider(claims.get("custom:provider")),
    )


def _provider(claim: object) -> str | None:
    if claim is None or claim == "":
        return None
    code = western(claim) if isinstance(claim, str) else ""
    if not 0 < len(code) <= LONGEST_CODE:
        raise Unauthenticated
    return code


def as_context(actor: Actor) -> dict[str, str]:
    """The actor as API Gateway carries it from the authorizer to the route: flat, and text only."""
    scope = {name: getattr(actor, name) for name in ("employer", "subscriber", "agent", "provider")}
    named = {name: value for name, value in scope.items() if value}
    return {"actor": actor.id, "roles": " ".join(sorted(actor.roles)), **named}


def actor_of(request: Request) -> Actor:
    """The actor whom the authorizer let in.

    Raises: Unauthenticated where no authorizer has looked at the request.
    """
    context = request.context.get("authorizer") or {}
    if not context.get("actor"):
        raise Unauthenticated
    return Actor(
        id=context["actor"],
        roles=frozenset(Role(role) for role in context.get("roles", "").split()),
        employer=context.get("employer"),
        subscriber=context.get("subscriber"),
        agent=context.get("agent"),
        provider=context.get("provider"),
    )
