"""The daily sweep with the steps and tellings it causes: it must cost what is due, not what there is (PKG-8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any
from unittest.mock import patch

import boto3
from botocore.config import Config

from functions.enroll.subscribers.registering import NewSubscriber, new_person
from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, exactly, within
from infra.bench.tables import Table, dollars, number
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import Account, PayerKind, new_account, open_month, receive, step_taken
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, keys, subscribers, sweeps, table
from ishtirak.storage.subscribers import Subscriber

SIZES = (10_000, 100_000)
FULL_SIZES = (10_000, 100_000, 1_000_000)
ONE_DUE_IN = 100
MOST_PERCENT_APART = 10
BEGUN, TODAY = date(2026, 1, 5), date(2026, 5, 12)
REMINDED_ON, REMINDED_AT_ONCE = date(2026, 2, 17), 100
"""Seven days behind the due date of January, and how many are reminded of it."""
OPENED = tuple(Month(2026, 1).through(Month(2026, 4)))
SHARE = Money.dinars("75")
"""What somebody who works for himself owes of 1,000 dinars a month."""

PATIENCE_SECONDS = 600
WRITERS = 8
SENT = "SMS sent and other systems told"
REMINDED = "reminded"


@dataclass(frozen=True)
class Swept:
    """One sweep of so many accounts, with all the work that it caused."""

    accounts: int
    due: int
    meter: Meter
    seconds: float

    @property
    def calls(self) -> int:
        """Calls of DynamoDB."""
        return self.meter.of_service("dynamodb")

    @property
    def queue_calls(self) -> int:
        return self.meter.of_service("sqs")

    def for_one(self) -> dict[str, float]:
        """What one due account comes to, by what it is that is counted."""
        figures = {
            "items read": self.meter.items_read,
            "calls of DynamoDB": self.calls,
            "queue calls": self.queue_calls,
            "read units": self.meter.read_units,
            "write units": self.meter.write_units,
        }
        return {name: figure / self.due for name, figure in figures.items()}


@dataclass(frozen=True)
class SweepCosts:
    """What a month's sweeps are made of. nothing: a day on which nothing is due. due: the smallest sweep, of so many
    accounts whose people are told; sent: what their SMS and events take then. reminded: a sweep that only reminds."""

    nothing: Meter
    due: Swept
    sent: Meter
    reminded: Swept


def measure(fund: Fund, sizes: tuple[int, ...] = SIZES) -> tuple[list[Table], list[Promise], SweepCosts]:
    """Sweep funds of several sizes, of which each hundredth account is due.

    Raises: NotMeasured where the sweep's own record, or the SMS, do not come to what is due.
    """
    nothing = _nothing_due(fund)
    found: list[Swept] = []
    sent = Meter()
    for size in sizes:
        fund.empty(TODAY.isoformat())
        _write_accounts(size, _late(shipped_law()), _in_time(shipped_law()))
        if with_sms := size == min(sizes):
            fund.engine.drain()  # what the stream has of the records written for this
        with _patience():
            found.append(_swept(fund, size, size // ONE_DUE_IN, TODAY))
        if with_sms:
            sent = _sent(fund, size // ONE_DUE_IN)
    costs = SweepCosts(nothing, min(found, key=lambda each: each.accounts), sent, _reminded(fund))
    return [_whole(found, nothing), _for_one(found, costs)], _promises(found, nothing), costs


def _reminded(fund: Fund) -> Swept:
    """A sweep of accounts that are reminded of January and of nothing else."""
    law = shipped_law()
    account = open_month(new_account("S", PayerKind.SUBSCRIBER, OPENED[0], BEGUN, law), OPENED[0], SHARE, BEGUN, law)
    fund.empty(REMINDED_ON.isoformat())
    _write_accounts(REMINDED_AT_ONCE, _waits(account.after, REMINDED_ON, law), None)
    return _swept(fund, REMINDED_AT_ONCE, REMINDED_AT_ONCE, REMINDED_ON)


def _promises(found: Sequence[Swept], nothing: Meter) -> list[Promise]:
    figures = [each.for_one() for each in found]
    return [
        exactly("Items read by a sweep on a day on which nothing is due", 0, nothing.items_read),
        *(
            within(f"{name[0].upper()}{name[1:]} a due account, however many there are", MOST_PERCENT_APART, values)
            for name in figures[0]
            if (values := [each[name] for each in figures])
        ),
    ]


def _nothing_due(fund: Fund) -> Meter:
    fund.empty(TODAY.isoformat())
    meter = Meter()
    fund.call("daily_sweep", {}, meter)
    return meter


def _swept(fund: Fund, size: int, due: int, today: date) -> Swept:
    meter = Meter()
    fund.call("daily_sweep", {}, meter)
    fund.work(meter)
    record = sweeps.load(today)
    if (record.sent, record.done, record.failed, record.due) != (due, due, 0, {"accounts": due}):
        raise NotMeasured(f"{due} accounts are due, and the sweep's record says {record}.")
    return Swept(size, due, meter, meter.seconds)


def _sent(fund: Fund, people: int) -> Meter:
    with Meter() as meter:
        fund.engine.drain()
    if (sent := len(fund.engine.sms())) != people:
        raise NotMeasured(f"{sent} SMS were sent to {people} people whose cover has fallen.")
    return meter


def _whole(found: Sequence[Swept], nothing: Meter) -> Table:
    columns = ("", "due", "items read", "of the index", "calls", "queue calls", "read units", "write units", "seconds")
    empty = ["nothing due", "0", *_figures(nothing), number(nothing.seconds)]
    rows = [
        [f"{each.accounts:,} accounts", f"{each.due:,}", *_figures(each.meter), number(each.seconds)] for each in found
    ]
    return Table(
        "The daily sweep and all that it causes",
        columns,
        [empty, *rows],
        f"Each {ONE_DUE_IN}th account has come to day 91: it is found, its step is taken, the person is told that the "
        "cover has fallen, the sweep's record counts it. All other accounts stand in the same index under later days. "
        "Of the index: how many of the items were read in it. One worker at a time, message by message; seconds are "
        "the workers', and grow with the fund because the engine on this machine looks through a whole shard of the "
        "index for a page of it, which DynamoDB does not.",
    )


def _figures(meter: Meter) -> list[str]:
    units = (meter.read_units, meter.write_units)
    calls = (meter.of_service("dynamodb"), meter.of_service("sqs"))
    return [f"{meter.items_read:,}", f"{meter.read_by_index.get('due', 0):,}", *map(number, (*calls, *units))]


def _for_one(found: Sequence[Swept], costs: SweepCosts) -> Table:
    columns = ("", "items read", "calls of DynamoDB", "queue calls", "read units", "write units", "a million")
    rows = []
    for each in found:
        one = each.for_one()
        price = dollars(dollars_a_million(one["read units"], one["write units"]))
        rows.append([f"{each.accounts:,} accounts", *map(number, one.values()), price])
    for what, swept in ((SENT, replace(costs.due, meter=costs.sent)), (REMINDED, costs.reminded)):
        one = swept.for_one()
        price = dollars(dollars_a_million(one["read units"], one["write units"]))
        rows.append([what, *map(number, one.values()), price])
    return Table(
        "What one due account costs",
        columns,
        rows,
        f"The same sweeps, for one of the accounts that were due. The figures of one column must not lie more than "
        f"{MOST_PERCENT_APART} % apart. {SENT}: what the table's stream then brings about for each. {REMINDED}: a "
        "sweep of accounts for which a reminder is all that is due. The price is DynamoDB's.",
    )


def _write_accounts(size: int, due: Account, others: Account | None) -> None:
    """The accounts, and for those that are due the people whose they are: each hundredth, or all where there are no
    others. Their form is that which the code writes: an account of each kind is written down by it once, and the others
    differ in whose they are alone."""
    one_in = ONE_DUE_IN if others else 1
    late, in_time = _wire_of(due), _wire_of(others or due)
    people = [_person(each, shipped_law()) for each in range(0, size, one_in)]
    table.put_all({put.key: put.item for put in map(subscribers.put_new, people)})
    items = (_of(f"S{each:012d}", in_time if each % one_in else late) for each in range(size))
    client = boto3.client("dynamodb", config=Config(parameter_validation=False))
    with ThreadPoolExecutor(WRITERS) as writers:
        while accounts_ := list(islice(items, WRITERS * table.WRITES_OF_ONE_BATCH)):
            batches = [accounts_[start::WRITERS] for start in range(WRITERS)]
            if any(writers.map(lambda batch: _unwritten(client, batch), filter(None, batches))):
                raise NotMeasured("the engine has not written every account")


def _unwritten(client: Any, batch: Sequence[Wire]) -> dict[str, Any]:
    writes = [{"PutRequest": {"Item": item}} for item in batch]
    unwritten: dict[str, Any] = client.batch_write_item(RequestItems={table.name(): writes})["UnprocessedItems"]
    return unwritten


Wire = dict[str, dict[str, Any]]


def _wire_of(account: Account) -> Wire:
    return table.to_wire(accounts.put_new(account).item)


def _of(payer_id: str, wire: Wire) -> Wire:
    key = keys.account(payer_id)
    return {**wire, **table.wire_key(key), "payer_id": {"S": payer_id}, "due_shard": {"S": keys.due_shard(key.pk)}}


def _late(law: Law) -> Account:
    """Four months are open, and today is day 91 of the first.

    Raises: NotMeasured where it is not.
    """
    account = new_account("S", PayerKind.SUBSCRIBER, OPENED[0], BEGUN, law)
    for month in OPENED:
        account = open_month(account, month, SHARE, opening_day(month), law).after
    return _waits(account, TODAY, law)


def _in_time(law: Law) -> Account:
    """The same four months, each paid as soon as it was opened."""
    account = new_account("S", PayerKind.SUBSCRIBER, OPENED[0], BEGUN, law)
    for month in OPENED:
        on = opening_day(month)
        account = receive(open_month(account, month, SHARE, on, law).after, SHARE, on, law).after
    return account


def _waits(account: Account, today: date, law: Law) -> Account:
    """The account as it was left on the evening before `today`.

    Raises: NotMeasured where it is not due today.
    """
    waits = step_taken(account, today - timedelta(days=1), law).after
    if waits.due_on != today:
        raise NotMeasured(f"an account waits for {waits.due_on}, and today is {today}")
    return waits


def _person(number_: int, law: Law) -> Subscriber:
    """Somebody who works for himself: his cover hangs on his own account alone."""
    told = NewSubscriber(
        category="self_employed",
        employer_id=None,
        national_number=f"11980{number_:07d}",
        name="محمد علي الزوي",
        gross=Money.dinars("1000"),
        covered_from=BEGUN,
        certificate_issued_on=BEGUN,
        phone=f"+21891{number_:07d}",
        social_security_number=f"{number_:012d}",
    )
    return replace(new_person(told, "bench", BEGUN, law), id=f"S{number_:012d}")


@contextmanager
def _patience() -> Iterator[None]:
    """Wait for as long as the engine takes: the code's own five seconds are meant for DynamoDB."""
    config = Config(read_timeout=PATIENCE_SECONDS, parameter_validation=False)
    client = boto3.client("dynamodb", config=config)
    with patch.object(table, "client", lambda: client):
        yield
