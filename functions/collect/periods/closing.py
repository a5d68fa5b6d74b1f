"""Closing the books: what has happened up to the end of a month stays as it is, for whoever reads it (COL-10, ACC-3).

A correction that comes later is dated on the first open day. What it means for debts and cover counts from its own day
all the same: closed are the books, and not the people's rights.
"""

from __future__ import annotations

from datetime import datetime

from ishtirak.errors import Conflict, InvalidField
from ishtirak.messaging.queues import LONGEST_DELAY_SECONDS, Queue, send
from ishtirak.rules.approvals import check_another
from ishtirak.rules.calendar import Month
from ishtirak.storage import closings, deeds, keys, laws
from ishtirak.storage.closings import Closing, ClosingState
from ishtirak.storage.transactions import Write, decided_again, write


class MonthNotOver(InvalidField):
    """The books of a month can be closed once it has passed."""

    code = "month_not_over"
    ar = "الحقل {field}: شهر {month} لم ينته بعد."
    en = "The field {field}: the month {month} has not ended yet."


class AlreadyClosed(Conflict):
    """The books are closed up to that month, or a later one."""

    code = "books_closed"
    ar = "دفتر الأستاذ مقفل حتى {until}."
    en = "The books are closed up to {until}."


class ClosingWaits(Conflict):
    """Somebody has asked for it, and it waits for a decision."""

    code = "closing_waits"
    ar = "طلب إقفال شهر {month} ينتظر الاعتماد."
    en = "The closing of {month} waits for approval."


class ClosingDecided(Conflict):
    """The closing has been approved or rejected."""

    code = "closing_decided"
    ar = "سبق البت في إقفال شهر {month}."
    en = "The closing of {month} has been decided on already."


@decided_again
def propose(month: Month, reason: str, actor_id: str, now: datetime) -> Closing:
    """Ask for the books to be closed up to the end of `month`; another person approves it.

    Raises: MonthNotOver, AlreadyClosed, ClosingWaits.
    """
    if month.last_day >= now.date():
        raise MonthNotOver("month", month=month)
    _check_open(month, laws.load_in_force())
    seen = closings.find(month)
    if seen is not None and seen.state is not ClosingState.REJECTED:
        raise ClosingWaits(month=month)
    proposed = Closing(month, reason, actor_id, now.isoformat())
    write(closings.put_new(proposed, seen), _deed(proposed, "propose_closing", actor_id, now))
    return proposed


@decided_again
def approve(month: Month, actor_id: str, now: datetime) -> Closing:
    """Close the books up to the end of `month`, those of the months before it too.

    Approving it again only sees to it that it is sealed.
    Raises: UnknownClosing, SamePersonApproves, ClosingDecided where it was rejected, AlreadyClosed.
    """
    seen = closings.load(month)
    if seen.state is ClosingState.REJECTED:
        raise ClosingDecided(month=month)
    if seen.state is ClosingState.PROPOSED:
        check_another(seen.asked_by, actor_id)
        seen = _close(seen, laws.load_in_force(), actor_id, now)
    if seen.state is ClosingState.APPROVED:
        # Later than any worker can run that has read the law before. If it is lost, the next sweep finds the closing.
        send(Queue.REPORTS, {"seal": str(month)}, delay_seconds=LONGEST_DELAY_SECONDS)
    return seen


@decided_again
def reject(month: Month, actor_id: str, now: datetime) -> Closing:
    """Turn a closing down; who asked for it may do that too.

    Raises: UnknownClosing, ClosingDecided.
    """
    seen = closings.load(month)
    if seen.state is ClosingState.REJECTED:
        return seen
    if seen.state is not ClosingState.PROPOSED:
        raise ClosingDecided(month=month)
    rejected = seen.decided(ClosingState.REJECTED, actor_id, now)
    write(closings.put_over(seen, rejected), _deed(rejected, "reject_closing", actor_id, now))
    return rejected


def _close(seen: Closing, in_force: laws.InForce, actor_id: str, now: datetime) -> Closing:
    _check_open(seen.month, in_force)
    approved = seen.decided(ClosingState.APPROVED, actor_id, now, in_force.law.closed_until)
    write(
        closings.put_over(seen, approved),
        laws.close_books(in_force, seen.month.last_day),
        _deed(approved, "approve_closing", actor_id, now),
    )
    return approved


def _check_open(month: Month, in_force: laws.InForce) -> None:
    until = in_force.law.closed_until
    if until is not None and month.last_day <= until:
        raise AlreadyClosed(until=until)


def _deed(closing: Closing, action: str, actor_id: str, now: datetime) -> Write:
    what = {"month": closing.month, "reason": closing.reason, "state": closing.state}
    return deeds.put_deed(keys.closing(closing.month), actor_id, action, now, what)
