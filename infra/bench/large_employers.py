"""An employer of very many people pays what it owed too long: booked at once, then all are told (COL-4, PKG-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from functions.collect.receipts import booking
from infra.bench.crowds import EMPLOYERS_SHARE, Recording, employer_of, registered
from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.payers import morning_of
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, all_the_same, at_most, exactly
from infra.bench.tables import Table, dollars, milliseconds, number
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import PayerKind, new_account, open_month, step_taken
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package
from ishtirak.rules.references import reference_of
from ishtirak.storage import accounts
from ishtirak.storage.receipts import Receipt
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Put, write

SIZES = (1_180, 5_000, 50_000)
FOLLOWED = 5_000
"""Up to how many people all are told; of a longer list the engine reads each page by going through the whole of it."""

BEGUN, LAPSED, PAID = date(2026, 1, 5), date(2026, 5, 12), date(2026, 5, 20)
UNPAID = tuple(Month(2026, 1).through(Month(2026, 4)))
MOST_CALLS_A_PERSON = 1.1
BY_HAND = (
    "Once with 50,000 people, by hand (`make bench FULL=yes`, 2026-11-23, on a busy machine): 51 reads of the list and "
    "100 queue calls, then 1.08 calls, 2.06 read units and 6 write units a person, 122 people a second by one worker."
)
STEP, TOLD, SENT = "pages of its list asked for", "all told, page by page", "SMS sent and other systems told"


@dataclass(frozen=True)
class Stage:
    """What one step took for an employer with so many people."""

    what: str
    people: int
    meter: Meter

    @property
    def records(self) -> int:
        """Calls of DynamoDB."""
        return self.meter.of_service("dynamodb")

    @property
    def messages(self) -> int:
        """Calls by which messages were sent."""
        return self.meter.of("SendMessage", "SendMessageBatch")


def measure(fund: Fund, sizes: tuple[int, ...] = SIZES, followed: int = FOLLOWED) -> tuple[list[Table], list[Promise]]:
    """Book what employers of these sizes pay, and have all people told of those that have no more than `followed`.

    Raises: NotMeasured where people were not told that their cover is back.
    """
    booked: list[Stage] = []
    after: list[Stage] = []
    for people in sizes:
        fund.empty(PAID.isoformat())
        employer_id = _lapsed_employer(people, _told_of_the_lapse if people <= followed else registered)
        if with_sms := people == min(sizes):
            fund.engine.drain()  # what the stream has of the records written for this
        booked.append(Stage("receipt booked", people, _booked(employer_id, people)))
        if people <= followed:
            after += _told(fund, people)
        if with_sms:
            after.append(_sent(fund, people))
    return [_booking(booked), _afterwards(after)], _promises(booked, after)


def _promises(booked: Sequence[Stage], after: Sequence[Stage]) -> list[Promise]:
    figures: dict[str, list[float]] = {
        "Calls to book": [sum(stage.meter.calls.values()) for stage in booked],
        "Read units of": [stage.meter.read_units for stage in booked],
        "Write units of": [stage.meter.write_units for stage in booked],
    }
    told = [stage for stage in after if stage.what == TOLD]
    calls = max(round(stage.records / stage.people, 2) for stage in told)
    once = [stage.meter.of("TransactWriteItems") / stage.people for stage in told]
    return [
        *(
            all_the_same(f"{what} an employer's receipt, however long its list", found)
            for what, found in figures.items()
        ),
        *(
            exactly(f"Transactions a person of {stage.people:,} who is told", 1, each)
            for stage, each in zip(told, once, strict=True)
        ),
        at_most("Calls of DynamoDB a person who is told", MOST_CALLS_A_PERSON, calls),
    ]


def _lapsed_employer(people: int, records_of: Recording) -> str:
    """An employer that has paid nothing for four months."""
    law, begun = shipped_law(), morning_of(BEGUN)
    employer_id = employer_of(people, begun, records_of)
    owed = Money(EMPLOYERS_SHARE.dirhams * people)
    for month in UNPAID:
        account = accounts.load(employer_id, law)
        write(*accounts.writes(open_month(account, month, owed, opening_day(month), law)))
    write(*accounts.writes(step_taken(accounts.load(employer_id, law), LAPSED, law)))
    return employer_id


def _told_of_the_lapse(person: Subscriber) -> Iterable[Put]:
    """The record of somebody who was told that cover has fallen, and the account, on which the own share is paid."""
    told = replace(person, told=Package.BASIC_2_5, told_on=LAPSED, told_number=1)
    own = new_account(person.id, PayerKind.SUBSCRIBER, UNPAID[-1].next, BEGUN, shipped_law())
    return [*registered(told), accounts.put_new(own)]


def _booked(employer_id: str, people: int) -> Meter:
    amount = Money(EMPLOYERS_SHARE.dirhams * people * len(UNPAID))
    receipt = Receipt("BANK", "now", amount, PAID, PAID, reference_of(employer_id))
    with Meter() as meter:
        booking.book(receipt, morning_of(PAID), shipped_law())
    return meter


def _told(fund: Fund, people: int) -> list[Stage]:
    """What follows from it: the step, which has the pages of the list told, and the telling."""
    stepped, told = Meter(), Meter()
    fund.work(stepped, "Steps")
    fund.work(told, "Tellings")
    return [Stage(STEP, people, stepped), Stage(TOLD, people, told)]


def _sent(fund: Fund, people: int) -> Stage:
    """What the table's stream brings about: an SMS for each, and an event for each on the bus."""
    with Meter() as meter:
        fund.engine.drain()
    if (sent := len(fund.engine.sms())) != people:
        raise NotMeasured(f"{sent} SMS were sent to {people} people whose cover is back.")
    return Stage(SENT, people, meter)


def _booking(booked: Sequence[Stage]) -> Table:
    return Table(
        "An employer of many people pays",
        ("people on its list", "calls of DynamoDB", "queue calls", "read units", "write units", "milliseconds"),
        [
            [
                f"{stage.people:,}",
                *map(number, (stage.records, stage.messages, stage.meter.read_units, stage.meter.write_units)),
                milliseconds(stage.meter.seconds),
            ]
            for stage in booked
        ],
        "An employer has paid nothing for four months and now pays all. Nobody's record is touched by the booking: the "
        "cover of all its people is back, because it is derived from the employer's account.",
    )


def _afterwards(after: Sequence[Stage]) -> Table:
    return Table(
        "All are told that their cover is back",
        (
            "", "people", "queue calls", "calls of DynamoDB a person", "read units a person", "write units a person",
            "a million people", "people a second",
        ),
        [_row(stage) for stage in after],
        "The step goes through the list once and puts fifty people into a message, ten messages into a call; a telling "
        "writes each person's change and notice in one transaction. SMS leave, and other systems are told, as the "
        "table's stream brings the notices; the engine's own work is in the time of that. The price is DynamoDB's. "
        + BY_HAND,
    )  # fmt: skip


def _row(stage: Stage) -> list[str]:
    meter, people = stage.meter, stage.people
    units = (meter.read_units / people, meter.write_units / people)
    price, speed = dollars_a_million(*units), number(round(people / meter.seconds))
    return [
        stage.what,
        f"{people:,}",
        number(stage.messages),
        *map(number, (stage.records / people, *units)),
        dollars(price),
        speed,
    ]
