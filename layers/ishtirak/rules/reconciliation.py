"""What each line of a bank's statement is among what the fund has recorded of that bank (COL-9).

A line is a recorded payment if it has its id, or else the payer's reference or account, the amount and nearly the day.
Each recorded payment is one line at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ishtirak.rules.money import Money

DAYS_APART = 3
"""How far apart a bank's statement and its event may date one payment."""


class Outcome(StrEnum):
    """What a line of a statement is.

    matched:  a payment that is recorded.
    differs:  it has the id of a recorded payment, and another amount: a person looks at it.
    new:      money that came and is not recorded: it becomes a receipt.
    reversed: the bank took a recorded payment back.
    returned: money that the fund has given back has left the account.
    debit:    other money that left the account.
    """

    MATCHED = "matched"
    DIFFERS = "differs"
    NEW = "new"
    REVERSED = "reversed"
    RETURNED = "returned"
    DEBIT = "debit"


class Stand(StrEnum):
    """Where the money of a recorded payment is, as far as a statement shows it."""

    HERE = "here"
    RETURNED = "returned"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that the fund has recorded of a bank.

    statement_id: the bank's statement that it was made of; None for one that came by an event.
    """

    id: str
    amount: Money
    settled_on: date
    payer_reference: str | None
    payer_iban: str | None
    stand: Stand
    statement_id: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One payment of a statement. `ids` are what the bank and the payer call it, the bank's own first.

    number: counts the payments of the file, from 1; `line_no` is where it stands in the file.
    """

    number: int
    line_no: int
    account: str
    on: date
    amount: Money
    is_credit: bool
    is_reversal: bool
    ids: tuple[str, ...]
    payer_reference: str | None = None
    payer_iban: str | None = None
    payer_name: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a line is, and the recorded payment that it is or touches."""

    outcome: Outcome
    recorded: Recorded | None = None


class Matcher:
    """Matches the lines of one bank's statement, one after the other; what is recorded is read day by day as needed."""

    def __init__(self, recorded_on: Callable[[date], Iterable[Recorded]]) -> None:
        self._recorded_on = recorded_on
        self._days: set[date] = set()
        self._by_id: dict[str, Recorded] = {}
        self._by_payer: dict[tuple[int, str], list[Recorded]] = defaultdict(list)
        self._used: set[str] = set()

    def match(self, posting: Posting) -> Found:
        """What the line is."""
        self._read_around(posting.on)
        return self._credit(posting) if posting.is_credit else self._debit(posting)

    def unseen(self, first: date, last: date) -> Iterator[Recorded]:
        """What is recorded of the days from `first` to `last` and no line was, in no order."""
        for each in self._by_id.values():
            if first <= each.settled_on <= last and each.id not in self._used and each.stand is not Stand.REVERSED:
                yield each

    def _credit(self, posting: Posting) -> Found:
        known = self._known(posting)
        if known is not None:
            self._used.add(known.id)
            return Found(Outcome.MATCHED if known.amount == posting.amount else Outcome.DIFFERS, known)
        same = next((each for each in self._alike(posting) if each.stand is not Stand.REVERSED), None)
        if same is None:
            return Found(Outcome.NEW)
        self._used.add(same.id)
        return Found(Outcome.MATCHED, same)

    def _debit(self, posting: Posting) -> Found:
        known = next((self._by_id[each] for each in posting.ids if each in self._by_id), None)
        if known is not None and known.amount == posting.amount:
            outcome = Outcome.RETURNED if known.stand is Stand.RETURNED else Outcome.REVERSED
            return Found(outcome, known)
        back = next((each for each in self._alike(posting) if each.stand is Stand.RETURNED), None)
        return Found(Outcome.RETURNED, back) if back else Found(Outcome.DEBIT)

    def _known(self, posting: Posting) -> Recorded | None:
        ids = (each for each in posting.ids if each in self._by_id and each not in self._used)
        return next((self._by_id[each] for each in ids), None)

    def _alike(self, posting: Posting) -> Iterator[Recorded]:
        """Those of the same payer and amount, the nearest day first."""
        said = [each for each in (posting.payer_reference, posting.payer_iban) if each]
        found = [each for key in said for each in self._by_payer[posting.amount.dirhams, key]]
        near = [each for each in found if each.id not in self._used and _apart(each, posting) <= DAYS_APART]
        return iter(sorted(near, key=lambda each: (_apart(each, posting), each.id)))

    def _read_around(self, day: date) -> None:
        for off in range(-DAYS_APART, DAYS_APART + 1):
            near = day + timedelta(days=off)
            if near in self._days:
                continue
            self._days.add(near)
            for each in self._recorded_on(near):
                self._by_id[each.id] = each
                for key in {each.payer_reference, each.payer_iban} - {None}:
                    self._by_payer[each.amount.dirhams, str(key)].append(each)


def _apart(recorded: Recorded, posting: Posting) -> int:
    return abs((recorded.settled_on - posting.on).days)
