"""A check inside the room: its calls, and that no answer is given which is not kept (SRV-4, ACC-2)."""

from __future__ import annotations

import pytest

from functions.collect.cards import codes
from functions.collect.cover import covers
from functions.collect.eligibility import checking
from functions.collect.eligibility.checking import Asker, Eligibility
from functions.collect.eligibility.insured import Question, UnknownInsured
from functions.enroll.families import dependants
from functions.enroll.handovers import recording
from functions.enroll.handovers.recording import NewHandover
from ishtirak.rules.eligibility import Shown, TreatmentToCome
from ishtirak.rules.handovers import Receiver
from ishtirak.rules.packages import Package, Reason
from ishtirak.storage import eligibility_checks
from ishtirak.storage.subscribers import Subscriber
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well

pytestmark = pytest.mark.requirement("SRV-4")

DESK = Asker("HOSPITAL1", "desk-7")
READ_AND_KEPT = ["BatchGetItem", "BatchGetItem", "BatchGetItem", "PutItem"]


def ask(shown: Shown, value: str, on: str = "2026-01-10", today: str = "2026-01-10") -> Eligibility:
    return checking.check(Question(shown, value), day(on), DESK, at(today))


def card_of(person: Subscriber, number: str = "C-0012", dependant_id: str | None = None) -> None:
    new = NewHandover(Receiver("سالم", "119720070006"), day("2026-01-05"))
    recording.card_handed_over(person.id, new, number, dependant_id, None, ACTOR, at("2026-01-05"))


def outcomes() -> list[str]:
    return [check.outcome for check in eligibility_checks.page(DESK.who, 100)[0]]


def test_a_check_takes_three_reads_and_one_write_whichever_way_and_a_code_one_read_less(faults: Faults) -> None:
    person = builders.subscriber(builders.employer().id)
    child = builders.member_of(person)
    card_of(person)
    card_of(person, "C-0013", child.id)
    code = codes.code_of_card(person.id, child.id).text

    def calls(shown: Shown, value: str) -> list[str]:
        faults.arm()
        ask(shown, value)
        return list(faults.calls)

    assert calls(Shown.CARD_NUMBER, "C-0012") == READ_AND_KEPT
    assert calls(Shown.CARD_NUMBER, "C-0013") == READ_AND_KEPT
    assert calls(Shown.NATIONAL_NUMBER, person.national_number) == READ_AND_KEPT
    assert calls(Shown.NATIONAL_NUMBER, child.national_number) == READ_AND_KEPT
    assert calls(Shown.QR, code) == READ_AND_KEPT[1:]


@pytest.mark.requirement("FAM-4")
def test_of_the_families_that_somebody_was_in_the_last_four_are_looked_at_and_only_for_who_is_not_covered(
    faults: Faults,
) -> None:
    employer = builders.employer()
    heads = [builders.subscriber(employer.id) for _ in range(6)]
    number = builders.national_number()
    for month, head in enumerate(heads, 1):
        member = builders.member_of(head, number, f"2026-{month:02}-01")
        dependants.lose(head.id, member.id, day(f"2026-{month:02}-20"), Reason.ENDED, ACTOR, at("2026-06-30"))

    def found(on: str) -> str | None:
        faults.arm()
        return ask(Shown.NATIONAL_NUMBER, number, on, "2026-06-30").person.subscriber.id

    assert found("2026-06-10") == heads[5].id
    assert faults.calls == READ_AND_KEPT
    assert [found(f"2026-{month:02}-10") for month in (5, 4, 3, 2)] == [head.id for head in heads[4:0:-1]]
    assert found("2026-01-10") == heads[5].id, "the fifth before is not looked at"
    assert faults.calls == ["BatchGetItem"] * (3 + 2 + 4) + ["PutItem"]


def test_what_was_kept_ends_after_four_hundred_days(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)

    found = ask(Shown.NATIONAL_NUMBER, person.national_number)

    (item,) = [item for item in cloud.items() if item["pk"] == f"CHECKS#{DESK.who}"]
    assert item["id"] == found.id
    assert item["expires_at"] == int(at("2027-02-14").timestamp())
    assert person.national_number not in str(item)


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize("fault", Fault)
def test_no_answer_is_given_that_is_not_kept(cloud: Cloud, faults: Faults, fault: Fault) -> None:
    person = builders.subscriber(builders.employer().id)
    faults.arm(fault, 4)
    given: list[Eligibility] = []

    goes_well(lambda: given.append(ask(Shown.NATIONAL_NUMBER, person.national_number)))

    assert bool(given) == (fault in (Fault.ANSWER_LOST, Fault.THROTTLED_ONCE))
    assert outcomes() == (["full"] if given or fault is Fault.DIES_AFTER else [])


def test_a_day_that_may_not_be_asked_about_tells_nothing_of_anybody_and_is_not_kept(cloud: Cloud) -> None:
    known = builders.subscriber(None).national_number

    for number in (known, "119991234567"):
        with pytest.raises(TreatmentToCome):
            ask(Shown.NATIONAL_NUMBER, number, on="2026-01-11")
    assert outcomes() == []

    with pytest.raises(UnknownInsured):
        ask(Shown.NATIONAL_NUMBER, "119991234567")
    assert outcomes() == ["unknown_insured"]


@pytest.mark.requirement("PKG-6")
def test_the_whole_history_is_read_with_one_query_for_each_payer_that_has_a_past(cloud: Cloud, faults: Faults) -> None:
    employer = builders.employer()
    person = builders.subscriber(employer.id)
    new = builders.subscriber(employer.id, on="2026-06-01")
    builders.opened([employer.id], "2026-05-01")
    builders.paid(employer.id, "500", "2026-05-20")

    faults.arm()
    history = covers.history(person, LAW)
    assert faults.calls == ["BatchGetItem", "Query", "Query"]  # the employer's past, and what the person was told
    assert [each.package for each in history.periods][:4] == [
        Package.FULL,
        Package.FULL,
        Package.FROZEN,
        Package.FROZEN,
    ]

    faults.arm()
    covers.history(new, LAW)
    assert faults.calls == ["BatchGetItem", "Query"]
