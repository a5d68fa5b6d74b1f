"""How long a bank's statement of 50,000 entries is read, and in how much memory (COL-9)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import TextIOBase
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.bench.bank_texts import WRITERS
from infra.bench.loading import ROOT
from infra.bench.promises import Promise, at_most, exactly
from infra.bench.tables import Table, number

ENTRIES = 50_000
MOST_MEGABYTES = 300
MOST_SECONDS = 60

# Run by an interpreter of its own, so that the memory is that of the reading alone. (VmHWM, because what `resource`
# says begins with the memory of the process that starts this one.)
_PROBE = """
import json, sys, time
from pathlib import Path
from ishtirak.files.bank.statements import BankFile
began = time.process_time()
entries = problems = 0
with Path(sys.argv[1]).open("rb") as source:
    for statement in BankFile(source, "statement"):
        for entry in statement:
            entries += 1
        problems += statement.problems.count
print(json.dumps({"seconds": time.process_time() - began, "entries": entries, "problems": problems,
    "megabytes": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024}))
"""


def measure(entries: int = ENTRIES) -> tuple[Table, list[Promise]]:
    """One file of each format, each read by a process of its own."""
    rows, promises = [], []
    for name, write in WRITERS:
        size, found = _read(write, entries)
        rows.append((name, number(size / 1e6), number(found["seconds"]), number(found["megabytes"])))
        promises += [
            exactly(f"Entries of {name} that are read and found right", entries, found["entries"] - found["problems"]),
            at_most(f"MB of memory that {entries:,} entries of {name} take", MOST_MEGABYTES, round(found["megabytes"])),
        ]
    return (
        Table(
            f"Reading a bank statement of {entries:,} entries",
            ("format", "file (MB)", "seconds", "memory (MB)"),
            rows,
            f"In processor time, read and checked to the end; the memory is that of the whole process at its highest. "
            f"It is to stay below {MOST_SECONDS} seconds and {MOST_MEGABYTES} MB.",
        ),
        promises,
    )


def _read(write: Callable[[TextIOBase, int], None], entries: int) -> tuple[int, dict[str, float]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement"
        with path.open("w", encoding="utf-8", newline="") as out:
            write(out, entries)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers")))}
        done = subprocess.run(
            [sys.executable, "-c", _PROBE, str(path)], env=environment, capture_output=True, text=True, check=True
        )
        found: dict[str, float] = json.loads(done.stdout)
        return path.stat().st_size, found
