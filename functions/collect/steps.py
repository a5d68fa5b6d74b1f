"""The steps of an account that the daily sweep finds due (PKG-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from functions.collect.accounts.reminding import remind
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send, send_all
from ishtirak.rules.accounts import Account, PayerKind, step_taken
from ishtirak.storage import accounts, members
from ishtirak.storage.transactions import decided_again, write

PEOPLE_OF_ONE_READ, PEOPLE_OF_ONE_TELLING = 1_000, 50


@decided_again
def take_step(payer_id: str, now: datetime, law: Law) -> None:
    """Do what is due for one account: remind the payer, have those told whose cover hangs on it, wait for what is next.

    The telling is asked for before the account moves on: a crash in between asks twice, and telling twice does nothing.
    """
    account, today = accounts.load(payer_id, law), now.date()
    if account.due_on is None or account.due_on > today:
        return
    step = step_taken(account, today, law)
    if step.broken or (account.next_action_on is not None and account.next_action_on <= today):
        _have_told(account, today)
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
