"""The control door of the embedded engine: its clock, its queues, its demonstration users. AWS has no such door."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

import httpx

from infra.engine.refusal import EngineRefused
from infra.play.faults import CannotPlay

FUND_TIME = ZoneInfo("Africa/Tripoli")

_SECONDS = 600


def at(day: date, hour: int) -> datetime:
    """The full hour of a day in the fund's time."""
    return datetime.combine(day, time(hour), FUND_TIME)


class Control:
    """The control door that listens at `url`.

    Raises: EngineRefused from every method where the engine says that it can't be done;
            CannotPlay where it does not answer.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def now(self) -> datetime:
        """What the fund's clock shows."""
        return datetime.fromisoformat(self._ask("GET", "/clock")["now"]).astimezone(FUND_TIME)

    def advance(self, to: datetime) -> None:
        """Run every schedule that fires until then, in order, each with its queues drained, and stay there."""
        self._ask("POST", "/clock", {"to": to.isoformat()})

    def drain(self) -> None:
        """Let every message that waits in a queue be worked off."""
        self._ask("POST", "/drain")

    def empty(self, clock: datetime) -> None:
        """An empty fund, its clock at `clock`."""
        self._ask("POST", "/empty", {"at": clock.isoformat()})

    def token(self, role: str, **scope: str) -> str:
        """A real token of the user pool for a person of this role, limited to `scope`."""
        return str(self._ask("POST", "/tokens", {"role": role, **scope})["token"])

    def bank_secrets(self) -> dict[str, list[str]]:
        """The secrets that each demonstration bank signs with."""
        return dict(self._ask("GET", "/bank-secrets"))

    def sms(self) -> list[dict[str, Any]]:
        """The messages that have left."""
        return list(self._ask("GET", "/sms")["items"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise CannotPlay(f"The engine does not answer at {self._http.base_url}: {error}.") from error
        if not answer.is_success:
            raise EngineRefused(_sentence(answer))
        return answer.json() if answer.content else {}


def _sentence(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"The engine answered {answer.status_code}: {answer.text[:500]}"
