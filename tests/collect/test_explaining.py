"""What an explanation comes to is what was booked, for whoever and whichever month (CON-9)."""

from __future__ import annotations

import random

import pytest

from functions.collect.explanations.explaining import month_explained
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import assessments, laws
from ishtirak.storage.assessments import Assessed, NotAssessed
from ishtirak.storage.subscribers import Subscriber
from tests import builders
from tests.builders import day
from tests.cloud import Cloud
from tests.work import drain, sweep

MONTHS = [Month(2026, month) for month in range(1, 5)]
FIRSTS = ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")
RATES = {
    "contribution_rate.private_employee": {"subscriber": "2.75", "employer": "5.5", "state": "1.3"},
    "contribution_rate.self_employed": {"subscriber": {"percent": "8.1", "paid_by": "subscriber"}, "state": "2"},
    "contribution_rate.state_paid": {"paid_by": "state", "ages": [{"from": 0, "dinars": "1777.777"}]},
}


def _people(chance: random.Random) -> list[Subscriber]:
    employer = builders.employer()
    gross = [f"{chance.randint(100, 9_999)}.{chance.randint(0, 999):03d}" for _ in range(12)]
    employed = [builders.subscriber(employer.id, each) for each in gross[:6]]
    alone = [builders.subscriber(None, each) for each in gross[6:9]]
    retired = [builders.subscriber(None, each, category="retiree") for each in gross[9:]]
    children = [
        builders.subscriber(None, None, category="state_paid", birth_date=day(f"{chance.randint(1940, 2025)}-03-03"))
        for _ in range(4)
    ]
    return [*employed, *alone, *retired, *children]


def _booked(person: Subscriber, month: Month) -> list[Assessed]:
    """Every assessment of a month, the superseded ones too."""
    try:
        last = assessments.load(person.id, month)
    except NotAssessed:
        return []
    return [*(assessments.superseded(person.id, month, number) for number in range(1, last.number)), last]


@pytest.mark.requirement("CON-9", "CON-6", "CON-8")
@pytest.mark.parametrize("seed", range(3))
def test_an_explanation_comes_to_what_was_booked_whatever_the_law_has_become(cloud: Cloud, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test, not a secret
    people = _people(chance)
    for first in FIRSTS:
        sweep(cloud, first)
    told = {
        person.id: Stated(gross=Money(chance.randint(100_000, 9_999_999))) for person in people if person.employer_id
    }
    builders.stated(str(people[0].employer_id), "2026-02", "2026-05-03", **told)
    drain(cloud, "2026-05-03")
    for name, value in RATES.items():
        builders.added(name, chance.choice(["2026-02-01", "2026-03-15"]), value, "2026-05-04")
        drain(cloud, "2026-05-04")

    booked = [(person.id, month, each) for person in people for month in MONTHS for each in _booked(person, month)]

    assert len(booked) > len(people) * len(MONTHS)
    assert {each.law_version for _, _, each in booked} > {0}
    assert laws.in_force().version == len(RATES)
    for subscriber_id, month, each in booked:
        figures = month_explained(subscriber_id, month, each.number).figures
        contribution = each.assessment.contribution
        assert figures["total"] == str(contribution.total)
        for share in Share:
            assert figures.get(share.value, "0.000") == str(contribution.of(share))
