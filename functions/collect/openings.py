"""Opening a month for a list, and assessing it again after a late statement (COL-1, CON-8).

Each page of the list is one transaction: every person's assessment and account, the list's month, its employer's
account where it has one, the expected shares, the ledger's entry. Only what differs from what stands is written, so a
page that is done twice, a crash between two pages, and two workers at once all come to the same end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.accounts import charge, open_month
from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import Contribution, assess
from ishtirak.rules.ledger import contribution_entry
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, assessments, ledger, rolls, statements, subscribers
from ishtirak.storage.assessments import Assessed
from ishtirak.storage.ledger import AlreadyPosted
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Moved, Write, decided_again, write

PEOPLE_OF_ONE_PAGE = 40
PAGES_OF_ONE_MESSAGE = 50


def work_roll(roll_id: str, today: date, law: Law, after: str | None = None) -> None:
    """Assess the month of a roll that waits, page by page, and hand on what is left to another message.

    Args:  after: where an earlier message stopped in the roll.
    """
    work = rolls.load(roll_id).work(today)
    if work is None:
        return
    month, on = work
    for _ in range(PAGES_OF_ONE_MESSAGE):
        page = rolls.members(roll_id, PEOPLE_OF_ONE_PAGE, after)
        assess_people(roll_id, [item["subscriber_id"] for item in page.items], month, on, law)
        after = page.after
        if after is None:
            finish(roll_id, month, on, law)
            break
    # Sent even when nothing may be left: the next message finds that out, and a month is never forgotten.
    send(Queue.OPENINGS, {"roll_id": roll_id, "after": after})


@decided_again
def finish(roll_id: str, month: Month, on: date, law: Law) -> None:
    """The whole list has been assessed for `month`: its employer's month is open, the roll waits for the next."""
    roll = rolls.load(roll_id)
    if month not in {roll.next_month, *roll.restated}:
        return
    writes: list[Write] = [rolls.put_over(roll, roll.done(month))]
    employer_id = rolls.employer_of(roll_id)
    if employer_id is not None and month not in roll.restated:
        account = accounts.load(employer_id)
        writes += accounts.writes(open_month(account, month, Money.ZERO, on, law))
    write(*writes)


@decided_again
def assess_people(roll_id: str, people: Sequence[str], month: Month, on: date, law: Law) -> None:
    """Assess `month` for these people of one list, and book what is owed more, or less, than was booked before."""
    opened = rolls.month(roll_id, month)
    insured = [each for each in subscribers.load_all(people).values() if _was_covered(each, month)]
    ids = [each.id for each in insured]
    before = assessments.load_all(ids, month)
    stated = statements.gross_of(opened.statement_id, ids) if opened.statement_id else {}
    now: list[Assessed] = []
    for person in insured:
        assessment = assess(month, person.category, stated.get(person.id), person.certificates, law)
        old = before.get(person.id)
        if assessment is None or (old and old.assessment == assessment):
            continue
        number = old.number + 1 if old else 1
        statement_id = opened.statement_id if person.id in stated else None
        cause = f"{month}#assessed#{now[0].subscriber_id if now else person.id}#{now[0].number if now else number}"
        now.append(Assessed(person.id, assessment, number, cause, statement_id))
    if not now:
        return
    writes = _writes(roll_id, month, on, now, before, opened.statement_id, law)
    if len(writes) > WRITES_OF_ONE_TRANSACTION:
        half = len(people) // 2
        assess_people(roll_id, people[:half], month, on, law)
        assess_people(roll_id, people[half:], month, on, law)
        return
    try:
        write(*writes)
    except AlreadyPosted as posted:
        raise Moved from posted  # another worker has just assessed these people


def _writes(
    roll_id: str,
    month: Month,
    on: date,
    now: Sequence[Assessed],
    before: dict[str, Assessed],
    statement_id: str | None,
    law: Law,
) -> list[Write]:
    differences = {each.subscriber_id: _difference(each, before.get(each.subscriber_id)) for each in now}
    total = sum(differences.values(), Contribution())
    income = sum((_more_income(each, before.get(each.subscriber_id)) for each in now), Money.ZERO)
    employer_id = rolls.employer_of(roll_id)
    seen = accounts.load_all([*differences, employer_id] if employer_id else differences)
    entry = contribution_entry(now[0].entry_cause, on, month, employer_id, differences.items())
    new_people = sum(each.subscriber_id not in before for each in now)
    writes: list[Write] = [
        ledger.append(entry, roll_id),
        rolls.add_to_month(roll_id, month, new_people, income, total, statement_id),
        *ledger.add_to_shares(roll_id, month, total),
    ]
    if employer_id is not None:
        writes += accounts.writes(charge(seen[employer_id], month, total.employer, on, law))
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


def _was_covered(person: Subscriber, month: Month) -> bool:
    """A month is owed for everybody whose cover held on any day of it."""
    until = person.insured.until
    return person.insured.from_ <= month.last_day and (until is None or until > month.first_day)
