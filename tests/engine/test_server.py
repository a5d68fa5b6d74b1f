"""The API's local server answers as API Gateway would."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from infra.engine import Engine


def ask(engine: Engine, path: str, token: str | bytes | None = None) -> httpx.Response:
    headers: Any = {"Authorization": token} if token is not None else {}
    return httpx.get(engine.api_url + path, headers=headers)


def test_each_of_many_requests_at_once_sees_its_own(engine: Engine) -> None:
    with httpx.Client(base_url=engine.api_url) as client, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: client.get(f"/ask/{number}").json(), range(400)))

    assert answers == [{"before": str(number), "after": str(number)} for number in range(400)]


@pytest.mark.parametrize(
    ("token", "status"),
    [(None, 401), ("unknown", 401), ("refused", 403), ("broken", 500), ("good", 200)],
)
def test_the_application_s_authorizer_decides_who_comes_in(engine: Engine, token: str | None, status: int) -> None:
    assert ask(engine, "/who/me", token).status_code == status


def test_a_path_is_decoded_and_the_authorizer_s_context_is_text(engine: Engine) -> None:
    answer = ask(engine, "/who/%D8%B9%D9%84%D9%8A%20%2F1", "good").json()

    assert answer["name"] == "علي /1"
    assert answer["level"] == "3"


def test_bytes_come_back_as_they_went(engine: Engine) -> None:
    body = bytes(range(256)) * 20_000  # 5 MB

    answer = httpx.post(
        f"{engine.api_url}/echo",
        content=body,
        headers={"Content-Type": "application/x-bytes", "Accept": "application/x-bytes"},
    )

    assert answer.content == body


def test_more_than_ten_megabytes_are_refused(engine: Engine) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {11 * 1024 * 1024}\r\n\r\n"

    assert raw(engine, head).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("length", ["-1", "ten"])
def test_a_length_that_is_none_is_refused(engine: Engine, length: str) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"

    assert raw(engine, head).startswith(b"HTTP/1.1 400 ")


def test_a_path_that_is_not_there_is_told_as_a_problem(engine: Engine) -> None:
    assert ask(engine, "/nowhere").status_code == 404
    assert ask(engine, "/nowhere").json()["code"] == "unknown_route"
    assert ask(engine, "/nowhere", "رمز".encode()).status_code == 404


def raw(engine: Engine, head: str) -> bytes:
    port = int(engine.api_url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        return connection.recv(4096)
