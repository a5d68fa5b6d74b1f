"""Arrears spread over instalments: proposed by one person, approved by another (COL-11, ACC-3)."""

from __future__ import annotations

from datetime import date, datetime

from ishtirak.errors import Conflict, InvalidField
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.accounts import AgreementInForce, agree
from ishtirak.rules.agreements import AgreementState
from ishtirak.rules.approvals import check_another
from ishtirak.rules.calendar import months_after
from ishtirak.storage import accounts, agreements, deeds, keys
from ishtirak.storage.agreements import ProposedAgreement
from ishtirak.storage.transactions import Write, decided_again, write


class TooManyInstalments(InvalidField):
    """The law limits over how many months arrears are spread."""

    code = "too_many_instalments"
    ar = "الحقل {field}: لا تقسط المتأخرات على أكثر من {most} شهرا."
    en = "The field {field}: arrears are spread over {most} months at most."


class FirstInstalmentPassed(InvalidField):
    """The first instalment can't have been due before today."""

    code = "first_instalment_passed"
    ar = "الحقل {field}: تاريخ القسط الأول {first} قبل اليوم."
    en = "The field {field}: the day of the first instalment, {first}, is before today."


class LastInstalmentTooLate(InvalidField):
    """And no instalment is put off further than that: what is agreed on is not past due until then."""

    code = "last_instalment_too_late"
    ar = "الحقل {field}: يحل القسط الأخير في {last}، ولا يجوز أن يتجاوز {latest}."
    en = "The field {field}: the last instalment would be due on {last}; it can't be later than {latest}."


class AgreementDecided(Conflict):
    """The agreement has been approved or rejected."""

    code = "agreement_decided"
    ar = "سبق البت في اتفاق التقسيط."
    en = "The agreement has been decided on already."


@decided_again
def propose(
    payer_id: str, instalments: int, first: date, reason: str, actor_id: str, now: datetime, law: Law
) -> ProposedAgreement:
    """Propose to spread what is past due over instalments; it counts for nothing until another person approves it.

    Raises: UnknownPayer, TooManyInstalments, FirstInstalmentPassed, LastInstalmentTooLate, NoArrears;
            AgreementInForce, for one too that waits for a decision.
    """
    account, today = accounts.load(payer_id, law), now.date()
    _check_first(first, today)
    _check_last(instalments, first, today, law.agreement_months(today))
    last = agreements.last(payer_id)
    if last is not None and last.state is AgreementState.PROPOSED:
        raise AgreementInForce(payer_id=payer_id)
    number = last.number + 1 if last else 1
    agree(account, number, instalments, first, today, law)  # whether it can be
    proposed = ProposedAgreement(payer_id, number, instalments, first, reason, actor_id, now.isoformat())
    write(agreements.put_new(proposed), _deed(proposed, "propose_agreement", actor_id, now))
    return proposed


@decided_again
def approve(payer_id: str, number: int, actor_id: str, now: datetime, law: Law) -> ProposedAgreement:
    """Put an agreement in force from today on: what is past due today is owed in its instalments.

    Approving it again only sees to it that people are told.
    Raises: UnknownAgreement, SamePersonApproves, AgreementDecided, FirstInstalmentPassed, NoArrears, AgreementInForce.
    """
    seen, account, today = agreements.load(payer_id, number), accounts.load(payer_id, law), now.date()
    if seen.state is AgreementState.IN_FORCE:
        _tell(payer_id, account.next_action_on, today)
        return seen
    _check_open(seen, actor_id)
    _check_first(seen.first, today)
    change = agree(account, number, seen.instalments, seen.first, today, law)
    approved = seen.decided(AgreementState.IN_FORCE, actor_id, now.isoformat())
    write(
        agreements.decide(approved),
        *accounts.writes(change),
        _deed(approved, "approve_agreement", actor_id, now),
    )
    _tell(payer_id, change.after.next_action_on, today)
    return approved


@decided_again
def reject(payer_id: str, number: int, actor_id: str, now: datetime) -> ProposedAgreement:
    """Raises: UnknownAgreement, SamePersonApproves, AgreementDecided."""
    seen = agreements.load(payer_id, number)
    if seen.state is AgreementState.REJECTED:
        return seen
    _check_open(seen, actor_id)
    rejected = seen.decided(AgreementState.REJECTED, actor_id, now.isoformat())
    write(agreements.decide(rejected), _deed(rejected, "reject_agreement", actor_id, now))
    return rejected


def _check_open(seen: ProposedAgreement, actor_id: str) -> None:
    if seen.state is not AgreementState.PROPOSED:
        raise AgreementDecided
    check_another(seen.asked_by, actor_id)


def _check_first(first: date, today: date) -> None:
    if first < today:
        raise FirstInstalmentPassed("first", first=first)


def _check_last(instalments: int, first: date, today: date, most: int) -> None:
    if instalments > most:
        raise TooManyInstalments("instalments", most=most)
    last, latest = months_after(first, instalments - 1), months_after(today, most)
    if last > latest:
        raise LastInstalmentTooLate("first", last=last, latest=latest)


def _tell(payer_id: str, next_action_on: date | None, today: date) -> None:
    """Cover may have come back by it: say so at once. If this message is lost, the next sweep finds the account."""
    if next_action_on is not None and next_action_on <= today:
        send(Queue.STEPS, {"payer_id": payer_id})


def _deed(agreement: ProposedAgreement, action: str, actor_id: str, now: datetime) -> Write:
    what = {"number": agreement.number, "instalments": agreement.instalments, "first": agreement.first}
    return deeds.put_deed(keys.account(agreement.payer_id), actor_id, action, now, what)
