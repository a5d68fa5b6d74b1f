"""The fund at one moment, as Parquet: `snapshots/<day>/<time>-<token>/accounts.parquet` and so on.

A report names the snapshot that it was made of, so what it says can be worked out again years later. A day's last
snapshot is the one for reports of that day once it is over (RPT-10).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from functions.reports import bucket
from functions.reports.datasets import DATASETS, Dataset
from functions.reports.parquet import write_parquet
from functions.reports.scans import Control, scan
from ishtirak.law.law import Law
from ishtirak.storage import reports

FOLDER = "snapshots"


def take(folder: Path, law: Law) -> Control:
    """Read the fund as it stands now into Parquet files in `folder`.

    It is not one instant: what is written meanwhile may be in it or not, record by record.
    Raises: NotReconciled.
    """
    control = scan(folder, law)
    write_parquet(folder, control)
    return control


def keep(folder: Path, control: Control, now: datetime) -> str:
    """Upload the snapshot in `folder` and return its name. It is the day's last one from here on.

    The manifest goes last: where it lies, the snapshot is whole.
    """
    name = f"{now.date()}/{now:%H%M%S}-{secrets.token_hex(4)}"
    for each in DATASETS:
        bucket.put(f"{FOLDER}/{name}/{each.file_name}", folder / each.file_name, "application/vnd.apache.parquet")
    manifest = folder / "manifest.json"
    figures = {"entries": control.entries, "rows": control.rows, "totals": control.totals}
    manifest.write_text(json.dumps({"taken_at": now.isoformat(), **figures}, sort_keys=True), "utf-8")
    bucket.put(f"{FOLDER}/{name}/{manifest.name}", manifest, "application/json")
    reports.remember_snapshot(now.date(), name, now)
    return name


def fetch(name: str, datasets: Iterable[Dataset], folder: Path) -> None:
    """Download those datasets of the snapshot `name` into `folder`."""
    for each in datasets:
        bucket.fetch(f"{FOLDER}/{name}/{each.file_name}", folder / each.file_name)
