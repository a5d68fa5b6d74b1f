"""Reading the whole table into files, in segments side by side: memory stays flat however much there is.

Only the job of a report does this, never a request. It costs a read of every item, whatever of it is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.reports.datasets import DATASETS, WHOLE
from functions.reports.rows import READERS, Row, rows_of
from ishtirak.law.law import Law
from ishtirak.storage import table

SEGMENTS = 4

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Control:
    """What was written, to be compared with what is read back.

    rows:   how many of each dataset.
    filled: how many values of each column ("accounts.due_on") are there.
    totals: what the whole numbers of each column add up to.
    """

    entries: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row) -> None:
        self.rows[row.of.name] += 1
        for column, value in row.values.items():
            if value is not None:
                self.filled[f"{row.of.name}.{column}"] += 1
            if row.of.columns[column] == WHOLE:
                self.totals[f"{row.of.name}.{column}"] += value

    def add(self, other: Control) -> None:
        self.entries += other.entries
        self.rows.update(other.rows)
        self.filled.update(other.filled)
        self.totals.update(other.totals)


def scan(folder: Path, law: Law) -> Control:
    """Write every dataset as JSON lines, one file a segment: `<dataset>-<segment>.jsonl`."""
    control = Control()
    with ThreadPoolExecutor(SEGMENTS) as pool:
        for part in pool.map(lambda segment: _scan_segment(folder, segment, law), range(SEGMENTS)):
            control.add(part)
    return control


def _scan_segment(folder: Path, segment: int, law: Law) -> Control:
    control = Control()
    with ExitStack() as open_files:
        files = {
            each.name: open_files.enter_context((folder / f"{each.name}-{segment}.jsonl").open("w", encoding="utf-8"))
            for each in DATASETS
        }
        for item in _items(segment):
            control.entries += item["sk"].startswith("ENTRY#")
            for row in rows_of(item, law):
                control.count(row)
                files[row.of.name].write(_encode(row.values) + "\n")
    return control


def _items(segment: int) -> Iterator[table.Item]:
    begins = {f":{number}": {"S": prefix} for number, prefix in enumerate(READERS)}
    request: dict[str, Any] = {
        "TableName": table.name(),
        "ConsistentRead": True,
        "Segment": segment,
        "TotalSegments": SEGMENTS,
        "FilterExpression": " OR ".join(f"begins_with(sk, {place})" for place in begins),
        "ExpressionAttributeValues": begins,
    }
    while True:
        page = table.client().scan(**request)
        yield from map(table.from_wire, page["Items"])
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
