"""The doors that everybody may pass: the API's description, a page to read it, and whether it answers at all."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from functools import cache
from pathlib import Path

from chalice.app import Blueprint, Chalice, Response

from ishtirak.web import clock
from ishtirak.web.answers import PUBLIC, Answer, ok
from ishtirak.web.doors import door

docs_routes = Blueprint(__name__)

PAGE = Path(__file__).with_name("docs.html")


class Health(Answer):
    """`today` is the fund's date."""

    status: str
    today: date


@docs_routes.route("/v1/health")
@door("هل تعمل الواجهة؟", answer=Health)
def get_health() -> Response:
    """Whether the API answers.

    It asks nothing of the table, so that anybody may ask it at any time.
    """
    return ok(Health(status="ok", today=clock.today()))


@docs_routes.route("/v1/openapi.json")
@door("وصف الواجهة بصيغة OpenAPI 3.1")
def get_openapi() -> Response:
    """The API described in OpenAPI 3.1, made from the models that the routes themselves use."""
    return _public(_document_of(docs_routes.current_app), "application/json")


@docs_routes.route("/v1/docs")
@door("صفحة التوثيق")
def get_docs() -> Response:
    """POR-7: the documentation page, Arabic first, without an address of anybody else."""
    page = _public(_page(), "text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = _content_policy()
    return page


def _public(body: str, content_type: str) -> Response:
    return Response(body, {"Content-Type": content_type, "Cache-Control": PUBLIC}, 200)


@cache
def _document_of(app: Chalice) -> str:
    from ishtirak.web.openapi_document import document  # only who reads it waits for it

    return json.dumps(document(app.routes), ensure_ascii=False)


@cache
def _page() -> str:
    return PAGE.read_text(encoding="utf-8")


@cache
def _content_policy() -> str:
    """The page may run its own script and style, named by their digests, ask its own server, and nothing else."""
    (style,) = re.findall(r"<style>(.*?)</style>", _page(), re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", _page(), re.DOTALL)
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
