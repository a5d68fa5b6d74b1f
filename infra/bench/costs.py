"""What the measured capacity comes to at list prices: a million of each, and a month of one million people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from infra.bench.meter import Meter
from infra.bench.months import Stage
from infra.bench.prices import QUEUE_CALLS, READ_UNITS, SMS_SEGMENT, WRITE_UNITS, dollars_a_million
from infra.bench.receipts import Booking
from infra.bench.sweeps import SweepCosts
from infra.bench.tables import Table, dollars, number

# A message is sent, received and deleted; one that comes alone is the dearest.
QUEUE_CALLS_A_MESSAGE = 3

PEOPLE, DAYS = 1_000_000, 30
REMINDED = (
    ("7 days before", 1.0),
    ("on the day it falls due", 0.5),
    ("7 days after", 0.1),
    ("30 days after", 0.05),
    ("60 days after", 0.03),
    ("80 days after", 0.02),
)
"""An assumption: which part of the people has not paid by then, and so is reminded (NOT-1)."""

LAPSED = 0.01
"""An assumption: which part of the people comes to day 91, or back from it."""

SEGMENTS_OF_AN_SMS = 2
"""Arabic text of more than 70 characters."""


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

    def times(self, count: float) -> Cost:
        return Cost(self.what, self.read_units * count, self.write_units * count, self.queue_calls * count)

    @property
    def records(self) -> float:
        """Dollars that a million of it costs in DynamoDB."""
        return dollars_a_million(self.read_units, self.write_units)

    @property
    def queues(self) -> float:
        """And in SQS."""
        return dollars_a_million(0, 0, self.queue_calls)

    def row(self) -> list[str]:
        prices = (self.records, self.queues, self.records + self.queues)
        return [self.what, number(self.read_units), number(self.write_units), *map(dollars, prices)]


def costs(booking: Booking, stages: Sequence[Stage], swept: SweepCosts) -> list[Table]:
    """A million of each, and what they come to in a month of a million people."""
    receipt = Cost("receipt", booking.meter.read_units, booking.meter.write_units, QUEUE_CALLS_A_MESSAGE)
    people = {stage.what: _for_one(f"person: {stage.what}", stage.meter, stage.people) for stage in stages}
    step = _for_one("account that a sweep finds due, its people told", swept.due.meter, swept.due.due)
    reminder = _for_one("account that a sweep finds due, its payer reminded", swept.reminded.meter, swept.reminded.due)
    sms = _for_one("SMS in the outbox, and its event for other systems", swept.sent, swept.due.due)
    each = Table(
        "What it costs",
        ("a million of", "read units", "write units", "DynamoDB", "SQS", "together"),
        [cost.row() for cost in (receipt, *people.values(), step, reminder, sms)],
        f"List prices of us-east-1: ${WRITE_UNITS:g} a million write units, ${READ_UNITS:g} a million read units, "
        f"${QUEUE_CALLS:g} a million calls of SQS, of which a message takes {QUEUE_CALLS_A_MESSAGE} where it comes "
        "alone. Units are of one of each. Lambda, API Gateway and SMS are not in it.",
    )
    monthly = [cost for what, cost in people.items() if not what.startswith("list")]
    nothing = _for_one("nothing due", swept.nothing, 1)
    return [each, _month(receipt, monthly, nothing, step, reminder, sms)]


def _month(receipt: Cost, monthly: Sequence[Cost], nothing: Cost, step: Cost, reminder: Cost, sms: Cost) -> Table:
    """The table of one month: how often each happens, and what that comes to."""
    reminders = sum(part for _, part in REMINDED)
    opened = [(replace(cost, what=cost.what.removeprefix("person: ")), PEOPLE) for cost in monthly]
    told = round((reminders + LAPSED + 1) * PEOPLE)  # and each of the receipt
    happens: list[tuple[Cost, int]] = [
        *opened,
        (replace(receipt, what="a receipt of each"), PEOPLE),
        (replace(nothing, what=f"sweeps of {DAYS} days, where nothing is due"), DAYS),
        (replace(reminder, what="reminders, found by the sweeps"), round(reminders * PEOPLE)),
        (replace(step, what="cover that changes, found by the sweeps"), round(LAPSED * PEOPLE)),
        (replace(sms, what="SMS of these and of the receipts in the outbox"), told),
    ]
    # A month's millions: so many millions of each, at the price of a million.
    totals = [(count, cost.times(count / 1_000_000)) for cost, count in happens]
    rows = [_month_row(cost.what, f"{count:,}", cost) for count, cost in totals]
    whole = sum((cost for _, cost in totals), Cost("", 0, 0, 0))
    reached = ", ".join(f"{when} {part:.0%}" for when, part in REMINDED)
    sms_price = told * SEGMENTS_OF_AN_SMS * SMS_SEGMENT
    return Table(
        f"A month of {PEOPLE:,} people",
        ("", "how many", "millions of read units", "millions of write units", "DynamoDB", "SQS", "together"),
        [*rows, _month_row("together", "", whole)],
        "From the units and calls that each was measured with, at the list prices above. Assumed, because it hangs on "
        f"people: each has one receipt; reminders reach {reached} of the people; the cover of {LAPSED:.0%} changes. "
        "Not in it: Lambda, API Gateway, storage, and the "
        f"SMS themselves, which cost far more than everything else: at an assumed ${SMS_SEGMENT:g} a segment and "
        f"{SEGMENTS_OF_AN_SMS} segments each, the {told:,} of this month come to {dollars(sms_price)}.",
    )


def _month_row(what: str, count: str, cost: Cost) -> list[str]:
    prices = (cost.records, cost.queues, cost.records + cost.queues)
    return [what, count, number(cost.read_units), number(cost.write_units), *map(dollars, prices)]


def _for_one(what: str, meter: Meter, count: int) -> Cost:
    queue_calls = meter.of_service("sqs") * QUEUE_CALLS_A_MESSAGE
    return Cost(what, meter.read_units / count, meter.write_units / count, queue_calls / count)
