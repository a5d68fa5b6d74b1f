"""Payments that did not come about: kept, and told to who can be told (COL-5, NOT-1, NOT-3)."""

from __future__ import annotations

import pytest

from functions.collect.receipts import failures as use_case
from functions.enroll.endings import departures
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Reason
from ishtirak.rules.references import reference_of
from ishtirak.storage import failures
from ishtirak.storage.failures import Failure
from ishtirak.storage.subscribers import Subscriber
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.work import send

pytestmark = pytest.mark.requirement("COL-5", "NOT-1", "NOT-3")


def fail(person: Subscriber, on: str, payment_id: str = "F1") -> None:
    told = Failure("NAB", payment_id, Money.dinars("25"), day(on), reference_of(person.id))
    use_case.keep(told, at("2026-03-05"))


@pytest.mark.parametrize("days", [("2026-03-02", "2026-03-02"), ("2026-03-02", "2026-03-04")])
def test_one_attempt_is_one_sms_whatever_day_it_is_told_of(cloud: Cloud, days: tuple[str, str]) -> None:
    person = builders.subscriber(None)

    for on in days:
        fail(person, on)
    fail(person, "2026-03-04", "F2")
    send(cloud, "2026-03-05")

    assert [each.payment_id for each in failures.of_payer(person.id, 10)[0]] == ["F2", "F1"]
    assert len([sms for sms in cloud.sms() if "لم يتم سداد" in sms.text]) == 2


def test_nobody_writes_to_the_dead(cloud: Cloud) -> None:
    person = builders.subscriber(None)
    departures.end_cover(person.id, day("2026-03-01"), Reason.DECEASED, "a clerk", at("2026-03-01"), LAW)

    fail(person, "2026-03-02")
    send(cloud, "2026-03-05")

    assert [each.payment_id for each in failures.of_payer(person.id, 10)[0]] == ["F1"]
    assert not any("لم يتم سداد" in sms.text for sms in cloud.sms())
