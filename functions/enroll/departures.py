"""The end of a cover: work that has ended, a death, a family member that leaves (CMP-5, FAM-4, FAM-5).

It takes effect from its true date, however late it is known: opened months after it are withdrawn, and the money
follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ishtirak.errors import Refused
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.calendar import Month
from ishtirak.rules.packages import Reason
from ishtirak.rules.spells import ended
from ishtirak.storage import accounts, deeds, keys, restatements, rolls, subscribers
from ishtirak.storage.subscribers import Dependant, Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class NotOnList(Refused):
    """The person does not work for this employer."""

    code = "not_on_list"
    ar = "هذا الشخص ليس في قائمة جهة العمل {employer_id}."
    en = "The person is not on the list of the employer {employer_id}."


def leave_work(subscriber_id: str, employer_id: str, on: date, actor_id: str, now: datetime) -> Subscriber:
    """The work has ended: the day `on` is the first without cover.

    Raises: UnknownSubscriber, NotOnList, NotCoveredThen.
    """
    if subscribers.load(subscriber_id).employer_id != employer_id:
        raise NotOnList(employer_id=employer_id)
    return end_cover(subscriber_id, on, Reason.ENDED, actor_id, now)


@decided_again
def end_cover(subscriber_id: str, on: date, ending: Reason, actor_id: str, now: datetime) -> Subscriber:
    """The cover of a subscriber and the family ends: the day `on` is the first without. Said again it changes nothing.

    Raises: UnknownSubscriber, NotCoveredThen.
    """
    seen = subscribers.load(subscriber_id)
    last = seen.spells[-1]
    if (last.until, last.ending) == (on, ending):
        _go_on(seen)
        return seen
    person = replace(seen, spells=ended(seen.spells, on, ending))
    account = accounts.load(subscriber_id)
    look_on = min(day for day in (account.next_action_on, on) if day is not None)
    what = {"on": on, "ending": ending.value}
    writes: list[Write] = [
        subscribers.change(seen, spells=person.spells),
        subscribers.covered_until(seen, on),
        accounts.put_over(account, replace(account, next_action_on=look_on)),
        rolls.put_member(person.roll_id, person.id, person.name, person.spells[-1].from_, on),
        restatements.ask(person.id, Month.of(on), now.date()),
        deeds.put_deed(keys.subscriber(person.id), actor_id, "end_cover", now, what),
    ]
    write(*writes)
    _go_on(person)
    return replace(person, version=seen.version + 1)


def _go_on(person: Subscriber) -> None:
    """Have the months after the end withdrawn and the end told now; the sweep finds both if a message is lost."""
    send(Queue.OPENINGS, {"subscriber_id": person.id})
    send(Queue.STEPS, {"payer_id": person.id})


def lose_dependant(
    subscriber_id: str, dependant_id: str, on: date, ending: Reason, actor_id: str, now: datetime
) -> Dependant:
    """A family member is not covered any more from the day `on`; said again it changes nothing.

    Raises: UnknownDependant.
    """
    seen = subscribers.dependant(subscriber_id, dependant_id)
    if (seen.until, seen.ending) == (on, ending):
        return seen
    dependant = replace(seen, until=on, ending=ending)
    what = {"dependant_id": dependant_id, "on": on, "ending": ending.value}
    write(
        subscribers.put_dependant_over(seen, dependant),
        subscribers.dependant_covered_until(dependant, on),
        deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "lose_dependant", now, what),
    )
    return dependant
