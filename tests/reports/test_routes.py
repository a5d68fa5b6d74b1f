"""The doors of this room, over HTTP, with tokens of the user pool."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from functions.reports.bucket import LINK_LASTS_SECONDS
from infra.engine import Engine
from ishtirak.web.clock import FUND_TIME
from tests.reports.fund import Fund, at, damage

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(engine: Engine, fund: Fund) -> Ask:
    """A request by somebody of a role."""
    engine.empty(at("2026-02-20"))

    def ask(method: str, path: str, role: str = "finance", body: object = None, **headers: str) -> httpx.Response:
        signed = {"Authorization": f"Bearer {engine.token(role)}", **headers}
        return httpx.request(method, f"{engine.api_url}{path}", json=body, headers=signed)

    return ask


@pytest.mark.requirement("RPT-9")
def test_a_report_is_asked_for_made_and_fetched_by_a_link_that_ends(engine: Engine, fund: Fund, ask: Ask) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")

    asked = ask("POST", "/v1/reports", body={"name": "late_employers"})
    waiting = ask("GET", asked.headers["Location"]).json()
    engine.drain()
    ready = ask("GET", f"/v1/reports/{asked.json()['id']}").json()
    file = httpx.get(ready["link"]["url"])

    assert asked.status_code == 202
    assert (waiting["state"], waiting["rows"], waiting["link"]) == ("waiting", None, None)
    assert (ready["state"], ready["rows"], ready["as_of"]) == ("ready", 1, "2026-02-20")
    assert sea in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="late_employers-2026-02-20.csv"'
    assert parse_qs(urlsplit(ready["link"]["url"]).query)["X-Amz-Expires"] == [str(LINK_LASTS_SECONDS)]
    ends = datetime.fromisoformat(ready["link"]["expires_at"])
    assert ends == datetime(2026, 2, 20, 9, tzinfo=FUND_TIME) + timedelta(minutes=15)


def test_a_report_that_is_asked_for_again_with_its_key_is_one_report(ask: Ask) -> None:
    first = ask("POST", "/v1/reports", body={"name": "late_employers"}, **{"Idempotency-Key": "one"})
    second = ask("POST", "/v1/reports", body={"name": "late_employers"}, **{"Idempotency-Key": "one"})

    assert first.json()["id"] == second.json()["id"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "late_employers", "as_of": "2026-02-19"}, "no_snapshot"),
        ({"name": "late_employers", "as_of": "2026-02-21"}, "invalid_date"),
        ({"name": "late_employers", "as_of": "2026-02-30"}, "invalid_date"),
        ({"name": "early_employers"}, "not_a_choice"),
        ({}, "missing"),
    ],
)
def test_what_can_not_be_made_is_refused_in_both_languages(ask: Ask, body: dict[str, str], code: str) -> None:
    answer = ask("POST", "/v1/reports", body=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]
    assert answer.json()["detail_en"]


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize("role", ["employer", "subscriber", "agent", "contact_centre", "payroll", "provider"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/reports", {"name": "late_employers"}),
        ("GET", "/v1/reports/R000000000000", None),
        ("POST", "/v1/ledger/checks", None),
        ("GET", "/v1/ledger/check", None),
    ],
)
def test_who_has_no_right_learns_nothing(
    ask: Ask, role: str, method: str, path: str, body: dict[str, str] | None
) -> None:
    answer = ask(method, path, role, body)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_nobody_asks_without_signing_in(engine: Engine) -> None:
    assert httpx.post(f"{engine.api_url}/v1/reports", json={"name": "late_employers"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "code"), [("/v1/reports/R000000000000", "unknown_report"), ("/v1/ledger/check", "never_checked")]
)
def test_what_is_not_there_is_said_so(ask: Ask, path: str, code: str) -> None:
    answer = ask("GET", path)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.requirement("COL-10")
def test_the_ledger_is_checked_and_what_is_wrong_is_shown_in_dinars(engine: Engine, fund: Fund, ask: Ask) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")

    asked = ask("POST", "/v1/ledger/checks")
    waiting = ask("GET", "/v1/ledger/check").json()
    engine.drain()
    well = ask("GET", "/v1/ledger/check").json()
    damage(f"PAYER#{sea}", "ACCOUNT", balance_dirhams=49_999, open=[["2026-01", 49_999]])
    ask("POST", "/v1/ledger/checks")
    engine.drain()
    ill = ask("GET", "/v1/ledger/check", "oversight").json()

    assert asked.status_code == 202
    assert asked.json()["id"] == waiting["id"] == well["id"]
    assert (waiting["state"], waiting["balanced"]) == ("waiting", None)
    assert (well["state"], well["balanced"], well["entries"], well["accounts"]) == ("ready", True, 1, 2)
    assert ill["balanced"] is False
    assert ill["differences"] == [
        {
            "kind": "balance",
            "account": f"receivable:{sea}",
            "record": f"PAYER#{sea} ACCOUNT",
            "stored": "49.999",
            "summed": "50.000",
        }
    ]
