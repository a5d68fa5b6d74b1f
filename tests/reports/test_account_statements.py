"""A statement of account as PDF and CSV: what stands in it; the same facts are the same bytes (COL-10, RPT-9)."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from pypdf import PdfReader

from functions.reports.documents import issuing
from ishtirak.rules.movements import PeriodTurnedRound
from ishtirak.rules.references import reference_of
from ishtirak.storage import issued
from ishtirak.storage.issued import IssuedDocument, Made
from tests.reports.fund import LAW, Fund, at, object_of

pytestmark = pytest.mark.requirement("COL-10", "RPT-9")

FROM, TO = date(2026, 1, 1), date(2026, 3, 31)


def made(payer_id: str, on: str = "2026-03-15", from_: date = FROM, to: date = TO) -> tuple[IssuedDocument, Made]:
    asked = issuing.ask_account_statement(payer_id, from_, to, "me", at(on))
    issuing.make(asked.of, asked.id, at(on), LAW)
    document = issued.load(asked.of, asked.id)
    assert document.made is not None, document.failure
    return document, document.made


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def rows_of(document: Made) -> list[list[str]]:
    assert document.list_key is not None
    return list(csv.reader(io.StringIO(object_of(document.list_key).decode("utf-8-sig"))))[1:]


def test_it_tells_what_was_owed_and_settled_movement_by_movement(fund: Fund) -> None:
    sea = fund.employer("شركة بحر", "1000", "1500")
    fund.open(sea, through="2026-03-01")
    fund.receive(sea, "100.250", "2026-03-10")

    _, document = made(sea)

    text = text_of(object_of(document.file_key))
    for shown in (sea, reference_of(sea), "125.000", "250.000", "100.250", "149.750", "2026-02-01", document.number):
        assert shown in text, shown
    assert [row[0] for row in rows_of(document)] == ["2026-02-01", "2026-03-01", "2026-03-10"]
    assert [row[3:6] for row in rows_of(document)] == [
        ["125.000", "", "125.000"],
        ["125.000", "", "250.000"],
        ["", "100.250", "149.750"],
    ]
    assert document.people == 3


def test_the_same_facts_are_the_same_bytes_and_another_period_is_another_document(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")

    _, first = made(sea)
    _, second = made(sea)
    _, other = made(sea, to=date(2026, 1, 31))

    assert (first.number, first.sha256, first.file_key) == (second.number, second.sha256, second.file_key)
    assert other.sha256 != first.sha256
    assert rows_of(other) == []


def test_a_name_is_data_and_never_markup(fund: Fund) -> None:
    sea = fund.employer('#panic("بحر") *bold* $x$', "1000")

    _, document = made(sea)

    assert '#panic("' in text_of(object_of(document.file_key))


def test_a_period_that_is_turned_round_is_refused_before_anything_is_kept(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")

    with pytest.raises(PeriodTurnedRound):
        issuing.ask_account_statement(sea, TO, FROM, "me", at("2026-03-15"))
