"""Assessing one month of some people of a roll, and booking what is owed more, or less, than before (COL-1, CON-8).

One transaction holds every person's assessment and account, the roll's month, its employer's account where it has
one, the expected shares and the ledger's entry. Only what differs from what stands is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.collect.months.missing_rates import keep_cases
from functions.collect.months.salary_rises import find_rises, has_net
from ishtirak.errors import NoValueInForce
from ishtirak.law.law import Law
from ishtirak.rules.accounts import charge, open_month
from ishtirak.rules.assessments import Assessment, assess
from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.ledger import contribution_entry
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import accounts, assessments, ledger, movements, rolls, statements, subscribers
from ishtirak.storage.assessments import Assessed
from ishtirak.storage.ledger import AlreadyPosted
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Moved, Write, decided_again, write


@dataclass(frozen=True, slots=True)
class _Page:
    """Some people of a roll in a month, and what stands there."""

    roll_id: str
    month: Month
    on: date
    statement_id: str | None
    before: Mapping[str, Assessed]
    people: Mapping[str, Subscriber]


@decided_again
def assess_people(roll_id: str, people: Sequence[str], month: Month, on: date, now: datetime, law: Law) -> None:
    """Assess `month` for these people of one roll, and book the differences on the day `on`.

    Who can't be assessed, because the law has no rate, and whose salary has risen, becomes a case.
    """
    statement_id = rolls.month(roll_id, month).statement_id
    listed = subscribers.load_all(people)
    insured = _owing(listed.values(), roll_id, month)
    page = _Page(roll_id, month, on, statement_id, assessments.load_all(people, month), listed)
    stated = statements.of_month(statement_id, list(insured)) if statement_id else {}
    found, without_rate = _assess(insured.values(), month, stated, law)
    changed = _changed(found, stated, page, law)
    changed += _withdrawn(insured, changed, page, law)
    if changed and not _book(changed, page, law):
        half = len(people) // 2
        assess_people(roll_id, people[:half], month, on, now, law)
        assess_people(roll_id, people[half:], month, on, now, law)
        return
    keep_cases(without_rate, [insured[each] for each in found], month, on, law)
    looked_at = [each for each in insured.values() if each.id in page.before or has_net(stated.get(each.id))]
    find_rises(roll_id, month, looked_at, now, law)


def _assess(
    people: Iterable[Subscriber], month: Month, stated: Mapping[str, Stated], law: Law
) -> tuple[dict[str, Assessment], list[Subscriber]]:
    """The assessment of each person of whom an income is known, and those for whom the law has no rate."""
    found: dict[str, Assessment] = {}
    without_rate: list[Subscriber] = []
    for person in people:
        line = stated.get(person.id)
        try:
            assessment = assess(month, person, line.gross if line else None, law)
        except NoValueInForce:
            without_rate.append(person)
            continue
        if assessment is not None:
            found[person.id] = assessment
    return found, without_rate


def _changed(found: Mapping[str, Assessment], stated: Mapping[str, Stated], page: _Page, law: Law) -> list[Assessed]:
    """The assessments that differ from those that stand. One entry books them all, and the first names its cause.

    What stands on another roll is left alone: it is withdrawn there first. So is what was assessed under a newer law
    than this worker has read: it is not taken back by one who comes late.
    """
    changed: list[Assessed] = []
    for subscriber_id, assessment in found.items():
        old = page.before.get(subscriber_id)
        if old is not None and (old.law_version > law.version or _stands(old, assessment, page)):
            continue
        number = old.number + 1 if old else 1
        cause = _cause(changed, subscriber_id, number, page)
        statement_id = page.statement_id if subscriber_id in stated else None
        changed.append(
            Assessed(
                subscriber_id,
                assessment,
                number,
                cause,
                page.roll_id,
                law.booked_on(page.on),
                law.version,
                statement_id,
            )
        )
    return changed


def _stands(old: Assessed, assessment: Assessment, page: _Page) -> bool:
    return not old.withdrawn and (old.assessment == assessment or old.roll_id != page.roll_id)


def _withdrawn(owing: Collection[str], changed: Sequence[Assessed], page: _Page, law: Law) -> list[Assessed]:
    """The assessments of people who, as is known now, owe nothing for the month on this roll (FAM-5, ENR-5)."""
    withdrawn: list[Assessed] = []
    for subscriber_id, old in page.before.items():
        if subscriber_id in owing or old.withdrawn or old.roll_id != page.roll_id:
            continue
        nothing = replace(old.assessment, income=Money.ZERO, contribution=Contribution())
        cause = _cause([*changed, *withdrawn], subscriber_id, old.number + 1, page)
        number = old.number + 1
        withdrawn.append(
            Assessed(
                subscriber_id, nothing, number, cause, page.roll_id, law.booked_on(page.on), law.version, None, True
            )
        )
    return withdrawn


def _cause(before: Sequence[Assessed], subscriber_id: str, number: int, page: _Page) -> str:
    return before[0].entry_cause if before else f"{page.month}#assessed#{subscriber_id}#{number}"


def _book(now: Sequence[Assessed], page: _Page, law: Law) -> bool:
    """Book these assessments in one transaction; False where they are too many for one.

    Raises: Moved where another worker has just assessed these people.
    """
    writes = _writes(now, page, law)
    if len(writes) > WRITES_OF_ONE_TRANSACTION:
        return False
    try:
        write(*writes)
    except AlreadyPosted as posted:
        raise Moved from posted
    return True


def _writes(now: Sequence[Assessed], page: _Page, law: Law) -> list[Write]:
    before, month, on = page.before, page.month, page.on
    differences = {each.subscriber_id: _difference(each, before.get(each.subscriber_id)) for each in now}
    total = sum(differences.values(), Contribution())
    income = sum((_more_income(each, before.get(each.subscriber_id)) for each in now), Money.ZERO)
    employer_id = rolls.employer_of(page.roll_id)
    seen = accounts.behind((page.people[each] for each in differences), law)
    entry = contribution_entry(now[0].entry_cause, on, month, employer_id, differences.items())
    more_people = sum(_counts(each) - _counts(before.get(each.subscriber_id)) for each in now)
    writes: list[Write] = [
        ledger.append(entry, page.roll_id, law),
        rolls.add_to_month(page.roll_id, month, more_people, income, total, page.statement_id),
        ledger.add_to_shares(page.roll_id, month, total),
    ]
    if employer_id is not None:
        writes += accounts.writes(charge(seen[employer_id], month, total.employer, on, law))
        if total.employer:
            writes.append(movements.add_charge(employer_id, law.booked_on(on), month, total.employer))
    for each in now:
        account = seen[each.subscriber_id]
        amount = differences[each.subscriber_id].subscriber
        book = charge if each.subscriber_id in before else open_month
        writes += assessments.writes(each, before.get(each.subscriber_id))
        writes += accounts.writes(book(account, month, amount, on, law))
    return writes


def _difference(now: Assessed, before: Assessed | None) -> Contribution:
    old = before.assessment.contribution if before else Contribution()
    return now.assessment.contribution - old


def _more_income(now: Assessed, before: Assessed | None) -> Money:
    return now.assessment.income - (before.assessment.income if before else Money.ZERO)


def _counts(assessed: Assessed | None) -> bool:
    return assessed is not None and not assessed.withdrawn


def _owing(people: Iterable[Subscriber], roll_id: str, month: Month) -> dict[str, Subscriber]:
    """Those for whom the month is owed on this roll, as they were then.

    It is owed for everybody whose cover held on any day of it, once: on the roll of the last spell in it.
    """
    then = (person.as_in(month) for person in people)
    return {person.id: person for person in then if person is not None and person.roll_id == roll_id}
