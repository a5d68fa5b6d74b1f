"""The public doors of the system: HTTP with a real token of the right role, and what is said when a door refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

from infra.play.control import Control
from infra.play.faults import CannotPlay

_SECONDS = 60


class Problem(Exception):
    """A door refused: the status, the machine-readable code, and its sentence in both languages."""

    def __init__(self, status: int, code: str, ar: str, en: str) -> None:
        self.status = status
        self.code = code
        self.ar = ar
        self.en = en
        super().__init__(f"refused with {code} ({status}): {en} — {ar}")

    @classmethod
    def of(cls, answer: httpx.Response) -> Problem:
        """The problem that an answer tells, or at least its status."""
        try:
            body = answer.json()
        except ValueError:
            body = {}
        if not isinstance(body, dict) or "code" not in body:
            return cls(answer.status_code, "no_code", "", answer.text[:300])
        return cls(answer.status_code, body["code"], body.get("detail", ""), body.get("detail_en", ""))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who knocks: a role, and the one employer or subscriber that it is limited to.

    name: tells a second person of the same role from the first, where who enters must not approve (ACC-3).
    """

    role: str
    employer: str | None = None
    subscriber: str | None = None
    name: str | None = None

    @property
    def scope(self) -> dict[str, str]:
        """What besides the role says whose token it is."""
        scope = {"employer": self.employer, "subscriber": self.subscriber, "name": self.name}
        return {name: value for name, value in scope.items() if value is not None}


INSURANCE_AFFAIRS = Actor("insurance_affairs")
SECOND_OF_INSURANCE_AFFAIRS = Actor("insurance_affairs", name="second")
COLLECTION = Actor("collection")
SECOND_OF_COLLECTION = Actor("collection", name="second")
FINANCE = Actor("finance")


def employer(employer_id: str) -> Actor:
    """A person of one employer."""
    return Actor("employer", employer=employer_id)


class Doors:
    """The HTTP API of a running system. Tokens come from its user pool and are kept while they are used."""

    def __init__(self, api_url: str, control: Control) -> None:
        self._http = httpx.Client(base_url=api_url, timeout=_SECONDS)
        self._control = control
        self._tokens: dict[Actor, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, by: Actor, **params: str) -> dict[str, Any]:
        """Raises: Problem for every answer that is not a success."""
        return self._json(self._ask("GET", path, params=params, headers=self._signed_in(by)))

    def items(self, path: str, by: Actor, **params: str) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, by, **params, **cursor)
            yield from page["items"]
            if not page.get("next"):
                return
            cursor = {"cursor": page["next"]}

    def post(self, path: str, by: Actor, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Raises: Problem for every answer that is not a success."""
        return self._json(self._ask("POST", path, json=body or {}, headers=self._signed_in(by)))

    def read(self, path: str, by: Actor, body: Mapping[str, Any] | None = None, **params: str) -> str:
        """The text that a door gives to be read; `body` is for one that is asked with a body.

        Raises: Problem for every answer that is not a success.
        """
        method = "GET" if body is None else "POST"
        answer = self._ask(method, path, json=body, params=params, headers=self._signed_in(by))
        if not answer.is_success:
            raise Problem.of(answer)
        return answer.text

    def deliver(self, path: str, body: str, headers: Mapping[str, str]) -> None:
        """Post a body exactly as it was signed, without a token.

        Raises: Problem for every answer that is not a success.
        """
        kind = {"content-type": "application/json"}
        self._json(self._ask("POST", path, content=body.encode(), headers={**kind, **headers}))

    def upload(self, link: Mapping[str, Any], file_name: str, content: bytes) -> None:
        """Post a file to where a presigned link says.

        Raises: Problem where the store refuses it.
        """
        answer = self._ask("POST", link["url"], data=link["fields"], files={"file": (file_name, content)})
        if not answer.is_success:
            raise Problem.of(answer)

    def download(self, url: str) -> bytes:
        """What lies behind a presigned link.

        Raises: Problem where there is nothing, or where the link has ended.
        """
        answer = self._ask("GET", url)
        if not answer.is_success:
            raise Problem.of(answer)
        return answer.content

    def _signed_in(self, actor: Actor) -> dict[str, str]:
        if actor not in self._tokens:
            self._tokens[actor] = self._control.token(actor.role, **actor.scope)
        return {"authorization": f"Bearer {self._tokens[actor]}"}

    def _ask(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        try:
            return self._http.request(method, url, **kwargs)
        except httpx.HTTPError as error:
            raise CannotPlay(f"The system does not answer at {url}: {error}. Is it still running?") from error

    def _json(self, answer: httpx.Response) -> dict[str, Any]:
        if not answer.is_success:
            raise Problem.of(answer)
        body: dict[str, Any] = answer.json() if answer.content else {}
        return body
