"""Tokens of the user pool, or of any issuer that speaks OpenID Connect: checked here, trusted nowhere before.

Only the authorizer loads this module: cryptography takes longer to load than all the rest of it.
"""

from __future__ import annotations

import json
import urllib.request
from functools import cache

import jwt
from jwt import PyJWKClient

from ishtirak import settings
from ishtirak.errors import Defect, MissingSetting
from ishtirak.web.actors import Actor, actor_from
from ishtirak.web.faults import Unauthenticated

ALGORITHMS = ["RS256", "ES256"]
"""Signatures that are believed; never what the token itself asks for."""

CLAIMS = ["exp", "iat", "iss", "aud", "sub"]
CLOCKS_DIFFER_SECONDS = 30
KEYS_LAST_SECONDS = 300
WAIT_SECONDS = 5


class IssuerUnreachable(Defect):
    """The issuer's keys can't be fetched, so nobody can be told from anybody."""

    code = "issuer_unreachable"
    ar = "تعذر الوصول إلى مفاتيح جهة إصدار الرموز."
    en = "The keys of the token issuer at {url} can't be fetched."


def verify(token: str) -> Actor:
    """The actor whom `token` names.

    Raises: Unauthenticated where its form, signature, issuer, audience or time is wrong; IssuerUnreachable.
    """
    url = _keys_url()
    try:
        key = _keys(url).get_signing_key_from_jwt(token)
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=settings.get("OIDC_AUDIENCE"),
            issuer=settings.get("OIDC_ISSUER"),
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": CLAIMS},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise IssuerUnreachable(url=url) from error
    except jwt.PyJWTError as error:
        raise Unauthenticated(why=str(error)) from error
    return actor_from(claims)


@cache
def _keys(url: str) -> PyJWKClient:
    """The issuer's keys; one that is not among them is looked for once more, so that keys can change."""
    return PyJWKClient(url, lifespan=KEYS_LAST_SECONDS, timeout=WAIT_SECONDS)


def _keys_url() -> str:
    try:
        return settings.get("OIDC_JWKS_URL")
    except MissingSetting:
        return _discovered(settings.get("OIDC_ISSUER"))


@cache
def _discovered(issuer: str) -> str:
    """Where `issuer` itself says its keys are (OpenID Connect Discovery 1.0)."""
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    if not url.startswith("https://"):
        raise IssuerUnreachable(url=url)
    try:
        with urllib.request.urlopen(url, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - https, by the line above
            return str(json.load(answer)["jwks_uri"])
    except (OSError, ValueError, KeyError) as error:
        raise IssuerUnreachable(url=url) from error
