"""Opening a month of long lists: calls, units and memory do not depend on how many people there are (COL-1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime

from infra.bench.crowds import employer_of
from infra.bench.fund import Fund, NotMeasured
from infra.bench.loading import ROOT
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, at_most, exactly
from infra.bench.tables import Table, dollars, number
from ishtirak.messaging.queues import Queue, send_all
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.storage import rolls

SIZES = (1_000, 10_000)
FULL_SIZES = (10_000, 100_000)
JANUARY = Month(2026, 1)
MOST_MEGABYTES_MORE = 10
MOST_CALLS, MOST_WRITE_UNITS = 0.25, 5.5
PEOPLE_OF_ONE_LIST = 10_000
"""Of a longer list the engine on this machine can't give a page in time: it looks through the whole of it."""
BY_HAND = (
    "Once with ten lists, by hand (`make bench FULL=yes`, 2026-11-23, on a busy machine): 100,000 people at 376 a "
    "second, in 64.8 MB where 10,000 take 63.9; calls and units a person are the same."
)

# Run by an interpreter of its own, so that the memory is that of the worker alone.
_PROBE = """
import json, sys, time
from datetime import datetime
from pathlib import Path
import boto3
from functions.collect.months.openings import work_roll
from infra.bench.meter import Meter
from ishtirak import settings
from ishtirak.law.shipped import shipped_law
queue, url, law = boto3.client("sqs"), settings.get("OPENINGS_QUEUE_URL"), shipped_law()
now, meter, taken = datetime.fromisoformat(sys.argv[1]), Meter(), 0
while messages := queue.receive_message(QueueUrl=url).get("Messages"):
    told, taken = json.loads(messages[0]["Body"]), taken + 1
    with meter:
        work_roll(told["roll_id"], now, law, told.get("after"), told.get("version"))
    queue.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])
print(json.dumps({"seconds": meter.seconds, "waited": meter.waited, "messages": taken,
    "reads": meter.of("GetItem", "BatchGetItem", "Query"), "transactions": meter.of("TransactWriteItems"),
    "read_units": meter.read_units, "write_units": meter.write_units,
    "megabytes": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024}))
"""


def measure(fund: Fund, sizes: tuple[int, ...] = SIZES) -> tuple[Table, list[Promise]]:
    """Open January for so many people, each person assessed from the salary certificate.

    Raises: NotMeasured where a month does not come to its people.
    """
    took = {size: _opened(fund, size) for size in sizes}
    columns = (
        "people",
        "people a second",
        "waiting (%)",
        "messages",
        "calls of DynamoDB a person",
        "read units a person",
        "write units a person",
        "a million people",
        "memory (MB)",
    )
    note = (
        f"Lists of up to {PEOPLE_OF_ONE_LIST:,} people, opened by one worker, message after message; on AWS twenty "
        "work at once. It is everybody's first month: with it the accounts are made, a write unit of the index each. "
        "Waiting: the part of the time in which the engine works. Memory is that of the worker's whole "
        "process at its highest. The price is DynamoDB's. " + BY_HAND
    )
    memory = [took[size]["megabytes"] for size in sizes]
    promises = [
        at_most(
            "MB more that opening the month of the most people takes",
            MOST_MEGABYTES_MORE,
            round(max(memory) - min(memory)),
        ),
        *(
            at_most(f"{what} a person of {size:,} whose month is opened", most, round(took[size][name] / size, 2))
            for what, most, name in (("Calls", MOST_CALLS, "calls"), ("Write units", MOST_WRITE_UNITS, "write_units"))
            for size in sizes
        ),
        *(exactly(f"People of {size:,} who owe for the month", size, took[size]["people"]) for size in sizes),
    ]
    return Table("Opening the month of long lists", columns, [_row(size, took[size]) for size in sizes], note), promises


def _opened(fund: Fund, people: int) -> dict[str, float]:
    now = fund.empty("2026-01-05")
    lists = [
        employer_of(min(PEOPLE_OF_ONE_LIST, people - start), now) for start in range(0, people, PEOPLE_OF_ONE_LIST)
    ]
    send_all(Queue.OPENINGS, ({"roll_id": employer_id} for employer_id in lists))
    at = datetime.combine(opening_day(JANUARY), fund.engine.now().timetz())
    took = _probe(at)
    took["calls"] = took["reads"] + took["transactions"]
    took["people"] = sum(rolls.month(employer_id, JANUARY).people for employer_id in lists)
    return took


def _row(people: int, took: dict[str, float]) -> list[str]:
    waiting = round(100 * took["waited"] / took["seconds"])
    units = (took["read_units"] / people, took["write_units"] / people)
    figures = (round(people / took["seconds"]), waiting, took["messages"], took["calls"] / people, *units)
    return [f"{people:,}", *map(number, figures), dollars(dollars_a_million(*units)), number(took["megabytes"])]


def _probe(now: datetime) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers")))}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, now.isoformat()], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotMeasured(done.stderr)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took
