"""Snapshots: what was read is what is kept, or nothing is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.reports.datasets import ACCOUNTS, DATASETS
from functions.reports.parquet import NotReconciled, write_parquet
from functions.reports.rows import Row, record_of
from functions.reports.scans import Control
from functions.reports.snapshots import keep, take
from tests.reports.fund import LAW, Fund, at, object_of

ACCOUNT = {
    "payer_id": "E1",
    "kind": "employer",
    "oldest_open": "2026-01",
    "due_on": "2026-02-10",
    "past_due_from": "2026-02-11",
    "lowered_on": "2026-05-12",
    "months_open": 1,
    "open_dirhams": 50_000,
    "credit_dirhams": 0,
    "balance_dirhams": 50_000,
}


def _scanned(folder: Path, *accounts: dict[str, Any]) -> Control:
    """Files as a scan writes them, with its count of what it meant to write."""
    control = Control()
    for each in DATASETS:
        (folder / f"{each.name}-0.jsonl").touch()
    lines = "".join(json.dumps(account) + "\n" for account in accounts)
    (folder / "accounts-0.jsonl").write_text(lines, "utf-8")
    for _ in accounts:
        control.count(Row(ACCOUNTS, ACCOUNT))
    return control


def test_what_reads_back_as_it_was_written_is_kept(tmp_path: Path) -> None:
    write_parquet(tmp_path, _scanned(tmp_path, ACCOUNT))

    assert sorted(file.name for file in tmp_path.glob("*.*")) == sorted(each.file_name for each in DATASETS)


@pytest.mark.parametrize(
    "wrong", [{"due_on": None}, {"open_dirhams": None}, {"open_dirhams": 49_999}, {"months_open": 2}, {"kind": None}]
)
def test_a_value_that_got_lost_or_changed_stops_everything(tmp_path: Path, wrong: dict[str, object]) -> None:
    control = _scanned(tmp_path, ACCOUNT, {**ACCOUNT, **wrong})

    with pytest.raises(NotReconciled):
        write_parquet(tmp_path, control)


def test_a_row_that_got_lost_stops_everything(tmp_path: Path) -> None:
    control = _scanned(tmp_path, ACCOUNT)
    control.count(Row(ACCOUNTS, ACCOUNT))

    with pytest.raises(NotReconciled):
        write_parquet(tmp_path, control)


def test_a_snapshot_lies_in_the_bucket_with_its_figures(fund: Fund, tmp_path: Path) -> None:
    sea = fund.employer("بحر", "1000", "1500")
    fund.open(sea, through="2026-02-01")

    name = keep(tmp_path, take(tmp_path, LAW), at("2026-02-20"))

    manifest = json.loads(object_of(f"snapshots/{name}/manifest.json"))
    assert manifest["rows"] == {
        "employers": 1,
        "accounts": 3,
        "open_months": 3,
        "months": 1,
        "members": 2,
        "stored": 3 + 2 + 1,
        "lines": 3 + 2 + 1,
    }
    assert manifest["totals"]["accounts.open_dirhams"] == 125_000 + 62_500
    assert manifest["totals"]["lines.dirhams"] == 0
    assert manifest["taken_at"] == "2026-02-20T09:00:00+02:00"
    for each in DATASETS:
        assert object_of(f"snapshots/{name}/{each.file_name}")[:4] == b"PAR1"


def test_who_has_no_employer_stands_on_no_employers_list(fund: Fund, tmp_path: Path) -> None:
    fund.subscriber(None, "1000")

    control = take(tmp_path, LAW)

    assert (control.rows["members"], control.rows["accounts"]) == (0, 0)


def test_the_same_fund_gives_the_same_files(fund: Fund, tmp_path: Path) -> None:
    sea = fund.employer("بحر", *["1000"] * 30)
    fund.open(sea, through="2026-02-01")

    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        take(tmp_path / folder, LAW)

    for each in DATASETS:
        first, second = (tmp_path / folder / each.file_name for folder in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("account", "record"),
    [
        ("receivable:S1", "PAYER#S1 ACCOUNT"),
        ("contributions:2026-01", "ROLL#E1 MONTH#2026-01"),
        ("bank:NAB", "RECEIPT#NAB#x#1 RECEIPT bank:NAB"),
        ("suspense", "RECEIPT#NAB#x#1 RECEIPT suspense"),
    ],
)
def test_each_line_names_the_record_that_holds_it(account: str, record: str) -> None:
    entry = {"pk": "PAYER#E1", "sk": "ENTRY#receipt#NAB#x#1", "cause": "receipt#NAB#x#1", "on": "2026-03-02"}

    assert record_of(account, entry) == record


def test_a_line_of_an_unknown_kind_names_itself() -> None:
    entry = {"pk": "PAYER#E1", "sk": "ENTRY#gift#1", "cause": "gift#1", "on": "2026-03-02"}

    assert record_of("gifts:2026", entry) == "gifts:2026"
