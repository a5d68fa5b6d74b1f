"""Posting to receivers of other systems: over TLS, to public addresses alone, without following anybody anywhere.

The name is looked up once, its addresses are checked, and the connection is made to the address that was checked: a
name that leads somewhere else a moment later leads nowhere.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from time import monotonic
from urllib.parse import SplitResult, urlsplit

import urllib3

from ishtirak import settings
from ishtirak.errors import Refused

TIMEOUT_SECONDS = 10
HTTPS = 443


class UnsafeReceiver(Refused):
    """Events are sent to https addresses of the public internet, and nowhere else."""

    code = "unsafe_receiver"
    ar = "لا يمكن الإرسال إلى العنوان {url}: يلزم عنوان https عام."
    en = "Nothing is sent to {url}: it must be a public https address."


@dataclass(frozen=True, slots=True)
class Answered:
    """What a receiver answered: a status, or else the kind of error why there is none."""

    status: int | None
    error: str | None
    milliseconds: int

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def check(url: str) -> None:
    """Raises: UnsafeReceiver unless events can be sent to `url`."""
    _address(_split(url))


def post(url: str, body: str, headers: Mapping[str, str]) -> Answered:
    """Post `body` once, and wait for ten seconds at most for each part of the answer; only its status is read."""
    begun = monotonic()
    try:
        status, error = _post(_split(url), body, headers), None
    except (UnsafeReceiver, urllib3.exceptions.HTTPError) as failure:
        status, error = None, type(failure).__name__
    return Answered(status, error, round((monotonic() - begun) * 1_000))


def _post(parts: SplitResult, body: str, headers: Mapping[str, str]) -> int:
    address = _address(parts)
    path = parts.path or "/"
    with _pool(parts, address) as pool:
        answer = pool.urlopen(
            "POST",
            f"{path}?{parts.query}" if parts.query else path,
            body=body.encode(),
            headers={**headers, "Host": parts.netloc},
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(total=TIMEOUT_SECONDS),
            preload_content=False,
        )
        answer.close()
        return answer.status


def _pool(parts: SplitResult, address: str) -> urllib3.HTTPConnectionPool:
    if parts.scheme == "http":  # a receiver on this machine: `_address` lets no other pass
        return urllib3.HTTPConnectionPool(address, parts.port)
    name = parts.hostname
    return urllib3.HTTPSConnectionPool(address, parts.port or HTTPS, server_hostname=name, assert_hostname=name)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise UnsafeReceiver(url=url) from None
    return parts


def _address(parts: SplitResult) -> str:
    """The address to connect to. Raises: UnsafeReceiver where one of the name's addresses is not public."""
    if parts.hostname in settings.listed("WEBHOOK_LOCAL_HOSTS"):
        return str(parts.hostname)
    refusal = UnsafeReceiver(url=parts.geturl())
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.fragment:
        raise refusal
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or HTTPS, socket.AF_INET, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise refusal from None
    addresses = [IPv4Address(each[4][0]) for each in found]
    if not addresses or not all(each.is_global and not each.is_multicast for each in addresses):
        raise refusal
    return str(addresses[0])
