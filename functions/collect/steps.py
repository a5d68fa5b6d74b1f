"""The daily sweep and the steps that it finds due (PKG-8, PKG-9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from functions.collect.accounts.reminding import remind
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send, send_all
from ishtirak.rules.accounts import Account, PayerKind, step_taken
from ishtirak.storage import accounts, keys, laws, members, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import decided_again, write


def sweep(today: date) -> int:
    """Send one message for each thing that something must happen to, and return how many.

    It reads the sparse index alone, so it costs what is due and not what exists. A day that was missed is found by
    the next sweep; a sweep that runs twice sends work that finds nothing to do.
    """
    sent = 0
    due = chain.from_iterable(table.due(shard, today.isoformat()) for shard in keys.due_shards())
    while keys_due := list(islice(due, KEYS_HELD)):
        for kind, (queue, message) in _WORK.items():
            sent += send_all(queue, (message(key) for key in keys_due if key.kind == kind))
    return sent


KEYS_HELD = 1_000
PEOPLE_OF_ONE_READ, PEOPLE_OF_ONE_TELLING = 1_000, 50


def _named(name: str) -> Callable[[Key], dict[str, Any]]:
    """The message that says whose record is due, by the id of what it is of."""
    return lambda key: {name: key.owner_id}


# What stands in the due index, by kind of record: the queue that works on it, and the message that says which.
_WORK: dict[str, tuple[Queue, Callable[[Key], dict[str, Any]]]] = {
    keys.ROLL: (Queue.OPENINGS, _named("roll_id")),
    keys.ACCOUNT: (Queue.STEPS, _named("payer_id")),
    keys.RESTATEMENT: (Queue.OPENINGS, _named("subscriber_id")),
    keys.IN_FORCE: (Queue.OPENINGS, lambda _: {"law": laws.in_force().version}),
    keys.SUBSCRIBER: (Queue.TELLINGS, _named("person")),
    keys.DOCUMENT: (Queue.TELLINGS, lambda key: {"document_of": key.owner_id, "document_id": key.name}),
    keys.POLICY: (Queue.LISTS, _named("closing_of")),
    keys.REGISTRATION: (Queue.LISTS, _named("registration_id")),
    keys.BANK_STATEMENT: (Queue.FILES, _named("bank_statement_id")),
    keys.CLOSED_DAY: (Queue.REPORTS, lambda key: {"closing_of": key.name}),
    keys.CLOSING: (Queue.REPORTS, lambda key: {"seal": key.name}),
    keys.CHANGE: (Queue.CHANGES, lambda key: {"subscriber_id": key.owner_id, "change_id": key.name}),
}


@decided_again
def take_step(payer_id: str, now: datetime, law: Law) -> None:
    """Do what is due for one account: remind the payer, have those told whose cover hangs on it, wait for what is next.

    The telling is asked for before the account moves on: a crash in between asks twice, and telling twice does nothing.
    """
    account, today = accounts.load(payer_id, law), now.date()
    if account.due_on is None or account.due_on > today:
        return
    if account.next_action_on is not None and account.next_action_on <= today:
        _have_told(account, today)
    step = step_taken(account, today, law)
    write(*accounts.writes(step), *remind(step.after, step.reminders, now, law))


def _have_told(account: Account, today: date) -> None:
    payer_id = account.payer_id
    if account.awaited:
        send(Queue.CHANGES, {"paid_by": payer_id, "after": None})
    if account.kind is PayerKind.EMPLOYER:
        send_all(Queue.TELLINGS, _pages_of(payer_id, today))
    else:
        send(Queue.TELLINGS, {"subscriber_ids": [payer_id]})


def _pages_of(employer_id: str, today: date) -> Iterator[dict[str, list[str]]]:
    """One message a page of the employer's list, each of which can fail and come back without the others.

    Each says who is on it: the list is read once, in few reads, however long it is.
    """
    for read in members.every(employer_id, today, PEOPLE_OF_ONE_READ):
        people = list(dict.fromkeys(member.subscriber_id for member in read.members))
        for start in range(0, len(people), PEOPLE_OF_ONE_TELLING):
            yield {"subscriber_ids": people[start : start + PEOPLE_OF_ONE_TELLING]}
