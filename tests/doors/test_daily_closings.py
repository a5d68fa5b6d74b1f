"""The closing of a day through its doors: what was expected, received, matched and differs, signed by two (COL-9)."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from infra.engine.banks import BANK
from ishtirak.rules.money import Money
from tests.doors import test_bank_statements as banks
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("COL-9", "COL-10", "ACC-3")

ALL = "/v1/daily-closings"
DAY = "2026-02-05"


@pytest.fixture
def employer(fund: Fund) -> dict[str, Any]:
    """January is opened on 1 February: 50.000 of an employer, 25.000 of its subscriber."""
    made = fund.employer()
    fund.subscriber(made["id"])
    fund.advance(DAY)
    return made


def close(fund: Fund, day: str = DAY) -> dict[str, Any]:
    answer = fund.ask("POST", ALL, "finance", json={"day": day})
    assert answer.status_code == 202, answer.text
    fund.drain()
    closing: dict[str, Any] = fund.get(f"{ALL}/{day}")
    return closing


def sign(fund: Fund, digest: str, role: str, note: str | None = None) -> httpx.Response:
    answer = fund.ask("POST", f"{ALL}/{DAY}/sign", role, json={"digest": digest, "note": note})
    fund.drain()
    return answer


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def block(closing: dict[str, Any], section: str, of: str) -> dict[str, tuple[int | None, str]]:
    return {
        each["item"]: (each["count"], each["amount"])
        for each in closing["figures"]
        if (each["section"], each["of"]) == (section, of)
    }


def sums(closing: dict[str, Any]) -> list[tuple[Money, Money]]:
    """Of each block that has balances: what was there before with all that moved, and what is there after."""
    blocks = {(each["section"], each["of"]) for each in closing["figures"] if each["item"] == "carried_forward"}
    found = []
    for section, of in blocks:
        amounts = {item: Money.dinars(amount) for item, (_, amount) in block(closing, section, of).items()}
        after = amounts.pop("carried_forward")
        found.append((sum(amounts.values(), Money.ZERO), after))
    return found


def test_a_day_is_told_block_by_block_and_each_adds_up(fund: Fund, employer: dict[str, Any]) -> None:
    banks.pay(fund, "n1", "20.000", employer["reference"])
    banks.pay(fund, "n2", "7.000", None)
    banks.pay(fund, "n3", "5.000", None)
    fund.ask("POST", f"/v1/suspense/{BANK}/n3/match", "collection", json={"payer_id": employer["id"]})
    content = banks.file_of("n1,,20.000,,,", "n2,,6.000,,,", "fee,1.500,,عمولة,,", opening="0.000", closing="24.500")
    banks.confirm(fund, banks.send(fund, content)["id"])
    fund.advance("2026-02-06")

    closing = fund.get(f"{ALL}/{DAY}")

    assert (closing["state"], closing["number"]) == ("made", 1), "the bank's statement has asked for it"
    assert block(closing, "expected", "employer") == {
        "brought_forward": (None, "50.000"),
        "receipt": (1, "-20.000"),
        "match": (1, "-5.000"),
        "carried_forward": (None, "25.000"),
    }
    assert block(closing, "received", BANK) == {
        "brought_forward": (None, "0.000"),
        "receipt": (3, "32.000"),
        "debit": (1, "-1.500"),
        "carried_forward": (None, "30.500"),
    }
    assert block(closing, "suspense", "") == {
        "brought_forward": (None, "0.000"),
        "receipt": (2, "12.000"),
        "match": (1, "-5.000"),
        "carried_forward": (None, "7.000"),
    }
    assert block(closing, "matched", BANK) == {
        "in_statement": (1, "20.000"),
        "differs": (1, "7.000"),
        "not_in_statement": (1, "5.000"),
    }
    assert len(sums(closing)) == 7
    assert all(moved == after for moved, after in sums(closing))
    assert block(closing, "outgoing", BANK)["carried_forward"] == (None, "1.500")
    assert [(each["kind"], each["id"], each["recorded"], each["stated"]) for each in closing["shown"]] == [
        ("differs", "n2", "7.000", "6.000"),
        ("not_in_statement", "n3", "5.000", None),
    ]


def test_the_month_that_falls_due_on_the_day_is_told(fund: Fund, employer: dict[str, Any]) -> None:
    fund.advance("2026-02-11")

    assert block(close(fund, "2026-02-10"), "expected", "2026-01") == {"fell_due": (None, "112.500")}


def test_two_people_sign_and_it_stands_as_pdf_and_csv(fund: Fund, employer: dict[str, Any]) -> None:
    banks.pay(fund, "n1", "20.000", employer["reference"])
    fund.advance("2026-02-06")
    closing = close(fund)
    digest = closing["digest"]

    without_note = sign(fund, digest, "finance")
    first = sign(fund, digest, "finance", "كشف المصرف لم يصل")
    by_the_same = sign(fund, digest, "finance", "مرة أخرى")
    second = sign(fund, digest, "collection", "نعم")
    late = sign(fund, digest, "administration", "وأنا")
    again = fund.ask("POST", ALL, "finance", json={"day": DAY})
    signed = fund.get(f"{ALL}/{DAY}")

    assert refusal(without_note) == (422, "note_needed")
    assert (first.json()["state"], second.json()["state"]) == ("made", "signed")
    assert refusal(by_the_same) == (403, "same_person_approves")
    assert refusal(late) == refusal(again) == (409, "day_is_signed")
    assert [each["note"] for each in signed["signatures"]] == ["كشف المصرف لم يصل", "نعم"]

    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(httpx.get(signed["document"]["url"]).content)).pages
    )
    rows = list(csv.reader(io.StringIO(httpx.get(signed["sheet"]["url"]).content.decode("utf-8-sig"))))
    for shown in ("20.000", "n1", digest, *(each["by"] for each in signed["signatures"])):
        assert shown in text, shown
    assert ["1", "20.000"] in [row[3:5] for row in rows]
    assert rows[-1][1:6] == ["n1", BANK, "1", "20.000", ""]


def test_figures_that_were_made_again_need_signatures_of_their_own(fund: Fund, employer: dict[str, Any]) -> None:
    fund.advance("2026-02-06")
    first = close(fund)
    sign(fund, first["digest"], "finance")
    banks.pay(fund, "n1", "20.000", employer["reference"])

    second = close(fund)
    stale = sign(fund, first["digest"], "collection")

    assert (first["number"], second["number"], second["signatures"]) == (1, 2, [])
    assert first["digest"] != second["digest"]
    assert refusal(stale) == (409, "other_figures")


def test_what_is_dated_on_a_day_that_was_signed_is_a_difference_of_the_next(
    fund: Fund, employer: dict[str, Any]
) -> None:
    fund.advance("2026-02-07")
    digest = close(fund)["digest"]
    for role in ("finance", "collection"):
        sign(fund, digest, role)
    before = close(fund, "2026-02-06")

    banks.confirm(fund, banks.send(fund, banks.file_of("n9,,4.000,,,", opening="0.000", closing="4.000"))["id"])
    after = close(fund, "2026-02-06")

    assert (before["differences"], after["number"]) == (0, 2)
    assert [(each["kind"], each["of"], each["id"], each["recorded"], each["stated"]) for each in after["shown"]] == [
        ("moved_since", BANK, f"{DAY} received", "0.000", "4.000"),
        ("moved_since", "", f"{DAY} suspense", "0.000", "4.000"),
    ]


def test_a_day_that_goes_on_is_not_closed_and_one_that_is_not_made_not_signed(
    fund: Fund, employer: dict[str, Any]
) -> None:
    today = fund.ask("POST", ALL, "finance", json={"day": DAY})
    fund.ask("POST", ALL, "finance", json={"day": "2026-02-04"})
    early = fund.ask("POST", f"{ALL}/2026-02-04/sign", "finance", json={"digest": "x"})

    assert refusal(today) == (422, "day_not_over")
    assert refusal(early) == (409, "day_not_made")
    assert refusal(fund.ask("GET", f"{ALL}/2026-02-03")) == (404, "unknown_daily_closing")
    assert [each["day"] for each in fund.get(ALL)["items"]] == ["2026-02-04"]
    assert fund.ask("POST", ALL, "oversight", json={"day": "2026-02-04"}).status_code == 403
    assert fund.ask("GET", ALL, "oversight").status_code == 200
