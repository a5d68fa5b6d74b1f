"""What was really collected of the shares that the fund only records (COL-8, ACC-3).

The fund collects none of it: the collection department records what others have collected, with its reason and paper,
and another person approves it. Nothing that is approved is ever changed: it is taken back by an entry of its own.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from ishtirak.errors import Conflict, InvalidField
from ishtirak.law.law import Law
from ishtirak.rules.approvals import check_another
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.categories import Share
from ishtirak.rules.ledger import collected_entry
from ishtirak.rules.money import Money
from ishtirak.storage import collected, deeds, employers, ledger
from ishtirak.storage.collected import Collected, CollectedState
from ishtirak.storage.ids import new_id
from ishtirak.storage.ledger import RECORDED_SHARES
from ishtirak.storage.transactions import Write, decided_again, write

PARTITION = "shares"
"""Under which the entries of what was collected stand in the ledger."""


class NotRecorded(InvalidField):
    """The subscribers' own share comes by the bank alone."""

    code = "share_not_recorded"
    ar = "الحقل {field}: لا يسجل تحصيل الحصة {share} يدويا؛ المتاح social_security و state و employer."
    en = "The field {field}: nothing is recorded of the share {share}; there are social_security, state and employer."


class CollectedDecided(Conflict):
    """It has been approved or rejected."""

    code = "collected_decided"
    ar = "سبق البت في هذا التسجيل."
    en = "It has been decided on already."


class NotApproved(Conflict):
    """Only what is approved can be taken back; and what takes something back is not taken back itself."""

    code = "collected_not_approved"
    ar = "لا يُسترد إلا تسجيل معتمد."
    en = "Only an approved amount can be taken back."


class TakenBack(Conflict):
    """An amount is taken back once; another attempt follows only one that was rejected."""

    code = "collected_taken_back"
    ar = "سبق استرداد هذا التسجيل، أو طلب استرداده ولم يبت فيه."
    en = "It has been taken back, or that is asked for and not decided."


def record(
    share: Share,
    month: Month,
    amount: Money,
    employer_id: str | None,
    reason: str,
    document: str,
    actor_id: str,
    now: datetime,
) -> Collected:
    """Record an amount that was collected; it counts for nothing until another person approves it.

    Raises: NotRecorded, InvalidMonth for a month to come, UnknownEmployer.
    """
    if share is Share.SUBSCRIBER:
        raise NotRecorded("share", share=share.value)
    if month > Month.of(now.date()):
        raise InvalidMonth(value=str(month))
    if employer_id is not None:
        employers.load(employer_id)
    made = Collected(
        new_id("K"), share, month, amount, reason, document, actor_id, now.isoformat(), employer_id=employer_id
    )
    write(collected.put_new(made), _deed(made, "record_collected", actor_id, now))
    return made


@decided_again
def take_back(month: Month, collected_id: str, reason: str, document: str, actor_id: str, now: datetime) -> Collected:
    """Ask for an approved amount to be taken back by an entry of the same amount below zero.

    Raises: UnknownCollected, NotApproved, TakenBack.
    """
    seen = collected.load(month, collected_id)
    if seen.state is not CollectedState.APPROVED or seen.reverses is not None:
        raise NotApproved
    made = Collected(
        _id_of_taking_back(seen),
        seen.share,
        month,
        -seen.amount,
        reason,
        document,
        actor_id,
        now.isoformat(),
        employer_id=seen.employer_id,
        reverses=seen.id,
    )
    write(collected.put_new(made), _deed(made, "take_back_collected", actor_id, now))
    return made


def _id_of_taking_back(seen: Collected) -> str:
    """Numbered, so that two people who ask at once can't both be approved."""
    for number in count(1):
        made_id = f"{seen.id}R{number}"
        before = collected.find(seen.month, made_id)
        if before is None:
            return made_id
        if before.state is not CollectedState.REJECTED:
            break
    raise TakenBack


@decided_again
def decide(month: Month, collected_id: str, approved: bool, actor_id: str, now: datetime, law: Law) -> Collected:
    """Let an amount count, or not; said again it changes nothing.

    Raises: UnknownCollected, SamePersonApproves, CollectedDecided.
    """
    seen = collected.load(month, collected_id)
    state = CollectedState.APPROVED if approved else CollectedState.REJECTED
    if seen.state is state:
        return seen
    if seen.state is not CollectedState.PENDING:
        raise CollectedDecided
    check_another(seen.entered_by, actor_id)
    decided = seen.decided(state, actor_id, now.isoformat())
    writes: list[Write] = [collected.decide(decided), _deed(decided, "decide_collected", actor_id, now)]
    if approved:
        writes += collected.add(decided)
        writes += _entry(decided, now, law)
    write(*writes)
    return decided


def _entry(made: Collected, now: datetime, law: Law) -> list[Write]:
    """What an employer owes moves by what the bank says alone; of it the ledger keeps nothing here."""
    if made.share not in RECORDED_SHARES:
        return []
    cause = f"collected#{made.month}#{made.id}"
    return [ledger.append(collected_entry(cause, now.date(), made.share, made.month, made.amount), PARTITION, law)]


def _deed(made: Collected, action: str, actor_id: str, now: datetime) -> Write:
    what = {"share": made.share, "month": made.month, "amount": made.amount, "employer_id": made.employer_id}
    return deeds.put_deed(made.key, actor_id, action, now, {**what, "id": made.id, "state": made.state})
