"""The daily sweep: fanned out, taken up where it stopped, never doubled, with a record of each run (PKG-8, PKG-9)."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from functions.collect.sweeps import sweeping
from functions.collect.sweeps.work import NAMES, WORK, kind_of
from ishtirak.messaging.queues import Queue
from ishtirak.storage import deeds, keys, sweeps, table
from ishtirak.storage.keys import Key
from ishtirak.storage.sweeps import Sweep, SweepState, UnknownSweep
from ishtirak.storage.table import DuePage
from ishtirak.storage.transactions import Put, write_one
from tests import builders
from tests.builders import ACTOR, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well
from tests.work import read_due, sweep

pytestmark = pytest.mark.requirement("PKG-8")

TODAY = "2026-05-12"


def started(on: str = TODAY) -> Sweep:
    return sweeping.start(at(on))


def read(cloud: Cloud, on: str = TODAY) -> Sweep:
    """Do all that waits in the queue of sweeps."""
    while waiting := cloud.take(Queue.SWEEPS):
        for message in waiting:
            sweeping.read_on(day(message["day"]), message["shard"], at(on))
    return sweeps.load(day(on))


def wait_for(payer_id: str, on: str = TODAY, shard: str | None = None) -> str:
    """An account in the due index, under its own shard where none is given."""
    key = keys.account(payer_id)
    write_one(Put(key, {"due_shard": shard or keys.due_shard(key.pk), "due_on": on}))
    return payer_id


def payers(cloud: Cloud) -> list[str]:
    """Whose steps are to be taken."""
    return [message["payer_id"] for message in cloud.take(Queue.STEPS)]


def test_a_sweep_begins_with_its_record_and_a_message_for_each_shard_in_which_something_is_due(cloud: Cloud) -> None:
    wait_for("E1", shard="DUE#00")
    wait_for("E2", shard="DUE#02")
    wait_for("E3", "2026-05-13", shard="DUE#03")
    begun = started()

    assert cloud.take(Queue.SWEEPS) == [{"day": TODAY, "shard": shard} for shard in ("DUE#00", "DUE#02")]
    assert sweeps.load(day(TODAY)) == begun
    assert (begun.started_by, begun.state, begun.unread) == ("ishtirak", SweepState.READING, ["DUE#00", "DUE#02"])
    assert (begun.due, begun.sent, begun.seconds) == ({}, 0, None)


def test_work_is_sent_for_what_is_due_and_for_nothing_else(cloud: Cloud) -> None:
    employer = builders.employer()
    builders.subscriber(employer.id)

    assert read_due(cloud, "2026-01-31") == 0
    assert read_due(cloud, "2026-02-01") == 1

    assert cloud.take(Queue.OPENINGS) == [{"roll_id": employer.id, "swept": "2026-02-01"}]
    assert sweeps.load(day("2026-02-01")).due == {"rolls": 1}


def test_a_sweep_of_nothing_asks_each_shard_once_and_is_done(faults: Faults) -> None:
    builders.subscriber(builders.employer().id)
    faults.arm()

    whole = started("2026-01-31")

    assert faults.calls == ["Query"] * keys.DUE_SHARDS + ["PutItem"]
    assert (whole.state, whole.sent, whole.due, whole.seconds) == (SweepState.DONE, 0, {}, 0)


def test_a_shard_is_read_in_one_query_and_counted_in_one_write(cloud: Cloud, faults: Faults) -> None:
    wait_for("E1", shard="DUE#00")
    started()
    faults.arm()

    read(cloud)

    of_its_end = ["UpdateItem"]
    assert faults.calls == ["GetItem", "Query", "SendMessageBatch", "UpdateItem", *of_its_end, "GetItem"]  # by `read`


def test_a_shard_is_read_page_by_page_and_what_is_left_is_handed_on(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "KEYS_OF_ONE_PAGE", 2)
    monkeypatch.setattr(sweeping, "PAGES_OF_ONE_MESSAGE", 2)
    due = {wait_for(f"E{number}", shard="DUE#00") for number in range(9)}
    started()

    sweeping.read_on(day(TODAY), "DUE#00", at(TODAY))
    half = sweeps.load(day(TODAY))
    first = payers(cloud)
    messages = cloud.take(Queue.SWEEPS)
    for message in messages:
        sweeping.read_on(day(message["day"]), message["shard"], at(TODAY))
    whole = read(cloud)

    assert (len(first), half.sent, half.due, half.place("DUE#00").read_at) == (4, 4, {"accounts": 4}, None)
    assert [message["shard"] for message in messages] == ["DUE#00", "DUE#00"]
    rest = payers(cloud)
    assert set(first) | set(rest) == due
    assert len(first) + len(rest) == whole.sent == whole.due["accounts"] == 9
    assert whole.read_at == at(TODAY).isoformat()


@pytest.mark.requirement("PKG-9")
def test_what_was_missed_comes_first_day_after_day(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "KEYS_OF_ONE_PAGE", 1)
    monkeypatch.setattr(sweeping, "PAGES_OF_ONE_MESSAGE", 1)
    for payer_id, on in (("E3", TODAY), ("E1", "2026-05-09"), ("E4", "2026-05-13"), ("E2", "2026-05-11")):
        wait_for(payer_id, on, shard="DUE#00")
    started()

    order = []
    while sweeps.load(day(TODAY)).place("DUE#00").read_at is None:
        sweeping.read_on(day(TODAY), "DUE#00", at(TODAY))
        order += payers(cloud)

    assert order == ["E1", "E2", "E3"]
    assert (sweeps.load(day(TODAY)).late, sweeps.load(day(TODAY)).sent) == (2, 3)


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_nothing_is_skipped_and_at_most_one_page_is_sent_twice(
    fault: Fault, cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(sweeping, "KEYS_OF_ONE_PAGE", 2)
    monkeypatch.setattr(keys, "DUE_SHARDS", 1)
    due = sorted(wait_for(f"E{number}") for number in range(5))
    fund = cloud.items()

    def run(fault: Fault | None = None, number: int = 0) -> tuple[list[str], Sweep]:
        """Every message of the sweep, delivered again where its worker failed, as a queue does; the firing too."""
        cloud.restore(fund)
        faults.arm(fault, number)
        firings = 1
        while not goes_well(started):
            firings += 1
        message = {"day": TODAY, "shard": "DUE#00"}
        while not goes_well(lambda: sweeping.read_on(day(message["day"]), message["shard"], at(TODAY))):
            firings += 1
        assert firings <= 2
        calls[:] = calls or faults.calls
        faults.arm()
        return sorted(payers(cloud)), read(cloud)

    calls: list[str] = []
    undisturbed = run()
    assert undisturbed[0] == due
    assert calls.count("Query") == 1 + 3
    for number, call in enumerate(list(calls), 1):
        if not can_meet(call, fault):
            continue
        sent, whole = run(fault, number)
        assert set(sent) == set(due), f"{call} ({number})"
        assert len(sent) <= len(due) + 2, f"{call} ({number})"
        assert (whole.sent, whole.due, whole.read_at) == (5, {"accounts": 5}, at(TODAY).isoformat())


def test_a_second_firing_begins_nothing_and_sends_only_what_is_not_read(cloud: Cloud) -> None:
    wait_for("E1")
    first = started()
    again = sweeping.start(at(TODAY, 10))

    whole = read(cloud)
    third = sweeping.start(at(TODAY, 11))

    assert again == first
    assert third == whole
    assert cloud.take(Queue.SWEEPS) == []
    assert payers(cloud) == ["E1"]


def test_of_two_who_read_one_shard_at_once_one_stops_at_the_first_page(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "KEYS_OF_ONE_PAGE", 2)
    due = {wait_for(f"E{number}", shard="DUE#00") for number in range(7)}
    started()
    read_page = table.due_page

    def while_another_reads(*told: Any, **more: Any) -> DuePage:
        page = read_page(*told, **more)
        monkeypatch.setattr(table, "due_page", read_page)
        sweeping.read_on(day(TODAY), "DUE#00", at(TODAY))
        return page

    monkeypatch.setattr(table, "due_page", while_another_reads)
    sweeping.read_on(day(TODAY), "DUE#00", at(TODAY))

    sent = payers(cloud)
    assert set(sent) == due
    assert len(sent) == 7 + 2
    assert sweeps.load(day(TODAY)).sent == 7


def test_a_message_that_was_lost_is_sent_by_the_next_firing(cloud: Cloud) -> None:
    wait_for("E1")
    started()
    cloud.take_all()

    started()

    assert read(cloud).state is SweepState.WORKING
    assert payers(cloud) == ["E1"]


def test_what_a_sweep_has_lost_altogether_is_found_by_the_next_days(cloud: Cloud) -> None:
    wait_for("E1")
    started()
    read(cloud)
    cloud.take_all()

    started("2026-05-13")
    whole = read(cloud, "2026-05-13")

    assert (whole.sent, whole.late) == (1, 1)
    assert cloud.take(Queue.STEPS) == [{"payer_id": "E1", "swept": "2026-05-13"}]


@pytest.mark.requirement("ACC-2")
def test_a_person_has_it_begin_again_once_it_is_read_and_figures_add_up(cloud: Cloud) -> None:
    wait_for("E1")
    started()
    going_on = sweeping.run_again(ACTOR, at(TODAY, 10))
    read(cloud)
    again = sweeping.run_again(ACTOR, at(TODAY, 11))
    whole = read(cloud)

    assert (going_on.number, going_on.again_by) == (1, None)
    assert (again.number, again.again_by, again.read_at, len(again.unread)) == (2, ACTOR, None, 1)
    assert (whole.sent, whole.due) == (2, {"accounts": 2})
    assert payers(cloud) == ["E1", "E1"]
    done, _ = deeds.page(whole.key, 10)
    assert [(deed.actor, deed.action, deed.changes["number"]) for deed in done] == [(ACTOR, "run_sweep", {"to": 2})]


def test_a_person_begins_it_where_the_clock_has_not(cloud: Cloud) -> None:
    wait_for("E1")

    begun = sweeping.run_again(ACTOR, at(TODAY))

    assert (begun.number, begun.started_by, len(cloud.take(Queue.SWEEPS))) == (1, ACTOR, 1)


def test_what_nobody_works_on_is_shown_and_stops_nothing_else(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    write_one(Put(Key("T", "STRANGE"), {"due_shard": "DUE#00", "due_on": TODAY}))
    wait_for("E1", shard="DUE#00")
    started()

    with caplog.at_level(logging.CRITICAL):
        whole = read(cloud)

    assert (whole.due, whole.sent) == ({"accounts": 1, "unknown": 1}, 1)
    assert payers(cloud) == ["E1"]


def test_every_kind_of_work_has_a_name_of_its_own() -> None:
    assert set(NAMES) == {work.name for work in WORK.values()} | {kind_of(Key("T", "STRANGE"))}
    assert len({work.name for work in WORK.values()}) == len(WORK)


def test_what_the_workers_say_is_added_up(cloud: Cloud) -> None:
    for number in range(4):
        wait_for(f"E{number}")
    started()
    read(cloud)

    sweeps.counter(lambda: at(TODAY, 10))(TODAY, 2, 0)
    working = sweeps.load(day(TODAY))
    sweeps.counter(lambda: at(TODAY, 11))(TODAY, 1, 1)
    done = sweeps.load(day(TODAY))

    assert (working.state, working.remaining, working.seconds) == (SweepState.WORKING, 2, 3_600)
    assert (done.state, done.done, done.failed, done.remaining, done.seconds) == (SweepState.DONE, 3, 1, 0, 7_200)


def test_a_batch_that_is_counted_twice_leaves_no_less_than_nothing(cloud: Cloud) -> None:
    wait_for("E1")
    started()
    read(cloud)

    for _ in range(2):
        sweeps.counter(lambda: at(TODAY, 10))(TODAY, 1, 0)

    assert (sweeps.load(day(TODAY)).done, sweeps.load(day(TODAY)).remaining) == (2, 0)


def test_a_count_of_a_day_without_a_sweep_makes_none(cloud: Cloud) -> None:
    assert not goes_well(lambda: sweeps.counter(lambda: at(TODAY))(TODAY, 1, 0))

    with pytest.raises(UnknownSweep):
        sweeps.load(day(TODAY))


def test_the_record_goes_after_four_hundred_days(cloud: Cloud) -> None:
    started()

    expires_at = (table.get(keys.sweep(TODAY)) or {})["expires_at"]
    assert expires_at - int(at(TODAY).timestamp()) == 400 * 24 * 60 * 60


@pytest.mark.requirement("PKG-9")
def test_a_sweep_that_runs_again_and_again_changes_nothing(cloud: Cloud) -> None:
    employer = builders.employer()
    builders.subscriber(employer.id)
    sweep(cloud, "2026-02-01")
    items = [item for item in cloud.items() if item["pk"] != keys.SWEEPS]

    sweep(cloud, "2026-02-01")

    assert [item for item in cloud.items() if item["pk"] != keys.SWEEPS] == items
