"""A small application with one door of each kind, called as API Gateway calls the real one, and an issuer of tokens."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from chalice.app import Request
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from ishtirak.web import tokens

ISSUER = "https://issuer.example/pool"
AUDIENCE = "portal"


def request_with(body: str | bytes | None = None, *, query: dict[str, list[str]] | None = None, **more: Any) -> Request:
    """A request as API Gateway hands it over."""
    return Request(
        {
            "multiValueQueryStringParameters": query,
            "headers": {"content-type": "application/json", **more.get("headers", {})},
            "pathParameters": more.get("path", {}),
            "requestContext": {"httpMethod": "POST", "resourcePath": "/v1/things", **more.get("context", {})},
            "body": body,
            "stageVariables": None,
        }
    )


@cache
def _key(_secret: str) -> rsa.RSAPrivateKey:
    """Another key for another secret; making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """Who signs tokens, and shows its public keys on loopback."""

    url: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    times_asked: int = 0

    def new_key(self, kid: str, *, secret: str = "") -> None:
        self.keys[kid] = _key(secret or kid)

    def shown(self) -> bytes:
        self.times_asked += 1
        public = {kid: RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for kid, key in self.keys.items()}
        return json.dumps({"keys": [{**key, "kid": kid, "use": "sig"} for kid, key in public.items()]}).encode()

    def token(self, kid: str = "first", **changed: Any) -> str:
        """A valid token of an employer, with claims changed, or left out where they are None."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "user-1",
            "iat": now,
            "exp": now + 600,
            "cognito:groups": ["employer"],
            "custom:employer": "E1",
            **changed,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.keys[kid], algorithm="RS256", headers={"kid": kid})


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    """An issuer that the settings name; nothing of it is remembered from other tests."""
    issuer = Issuer()
    issuer.new_key("first")

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(issuer.shown())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    issuer.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_AUDIENCE", AUDIENCE)
    monkeypatch.setenv("OIDC_JWKS_URL", issuer.url)
    tokens._keys.cache_clear()
    yield issuer
    server.shutdown()
    server.server_close()
