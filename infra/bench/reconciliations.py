"""A bank's statement of 50,000 lines held against 50,000 recorded payments (COL-9)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.collect.reconciliation import requests
from infra.bench.fund import Fund, NotMeasured
from infra.bench.loading import ROOT
from infra.bench.promises import Promise, at_most, exactly
from infra.bench.tables import Table, number
from ishtirak import settings
from ishtirak.rules.money import Money
from ishtirak.storage import receipts, table
from ishtirak.storage.bank_statements import file_key
from ishtirak.storage.receipts import Receipt

LINES = 50_000
UNRECORDED = 100
MOST_SECONDS, MOST_MEGABYTES = 60, 300
BANK, DAY = "NAB", date(2026, 1, 5)

# Run by an interpreter of its own, so that the memory is that of the check alone.
_PROBE = """
import json, sys, time
from pathlib import Path
from functions.collect.reconciliation.checking import check
from infra.bench.meter import Meter
from ishtirak.storage.bank_statements import load
meter = Meter()
with meter:
    found = check(load(sys.argv[1]))
print(json.dumps({"seconds": meter.seconds, "queries": meter.of("Query"), **found.counts,
    "megabytes": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024}))
"""


def measure(fund: Fund, lines: int = LINES, unrecorded: int = UNRECORDED) -> tuple[Table, list[Promise]]:
    """Record all but a few payments, and check the statement that has them all.

    Raises: NotMeasured where the check fails.
    """
    now = fund.empty("2026-01-05")
    table.put_all({put.key: put.item for put in map(receipts.put_new, _recorded(lines - unrecorded))})
    waiting, _ = requests.ask(BANK, "statement.csv", "bench", now)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement.csv"
        path.write_text("".join(_text(lines)), encoding="utf-8")
        fund.aws.s3.upload_file(str(path), settings.get("UPLOADS_BUCKET"), file_key(waiting.id))
    took = _probe(waiting.id)
    shown = Table(
        f"Matching a bank's statement of {lines:,} lines",
        ("recorded before", "seconds", "memory (MB)", "queries"),
        [(number(lines - unrecorded), *(number(took[each]) for each in ("seconds", "megabytes", "queries")))],
        f"Read from S3, each line matched, what is not recorded kept to be looked at. COL-9 asks for less than "
        f"{MOST_SECONDS} seconds and {MOST_MEGABYTES} MB.",
    )
    promises = [
        exactly("Lines of a bank's statement that are matched", lines - unrecorded, took["matched"]),
        exactly("Lines of it that are found not to be recorded", unrecorded, took["new"]),
        at_most(f"MB that matching {lines:,} lines takes", MOST_MEGABYTES, round(took["megabytes"])),
    ]
    return shown, promises


def _recorded(count: int) -> Iterator[Receipt]:
    return (Receipt(BANK, f"n{each}", Money(1_000 + each), DAY, DAY, payer_name="محمد") for each in range(count))


def _text(lines: int) -> Iterator[str]:
    yield f"رقم الحساب,LY83002048000020100120361\nمن تاريخ,{DAY}\nإلى تاريخ,{DAY}\nالتاريخ,المرجع,دائن,مدين,البيان\n"
    for each in range(lines):
        yield f"{DAY},n{each},{Money(1_000 + each)},,اشتراك التأمين الصحي\n"


def _probe(statement_id: str) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers")))}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, statement_id], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotMeasured(done.stderr)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took
