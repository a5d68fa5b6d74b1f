"""What the measured capacity comes to at list prices, for a million receipts and for a million people a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.bench.months import Stage
from infra.bench.prices import QUEUE_CALLS, READ_UNITS, WRITE_UNITS, dollars_a_million
from infra.bench.receipts import Booking
from infra.bench.tables import Table, dollars, number

# A message is sent, received and deleted; one that comes alone is the dearest.
QUEUE_CALLS_A_MESSAGE = 3


@dataclass(frozen=True)
class Cost:
    """What one of a kind takes."""

    what: str
    read_units: float
    write_units: float
    queue_calls: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.what,
            self.read_units + other.read_units,
            self.write_units + other.write_units,
            self.queue_calls + other.queue_calls,
        )

    def row(self) -> list[str]:
        units = (self.read_units, self.write_units)
        records = dollars_a_million(*units)
        queues = dollars_a_million(0, 0, self.queue_calls)
        return [self.what, *map(number, units), dollars(records), dollars(queues), dollars(records + queues)]


def costs(booking: Booking, stages: Sequence[Stage]) -> Table:
    """A receipt, each stage for a person, and a month in which each person's share comes as a receipt of its own."""
    receipt = Cost("receipt", booking.meter.read_units, booking.meter.write_units, QUEUE_CALLS_A_MESSAGE)
    people = {stage.what: _for_a_person(stage) for stage in stages}
    monthly = [cost for what, cost in people.items() if not what.startswith("list")]
    month = sum([*monthly, receipt], Cost("person and month: statement, opening and a receipt", 0, 0, 0))
    return Table(
        "What it costs",
        ("a million of", "read units", "write units", "DynamoDB", "SQS", "together"),
        [cost.row() for cost in (receipt, *people.values(), month)],
        f"List prices of us-east-1: ${WRITE_UNITS:g} a million write units, ${READ_UNITS:g} a million read units, "
        f"${QUEUE_CALLS:g} a million calls of SQS, of which a message takes {QUEUE_CALLS_A_MESSAGE} where it comes "
        "alone. Units are of one of each. Lambda, API Gateway and SMS are not in it.",
    )


def _for_a_person(stage: Stage) -> Cost:
    meter, people = stage.meter, stage.people
    queue_calls = meter.of_service("sqs") * QUEUE_CALLS_A_MESSAGE
    return Cost(f"person: {stage.what}", meter.read_units / people, meter.write_units / people, queue_calls / people)
