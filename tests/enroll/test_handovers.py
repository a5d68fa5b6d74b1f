"""Hand-overs inside the room: several who revoke at once, and a process that dies while it records (ENR-7)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.enroll.handovers import recording
from functions.enroll.handovers.recording import HandoverRevoked, NewHandover
from ishtirak.rules.handovers import Receiver
from ishtirak.storage import handovers, keys
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
