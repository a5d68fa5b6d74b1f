"""Whatever goes wrong at whatever call, a bank's statement comes to the same end: each line booked once (COL-9)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from functions.collect.receipts import booking
from functions.collect.reconciliation import applying, requests
from ishtirak.messaging.queues import Queue
from ishtirak.rules.references import reference_of
from ishtirak.storage import accounts, bank_statements
from ishtirak.storage.bank_statements import BankStatementState, file_key
from tests import builders
from tests.builders import ACTOR, LAW, at
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well

pytestmark = pytest.mark.requirement("COL-9", "COL-3", "COL-5")

ON = "2026-02-06"
HEAD = "رقم الحساب,LY83002048000020100120361\nالتاريخ,المرجع,دائن,مدين,البيان\n"


def sent(cloud: Cloud, employer_id: str) -> str:
    """A statement of a bank whose file has come: a payment, one of nobody, one that the bank has taken back."""
    booking.book(builders.receipt("30", "2026-02-05", employer_id, id="known"), at("2026-02-05"), LAW)
    lines = (
        f"2026-02-05,n1,50.000,,{reference_of(employer_id)}",
        "2026-02-05,n2,7.000,,إيجار",
        "2026-02-05,known,,30.000,مرتجع",
        "2026-02-05,fee,,1.500,عمولة",
    )
    waiting, _ = requests.ask("NAB", "statement.csv", ACTOR, at(ON))
    cloud.put_file(file_key(waiting.id), (HEAD + "\n".join(lines)).encode())
    cloud.take_all()
    return waiting.id


def end_of(cloud: Cloud, statement_id: str, employer_id: str) -> dict[str, Any]:
    done = bank_statements.load(statement_id)
    return {
        "state": (done.state, done.counts, done.booked, done.taken_back),
        "balance": accounts.load(employer_id, LAW).balance,
        "records": Counter(item["sk"].partition("#")[0] for item in cloud.items()),
    }


def each_call(
    cloud: Cloud, faults: Faults, fault: Fault, work: Callable[[], None], end: Callable[[], dict[str, Any]]
) -> None:
    before = cloud.items()
    faults.arm()
    work()
    calls, undisturbed = list(faults.calls), end()
    for number, call in enumerate(calls, 1):
        if not can_meet(call, fault):
            continue
        cloud.restore(before)
        faults.arm(fault, number)
        goes_well(work)
        faults.arm()
        work()

        assert end() == undisturbed, f"{call} ({number})"


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_a_statement_is_checked_and_booked_once(
    cloud: Cloud, fault: Fault, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "KEPT_AT_ONCE", 1)
    employer_id = builders.employer().id
    statement_id = sent(cloud, employer_id)

    def check() -> None:
        if bank_statements.load(statement_id).state is BankStatementState.WAITING:
            requests.work(statement_id, at(ON), LAW)

    each_call(cloud, faults, fault, check, lambda: end_of(cloud, statement_id, employer_id))
    requests.confirm(statement_id, ACTOR, at(ON))

    def book() -> None:
        requests.work(statement_id, at(ON), LAW)

    each_call(cloud, faults, fault, book, lambda: end_of(cloud, statement_id, employer_id))

    done = bank_statements.load(statement_id)
    assert (done.state, done.booked, done.taken_back) == (BankStatementState.BOOKED, 2, 1)
    assert str(accounts.load(employer_id, LAW).balance) == "-50.000"


def test_a_long_statement_goes_on_in_another_message(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BOOKINGS_OF_ONE_MESSAGE", 1)
    employer_id = builders.employer().id
    statement_id = sent(cloud, employer_id)
    requests.work(statement_id, at(ON), LAW)
    requests.confirm(statement_id, ACTOR, at(ON))

    messages = 0
    while waiting := cloud.take(Queue.FILES):
        messages += len(waiting)
        for message in waiting:
            requests.work(message["bank_statement_id"], at(ON), LAW)

    done = bank_statements.load(statement_id)
    assert (done.state, done.booked, done.taken_back, messages) == (BankStatementState.BOOKED, 2, 1, 5)
