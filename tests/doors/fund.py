"""A fund to knock at: its doors over HTTP, each request with a token of the role that is named."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

import httpx
from standardwebhooks import Webhook

from infra.engine import Engine
from infra.engine.banks import BANK
from ishtirak.web.clock import FUND_TIME

PAYROLL = Path(__file__).parents[1] / "data" / "payroll"


class Fund:
    """The doors of a running engine. Amounts are dinars as text, dates ISO text."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._tokens: dict[tuple[str, str], str] = {}
        self._numbers = itertools.count(1)
        self._http = httpx.Client(base_url=engine.api_url, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, method: str, path: str, role: str = "administration", **more: Any) -> httpx.Response:
        """One request. `employer` or `subscriber` limits the role; `headers` and `json` go along."""
        scope = {name: more.pop(name) for name in ("employer", "subscriber", "agent", "provider") if name in more}
        key = (role, json.dumps(scope))
        if key not in self._tokens:
            self._tokens[key] = self.engine.token(role, **scope)
        headers = {"Authorization": f"Bearer {self._tokens[key]}", **more.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **more)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def employer(self, **told: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/v1/employers", json={"name": "شركة البحر", "sector": "private_company", **told})
        assert answer.status_code == 201, answer.text
        registered: dict[str, Any] = answer.json()
        return registered

    def person(self) -> dict[str, Any]:
        """What is told of a man born in 1985 who is new to the fund."""
        number = next(self._numbers)
        return {
            "category": "private_employee",
            "national_number": f"11985{number:07d}",
            "name": "علي سالم",
            "birth_date": "1985-03-03",
            "gender": "male",
            "gross": "1000.00",
            "phone": f"+2189112{number:05d}",
        }

    def subscriber(self, employer_id: str | None, **told: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/v1/subscribers", json={**self.person(), "employer_id": employer_id, **told})
        assert answer.status_code == 201, answer.text
        registered: dict[str, Any] = answer.json()
        return registered

    def advance(self, day: str) -> None:
        """Run every schedule until nine o'clock of `day`."""
        self.engine.advance(datetime.combine(date.fromisoformat(day), datetime.min.time(), FUND_TIME).replace(hour=9))

    def event(self, receipt_id: str, amount: str, reference: str | None, **data: Any) -> str:
        told = {"receipt_id": receipt_id, "amount": amount, "payer_reference": reference, "settled_on": "2026-01-01"}
        return self.bank_event("payment.settled", {**told, **data})

    def bank_event(self, kind: str, data: dict[str, Any]) -> str:
        return json.dumps({"type": kind, "timestamp": "2026-01-01T08:00:00Z", "data": data})

    def deliver(
        self,
        body: str | bytes,
        *,
        event_id: str = "msg_1",
        at: datetime | None = None,
        secret: str = "",
        bank: str = BANK,
    ) -> httpx.Response:
        """Deliver an event signed with the bank's first secret, or with another one."""
        now = at or datetime.now(UTC)
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret or self.secrets()[0]).sign(event_id, now, text),
            "Content-Type": "application/json",
        }
        return self.deliver_with(body, headers, bank)

    def secrets(self) -> list[str]:
        """Both secrets of the bank."""
        return self.engine.bank_secrets[BANK]

    def deliver_with(self, body: str | bytes, headers: dict[str, str], bank: str = BANK) -> httpx.Response:
        return self._http.post(f"/v1/bank/events?bank={bank}", content=body, headers=headers)

    def drain(self) -> None:
        self.engine.drain()

    def upload(self, form: dict[str, Any], content: bytes) -> None:
        """Post a file by the form that a door gave, and let it be read."""
        answer = httpx.post(form["url"], data=form["fields"], files={"file": content})
        assert answer.status_code in (200, 201, 204), answer.text
        self.drain()

    def balance(self, payer_id: str) -> str:
        balance: str = self.get(f"/v1/payers/{payer_id}/account")["balance"]
        return balance
