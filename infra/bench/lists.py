"""Lists of employees from files: checked, registered, sent again, and the people of them found (ENR-9, ENR-2)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.lists import requests as registrations
from infra.bench.fund import Fund, NotMeasured
from infra.bench.loading import ROOT
from infra.bench.meter import Meter
from infra.bench.promises import Promise, at_most, exactly
from infra.bench.tables import Table, number
from ishtirak import settings
from ishtirak.law.shipped import shipped_law
from ishtirak.storage import employer_search, subscriber_search
from ishtirak.storage.registrations import Registration, RegistrationState, file_key, load

ROWS = 100_000
PEOPLE = 2_000
MOST_MEGABYTES = 200
HEADING = ("الرقم الوطني", "اسم الموظف", "إجمالي المرتب")
BEGINS = date(2026, 1, 1)

# Run by an interpreter of its own, so that the memory is that of the check alone. (VmHWM, because what `resource` says
# begins with the memory of the process that starts this one.)
_PROBE = """
import json, sys, time
from pathlib import Path
from functions.enroll.lists.checking import check
from infra.bench.meter import Meter
from ishtirak.storage.registrations import load
meter = Meter()
with meter:
    found = check(load(sys.argv[1]))
print(json.dumps({"seconds": meter.seconds, "waited": meter.waited, "busy": time.process_time(),
    "rows": found.counts["new"], "reads": meter.of("BatchGetItem"),
    "megabytes": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024}))
"""


@dataclass(frozen=True)
class Stage:
    """What one step took for `people` people of a list."""

    what: str
    meter: Meter
    people: int


def measure(fund: Fund, rows: int = ROWS, people: int = PEOPLE) -> tuple[list[Table], list[Promise]]:
    """Check a list of `rows` rows in each format; register one of `people`, send it again, and look for them."""
    checks, checked = _checks(fund, rows)
    stages, applied = _applied(fund, people)
    searches, searched = _searches()
    return [checks, stages, searches], [*checked, *applied, *searched]


def _checks(fund: Fund, rows: int) -> tuple[Table, list[Promise]]:
    found, promises = [], []
    for name, write in (("CSV", _csv), ("XLSX", _xlsx)):
        employer_id = _employer(fund)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"list.{name.lower()}"
            write(path, rows)
            waiting = _sent(fund, employer_id, path)
        took = _probe(waiting.id)
        found.append((name, *(number(took[each]) for each in ("seconds", "busy", "megabytes")), number(took["reads"])))
        promises += [
            exactly(f"Rows of a {name} list that are checked and found new", rows, took["rows"]),
            at_most(f"MB that checking {rows:,} rows of {name} takes", MOST_MEGABYTES, round(took["megabytes"])),
        ]
    note = (
        "By the clock, and in processor time of the whole process; its memory is that at its highest. Everybody is "
        "looked up, a hundred people a read, to tell who is new; the engine on this machine answers those reads."
    )
    columns = ("format", "seconds", "processor (s)", "memory (MB)", "reads")
    return Table(f"Checking a list of {rows:,} employees", columns, found, note), promises


def _applied(fund: Fund, people: int) -> tuple[Table, list[Promise]]:
    employer_id = _employer(fund)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _csv(path, people)
        new = _stage(fund, "registered", employer_id, path, people)
        path.write_bytes(path.read_bytes() + b"\r\n")  # other bytes, so that it is not known as the same file
        again = _stage(fund, "sent again, nobody has changed", employer_id, path, people)
    rows = [_row(stage) for stage in (new, again)]
    columns = ("", "seconds", "writes a person", "transactions", "reads", "write units a person")
    promises = [
        at_most("Writes of a new person of a list", 2, _writes_of_people(new) / people),
        exactly("Writes of a person of a list who has not changed", 0, _writes_of_people(again)),
    ]
    return Table(f"Applying a list of {people:,} employees", columns, rows), promises


def _searches() -> tuple[Table, list[Promise]]:
    looks: dict[str, Callable[[], object]] = {
        "subscribers by name": lambda: subscriber_search.by_name("محمد", None, 50),
        "subscribers by family name": lambda: subscriber_search.by_family("الزوي", "", None, 50),
        "subscribers by phone": lambda: subscriber_search.by_phone("+218912345678", None, 50),
        "subscribers by bank account": lambda: subscriber_search.by_iban("LY83002048000020100120361", 50),
        "subscribers by number at social security": lambda: subscriber_search.by_security_number("1", None, 50),
        "employers by name": lambda: employer_search.by_name("بحر", None, 50),
        "employers by phone": lambda: employer_search.by_phone("+218912345678", None, 50),
    }
    rows, promises = [], []
    for what, look in looks.items():
        meter = Meter()
        with meter:
            look()
        rows.append((what, str(meter.of("Query")), number(meter.read_units)))
        promises.append(exactly(f"Calls by which {what} are found", 1, sum(meter.calls.values())))
    return Table("Searching", ("", "queries", "read units"), rows), promises


def _employer(fund: Fund) -> str:
    now = fund.empty("2026-01-05")
    told = NewEmployer("الشركة العامة للخدمات البلدية", "public_company")
    return employers.register(told, "bench", now, shipped_law()).id


def _sent(fund: Fund, employer_id: str, path: Path) -> Registration:
    waiting, _ = registrations.ask(employer_id, path.name, BEGINS, "bench", fund.engine.now())
    fund.aws.s3.upload_file(str(path), settings.get("UPLOADS_BUCKET"), file_key(waiting.id))
    return waiting


def _stage(fund: Fund, what: str, employer_id: str, path: Path, people: int) -> Stage:
    waiting, checked, meter = _sent(fund, employer_id, path), Meter(), Meter()
    fund.call("list_arrived", {"object": {"key": file_key(waiting.id)}}, checked)
    fund.work(checked)
    with meter:
        registrations.confirm(waiting.id, None, "bench", fund.engine.now())
    fund.work(meter)
    if load(waiting.id).state is not RegistrationState.APPLIED:
        raise NotMeasured(f"The list is {load(waiting.id).state}, and not applied.")
    return Stage(what, meter, people)


def _writes_of_people(stage: Stage) -> int:
    """What was written of people: without the marks of how far the list is, one a transaction, and of its end.

    Its end is what is known of the file and of the confirming: four items that are the same for any number of people.
    """
    return stage.meter.items_written - max(stage.meter.of("TransactWriteItems") - 2, 0) - 4


def _row(stage: Stage) -> tuple[str, ...]:
    meter, people = stage.meter, stage.people
    reads = meter.of("GetItem", "BatchGetItem", "Query")
    figures = (meter.seconds, _writes_of_people(stage) / people, meter.of("TransactWriteItems"), reads)
    return (stage.what, *map(number, figures), number(meter.write_units / people))


def _probe(registration_id: str) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers")))}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, registration_id], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotMeasured(done.stderr)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


def _lines(rows: int) -> Iterator[tuple[str, str, str]]:
    """Made-up people: valid numbers of 1970 and after, a name that many have, a salary."""
    for each in range(rows):
        year, number_ = divmod(each, 50_000)
        yield f"1{1970 + year}{number_ + 1:07d}", "محمد علي الزوي", f"{800 + each % 900}.00"


def _csv(path: Path, rows: int) -> None:
    lines = (",".join(line) for line in (HEADING, *_lines(rows)))
    path.write_text("\r\n".join(lines), encoding="utf-8")


def _xlsx(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for line in (HEADING, *_lines(rows)):
        sheet.append(line)
    book.save(path)
