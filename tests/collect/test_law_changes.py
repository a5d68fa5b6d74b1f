"""Values that are added to the law while the fund runs: what they change, and what they leave as it was (CON-6)."""

from __future__ import annotations

import pytest

from functions.collect.accounts import owed
from functions.collect.cover import covers
from functions.collect.law import parameters
from functions.collect.law.parameters import InvalidValue, ValueTooEarly
from functions.collect.months import openings
from functions.collect.months.assessing import assess_people
from ishtirak.errors import NoValueInForce
from ishtirak.messaging.queues import Queue
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package
from ishtirak.storage import accounts, assessments, laws, rolls, subscribers, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Moved
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.work import drain, sweep

pytestmark = pytest.mark.requirement("CON-6")

RATE = "contribution_rate.private_employee"
SHARES = {"subscriber": "2.5", "employer": "5", "social_security": "2.5", "state": "1.25"}


def of_subscriber(percent: str) -> dict[str, str]:
    return {**SHARES, "subscriber": percent}


def owed_of(subscriber_id: str, months: range) -> list[str]:
    """What a person owes for these months of 2026."""
    return [str(owed.owed_by_payer(subscriber_id, Month(2026, month), LAW).owed) for month in months]


def until(cloud: Cloud, *days: str) -> None:
    for each in days:
        sweep(cloud, each)


FIRSTS = ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")


def test_opened_months_from_its_date_on_are_assessed_anew_and_earlier_ones_stay_as_they_were(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)
    january = assessments.load(person.id, Month(2026, 1))

    builders.added(RATE, "2026-03-01", of_subscriber("3"), "2026-05-05")
    drain(cloud, "2026-05-05")

    assert owed_of(person.id, range(1, 5)) == ["25.000", "25.000", "30.000", "30.000"]
    assert assessments.load(person.id, Month(2026, 1)) == january
    assert accounts.load(person.id, LAW).balance == Money.dinars("110")
    assert assessments.superseded(person.id, Month(2026, 3), 1).assessment.contribution.subscriber == Money.dinars("25")


def test_a_value_within_a_month_holds_from_the_next_month_on(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)

    builders.added(RATE, "2026-02-02", of_subscriber("3"), "2026-05-05")
    drain(cloud, "2026-05-05")

    assert owed_of(person.id, range(1, 5)) == ["25.000", "25.000", "30.000", "30.000"]


def test_a_lower_rate_gives_back_what_was_paid_too_much(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)
    builders.paid(person.id, "100", "2026-05-02")

    builders.added(RATE, "2026-03-01", of_subscriber("2"), "2026-05-05")
    drain(cloud, "2026-05-05")

    assert accounts.load(person.id, LAW).credit == Money.dinars("10")


def test_a_value_of_the_future_changes_nothing_until_its_month(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, "2026-02-01")
    builders.added(RATE, "2026-03-01", of_subscriber("3"), "2026-02-05")
    drain(cloud, "2026-02-05")
    assert owed_of(person.id, range(1, 2)) == ["25.000"]

    until(cloud, "2026-03-01", "2026-04-01")

    assert owed_of(person.id, range(1, 4)) == ["25.000", "25.000", "30.000"]


def test_a_later_correction_of_an_added_value_takes_its_place(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)
    builders.added(RATE, "2026-03-01", of_subscriber("30"), "2026-05-05")
    drain(cloud, "2026-05-05")

    builders.added(RATE, "2026-03-01", of_subscriber("3"), "2026-05-06")
    drain(cloud, "2026-05-06")

    assert owed_of(person.id, range(1, 5)) == ["25.000", "25.000", "30.000", "30.000"]
    assert [value.number for value in laws.in_force().parameters[RATE].values] == [0, 2]
    assert len(list(laws.proposals())) == 2


def test_if_the_message_is_lost_the_next_sweep_finds_that_the_law_has_changed(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)
    builders.added(RATE, "2026-03-01", of_subscriber("3"), "2026-05-05")
    cloud.take_all()

    sweep(cloud, "2026-05-06")

    assert owed_of(person.id, range(3, 5)) == ["30.000", "30.000"]
    assert laws.load_in_force().due_on is None


def test_what_no_assessment_and_no_threshold_rests_on_wakes_nobody(cloud: Cloud) -> None:
    builders.added("card_fee", "2026-06-01", "25", "2026-05-05")

    assert cloud.take(Queue.OPENINGS) == []
    assert laws.in_force().on("card_fee", day("2026-06-01")).written == "25"


def test_every_roll_is_looked_at_those_of_individuals_too(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.collect.months.openings.ROLLS_OF_ONE_PAGE", 2)
    employed = [builders.subscriber(builders.employer().id) for _ in range(3)]
    alone = [builders.subscriber(None) for _ in range(3)]
    until(cloud, "2026-02-01")

    builders.added(RATE, "2026-01-01", of_subscriber("3"), "2026-02-05")
    alone_pay = {**SHARES, "subscriber": "3", "employer": {"percent": "0", "paid_by": "subscriber"}}
    builders.added("contribution_rate.self_employed", "2026-01-01", alone_pay, "2026-02-05")
    drain(cloud, "2026-02-05")

    assert {tuple(owed_of(person.id, range(1, 2))) for person in (*employed, *alone)} == {("30.000",)}
    assert {rolls.load(person.roll_id).law_version for person in (*employed, *alone)} == {2}


def test_who_registers_under_a_new_law_has_no_old_months_to_look_at(cloud: Cloud) -> None:
    builders.added(RATE, "2026-01-01", of_subscriber("3"), "2026-01-05")

    employer = builders.employer(on="2026-01-06", law=laws.in_force())

    assert rolls.load(employer.id).law_version == 1


@pytest.mark.requirement("PKG-1")
def test_a_shorter_grace_lapses_those_whose_new_last_day_has_passed_and_they_are_told(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, "2026-02-01", "2026-03-01", "2026-04-01")
    builders.added("grace_days", "2026-01-01", 60, "2026-04-20")
    drain(cloud, "2026-04-20")

    sweep(cloud, "2026-04-21")

    told = subscribers.load(person.id)
    assert (told.told, told.told_on) == (Package.FROZEN, day("2026-04-12"))
    cover = covers.outlook(told, day("2026-04-21"), laws.in_force()).cover
    assert (cover.package, cover.since) == (Package.FROZEN, day("2026-04-12"))


@pytest.mark.requirement("PKG-4")
def test_a_longer_grace_gives_back_the_cover_of_those_who_had_lapsed_and_they_are_told(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-05-12")
    assert subscribers.load(person.id).told is Package.FROZEN
    builders.added("grace_days", "2026-01-01", 120, "2026-05-15")
    drain(cloud, "2026-05-15")

    sweep(cloud, "2026-05-16")

    assert subscribers.load(person.id).told is Package.FULL
    assert accounts.load(person.id, LAW).next_action_on == day("2026-06-11")


def test_an_approval_that_is_repeated_puts_the_value_in_force_once(cloud: Cloud) -> None:
    entered = parameters.propose("grace_days", day("2027-01-01"), 60, "قرار", None, ACTOR, at("2026-05-05"))

    for _ in range(2):
        parameters.approve(entered.id, "another", at("2026-05-05"))

    assert laws.in_force().version == 1


def test_two_values_that_are_approved_at_once_are_both_in_force(cloud: Cloud) -> None:
    seen = laws.load_in_force()
    builders.added("grace_days", "2027-01-01", 60, "2026-05-05")
    late = parameters.propose("due_day", day("2027-01-01"), 15, "قرار", None, ACTOR, at("2026-05-05"))

    with pytest.raises(Moved):
        parameters._put_in_force(late, seen, "another", at("2026-05-05"))
    parameters.approve(late.id, "another", at("2026-05-05"))

    law = laws.in_force()
    assert (law.grace_days(day("2027-01-01")), law.due_day(day("2027-01-01")), law.version) == (60, 15, 2)


def test_the_law_of_an_earlier_day_can_be_read_for_ever(cloud: Cloud) -> None:
    for number, days in enumerate((60, 70, 80), 1):
        builders.added("grace_days", f"202{number + 6}-01-01", days, "2026-05-05")

    assert [laws.under(number).version for number in range(4)] == [0, 1, 2, 3]
    assert laws.under(1).grace_days(day("2029-06-01")) == 60
    assert laws.under(3).grace_days(day("2029-06-01")) == 80


@pytest.mark.requirement("CON-4")
def test_from_the_date_on_which_a_missing_rate_is_entered_the_person_is_assessed_and_no_case_any_more(
    cloud: Cloud,
) -> None:
    person = builders.subscriber(None, None, category="state_paid", birth_date=day("1950-05-05"))
    until(cloud, "2026-02-01", "2026-03-01", "2026-04-01")
    ages = [{"from": 0, "to": 17, "dinars": "1560"}, {"from": 18, "dinars": "1950"}]

    builders.added("contribution_rate.state_paid", "2026-03-01", {"paid_by": "state", "ages": ages}, "2026-04-05")
    drain(cloud, "2026-04-05")

    assert set(assessments.load_all([person.id], Month(2026, 2))) == set()
    assert str(assessments.load(person.id, Month(2026, 3)).assessment.contribution.state) == "162.500"
    assert [item["state"] for item in cloud.items() if item["sk"] == "CASE#rate_missing"] == ["closed"]


def test_a_day_before_the_law_has_no_value(cloud: Cloud) -> None:
    with pytest.raises(NoValueInForce):
        laws.in_force().on("grace_days", day("2009-12-31"))


def test_who_has_no_employer_can_not_be_given_a_share_that_an_employer_pays(cloud: Cloud) -> None:
    with pytest.raises(InvalidValue, match="employer"):
        builders.added("contribution_rate.retiree", "2026-03-01", SHARES, "2026-02-05")


def test_the_law_of_now_costs_one_read(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Key] = []
    get = table.get

    def counted(key: Key) -> table.Item | None:
        reads.append(key)
        return get(key)

    monkeypatch.setattr(table, "get", counted)

    laws.in_force()

    assert len(reads) == 1


def test_a_worker_that_has_read_an_older_law_takes_nothing_back(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    until(cloud, *FIRSTS)
    builders.added(RATE, "2026-03-01", of_subscriber("3"), "2026-05-05")
    drain(cloud, "2026-05-05")
    march = Month(2026, 3)

    assess_people(person.roll_id, [person.id], march, day("2026-05-05"), at("2026-05-05"), LAW)

    assert owed_of(person.id, range(3, 4)) == ["30.000"]
    assert assessments.load(person.id, march).law_version == 1


def test_only_months_that_were_opened_wait_to_be_assessed_again(cloud: Cloud) -> None:
    employer = builders.employer()
    until(cloud, "2026-02-01", "2026-03-01")
    builders.added(RATE, "2012-01-01", of_subscriber("3"), "2026-03-05")

    [message] = cloud.take(Queue.OPENINGS)
    openings.wake_rolls(message["law"])
    openings.work_roll(employer.id, at("2026-03-05"), laws.in_force())

    assert rolls.load(employer.id).restated == (Month(2026, 2),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grace_days", 10**12),
        (RATE, {"subscriber": "60", "employer": "50"}),
        ("contribution_rate.state_paid", {"paid_by": "state", "ages": [{"from": 0, "to": 10**9, "dinars": "1"}]}),
        ("contribution_rate.state_paid", {"paid_by": "state", "ages": [{"from": 151, "dinars": "1"}]}),
    ],
)
def test_a_value_beyond_all_measure_is_refused(cloud: Cloud, name: str, value: object) -> None:
    with pytest.raises(InvalidValue):
        builders.added(name, "2026-03-01", value, "2026-02-05")


def test_no_value_is_entered_from_before_the_law(cloud: Cloud) -> None:
    with pytest.raises(ValueTooEarly):
        builders.added("grace_days", "1901-01-01", 60, "2026-02-05")
