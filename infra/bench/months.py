"""The month of an employer with 1,180 people: their list registered, their statement read, their month opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.collect.statements import files as statement_files
from functions.collect.statements import submitting as statements
from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.lists import requests as registrations
from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.tables import Table, number
from ishtirak import settings
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.storage import accounts, rolls
from ishtirak.storage import statements as stored_statements
from ishtirak.storage.registrations import file_key

FILE = Path(__file__).parents[1] / "play/data/2026-01-clean-utf8.csv"
PEOPLE = 1_180
JANUARY = Month(2026, 1)


@dataclass(frozen=True)
class Stage:
    """One stage of the month and what it took, for all `people` of it; `by_rows` where it works row by row."""

    what: str
    meter: Meter
    people: int
    by_rows: bool = True


def measure(fund: Fund, people: int = PEOPLE) -> tuple[list[Table], list[Stage]]:
    """Play the month of the first `people` of the file.

    Raises: NotMeasured where the month does not come to what its statement says.
    """
    stages = _play(fund, people)
    speed = Table(
        f"The month of {people:,} people",
        ("", "seconds", "rows a second", "waiting (%)", "read units", "write units"),
        [*(_speed(stage) for stage in stages), _together(stages)],
        "Each worker's function is called as Lambda calls it, batch by batch, one at a time. Waiting: the "
        "part of the time in which the engine works. Units are for all people together.",
    )
    calls = Table(
        "Calls of that month",
        ("", "reads", "transactions", "batches", "single writes", "SQS", "S3"),
        [_calls(stage) for stage in stages],
    )
    return [speed, calls], stages


def _play(fund: Fund, people: int) -> list[Stage]:
    content = _file_of(people)
    now, law = fund.empty("2026-01-05"), shipped_law()
    employer_id = employers.register(
        NewEmployer("الشركة العامة للخدمات البلدية", "public_company"), "bench", now, law
    ).id

    listed, _ = registrations.ask(employer_id, FILE.name, JANUARY.first_day, "bench", now)
    checked = _read(fund, "list_arrived", file_key(listed.id), content)
    registered = _confirmed(fund, lambda: registrations.confirm(listed.id, None, "bench", now))
    stated, _ = statement_files.ask(employer_id, JANUARY, FILE.name, "bench", now)
    read = _read(fund, "file_arrived", f"{statement_files.FOLDER}{stated.id}", content)
    confirmed = _confirmed(fund, lambda: statements.confirm(stated.id, "bench", now))
    opened = _opened(fund)

    said = (people, stored_statements.load(stated.id).totals_dirhams["employer"])
    owed = (rolls.month(employer_id, JANUARY).people, accounts.load(employer_id, shipped_law()).balance.dirhams)
    if said != owed:
        raise NotMeasured(f"January came to (people, employer's dirhams) {owed}, and its statement says {said}.")
    return [
        Stage("list read and checked", checked, people),
        Stage("list registered", registered, people),
        Stage("statement read and checked", read, people),
        Stage("statement confirmed", confirmed, people, by_rows=False),
        Stage("month opened", opened, people),
    ]


def _file_of(people: int) -> bytes:
    """The file as it is, or its head and its first people without the line of totals."""
    lines = FILE.read_bytes().splitlines(keepends=True)
    return b"".join(lines if people == PEOPLE else lines[: people + 1])


def _read(fund: Fund, handler: str, key: str, content: bytes) -> Meter:
    """The file arrives and is read."""
    meter = Meter()
    fund.aws.s3.put_object(Bucket=settings.get("UPLOADS_BUCKET"), Key=key, Body=content)
    fund.call(handler, {"object": {"key": key}}, meter)
    fund.work(meter)
    return meter


def _confirmed(fund: Fund, confirm: Callable[[], object]) -> Meter:
    meter = Meter()
    with meter:
        confirm()
    fund.work(meter)
    return meter


def _opened(fund: Fund) -> Meter:
    """The first of February: the sweep finds the list, and its month is opened."""
    meter = Meter()
    fund.go_to("2026-02-01", hour=4)
    fund.call("daily_sweep", {}, meter)
    fund.work(meter)
    return meter


def _speed(stage: Stage) -> list[str]:
    meter = stage.meter
    rows = number(round(stage.people / meter.seconds)) if stage.by_rows else ""
    waiting = number(round(100 * meter.waited / meter.seconds))
    return [stage.what, number(meter.seconds), rows, waiting, number(meter.read_units), number(meter.write_units)]


def _together(stages: Sequence[Stage]) -> list[str]:
    meters = [stage.meter for stage in stages]
    seconds = sum(meter.seconds for meter in meters)
    waiting = number(round(100 * sum(meter.waited for meter in meters) / seconds))
    units = (sum(meter.read_units for meter in meters), sum(meter.write_units for meter in meters))
    return ["together", number(seconds), number(round(stages[0].people / seconds)), waiting, *map(number, units)]


def _calls(stage: Stage) -> list[str]:
    meter = stage.meter
    counts = (
        meter.of("GetItem", "BatchGetItem", "Query"),
        meter.of("TransactWriteItems"),
        meter.of("BatchWriteItem"),
        meter.of("PutItem", "UpdateItem"),
        meter.of_service("sqs"),
        meter.of_service("s3"),
    )
    return [stage.what, *map(str, counts)]
