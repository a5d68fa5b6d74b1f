"""Hand-overs inside the room: several who revoke at once, and a process that dies while it records (ENR-7)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.enroll.handovers import recording
from functions.enroll.handovers.recording import HandoverRevoked, NewHandover
from ishtirak.rules.handovers import Receiver
from ishtirak.storage import cards, handovers, keys
from ishtirak.storage.cards import Card, CardNumberTaken, CardState
from ishtirak.storage.handovers import Handover
from tests import builders
from tests.builders import ACTOR, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well

pytestmark = pytest.mark.requirement("ENR-7")

NEW = NewHandover(Receiver("سالم", "119720070006"), day("2026-01-05"))


def actions(cloud: Cloud) -> Counter[str]:
    return Counter(item["action"] for item in cloud.items() if "action" in item)


def handed_over(employer_id: str) -> Handover:
    return recording.policy_handed_over(employer_id, NEW, None, ACTOR, at("2026-01-05"))


def test_of_several_who_revoke_at_once_one_does_and_all_learn_the_same(cloud: Cloud) -> None:
    seen = handed_over(builders.employer().id)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06")), range(8)))

    assert {each.revoked for each in done} == {handovers.load(seen.of, seen.id).revoked}
    assert actions(cloud)["revoke_policy_handover"] == 1


def test_what_was_recorded_is_not_changed_by_its_revocation(cloud: Cloud) -> None:
    seen = handed_over(builders.employer().id)
    before = [item for item in cloud.items() if item["sk"].startswith(keys.HANDOVER)]

    recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06"))

    after = [item for item in cloud.items() if item["sk"].startswith(keys.HANDOVER)]
    assert after[: len(before)] == before
    assert [item["sk"] for item in after] == [f"HANDOVER#{seen.id}", f"HANDOVER#{seen.id}#REVOKED"]
    with pytest.raises(HandoverRevoked):
        recording.revoke(seen.of, seen.id, "سبب آخر", ACTOR, at("2026-01-07"))


@pytest.mark.parametrize("fault", Fault)
def test_a_revocation_that_breaks_off_is_done_once_when_it_is_said_again(
    cloud: Cloud, faults: Faults, fault: Fault
) -> None:
    seen = handed_over(builders.employer().id)
    faults.arm(fault, 2)

    goes_well(lambda: recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06")))
    met = list(faults.calls)
    faults.arm()
    again = recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06"))

    assert met[:2] == ["BatchGetItem", "TransactWriteItems"]
    assert again == handovers.load(seen.of, seen.id)
    assert actions(cloud)["revoke_policy_handover"] == 1


def card_of(subscriber_id: str, number: str = "C-0012") -> Handover:
    return recording.card_handed_over(subscriber_id, NEW, number, None, None, ACTOR, at("2026-01-05"))


@pytest.mark.requirement("CRD-3")
def test_of_two_people_who_are_given_the_same_number_at_once_one_has_it(cloud: Cloud) -> None:
    people = [builders.subscriber(None).id for _ in range(4)]

    def hand_over(person_id: str) -> Handover | None:
        try:
            return card_of(person_id)
        except CardNumberTaken:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = [each for each in pool.map(hand_over, people) if each is not None]

    (handed,) = done
    assert cards.find("C-0012") == Card("C-0012", handed.of.owner_id, None, handed.id, day("2026-01-05"))
    assert actions(cloud)["hand_over_card"] == 1


@pytest.mark.requirement("CRD-3")
@pytest.mark.parametrize("fault", Fault)
def test_a_hand_over_that_breaks_off_leaves_both_the_record_and_the_number_or_neither(
    cloud: Cloud, faults: Faults, fault: Fault
) -> None:
    person_id = builders.subscriber(None).id
    faults.arm(fault, 2)

    goes_well(lambda: card_of(person_id))
    met = list(faults.calls)
    faults.arm()
    before = len(handovers.of_record(keys.subscriber(person_id)))
    found = cards.find("C-0012")
    again = card_of(person_id)

    assert met[:2] == ["GetItem", "TransactWriteItems"]
    assert (found is not None) == (before > 0)
    assert cards.find("C-0012") == Card("C-0012", person_id, None, again.id, day("2026-01-05"))
    assert actions(cloud)["hand_over_card"] == before + 1


@pytest.mark.requirement("CRD-3")
@pytest.mark.parametrize("fault", Fault)
def test_the_number_of_a_revoked_card_does_not_count_once_the_revocation_is_done(
    cloud: Cloud, faults: Faults, fault: Fault
) -> None:
    seen = card_of(builders.subscriber(None).id)
    faults.arm(fault, 4)

    goes_well(lambda: recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06")))
    met = list(faults.calls)
    faults.arm()
    found = cards.find("C-0012")
    assert found is not None
    assert (found.state is CardState.REVOKED) == (handovers.load(seen.of, seen.id).revoked is not None)
    recording.revoke(seen.of, seen.id, "خطأ", ACTOR, at("2026-01-06"))

    assert met[:4] == ["BatchGetItem", "GetItem", "Query", "TransactWriteItems"]
    assert cards.find("C-0012") == Card("C-0012", seen.of.owner_id, None, seen.id, seen.handed_on, CardState.REVOKED)
    assert actions(cloud)["revoke_card_handover"] == 1
