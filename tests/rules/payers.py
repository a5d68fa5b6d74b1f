"""Random lives of payers, lived twice: by the rules under test, and in a diary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import (
    Account,
    AgreementInForce,
    Change,
    NoArrears,
    PayerKind,
    agree,
    charge,
    new_account,
    open_month,
    receive,
    step_taken,
    take_back,
)
from ishtirak.rules.agreements import OpenMonth
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.standing import Standing
from tests.rules.diary import TO_THAW, Diary, days, falls_due, next_month

LAW = shipped_law()
FIRST_DAY = date(2026, 1, 1)
LAST_DAY = date(2026, 11, 30)
MONTHS = [date(2026 + number // 12, number % 12 + 1, 1) for number in range(14)]
ALL_DAYS = days(FIRST_DAY, LAST_DAY)


class Event(NamedTuple):
    """Something that happens to a payer: `pay` an amount, or what is open, or all but one; `owe` more or less;
    `take_back` an amount that was paid; `agree` on so many instalments."""

    kind: str
    amount: int = 0
    month: int = 0


Plan = Mapping[date, list[Event]]


@dataclass
class Life:
    """One payer's life so far: the account and the standings it left behind, and the diary of the same."""

    kind: PayerKind
    account: Account = field(init=False)
    ended: list[Standing] = field(default_factory=list)
    diary: Diary = field(default_factory=Diary)

    def __post_init__(self) -> None:
        self.account = new_account("P", self.kind, Month.of(FIRST_DAY), FIRST_DAY, LAW)

    @property
    def standings(self) -> list[Standing]:
        return [*self.ended, *self.account.standings(LAW)]

    def wake(self, day: date, amounts: Mapping[date, int]) -> None:
        """The morning of a day; on the first of a month the month before is opened."""
        self.diary.begin(day)
        if day.day == 1 and day > FIRST_DAY:
            month = (day - timedelta(days=1)).replace(day=1)
            self.diary.owe(month, amounts[month], day)
            self._take(open_month(self.account, Month.of(month), Money(amounts[month]), day, LAW))

    def happen(self, event: Event, day: date) -> bool:
        """Returns whether people must be told at once."""
        opened = sorted(self.diary.owed)
        if event.kind == "owe":
            if not opened:
                return False
            month = opened[event.month % len(opened)]
            amount = max(event.amount, -self.diary.owed[month])
            self.diary.owe(month, amount, day)
            self._take(charge(self.account, Month.of(month), Money(amount), day, LAW))
        elif event.kind == "take_back":
            amount = min(event.amount, self.diary.received)
            self.diary.take_back(amount, day)
            owed = [OpenMonth(Month.of(month), Money(self.diary.owed[month])) for month in reversed(opened)]
            self._take(take_back(self.account, Money(amount), Money.ZERO, owed, day, LAW))
        elif event.kind == "agree":
            first = day + timedelta(days=event.month * 10)
            try:
                self._take(agree(self.account, 1, event.amount, first, day, LAW))
            except (NoArrears, AgreementInForce):
                assert not self.diary.agree(event.amount, first, day)
            else:
                assert self.diary.agree(event.amount, first, day)
        else:
            amount = self._amount(event, day)
            self.diary.pay(amount, day)
            self._take(receive(self.account, Money(amount), day, LAW))
        return self.account.next_action_on is not None and self.account.next_action_on <= day

    def step(self, day: date) -> bool:
        """Take the step that is due, as the sweep has it done; returns whether there was one."""
        if self.account.next_action_on is None or self.account.next_action_on > day:
            return False
        self._take(step_taken(self.account, day, LAW))
        return True

    def sleep(self, day: date) -> None:
        self.diary.end(day)

    def _amount(self, event: Event, day: date) -> int:
        open_of, months = self.diary.open_of, self.diary.open_months()
        amounts: dict[str, Callable[[], int]] = {
            "pay": lambda: event.amount,
            "pay_oldest": lambda: sum(open_of(month) for month in months[:1]),
            "pay_past_due": lambda: sum(open_of(month) for month in months if falls_due(month) < day),
            "pay_all": lambda: sum(open_of(month) for month in months),
            "pay_all_but_one": lambda: max(sum(open_of(month) for month in months) - 1, 0),
        }
        return amounts[event.kind]()

    def _take(self, change: Change) -> None:
        self.account = change.after
        self.ended += change.ended


def _telling_days() -> list[date]:
    """The days on which something turns: openings, due dates, the ends of grace, with those before and after."""
    near = {day + timedelta(days=off) for month in MONTHS for day in _turns(month) for off in (-1, 0, 1)}
    return sorted(day for day in near if FIRST_DAY <= day <= LAST_DAY)


def _turns(month: date) -> Iterable[date]:
    return next_month(month), falls_due(month), falls_due(month) + timedelta(days=90), month.replace(day=20)


TELLING_DAYS = _telling_days()

_kinds = st.sampled_from(["pay_oldest", "pay_past_due", "pay_all", "pay_all_but_one"])
_events = st.one_of(
    st.builds(Event, _kinds),
    st.builds(Event, st.just("pay"), st.sampled_from([1, 10, 25, 100, 300])),
    st.builds(Event, st.just("take_back"), st.sampled_from([1, 10, 25, 100, 300])),
    st.builds(Event, st.just("agree"), st.sampled_from([1, 2, 3, 6]), st.integers(0, 7)),
    st.builds(Event, st.just("owe"), st.sampled_from([-30, -10, -1, 1, 10, 30]), st.integers(0, 13)),
)
_happenings = st.lists(st.tuples(st.sampled_from(TELLING_DAYS), _events), max_size=14)


def _plan(happenings: list[tuple[date, Event]]) -> Plan:
    plan: dict[date, list[Event]] = defaultdict(list)
    for day, event in happenings:
        plan[day].append(event)
    return plan


plans = _happenings.map(_plan)
amounts_owed = st.lists(st.sampled_from([10, 10, 25, 30, 0]), min_size=14, max_size=14).map(
    lambda amounts: dict(zip(MONTHS, amounts, strict=True))
)
amounts_above_zero = st.lists(st.sampled_from([10, 25, 30]), min_size=14, max_size=14).map(
    lambda amounts: dict(zip(MONTHS, amounts, strict=True))
)

Papers = Mapping[date, frozenset[str]]
_some_kinds = st.one_of(st.just(frozenset(TO_THAW)), st.frozensets(st.sampled_from(TO_THAW), min_size=1))
papers_handed_in = st.dictionaries(st.sampled_from(TELLING_DAYS), _some_kinds, max_size=6)
