"""The meter counts what any client asks of AWS, and leaves everything as it was."""

from __future__ import annotations

import pytest
from botocore.client import BaseClient

from infra.bench.meter import Meter
from ishtirak.messaging import queues
from ishtirak.messaging.queues import Queue
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, write, write_one
from tests.cloud import Cloud

HERE = keys.account("S1")
DUE = {"due_shard": "DUE#00", "due_on": "2026-01-01"}


def test_calls_and_units_are_counted_by_table_and_index(cloud: Cloud) -> None:
    with Meter() as meter:
        write(Put(HERE, DUE), Put(keys.account("S2"), {"filling": "x" * 1_500}))
        write_one(Put(HERE, {**DUE, "due_on": "2026-01-02"}))
        table.get(HERE)
        table.due_page("DUE#00", until="2026-01-03")
        table.get_all([HERE, keys.account("S2"), keys.account("S3")])
        queues.send(Queue.STEPS, {"payer_id": "S1"})

    assert meter.of("TransactWriteItems", "PutItem") == 2
    assert meter.of_service("dynamodb") == 5
    assert meter.of_service("sqs") == 1
    assert meter.written == {"table": 2 + 4 + 1, "due": 1 + 2}
    assert meter.read == {"table": 1 + 3, "due": 0.5}
    assert meter.items_read == 1 + 1 + 3
    assert (meter.read_units, meter.write_units) == (4.5, 10)
    assert 0 < meter.waited <= meter.seconds


def test_what_is_refused_is_counted_and_still_raised(cloud: Cloud) -> None:
    write_one(Put(HERE, {}))

    with Meter() as meter, pytest.raises(Moved):
        write(Put(HERE, {}, unless_exists=Moved()))

    assert meter.refused == meter.calls == {("dynamodb", "TransactWriteItems"): 1}
    assert meter.write_units == 0


def test_entered_again_it_goes_on_and_outside_it_counts_nothing(cloud: Cloud) -> None:
    before, meter = BaseClient.__dict__["_make_api_call"], Meter()

    with meter:
        table.get(HERE)
    table.get(HERE)
    with meter:
        table.get(HERE)

    assert meter.of("GetItem") == 2
    assert BaseClient.__dict__["_make_api_call"] is before
