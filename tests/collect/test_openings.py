"""Opening months for a list, and assessing them again after a late statement (COL-1, CON-8)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.collect.accounts import owed
from functions.collect.accounts.owed import Owed
from functions.collect.months import assessing, openings
from functions.collect.shares import variance
from functions.collect.statements import submitting as statements
from functions.collect.statements.submitting import NotChecked, StatedLine
from ishtirak.messaging.queues import Queue
from ishtirak.rules.assessments import IncomeSource
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import accounts, assessments, keys, rolls
from ishtirak.storage import statements as stored
from ishtirak.storage.assessments import NotAssessed
from ishtirak.storage.statements import Statement, StatementState
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Busy, Moved, write_one
from tests import builders
from tests.builders import ACTOR, LAW, at
from tests.cloud import Cloud
from tests.faults import Faults
from tests.work import drain

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)


def work(employer_id: str, on: str) -> None:
    openings.work_roll(employer_id, at(on), LAW)


def confirmed(employer_id: str, month: Month, on: str, people: Sequence[Subscriber], gross: str) -> None:
    """A statement of a month that says the same of each of these people, confirmed."""
    lines = [
        StatedLine(number, Stated(Money.dinars(gross)), subscriber_id=person.id)
        for number, person in enumerate(people, 1)
    ]
    statement = statements.submit(employer_id, month, lines, ACTOR, at(on), LAW)
    statements.confirm(statement.id, ACTOR, at(on))


def incomes(people: Sequence[Subscriber], month: Month) -> set[str]:
    """What these people were assessed at."""
    return {str(assessments.load(person.id, month).assessment.income) for person in people}


def stated(employer_id: str, on: str, **gross_by_number: str) -> Statement:
    """A statement of January by national numbers (written n119…), checked."""
    lines = [
        StatedLine(number, Stated(Money.dinars(gross)), national_number=who.removeprefix("n"))
        for number, (who, gross) in enumerate(gross_by_number.items(), 1)
    ]
    return statements.submit(employer_id, JANUARY, lines, ACTOR, at(on), LAW)


@pytest.mark.requirement("COL-1", "CON-1", "CON-8")
def test_a_month_is_opened_for_each_person_the_employer_and_the_shares(cloud: Cloud) -> None:
    employer = builders.employer()
    people = [builders.subscriber(employer.id, gross) for gross in ("1000", "1500")]

    work(employer.id, "2026-02-01")
    drain(cloud, "2026-02-01")

    assert [owed.owed_by_payer(person.id, JANUARY, LAW).owed for person in people] == [
        Money.dinars("25"),
        Money.dinars("37.5"),
    ]
    assert owed.owed_by_payer(employer.id, JANUARY, LAW) == Owed(Money.dinars("125"), Money.dinars("125"))
    assert variance.of_fund(Share.SOCIAL_SECURITY, JANUARY).expected == Money.dinars("62.5")
    assert variance.of_fund(Share.STATE, JANUARY).expected == Money.dinars("31.25")
    month = rolls.month(employer.id, JANUARY)
    assert (month.people, month.income) == (2, Money.dinars("2500"))
    assert assessments.load(people[0].id, JANUARY).assessment.source is IncomeSource.CERTIFICATE
    assert rolls.load(employer.id).next_month == FEBRUARY


@pytest.mark.requirement("COL-1", "COL-10")
def test_a_month_of_people_without_an_employer_is_opened_for_each_person_and_the_shares(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "INDIVIDUAL_ROLLS", 1)
    people = [builders.subscriber(None, gross) for gross in ("1000", "1500")]
    roll_id = people[0].roll_id

    builders.opened([roll_id], "2026-02-01")

    assert [accounts.load(person.id, LAW).balance for person in people] == [Money.dinars("75"), Money.dinars("112.5")]
    assert variance.of_fund(Share.STATE, JANUARY).expected == Money.dinars("31.25")
    month = rolls.month(roll_id, JANUARY)
    assert (month.people, month.income, month.contribution.employer) == (2, Money.dinars("2500"), Money.ZERO)
    assert rolls.load(roll_id).next_month == FEBRUARY
    assert roll_id not in accounts.load_all([roll_id])


@pytest.mark.requirement("COL-1")
def test_a_month_is_not_opened_before_its_day(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    items = cloud.items()

    work(employer.id, "2026-01-31")

    assert cloud.items() == items
    assert owed.owed_by_payer(person.id, JANUARY, LAW) == Owed(Money.ZERO, Money.ZERO)
    with pytest.raises(NotAssessed):
        assessments.load(person.id, JANUARY)


@pytest.mark.requirement("COL-1", "PKG-9")
def test_months_that_were_missed_are_opened_in_order_each_on_its_own_day(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)

    builders.opened([employer.id], "2026-03-20")

    entries = [item["on"] for item in cloud.items() if item["sk"].startswith("ENTRY#")]
    assert sorted(entries) == ["2026-02-01", "2026-03-01"]
    assert accounts.load(person.id, LAW).balance == Money.dinars("50")
    assert rolls.load(employer.id).next_month == Month(2026, 3)


@pytest.mark.requirement("COL-1")
def test_who_is_covered_on_no_day_of_a_month_owes_nothing_for_it(cloud: Cloud) -> None:
    employer = builders.employer()
    last_day = builders.subscriber(employer.id, on="2026-01-31")
    next_day = builders.subscriber(employer.id, on="2026-02-01")

    builders.opened([employer.id], "2026-02-01")

    assert accounts.load(last_day.id, LAW).balance == Money.dinars("25")
    assert accounts.load(next_day.id, LAW).balance == Money.ZERO


@pytest.mark.requirement("COL-1")
def test_a_list_of_many_pages_is_opened_whole(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "PEOPLE_OF_ONE_PAGE", 2)
    monkeypatch.setattr(openings, "PAGES_OF_ONE_MESSAGE", 2)
    employer = builders.employer()
    for _ in range(9):
        builders.subscriber(employer.id)

    work(employer.id, "2026-02-01")
    (message,) = cloud.take(Queue.OPENINGS)
    assert message["after"] is not None
    openings.work_roll(employer.id, at("2026-02-01"), LAW, message["after"], message["version"])
    drain(cloud, "2026-02-01")

    assert rolls.month(employer.id, JANUARY).people == 9
    assert owed.owed_by_payer(employer.id, JANUARY, LAW).owed == Money.dinars("450")


@pytest.mark.requirement("COL-1", "PKG-8")
def test_the_list_is_read_once_for_all_pages_of_a_message(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "PEOPLE_OF_ONE_PAGE", 2)
    employer = builders.employer()
    for _ in range(6):
        builders.subscriber(employer.id)
    faults.arm()

    work(employer.id, "2026-02-01")

    of_the_list = ["Query", "Query"]  # those of now, and those who have left
    assert [call for call in faults.calls if call == "Query"] == of_the_list
    assert rolls.month(employer.id, JANUARY).people == 6


@pytest.mark.requirement("COL-1")
def test_a_page_that_does_not_fit_into_one_transaction_is_halved(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessing, "WRITES_OF_ONE_TRANSACTION", 9)
    employer = builders.employer()
    for _ in range(7):
        builders.subscriber(employer.id)

    builders.opened([employer.id], "2026-02-01")

    entries = [item for item in cloud.items() if item["sk"].startswith("ENTRY#")]
    assert len(entries) == 4
    assert rolls.month(employer.id, JANUARY).people == 7


@pytest.mark.requirement("COL-1", "COL-10")
def test_two_workers_on_one_list_come_to_the_end_of_one(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "PEOPLE_OF_ONE_PAGE", 2)
    employer = builders.employer()
    for _ in range(8):
        builders.subscriber(employer.id)
    before = cloud.items()
    builders.opened([employer.id], "2026-02-01")
    alone = cloud.items()
    cloud.restore(before)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(_open_as_a_queue_would, [employer.id] * 4))

    assert cloud.items() == alone


def _open_as_a_queue_would(employer_id: str) -> None:
    for _ in range(5):
        try:
            work(employer_id, "2026-02-01")
        except (Busy, Moved):
            continue
        return


@pytest.mark.requirement("COL-7", "CON-8", "COL-1")
def test_a_statement_that_comes_late_books_only_the_difference(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    other = builders.subscriber(employer.id, "1500")
    builders.opened([employer.id], "2026-02-01")

    statement = stated(employer.id, "2026-02-05", **{f"n{person.national_number}": "1200"})
    statements.confirm(statement.id, ACTOR, at("2026-02-05"))
    drain(cloud, "2026-02-05")

    assert owed.owed_by_payer(person.id, JANUARY, LAW).owed == Money.dinars("30")
    assert owed.owed_by_payer(other.id, JANUARY, LAW).owed == Money.dinars("37.5")
    assert owed.owed_by_payer(employer.id, JANUARY, LAW).owed == Money.dinars("135")
    assessed = assessments.load(person.id, JANUARY)
    assert (assessed.number, assessed.statement_id) == (2, statement.id)
    assert assessed.assessment.source is IncomeSource.STATEMENT
    assert assessments.load(other.id, JANUARY).assessment.source is IncomeSource.CERTIFICATE
    assert rolls.month(employer.id, JANUARY).income == Money.dinars("2700")


@pytest.mark.requirement("CON-8", "COL-1")
def test_a_statement_that_replaces_another_in_the_middle_of_a_pass_is_what_everybody_is_assessed_from(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = builders.employer()
    people = [builders.subscriber(employer.id) for _ in range(5)]
    builders.opened([employer.id], "2026-02-01")
    drain(cloud, "2026-02-01")
    shorten_messages(monkeypatch)
    confirmed(employer.id, JANUARY, "2026-02-05", people, "1100")
    under_way = worked_once(cloud, "2026-02-05")

    confirmed(employer.id, JANUARY, "2026-02-05", people, "1200")
    lost_message(cloud)
    go_on(under_way, "2026-02-05")
    drain(cloud, "2026-02-05")

    assert incomes(people, JANUARY) == {"1200.000"}
    assert owed.owed_by_payer(employer.id, JANUARY, LAW).owed == Money.dinars("300")


@pytest.mark.requirement("CON-8", "COL-1")
def test_an_earlier_month_that_must_be_assessed_again_is_not_begun_where_another_month_stopped(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = builders.employer()
    people = [builders.subscriber(employer.id) for _ in range(5)]
    builders.opened([employer.id], "2026-03-01")
    drain(cloud, "2026-03-01")
    shorten_messages(monkeypatch)
    confirmed(employer.id, FEBRUARY, "2026-03-05", people, "1100")
    under_way = worked_once(cloud, "2026-03-05")

    confirmed(employer.id, JANUARY, "2026-03-05", people, "1200")
    lost_message(cloud)
    go_on(under_way, "2026-03-05")
    drain(cloud, "2026-03-05")

    assert (incomes(people, JANUARY), incomes(people, FEBRUARY)) == ({"1200.000"}, {"1100.000"})
    assert rolls.load(employer.id).restated == ()


def shorten_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people a message, so that a pass over a few of them takes several."""
    monkeypatch.setattr(openings, "PAGES_OF_ONE_MESSAGE", 1)
    monkeypatch.setattr(openings, "PEOPLE_OF_ONE_PAGE", 2)


def worked_once(cloud: Cloud, on: str) -> dict[str, Any]:
    """Do the work of the message that waits, and give the one that goes on with it."""
    (message,) = cloud.take(Queue.OPENINGS)
    go_on(message, on)
    (next_,) = cloud.take(Queue.OPENINGS)
    return next_


def go_on(message: dict[str, Any], on: str) -> None:
    openings.work_roll(message["roll_id"], at(on), LAW, message.get("after"), message.get("version"))


def lost_message(cloud: Cloud) -> None:
    """What was sent is never delivered; the pass that is under way must find out by itself."""
    assert cloud.take(Queue.OPENINGS)


@pytest.mark.requirement("COL-7")
def test_confirming_again_changes_nothing(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    builders.opened([employer.id], "2026-02-01")
    statement = stated(employer.id, "2026-02-05", **{f"n{person.national_number}": "1200"})
    statements.confirm(statement.id, ACTOR, at("2026-02-05"))
    drain(cloud, "2026-02-05")
    items = cloud.items()

    assert statements.confirm(statement.id, ACTOR, at("2026-02-06")).state is StatementState.CONFIRMED
    drain(cloud, "2026-02-06")

    assert cloud.items() == items


@pytest.mark.requirement("COL-7")
def test_a_statement_in_time_waits_for_its_opening(cloud: Cloud) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)

    statement = stated(employer.id, "2026-01-28", **{f"n{person.national_number}": "1100"})
    statements.confirm(statement.id, ACTOR, at("2026-01-28"))
    assert cloud.take(Queue.OPENINGS) == []
    builders.opened([employer.id], "2026-02-01")

    assert accounts.load(person.id, LAW).balance == Money.dinars("27.5")
    assert assessments.load(person.id, JANUARY).number == 1


@pytest.mark.requirement("COL-7")
def test_a_statement_is_checked_line_by_line_and_counts_for_nothing_until_it_is_confirmed(cloud: Cloud) -> None:
    employer, stranger = builders.employer(), builders.subscriber(builders.employer().id)
    person = builders.subscriber(employer.id)
    lines = [
        StatedLine(1, Stated(Money.dinars("1000")), national_number=person.national_number),
        StatedLine(2, Stated(Money.dinars("1000")), subscriber_id=person.id),
        StatedLine(3, Stated(Money.dinars("1000")), national_number=stranger.national_number),
        StatedLine(4, Stated(Money.dinars("1000")), subscriber_id="S000000000000"),
    ]

    statement = statements.submit(employer.id, JANUARY, lines, ACTOR, at("2026-01-20"), LAW)

    assert statement == stored.load(statement.id)
    assert statement.counts == {"rows": 4, "good": 1, "refused": 3}
    assert [(each["line"], each["code"]) for each in statement.problems] == [
        (2, "stated_twice"),
        (3, "not_on_list"),
        (4, "not_on_list"),
    ]
    assert statement.totals_dirhams["total"] == 112_500
    assert rolls.month(employer.id, JANUARY).statement_id is None


@pytest.mark.requirement("COL-7")
@pytest.mark.parametrize("month", ["2025-12", "2026-02"])
def test_a_statement_of_a_month_before_the_policy_or_to_come_is_refused(cloud: Cloud, month: str) -> None:
    employer = builders.employer()

    with pytest.raises(InvalidMonth):
        statements.submit(employer.id, Month.parse(month), [], ACTOR, at("2026-01-20"), LAW)


@pytest.mark.requirement("COL-7")
def test_a_statement_that_waits_for_its_file_can_not_be_confirmed(cloud: Cloud) -> None:
    statement = statements.new_statement(builders.employer().id, JANUARY, ACTOR, at("2026-01-20"), "a.csv")
    write_one(stored.put_new(statement))

    with pytest.raises(NotChecked) as refusal:
        statements.confirm(statement.id, ACTOR, at("2026-01-20"))
    assert "waiting" in refusal.value.in_english
