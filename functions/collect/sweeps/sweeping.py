"""The daily sweep: everything that is due by a day is found in the sparse index and put on the queues (PKG-8, PKG-9).

It reads what is due and nothing else, so it costs what is due and not what there is. The index is sorted by day: what
was missed on earlier days comes first. Each shard is read by a worker of its own, page by page; a page's messages are
sent, and then its place moves in the run's record. So a worker that dies sends at most one page twice, and never skips
one: work that is sent twice finds nothing to do the second time.

Two firings on one day, or a person who has it begun again while it runs, do not double the work. Whoever moves a place
goes on; who finds that it was moved by another stops there. That costs one page a shard that is sent twice: up to 500
messages, each of which reads one account and ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from aws_lambda_powertools import Logger

from functions.collect.sweeps.work import UNKNOWN, WORK, kind_of
from ishtirak.messaging.batches import SWEEPING, SWEPT
from ishtirak.messaging.metrics import emit
from ishtirak.messaging.queues import Queue, send, send_all
from ishtirak.storage import deeds, keys, sweeps, table
from ishtirak.storage.sweeps import Place, Sweep
from ishtirak.storage.table import DuePage
from ishtirak.storage.transactions import Moved, Write, decided_again, write, write_one

logger = Logger(child=True)

KEYS_OF_ONE_PAGE = 500
PAGES_OF_ONE_MESSAGE = 20
"""Then the rest is handed to another message: 10,000 keys are a thousand calls of a queue, some twenty seconds."""


def start(now: datetime) -> Sweep:
    """Begin the sweep of the day, or see to it that one that has begun is read to its end.

    The record is written first: where the messages are lost, the next firing sends them.
    """
    sweep = _looked_at(Sweep(now.date(), now.isoformat(), deeds.FUND), now)
    try:
        write_one(sweeps.put_new(sweep, now))
    except Moved:
        sweep = sweeps.load(sweep.day)
    _have_read(sweep)
    return sweep


def run_again(actor_id: str, now: datetime) -> Sweep:
    """Begin the sweep of the day once more because a person asks for it: what is still due is found again.

    One that is still reading the index only goes on.
    """
    sweep = _begun(actor_id, now)
    _have_read(sweep)
    return sweep


@decided_again
def _begun(actor_id: str, now: datetime) -> Sweep:
    seen = sweeps.find(now.date())
    if seen is not None and seen.read_at is None:
        return seen
    begin: Write
    if seen is None:
        begun = _looked_at(Sweep(now.date(), now.isoformat(), actor_id), now)
        begin = sweeps.put_new(begun, now)
    else:
        again = replace(seen, number=seen.number + 1, again_at=now.isoformat(), again_by=actor_id)
        begun = _looked_at(again, now)
        begin = sweeps.put_again(seen, begun)
    what = {"day": begun.day, "number": begun.number}
    write(begin, deeds.put_deed(begun.key, actor_id, "run_sweep", now, what))
    return begun


def _looked_at(sweep: Sweep, now: datetime) -> Sweep:
    """The sweep at its beginning: a shard in which nothing is due is through already, and needs no worker."""
    day, at = sweep.day.isoformat(), now.isoformat()
    empty = [shard for shard in keys.due_shards() if not table.due_page(shard, limit=1, until=day).keys]
    begun = replace(sweep, places={shard: Place(read_at=at) for shard in empty}, read_at=None)
    if begun.unread:
        return begun
    _tell_of_a_run()
    return replace(begun, read_at=at)


def _have_read(sweep: Sweep) -> None:
    send_all(Queue.SWEEPS, (_message(sweep.day, shard) for shard in sweep.unread))


def _message(day: date, shard: str) -> dict[str, str]:
    return {"day": day.isoformat(), "shard": shard}


def read_on(day: date, shard: str, now: datetime) -> None:
    """Send work for what is due in a shard by `day`, from where it was read last; hand on what is left.

    Raises: UnknownSweep.
    """
    worker = uuid4().hex[:8]
    sweep = sweeps.load(day)
    for _ in range(PAGES_OF_ONE_MESSAGE):
        if sweep.place(shard).read_at is not None:
            break
        moved = _read_page(sweep, shard, worker, now)
        if moved is None:
            return
        sweep = moved
    if sweep.place(shard).read_at is None:
        send(Queue.SWEEPS, _message(day, shard))
    elif not sweep.unread and sweep.read_at is None:
        _end(day, now)


def _read_page(sweep: Sweep, shard: str, worker: str, now: datetime) -> Sweep | None:
    """The sweep as it stands once a page of a shard is sent, or None where another worker reads that shard."""
    day, seen = sweep.day, sweep.place(shard)
    page = table.due_page(shard, limit=KEYS_OF_ONE_PAGE, until=day.isoformat(), after=seen.after)
    sent = _send(page, day)
    place = Place(page.after, worker, None if page.after else now.isoformat())
    due = Counter(kind_of(key) for key in page.keys)
    late = sum(due_on < day.isoformat() for due_on in page.days)
    try:
        return sweeps.move(day, shard, seen, place, due, late=late, sent=sent)
    except Moved:
        now_there = sweeps.load(day)
        return now_there if now_there.place(shard) == place else None  # its own write, whose answer was lost


def _send(page: DuePage, day: date) -> int:
    sent = 0
    for kind, work in WORK.items():
        messages = (work.message(key) | {SWEPT: day.isoformat()} for key in page.keys if key.kind == kind)
        sent += send_all(work.queue, messages)
    strange = [key for key in page.keys if kind_of(key) == UNKNOWN]
    if strange:
        logger.error("the due index holds what nobody works on", keys=strange[:10], count=len(strange))
    return sent


def _end(day: date, now: datetime) -> None:
    _tell_of_a_run()
    try:
        write_one(sweeps.read_whole(day, now))
    except Moved:
        return  # the worker of another delivery has written it


def _tell_of_a_run() -> None:
    """What the alarm of the sweep counts: all shards are read.

    It is told before it is written down, so perhaps twice, which does no harm: untold, it would ring for a good day.
    """
    emit(SWEEPING, SweepRuns=1)
