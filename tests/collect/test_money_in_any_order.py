"""Receipts, reversals, matches, returns, agreements and months in any order, with crashes: money is kept (COL-10).

A machine of random steps drives the use cases against the engine; hypothesis shortens what fails to the fewest steps.
After each step every entry balances, every account is the sum of its entries, each record is what the ledger says of
it, and what came is where the receipts say that it is. In the end everybody has been told what is true.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from functions.collect.accounts import agreements
from functions.collect.receipts import booking, matching, reversing
from functions.reports.datasets import LINES, STORED
from functions.reports.rows import rows_of
from ishtirak.errors import Conflict, NotFound, Refused
from ishtirak.rules.accounts import Account
from ishtirak.rules.agreements import AgreementState
from ishtirak.rules.cover import changes_since, timeline_of
from ishtirak.rules.ledger import SUSPENSE
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import accounts, keys, ledger, subscribers
from ishtirak.storage import agreements as proposed
from ishtirak.storage.receipts import Receipt, ReceiptState, Reversal
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, goes_well
from tests.work import drain, sweep

RECEIPTS = range(5)
PAYERS = st.sampled_from(["employer", "employee", "alone"])
IN_ARREARS = st.sampled_from(["alone", "alone", "employer"])
CRASHES = st.one_of(st.none(), st.none(), st.tuples(st.sampled_from(list(Fault)), st.integers(1, 6)))
DAYS = st.sampled_from([1, 1, 17, 31, 61])


class _Start:
    """A fund on 15 April: an employer with one employee, and somebody alone; January to March are opened."""

    def __init__(self, cloud: Cloud) -> None:
        employer = builders.employer()
        people = [builders.subscriber(employer.id), builders.subscriber(None)]
        for first in ("2026-02-01", "2026-03-01", "2026-04-01"):
            sweep(cloud, first)
        self.people = [person.id for person in people]
        self.payers = dict(zip(("employer", "employee", "alone"), (employer.id, *self.people), strict=True))
        self.items = cloud.items()
        by, other = self.payers, {"payer_name": "سالم"}
        self.pool: list[Receipt] = [
            builders.receipt(amount, "2026-04-15", payer, id=f"R{number}", **other)
            for number, (amount, payer) in enumerate(
                [("150", by["employer"]), ("75", by["alone"]), ("500.125", by["alone"]), ("225", None), ("30", None)]
            )
        ]


class Books:
    """What the records of a fund say of money, in dirhams.

    lines:       what each account of the ledger adds up to.
    differences: where a record and the lines that are part of it differ, by the rows of which the proof is made.
    in_state:    the receipts, by where their money is; and paid_by, by who has paid.
    in_force:    the agreements of which their records say that.
    """

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.lines: Counter[str] = Counter()
        self.in_state: Counter[ReceiptState] = Counter()
        self.paid_by: Counter[str] = Counter()
        self.receipts: dict[str, ReceiptState] = {}
        self.accounts: dict[str, Account] = {}
        self.in_force: list[tuple[str, int]] = []
        parts: Counter[tuple[str, str]] = Counter()
        for item in items:
            for of, row in rows_of(item, LAW):
                if of in (STORED, LINES):
                    parts[row["record"], row["ledger_account"]] += row["dirhams"] if of is STORED else -row["dirhams"]
            self._read(item)
        self.differences = {part: dirhams for part, dirhams in parts.items() if dirhams}

    def _read(self, item: dict[str, Any]) -> None:
        if item["sk"].startswith("ENTRY#"):
            for line in ledger.read(item).lines:  # which raises where they don't balance
                self.lines[line.account] += line.amount.dirhams
        elif item["sk"] == keys.ACCOUNT:
            self.accounts[item["payer_id"]] = accounts.read(item)
        elif item["sk"].startswith(keys.AGREEMENT) and item["state"] == AgreementState.IN_FORCE:
            self.in_force.append((item["payer_id"], item["number"]))
        elif item["sk"] == "RECEIPT" and "amount_dirhams" in item:
            state = self.receipts[item["id"]] = ReceiptState(item["state"])
            self.in_state[state] += item["amount_dirhams"]
            if state is ReceiptState.BOOKED:
                self.paid_by[item["payer_id"]] += item["amount_dirhams"]


class InAnyOrder(RuleBasedStateMachine):
    """What happens to a fund, and what of it was told by the bank."""

    def __init__(self, cloud: Cloud, faults: Faults, start: _Start) -> None:
        super().__init__()
        self.cloud, self.faults, self.start = cloud, faults, start

    @initialize()
    def begin(self) -> None:
        self.cloud.restore(self.start.items)
        self.today = day("2026-04-15")
        self.came: set[int] = set()
        self.taken_back: set[int] = set()
        self.numbers: Counter[str] = Counter()

    def _from_a_queue(self, work: Callable[[], object], crash: tuple[Fault, int] | None) -> None:
        """A worker that dies is delivered again, until it goes well."""
        if crash is not None:
            self.faults.arm(*crash)
            goes_well(work)
            self.faults.arm()
        work()

    def _by_a_person(self, work: Callable[[], object], crash: tuple[Fault, int] | None = None) -> None:
        """Who gets an error may ask again, or not; what is refused moves nothing."""
        if crash is not None:
            self.faults.arm(*crash)
            goes_well(work)
            self.faults.arm()
            return
        with suppress(Conflict, NotFound, Refused):
            work()

    @property
    def _now(self) -> Any:
        return at(self.today.isoformat())

    @rule(number=st.sampled_from(RECEIPTS), crash=CRASHES)
    def settled(self, number: int, crash: tuple[Fault, int] | None) -> None:
        told = self.start.pool[number]
        self._from_a_queue(lambda: booking.book(told, LAW), crash)
        self.came.add(number)

    @rule(number=st.sampled_from(RECEIPTS), crash=CRASHES)
    def reversed(self, number: int, crash: tuple[Fault, int] | None) -> None:
        told = Reversal("NAB", f"R{number}", self.today, "a mistake")
        self._from_a_queue(lambda: reversing.reverse(told, LAW), crash)
        self.taken_back.add(number)

    @rule(number=st.sampled_from(RECEIPTS), payer=PAYERS, crash=CRASHES)
    def matched(self, number: int, payer: str, crash: tuple[Fault, int] | None) -> None:
        payer_id = self.start.payers[payer]
        self._by_a_person(lambda: matching.match("NAB", f"R{number}", payer_id, "a clerk", self._now, LAW), crash)

    @rule(number=st.sampled_from(RECEIPTS), crash=CRASHES)
    def put_back(self, number: int, crash: tuple[Fault, int] | None) -> None:
        self._by_a_person(
            lambda: matching.put_back("NAB", f"R{number}", "not theirs", "a clerk", self._now, LAW), crash
        )

    @rule(number=st.sampled_from(RECEIPTS), approved=st.booleans(), crash=CRASHES)
    def returned(self, number: int, approved: bool, crash: tuple[Fault, int] | None) -> None:
        self._by_a_person(lambda: matching.ask_return("NAB", f"R{number}", "not ours", "a clerk", self._now))
        self._by_a_person(lambda: matching.decide_return("NAB", f"R{number}", approved, "a head", self._now), crash)

    @rule(payer=IN_ARREARS, instalments=st.integers(1, 3), in_days=st.integers(0, 20), crash=CRASHES)
    def agreed(self, payer: str, instalments: int, in_days: int, crash: tuple[Fault, int] | None) -> None:
        payer_id, first = self.start.payers[payer], self.today + timedelta(days=in_days)
        told = (payer_id, instalments, first, "asked for", "a clerk", self._now, LAW)
        self._by_a_person(lambda: agreements.propose(*told))
        number = self.numbers[payer_id] + 1
        self._by_a_person(lambda: agreements.approve(payer_id, number, "a head", self._now, LAW), crash)
        self.numbers[payer_id] = len(proposed.of_payer(payer_id))

    @rule(gross=st.sampled_from(["400", "1000", "1600"]), month=st.sampled_from(["2026-01", "2026-03"]))
    def stated(self, gross: str, month: str) -> None:
        employee = {self.start.payers["employee"]: Stated(gross=Money.dinars(gross))}
        builders.stated(self.start.payers["employer"], month, self.today.isoformat(), **employee)
        drain(self.cloud, self.today.isoformat())

    @rule(days=DAYS)
    def later(self, days: int) -> None:
        self.today += timedelta(days=days)
        sweep(self.cloud, self.today.isoformat())

    @invariant()
    def each_account_is_the_sum_of_its_entries_and_money_is_where_the_receipts_say(self) -> None:
        books = Books(self.cloud.items())

        assert books.differences == {}
        assert books.lines[SUSPENSE] == -books.in_state[ReceiptState.IN_SUSPENSE]
        assert books.lines["returned:NAB"] == -books.in_state[ReceiptState.RETURNED]
        assert books.lines["bank:NAB"] == books.in_state.total() - books.in_state[ReceiptState.REVERSED]
        for payer_id, account in books.accounts.items():
            assert account.balance.dirhams == books.lines[f"receivable:{payer_id}"]
            assert account.charged.dirhams - account.balance.dirhams == books.paid_by[payer_id]
        agreed = [(payer_id, account.agreement) for payer_id, account in books.accounts.items()]
        assert sorted(books.in_force) == sorted((payer_id, each.number) for payer_id, each in agreed if each)
        assert set(books.receipts) == {f"R{number}" for number in self.came}, "each event once"
        for number in self.came & self.taken_back:
            assert books.receipts[f"R{number}"] in (ReceiptState.REVERSED, ReceiptState.RETURNED)
        for number in self.came - self.taken_back:
            assert books.receipts[f"R{number}"] is not ReceiptState.REVERSED

    def teardown(self) -> None:
        """The next sweep finds whatever a crash has left: then everybody has been told what is true."""
        if not hasattr(self, "today"):
            return
        sweep(self.cloud, self.today.isoformat())
        for account in accounts.load_all(self.start.payers.values()).values():
            assert account.agreement is None or str(account.agreement.broken_on) > self.today.isoformat()
        for person in subscribers.load_all(self.start.people).values():
            standings = {
                payer_id: [*accounts.history(payer_id), *accounts.load(payer_id, LAW).standings(LAW)]
                for payer_id in person.payer_ids
            }
            timeline = timeline_of(person.spells, standings[person.id], standings, LAW)
            assert changes_since(person.told, person.told_on, timeline, self.today) == []


@pytest.mark.requirement("COL-3", "COL-4", "COL-5", "COL-6", "COL-10", "COL-11", "NOT-3", "PKG-9")
def test_money_is_kept_whatever_happens_in_whatever_order(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    start = _Start(cloud)

    machine: Any = lambda: InAnyOrder(cloud, faults, start)  # noqa: E731 - hypothesis calls it for each life anew
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(15, settings().max_examples // 20),
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
