"""Receipts, reversals, matches, returns, agreements and months in any order, with crashes: money is kept (COL-10).

Each life of a fund is thrown by its number, and the same each time. After each step every entry balances, every account
is the sum of its entries, each record is what the ledger says of it, and what came is where the receipts say that it
is. In the end everybody has been told what is true.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

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

LIVES = 200 if os.environ.get("HYPOTHESIS") == "deep" else 10
STEPS_OF_A_LIFE = 30


class Start:
    """A fund on 15 April: an employer with one employee, and somebody alone; January to March are opened."""

    def __init__(self, cloud: Cloud) -> None:
        self.employer_id = builders.employer().id
        self.employee_id = builders.subscriber(self.employer_id).id
        self.alone_id = builders.subscriber(None).id
        for first in ("2026-02-01", "2026-03-01", "2026-04-01"):
            sweep(cloud, first)
        self.items = cloud.items()

    @property
    def payers(self) -> list[str]:
        return [self.employer_id, self.employee_id, self.alone_id]

    @property
    def people(self) -> list[str]:
        return [self.employee_id, self.alone_id]


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


class Life:
    """What happens to a fund, step by step, and what of it a bank has told."""

    def __init__(self, cloud: Cloud, faults: Faults, start: Start, number: int) -> None:
        self.cloud, self.faults, self.start = cloud, faults, start
        self.chance = Random(number)  # noqa: S311 - it must be the same each time
        self.today = day("2026-04-15")
        self.pool: list[Receipt] = []
        self.came: set[str] = set()
        self.taken_back: set[str] = set()
        self.done: Counter[str] = Counter()
        cloud.restore(start.items)

    @property
    def now(self) -> datetime:
        return at(self.today.isoformat())

    def step(self) -> str:
        """Do something, and return what."""
        (name,) = self.chance.choices(list(STEPS), list(STEPS.values()))
        getattr(self, name)()
        return f"{self.today} {name}"

    def crashed(self, work: Callable[[], object]) -> bool:
        """Every third time one of the first calls of some work goes wrong."""
        if self.chance.random() > 1 / 3:
            return False
        self.faults.arm(self.chance.choice(list(Fault)), self.chance.randint(1, 6))
        goes_well(work)
        self.faults.arm()
        return True

    def from_a_queue(self, work: Callable[[], object]) -> None:
        """A worker that dies is delivered again; and so may be what went well."""
        self.crashed(work)
        work()

    def by_a_person(self, name: str, work: Callable[[], object]) -> None:
        """Who gets an error may ask again, or not; what is refused moves nothing."""
        if self.crashed(work):
            return
        with suppress(Conflict, NotFound, Refused):
            work()
            self.done[name] += 1

    def pays(self) -> None:
        """Money is under way: what is owed, or something else; most of it comes at once, some has no reference."""
        payer_id = self.chance.choice([*self.start.payers, self.start.alone_id])
        account = accounts.load(payer_id, LAW)
        instalments = account.agreement.instalments if account.agreement else ()
        owed = [*(each.open for each in instalments if each.open), *(each.open for each in account.open_months)]
        amount = self.chance.choice([*owed[:2], account.balance, Money.dinars("33.333")])
        amount = amount if amount > Money.ZERO else Money.dinars("75")
        reference = payer_id if self.chance.random() < 0.7 else None
        on = self.today.isoformat()
        self.pool.append(builders.receipt(str(amount), on, reference, id=f"R{len(self.pool)}"))
        if self.chance.random() < 0.8:
            self.settled(self.pool[-1])

    def settled(self, told: Receipt | None = None) -> None:
        """A bank tells of a payment, for the first time or once more."""
        told = told or self._any_receipt()
        if told is not None:
            self.from_a_queue(lambda: booking.book(told, self.now, LAW))
            self.came.add(told.id)

    def reversed(self) -> None:
        """And takes it back, perhaps before it came."""
        told = self._any_receipt()
        if told is not None:
            self.from_a_queue(lambda: reversing.reverse(Reversal("NAB", told.id, self.today, "a mistake"), LAW))
            self.taken_back.add(told.id)

    def matched(self) -> None:
        payer_id, told = self.chance.choice(self.start.payers), self._one_of_those(ReceiptState.IN_SUSPENSE)
        self.by_a_person("match", lambda: matching.match("NAB", told, payer_id, "a clerk", self.now, LAW))

    def put_back(self) -> None:
        told = self._one_of_those(ReceiptState.BOOKED)
        self.by_a_person("put back", lambda: matching.put_back("NAB", told, "not theirs", "a clerk", self.now, LAW))

    def returned(self) -> None:
        told, approved = self._one_of_those(ReceiptState.IN_SUSPENSE), self.chance.random() < 0.5
        self.by_a_person("ask", lambda: matching.ask_return("NAB", told, "not ours", "a clerk", self.now))
        self.by_a_person("decide", lambda: matching.decide_return("NAB", told, approved, "a head", self.now, LAW))

    def agreed(self) -> None:
        payer_id, instalments = self.chance.choice(self.start.payers), self.chance.randint(1, 3)
        first = self.today + timedelta(days=self.chance.randint(0, 20))
        told = (payer_id, instalments, first, "asked for", "a clerk", self.now, LAW)
        self.by_a_person("propose", lambda: agreements.propose(*told))
        last = proposed.last(payer_id)
        if last is not None:
            number = last.number
            self.by_a_person("agree", lambda: agreements.approve(payer_id, number, "a head", self.now, LAW))

    def stated(self) -> None:
        """The employer states another salary for a month that may be paid already."""
        month, gross = self.chance.choice(["2026-01", "2026-03"]), self.chance.choice(["400", "1000", "1600"])
        line = {self.start.employee_id: Stated(gross=Money.dinars(gross))}
        builders.stated(self.start.employer_id, month, self.today.isoformat(), **line)
        drain(self.cloud, self.today.isoformat())

    def later(self) -> None:
        """Days pass, and the sweeps of some of them were missed."""
        self.today += timedelta(days=self.chance.choice([1, 1, 16, 31]))
        sweep(self.cloud, self.today.isoformat())

    def _any_receipt(self) -> Receipt | None:
        return self.chance.choice(self.pool) if self.pool else None

    def _one_of_those(self, state: ReceiptState) -> str:
        """A receipt, mostly one of those whose money is there, by its id."""
        fitting = sorted(each for each, its in Books(self.cloud.items()).receipts.items() if its is state)
        if not fitting or self.chance.random() < 0.1:
            fitting = [each.id for each in self.pool] or ["never came"]
        return self.chance.choice(fitting)

    def check(self, history: list[str]) -> None:
        """What must be true after each step."""
        books = Books(self.cloud.items())
        assert books.differences == {}, history
        assert books.lines[SUSPENSE] == -books.in_state[ReceiptState.IN_SUSPENSE], history
        assert books.lines["returned:NAB"] == -books.in_state[ReceiptState.RETURNED], history
        assert books.lines["bank:NAB"] == books.in_state.total() - books.in_state[ReceiptState.REVERSED], history
        for payer_id, account in books.accounts.items():
            assert account.balance.dirhams == books.lines[f"receivable:{payer_id}"], history
            assert account.charged.dirhams - account.balance.dirhams == books.paid_by[payer_id], history
        agreed = [(payer_id, account.agreement) for payer_id, account in books.accounts.items()]
        assert sorted(books.in_force) == sorted((payer_id, each.number) for payer_id, each in agreed if each), history
        assert set(books.receipts) == self.came, history
        for receipt_id, state in books.receipts.items():
            gone = {ReceiptState.REVERSED, ReceiptState.RETURNED} if receipt_id in self.taken_back else set()
            assert state in (gone or set(ReceiptState) - {ReceiptState.REVERSED}), (receipt_id, history)

    def end(self, history: list[str]) -> None:
        """The next sweep finds whatever a crash has left: then everybody has been told what is true."""
        sweep(self.cloud, self.today.isoformat())
        for account in accounts.load_all(self.start.payers).values():
            assert account.agreement is None or _is_later(account.agreement.broken_on, self.today), history
        for person in subscribers.load_all(self.start.people).values():
            standings = {
                payer_id: [*accounts.history(payer_id), *accounts.load(payer_id, LAW).standings(LAW)]
                for payer_id in person.payer_ids
            }
            timeline = timeline_of(person.spells, standings[person.id], standings, person.papers, LAW)
            assert changes_since(person.told, person.told_on, timeline, self.today) == [], history


def _is_later(day_: date | None, today: date) -> bool:
    return day_ is not None and day_ > today


STEPS = {
    "pays": 6,
    "settled": 2,
    "reversed": 2,
    "matched": 2,
    "put_back": 1,
    "returned": 1,
    "agreed": 2,
    "stated": 1,
    "later": 4,
}
"""What can happen, and how often each does."""


@pytest.mark.requirement("COL-3", "COL-4", "COL-5", "COL-6", "COL-10", "COL-11", "NOT-3", "PKG-9")
def test_money_is_kept_whatever_happens_in_whatever_order(
    cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    start, done = Start(cloud), Counter[str]()

    for number in range(LIVES):
        life, history = Life(cloud, faults, start, number), [f"life {number}"]
        for _ in range(STEPS_OF_A_LIFE):
            history.append(life.step())
            life.check(history)
        life.end(history)
        done += life.done

    assert set(done) == {"match", "put back", "ask", "decide", "propose", "agree"}, "each went well at least once"
