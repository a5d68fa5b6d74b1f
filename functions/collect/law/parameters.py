"""Adding values to the law while the fund runs: entered by one person, put in force by another (CON-6, ACC-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ishtirak.errors import InvalidField, NotFound, Refused
from ishtirak.law.law import Law
from ishtirak.law.parameter import Parameter
from ishtirak.law.shipped import shipped_law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.amendments import touches_rolls
from ishtirak.rules.approvals import check_another
from ishtirak.storage import deeds, keys, laws
from ishtirak.storage.ids import new_id
from ishtirak.storage.laws import AlreadyDecided, Proposal, ProposalState
from ishtirak.storage.transactions import Write, decided_again, write


class UnknownParameter(NotFound):
    """The law has no parameter of this name."""

    code = "unknown_parameter"
    ar = "لا يوجد متغير بالاسم {name}."
    en = "There is no parameter {name}."


class InvalidValue(InvalidField):
    """The value is not one that the parameter can have."""

    code = "invalid_value"
    ar = "القيمة غير صحيحة للمتغير {parameter}: {why}"
    en = "The value is not one that {parameter} can have: {why}"


class ShippedValueStands(Refused):
    """A value that ships with the law is never overwritten; the next one must have another date."""

    code = "value_stands"
    ar = "توجد قيمة للمتغير {parameter} نافذة منذ {from_} في القانون نفسه، ولا تستبدل."
    en = "The law itself has a value of {parameter} from {from_}; it is not overwritten."


class ValueTooEarly(Refused):
    """The law has no values before its own first one."""

    code = "value_too_early"
    ar = "أول قيمة للمتغير {parameter} نافذة منذ {first}، ولا تدخل قيمة قبلها."
    en = "The first value of {parameter} is in force from {first}; none is entered before it."


def parameter(name: str, law: Law) -> Parameter:
    """Raises: UnknownParameter."""
    if name not in law.parameters:
        raise UnknownParameter(name=name)
    return law.parameters[name]


def propose(
    name: str, from_: date, written: Any, reference: str, text_ar: str | None, actor_id: str, now: datetime
) -> Proposal:
    """Enter a value that is to be in force from a date on; it counts for nothing until another person approves it.

    Raises: UnknownParameter, InvalidValue, ShippedValueStands, ValueTooEarly.
    """
    shipped = parameter(name, shipped_law())
    try:
        shipped.value_of(written)
    except ValueError as error:
        raise InvalidValue("value", parameter=name, why=str(error)) from None
    if any(value.from_ == from_ for value in shipped.values):
        raise ShippedValueStands(parameter=name, from_=from_)
    if from_ < shipped.values[0].from_:
        raise ValueTooEarly(parameter=name, first=shipped.values[0].from_)
    entered = Proposal(new_id("V"), name, from_, written, reference, actor_id, now.isoformat(), text_ar)
    write(laws.put_new(entered), _deed(entered, "propose_value", actor_id, now))
    return entered


@decided_again
def approve(proposal_id: str, actor_id: str, now: datetime) -> Proposal:
    """Put a proposed value in force: the months from its date on are assessed anew, earlier ones stay untouched.

    Approving it again only sees to it that the work goes on.
    Raises: UnknownProposal, SamePersonApproves, AlreadyDecided where it was rejected.
    """
    seen = laws.load(proposal_id)
    if seen.state is ProposalState.REJECTED:
        raise AlreadyDecided
    if seen.state is ProposalState.PENDING:
        check_another(seen.entered_by, actor_id)
        seen = _put_in_force(seen, laws.load_in_force(), actor_id, now)
    wake_rolls(laws.load_in_force())
    return seen


def _put_in_force(seen: Proposal, in_force: laws.InForce, actor_id: str, now: datetime) -> Proposal:
    number = in_force.law.version + 1
    approved = replace(
        seen, state=ProposalState.APPROVED, decided_by=actor_id, decided_at=now.isoformat(), number=number
    )
    due_on = now.date() if touches_rolls(laws.as_value(approved)) else None
    write(
        laws.decide(seen, approved),
        laws.put_in_force(in_force, approved, due_on),
        _deed(approved, "approve_value", actor_id, now),
    )
    return approved


def reject(proposal_id: str, reason: str, actor_id: str, now: datetime) -> Proposal:
    """Turn a proposed value down, with the reason; who entered it may do that too.

    Raises: UnknownProposal, AlreadyDecided.
    """
    seen = laws.load(proposal_id)
    if seen.state is not ProposalState.PENDING:
        raise AlreadyDecided
    rejected = replace(
        seen, state=ProposalState.REJECTED, decided_by=actor_id, decided_at=now.isoformat(), reason=reason
    )
    write(laws.decide(seen, rejected), _deed(rejected, "reject_value", actor_id, now))
    return rejected


def wake_rolls(in_force: laws.InForce) -> None:
    """Have every roll looked at again, if that is due; if this message is lost, the next sweep finds the law."""
    if in_force.due_on is not None:
        send(Queue.OPENINGS, {"law": in_force.law.version})


def _deed(proposal: Proposal, action: str, actor_id: str, now: datetime) -> Write:
    what = {"parameter": proposal.parameter, "from": proposal.from_, "value": proposal.written}
    return deeds.put_deed(keys.Key(keys.LAW, proposal.id), actor_id, action, now, what)
