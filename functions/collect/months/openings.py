"""Going through a roll, page by page: to open a month of it, to assess one again, to look at thresholds (COL-1, CON-6).

Each page is a message's worth of small transactions that write only what differs from what stands. So a page that is
done twice, a crash between two pages, and two workers at once all come to the same end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from functions.collect.months.assessing import assess_people
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send, send_all
from ishtirak.rules.accounts import open_month, rethought
from ishtirak.rules.amendments import first_month_touched, moves_thresholds
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.rules.certificates import next_step_on
from ishtirak.rules.freezing import next_look
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package
from ishtirak.storage import accounts, assessments, laws, members, restatements, rolls, subscribers
from ishtirak.storage.rolls import Roll, Work
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Moved, Write, decided_again, write, write_one

PEOPLE_OF_ONE_PAGE = 40
PAGES_OF_ONE_MESSAGE = 50
ROLLS_OF_ONE_PAGE = 500


def work_roll(roll_id: str, now: datetime, law: Law, after: str | None = None, version: int | None = None) -> None:
    """Do what a roll waits for, page by page, and hand on what is left to another message.

    Args:  after, version: where an earlier message stopped in the roll, and what the roll was then. A roll that has
           moved on meanwhile (another statement, another month) is gone through again from its beginning.
    """
    roll = _under(roll_id, law)
    work = roll.work(now.date())
    if work is None:
        return
    since = work.month.first_day if work.month else work.on
    read = members.since(
        roll_id, since, PEOPLE_OF_ONE_PAGE * PAGES_OF_ONE_MESSAGE, after if version == roll.version else None
    )
    people = list(dict.fromkeys(member.subscriber_id for member in read.members))
    for start in range(0, len(people), PEOPLE_OF_ONE_PAGE):
        _work_page(roll_id, people[start : start + PEOPLE_OF_ONE_PAGE], work, now, law)
    if read.after is None:
        finish(roll, work, law)
    # Sent even when nothing may be left: the next message finds that out, and a month is never forgotten.
    send(Queue.OPENINGS, {"roll_id": roll_id, "after": read.after, "version": roll.version})


@decided_again
def _under(roll_id: str, law: Law) -> Roll:
    """The roll under the law of now: where values were added since, it waits for what they touch."""
    roll = rolls.load(roll_id)
    if roll.law_version >= law.version:
        return roll
    added = law.added_since(roll.law_version)
    rolls.save(roll, roll.under(law.version, first_month_touched(added), moves_thresholds(added)))
    return rolls.load(roll_id)


def _work_page(roll_id: str, people: Sequence[str], work: Work, now: datetime, law: Law) -> None:
    if work.month is None:
        for account in accounts.load_all(people).values():
            rethink(account.payer_id, work.on, law)
        for person in subscribers.load_all(people).values():
            if _next_look(person, law) != person.next_action_on:
                wait_for_step(person.id, law)
    else:
        assess_people(roll_id, people, work.month, work.on, now, law)


@decided_again
def rethink(payer_id: str, today: date, law: Law) -> None:
    """Let an account wait for the threshold that the law of now gives it."""
    account = accounts.load(payer_id, law)
    now = rethought(account, today, law)
    if now != account:
        accounts.save(account, now)


@decided_again
def wait_for_step(subscriber_id: str, law: Law) -> None:
    """Let a person wait for the next step of the salary certificate on the day that the law of now gives it (SAL-4)."""
    person = subscribers.load(subscriber_id)
    write_one(subscribers.reminded(person, replace(person, next_action_on=_next_look(person, law))))


def _next_look(person: Subscriber, law: Law) -> date | None:
    return next_look(person.told is Package.FROZEN, person.next_action_on, next_step_on(person, law))


@decided_again
def finish(roll: Roll, work: Work, law: Law) -> None:
    """The whole roll has been gone through: its employer's month is open, the roll waits for the next.

    Where the roll has moved on meanwhile, nothing is finished: the next message goes through it again.
    """
    if rolls.load(roll.id).version != roll.version:
        return
    writes: list[Write] = [rolls.put_over(roll, roll.done(work.month))]
    employer_id = rolls.employer_of(roll.id)
    if employer_id is not None and work.month is None:
        rethink(employer_id, work.on, law)
    elif employer_id is not None and work.month is not None and work.month not in roll.restated:
        opened = open_month(accounts.load(employer_id, law), work.month, Money.ZERO, work.on, law)
        write(*writes, *accounts.writes(opened))
        if opened.after.awaited and opened.after.next_action_on == work.on:  # paid before: somebody waits for that
            send(Queue.STEPS, {"payer_id": employer_id})
        return
    write(*writes)


def wake_rolls(version: int, after: str | None = None) -> None:
    """Have every roll looked at again, because values were added to the law (CON-6).

    Each finds out by itself what is new to it, so that it does not matter how often it is woken.
    """
    page, after = rolls.every(ROLLS_OF_ONE_PAGE, after)
    send_all(Queue.OPENINGS, ({"roll_id": roll_id} for roll_id in page))
    if after is not None:
        send(Queue.OPENINGS, {"law": version, "after": after})
        return
    send(Queue.OPENINGS, {"rate_cases_after": None})
    try:
        write_one(laws.rolls_woken(version))
    except Moved:
        return  # another value was added meanwhile, and its own waking ends it


def restate_person(subscriber_id: str, now: datetime, law: Law) -> None:
    """Assess a person's opened months again, from the month on from which something else has turned out to be true."""
    asked = restatements.find(subscriber_id)
    if asked is None:
        return
    person = subscribers.load(subscriber_id)
    for month in asked.from_.through(Month.of(now.date())):
        for roll_id in _rolls_of(person, month):
            _assess_if_begun(rolls.load(roll_id), subscriber_id, month, now, law)
    try:
        write_one(restatements.done(asked))
    except Moved:
        return  # an earlier month was asked for meanwhile, and its own message does it


def _rolls_of(person: Subscriber, month: Month) -> list[str]:
    """The roll on which the month stands, where it is withdrawn first, and the one on which it belongs."""
    stands = assessments.load_all([person.id], month).get(person.id)
    then = person.as_in(month)
    return list(dict.fromkeys([*([stands.roll_id] if stands else []), *([then.roll_id] if then else [])]))


def _assess_if_begun(roll: Roll, subscriber_id: str, month: Month, now: datetime, law: Law) -> None:
    """A month that is being opened is assessed on its own day: its pages may have passed by this person already."""
    if month < roll.next_month:
        assess_people(roll.id, [subscriber_id], month, now.date(), now, law)
    elif roll.has_begun(month, now.date()):
        assess_people(roll.id, [subscriber_id], month, opening_day(month), now, law)
