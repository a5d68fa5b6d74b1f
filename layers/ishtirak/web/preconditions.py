"""Edits say which version they edit, so that nobody overwrites what he has not seen (RFC 9110, If-Match)."""

from __future__ import annotations

from chalice.app import Request

from ishtirak.web.faults import NoPrecondition, StalePrecondition


def etag_of(version: int) -> str:
    return f'"{version}"'


def check_version(request: Request, version: int) -> None:
    """Whether the request edits the version that stands.

    Raises: NoPrecondition without If-Match, or with `*`, which names no version; StalePrecondition for another one.
    """
    header = request.headers.get("if-match", "").strip()
    if header in ("", "*"):
        raise NoPrecondition
    if etag_of(version) not in [each.strip() for each in header.split(",")]:
        raise StalePrecondition
