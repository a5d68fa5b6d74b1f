"""A policy closes: everybody still on its list loses cover from that day (CMP-6).

The list is gone through page by page, and the policy keeps how far that has come: whoever goes on, goes on from there,
and a person whose cover has ended already is left as they are. So a crash anywhere, or the same message twice, ends
each cover once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.enroll.endings.departures import end_cover
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.packages import Reason
from ishtirak.rules.policies import PolicyState
from ishtirak.rules.spells import spell_on
from ishtirak.storage import cases, deeds, keys, members, policies, subscribers
from ishtirak.storage.cases import Case
from ishtirak.storage.policies import Closing
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import decided_again, write, write_one

PEOPLE_OF_ONE_PAGE = 25
PAGES_OF_ONE_MESSAGE = 40
A_DAY = timedelta(days=1)


def work(employer_id: str, now: datetime, law: Law) -> None:
    """Go on with the closing of a policy whose day has come, up to a thousand people; the rest by another message."""
    for _ in range(PAGES_OF_ONE_MESSAGE):
        if not _end_page(employer_id, now, law):
            return
    send(Queue.LISTS, {"closing_of": employer_id})


@decided_again
def _end_page(employer_id: str, now: datetime, law: Law) -> bool:
    """End the cover of one page's people, and whether there is another page; behind the last one the policy is closed.

    Nothing happens where the closing was withdrawn, is to come, or is done.
    """
    seen = policies.load(employer_id)
    if seen.state is PolicyState.CLOSED or seen.closing is None or not seen.has_closed_by(now.date()):
        return False
    page = members.since(employer_id, seen.closing.on - A_DAY, PEOPLE_OF_ONE_PAGE, seen.after)
    for person in subscribers.load_all(member.subscriber_id for member in page.members).values():
        _end_one(person, employer_id, seen.closing, now, law)
    if page.after is not None:
        write_one(policies.put_over(seen, replace(seen, after=page.after)))
        return True
    write(
        policies.put_over(seen, replace(seen, state=PolicyState.CLOSED, after=None)),
        deeds.put_deed(
            keys.employer(employer_id), seen.closing.asked_by, "policy_closed", now, {"on": seen.closing.on}
        ),
    )
    return False


def _end_one(person: Subscriber, employer_id: str, closing: Closing, now: datetime, law: Law) -> None:
    """End the cover of somebody who was on the list until the closing; what can't be ended so is for people to see."""
    spell = spell_on(closing.on - A_DAY, person.spells)
    held = spell if spell is not None and spell.employer_id == employer_id else None
    later = [each.employer_id for each in person.spells if each.from_ >= closing.on]
    stays = employer_id in later or (held is not None and (held.until is None or held.until > closing.on))
    ended_now = held is not None and not later and (held.until, held.ending) == (closing.on, Reason.ENDED)
    if stays and (held is None or set(later) - {employer_id}):
        _open_case(
            person, closing.on, now.date()
        )  # an end would take back what is planned: cover to come, work elsewhere
    elif stays or ended_now:  # said again, it sees to it that the work goes on
        end_cover(person.id, closing.on, Reason.ENDED, closing.asked_by, now, law)


def _open_case(person: Subscriber, on: date, today: date) -> None:
    seen = cases.find_all(CaseKind.POLICY_CLOSED, [person.id]).get(person.id)
    if seen is None or not seen.is_open:
        number = seen.number + 1 if seen else 1
        write_one(cases.put(seen, Case(CaseKind.POLICY_CLOSED, person.id, today, {"on": str(on)}, number=number)))
