"""Writes that happen once, whole, or not at all, each condition with the error that it means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ishtirak.errors import Conflict
from ishtirak.storage import table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import (
    ATTEMPTS,
    Busy,
    Delete,
    Moved,
    Put,
    Update,
    decided_again,
    write,
    write_one,
)
from tests.cloud import Cloud
from tests.faults import Fault, Faults


class First(Conflict):
    code = "first"
    ar = en = "the first write's error"


class Second(Conflict):
    code = "second"
    ar = en = "the second write's error"


A, B = Key("T#1", "A"), Key("T#1", "B")


def item(key: Key) -> dict[str, Any]:
    found = table.get(key)
    assert found is not None
    return {name: value for name, value in found.items() if name not in ("pk", "sk")}


def test_a_put_that_must_be_new_is_written_once(cloud: Cloud) -> None:
    write_one(Put(A, {"n": 1}, unless_exists=First()))

    with pytest.raises(First):
        write_one(Put(A, {"n": 2}, unless_exists=First()))
    assert item(A) == {"n": 1}


def test_what_is_taken_away_is_what_was_seen(cloud: Cloud) -> None:
    write(Put(A, {"n": 1}), Put(B, {"n": 2}))

    with pytest.raises(Moved):
        write(Delete(A, if_is={"n": 1}), Delete(B, if_is={"n": 1}))
    write(Delete(A, if_is={"n": 1}), Put(B, {"n": 3}))

    assert table.get(A) is None
    assert item(B) == {"n": 3}


def test_a_put_over_a_version_moves_only_what_was_seen(cloud: Cloud) -> None:
    write_one(Put(A, {"version": 1}))

    write_one(Put(A, {"version": 2}, if_is={"version": 1}))
    with pytest.raises(Moved):
        write_one(Put(A, {"version": 2}, if_is={"version": 1}))
    with pytest.raises(Moved):
        write_one(Put(B, {"version": 2}, if_is={"version": 1}))

    assert item(A) == {"version": 2}
    assert table.get(B) is None


def test_an_update_sets_removes_counts_and_leaves_the_rest(cloud: Cloud) -> None:
    """Names that DynamoDB reserves are written like all others."""
    write_one(Put(A, {"name": "علي", "state": "new", "count": 1, "kept": [1, "a"]}))

    write_one(Update(A, set={"state": "old", "name": None}, add={"count": 2, "total": -5}, if_is={"state": "new"}))

    assert item(A) == {"state": "old", "count": 3, "total": -5, "kept": [1, "a"]}


def test_an_update_whose_condition_fails_raises_its_own_error(cloud: Cloud) -> None:
    write_one(Put(A, {"state": "new"}))

    with pytest.raises(First):
        write_one(Update(A, set={"n": 1}, if_is={"state": "old"}, else_=First()))
    with pytest.raises(Moved):
        write_one(Update(A, set={"n": 1}, if_is={"state": None}))
    write_one(Update(B, set={"n": 1}, if_is={"state": None}))

    assert item(A) == {"state": "new"}
    assert item(B) == {"n": 1}


@pytest.mark.requirement("NOT-3")
@pytest.mark.parametrize(
    ("before", "bounds", "passes"),
    [
        ({}, {"n": 0}, True),
        ({}, {"n": -1}, False),
        ({"n": 5}, {"n": 5}, True),
        ({"n": 5}, {"n": 4}, False),
        ({"n": 5, "size": 1}, {"n": 5, "size": 0}, False),
        ({"n": 5}, {"n": 5, "size": 0}, True),
    ],
)
def test_a_count_grows_only_up_to_a_bound(
    before: dict[str, int], bounds: dict[str, int], passes: bool, cloud: Cloud
) -> None:
    write_one(Put(A, before))
    grows = Update(A, add={"n": 1}, at_most=bounds, else_=First())

    if passes:
        write(Put(B, {}), grows)
    else:
        with pytest.raises(First):
            write(Put(B, {}), grows)

    assert item(A) == ({**before, "n": before.get("n", 0) + 1} if passes else before)


def test_a_transaction_does_all_or_nothing(cloud: Cloud) -> None:
    with pytest.raises(Second):
        write(Put(A, {"n": 1}, unless_exists=First()), Update(B, set={"n": 1}, if_is={"n": 0}, else_=Second()))
    assert table.get(A) is None

    write(Put(A, {"n": 1}, unless_exists=First()), Update(B, set={"n": 1}, if_is={"n": None}, else_=Second()))
    assert (item(A), item(B)) == ({"n": 1}, {"n": 1})


@pytest.mark.requirement("COL-3")
def test_where_several_conditions_fail_the_first_writes_error_is_raised(cloud: Cloud) -> None:
    write(Put(A, {"n": 1}), Put(B, {"n": 1}))

    with pytest.raises(First):
        write(Put(A, {}, unless_exists=First()), Put(B, {}, unless_exists=Second()))
    with pytest.raises(Second):
        write(Put(B, {}, unless_exists=Second()), Put(A, {}, unless_exists=First()))


def test_a_transaction_in_the_way_means_busy(faults: Faults) -> None:
    faults.arm(Fault.CONFLICT, 1)

    with pytest.raises(Busy):
        write(Put(A, {"n": 1}), Put(B, {"n": 1}))


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_was_given_up_for_want_of_capacity_means_busy(code: str, faults: Faults) -> None:
    error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": [{"Code": code}]}
    answer = SimpleNamespace(status_code=400), error
    events: Any = table.client().meta.events
    events.register("before-call.dynamodb.TransactWriteItems", lambda **_told: answer)

    with pytest.raises(Busy):
        write(Put(A, {"n": 1}, unless_exists=First()))


@pytest.mark.parametrize("single", [Put(A, {"n": 1}), Update(A, set={"n": 1})])
def test_a_transaction_in_the_way_of_a_single_write_means_busy_too(single: Put | Update, faults: Faults) -> None:
    faults.arm(Fault.CONFLICT, 1)

    with pytest.raises(Busy):
        write_one(single)


@pytest.mark.parametrize("single", [Put(A, {"n": 1}, unless_exists=First()), Update(A, set={"n": 1})])
def test_any_other_error_stays_what_it_is(single: Put | Update, faults: Faults) -> None:
    for deed in (write, write_one):
        faults.arm(Fault.THROTTLED, 1)
        with pytest.raises(ClientError, match="ThrottlingException"):
            deed(single)


@pytest.mark.requirement("COL-3")
def test_a_transaction_whose_answer_was_lost_is_not_done_twice(faults: Faults) -> None:
    faults.arm(Fault.ANSWER_LOST, 1)

    write(Update(A, add={"count": 1}), Put(B, {"n": 1}, unless_exists=First()))

    assert item(A) == {"count": 1}


@pytest.mark.parametrize("conflict", [Moved, Busy])
def test_a_use_case_is_decided_again_until_it_gives_up(
    conflict: type[Conflict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ishtirak.storage.transactions.sleep", lambda _seconds: None)
    tries: list[int] = []

    @decided_again
    def succeed_at(last: int) -> str:
        tries.append(len(tries))
        if len(tries) < last:
            raise conflict
        return "done"

    assert succeed_at(3) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(conflict):
        succeed_at(ATTEMPTS + 1)
    assert len(tries) == ATTEMPTS


def test_another_error_is_not_tried_again() -> None:
    tries: list[int] = []

    @decided_again
    def fail() -> None:
        tries.append(1)
        raise First

    with pytest.raises(First):
        fail()
    assert len(tries) == 1
