"""The rules of grace and cover once more, told day by day: slow, plain, and sharing no code with the rules under test.

A diary looks at one payer each morning and after each thing that happens to it, and notes whether anything is past
due and whether the payer has lapsed. That is all; no thresholds are worked out ahead. Amounts are plain numbers,
a month is the date of its first day, figures (the 10th, 90 days) stand here by hand as the source gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DAY = timedelta(days=1)
GRACE = 90
STEP = 10


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


@cache
def falls_due(month: date) -> date:
    return next_month(month).replace(day=10)


def same_day_of_next_month(day: date, wanted: int) -> date:
    last = next_month(next_month(day)) - DAY
    return last.replace(day=min(wanted, last.day))


class Part(NamedTuple):
    """An instalment: the day by which it is paid, and how much it is."""

    due: date
    amount: int


class Seen(NamedTuple):
    """What a look at a payer shows."""

    late: bool
    lapsed: bool


NOTHING_SEEN = Seen(late=False, lapsed=False)


@dataclass
class Diary:
    """One payer, day by day."""

    owed: dict[date, int] = field(default_factory=dict)
    paid: dict[date, int] = field(default_factory=dict)
    credit: int = 0
    received: int = 0
    seen: Seen = NOTHING_SEEN
    mornings: dict[date, Seen] = field(default_factory=dict)
    evenings: dict[date, Seen] = field(default_factory=dict)
    lapsed_in_the_morning: dict[date, bool] = field(default_factory=dict)
    restorations: set[date] = field(default_factory=set)
    agreed: list[Part] = field(default_factory=list)
    agreed_paid: int = 0
    agreed_through: date = date.min

    def open_of(self, month: date) -> int:
        return self.owed.get(month, 0) - self.paid.get(month, 0)

    def open_months(self) -> list[date]:
        return [month for month in sorted(self.owed) if self.open_of(month) > 0]

    def begin(self, day: date) -> None:
        self._look(day)
        self.lapsed_in_the_morning[day] = self.seen.lapsed
        self._see_whether_broken(day)
        self._look(day)
        self.mornings[day] = self.seen

    def end(self, day: date) -> None:
        self.evenings[day] = self.seen

    def owe(self, month: date, amount: int, day: date) -> None:
        """A month is opened, or corrected later; `amount` may be below zero."""
        more = max(amount, -max(self.open_of(month), 0))
        self.owed[month] = self.owed.get(month, 0) + amount
        if self.agreed and month <= self.agreed_through:
            self._spread(more)
        self._settle(day)

    def pay(self, amount: int, day: date) -> None:
        self.received += amount
        self.credit += amount
        self._settle(day)

    def take_back(self, amount: int, day: date) -> None:
        """Of what was received; what was paid last on is open again, the newest month first."""
        self.received -= amount
        part = min(amount, self.credit)
        self.credit -= part
        amount -= part
        for month in sorted(self.owed, reverse=True):
            part = min(amount, self.paid.get(month, 0))
            self.paid[month] = self.paid.get(month, 0) - part
            amount -= part
            if self.agreed and month <= self.agreed_through:
                of_the_agreement = min(part, self.agreed_paid)
                self.agreed_paid -= of_the_agreement
                self._spread(part - of_the_agreement)
        self._see_whether_broken(day)
        self._look(day)

    def agree(self, instalments: int, first: date, day: date) -> bool:
        """What is past due is paid in equal parts instead, a month apart; returns whether there was any."""
        arrears = self._past_due(day)
        if not arrears or self.agreed:
            return False
        total = sum(self.open_of(month) for month in arrears)
        part = total // instalments // STEP * STEP
        dues = [first]
        while len(dues) < instalments:
            dues.append(same_day_of_next_month(dues[-1], first.day))
        amounts = [part] * (instalments - 1) + [total - part * (instalments - 1)]
        self.agreed = [Part(due, amount) for due, amount in zip(dues, amounts, strict=True)]
        self.agreed_paid, self.agreed_through = 0, arrears[-1]
        self._look(day)
        return True

    def _see_whether_broken(self, day: date) -> None:
        if any(open_ and due < day for due, open_ in self._instalments()):
            self.agreed = []

    def _past_due(self, day: date) -> list[date]:
        return [month for month in self.open_months() if falls_due(month) < day]

    def _is_agreed(self, month: date) -> bool:
        return bool(self.agreed) and month <= self.agreed_through

    def _instalments(self) -> list[tuple[date, int]]:
        """What is open of each instalment: the first ones are paid first."""
        left, found = self.agreed_paid, []
        for part in self.agreed:
            paid = min(left, part.amount)
            left -= paid
            found.append((part.due, part.amount - paid))
        return found

    def _spread(self, more: int) -> None:
        """So much more is owed with the last instalment, or less with the last ones that are not paid."""
        if more > 0:
            self.agreed[-1] = Part(self.agreed[-1].due, self.agreed[-1].amount + more)
        for number in reversed(range(len(self.agreed))):
            less = min(max(-more, 0), self._instalments()[number][1])
            self.agreed[number] = Part(self.agreed[number].due, self.agreed[number].amount - less)
            more += less

    def _settle(self, day: date) -> None:
        for month in self.owed:
            if self.open_of(month) < 0:  # paid more than is owed for it now
                self.credit -= self.open_of(month)
                self.paid[month] = self.owed[month]
        plain = [month for month in self.open_months() if not self._is_agreed(month)]
        agreed = [month for month in self.open_months() if self._is_agreed(month)]
        dues = [(falls_due(month), False, self.open_of(month), [month]) for month in plain]
        dues += [(due, True, open_, agreed) for due, open_ in self._instalments()]
        for _, of_agreement, open_, months in sorted(dues, key=lambda each: each[0]):
            part = min(self.credit, open_)
            self.credit -= part
            self.agreed_paid += part if of_agreement else 0
            for month in months:
                paid = min(part, self.open_of(month))
                self.paid[month] = self.paid.get(month, 0) + paid
                part -= paid
        if not any(open_ for _, open_ in self._instalments()):
            self.agreed = []
        self._look(day)

    def _look(self, day: date) -> None:
        past_due = [month for month in self._past_due(day) if not self._is_agreed(month)]
        if not past_due:
            if self.seen.lapsed:
                self.restorations.add(day)
            self.seen = NOTHING_SEEN
        else:
            days = (day - falls_due(past_due[0])).days
            self.seen = Seen(late=True, lapsed=self.seen.lapsed or days > GRACE)


PAID_BY_NOBODY_HERE = {"state_paid"}
PAID_BY_THE_PERSON_ALONE = {"self_employed", "retiree"}


TO_THAW = ("salary_certificate", "bank_account", "family_status", "identity")


@dataclass
class Freeze:
    """Whether a person's account is frozen, day by day (PKG-3): it is from a day on which both who pay had lapsed (or
    the one who pays alone), if only in the morning, until neither is so and each paper was handed in since."""

    category: str
    since: date | None = None
    handed_in: dict[str, date] = field(default_factory=dict)
    evenings: dict[date, bool] = field(default_factory=dict)
    was_frozen: bool = False

    def hand_in(self, kinds: Iterable[str], day: date) -> None:
        self.handed_in |= dict.fromkeys(kinds, day)

    def is_frozen(self, day: date, subscriber: Diary, employer: Diary) -> bool:
        return self._since(day, subscriber, employer) is not None

    def end(self, day: date, subscriber: Diary, employer: Diary) -> None:
        self.since = self._since(day, subscriber, employer)
        self.evenings[day] = self.since is not None

    def _since(self, day: date, subscriber: Diary, employer: Diary) -> date | None:
        since = self.since
        if since is None and self._freezes(*(self._has_lapsed(payer, day) for payer in (subscriber, employer))):
            since, self.was_frozen = day, True
        if since is None or self._freezes(subscriber.seen.lapsed, employer.seen.lapsed):
            return since
        return None if all(self.handed_in.get(kind, date.min) >= since for kind in TO_THAW) else since

    def _has_lapsed(self, payer: Diary, day: date) -> bool:
        """That morning, or by now: what is over on the day on which it began (by a broken agreement, a payment taken
        back) froze nobody."""
        return payer.lapsed_in_the_morning[day] or payer.seen.lapsed

    def _freezes(self, subscriber: bool, employer: bool) -> bool:
        if self.category in PAID_BY_NOBODY_HERE:
            return False
        return subscriber and (employer or self.category in PAID_BY_THE_PERSON_ALONE)


def package_of(category: str, subscriber: Seen, employer: Seen, frozen: bool) -> tuple[str, str]:
    """Package and reason, from the text of PKG-1 to PKG-4; who pays nothing for a category does not count."""
    if category in PAID_BY_NOBODY_HERE:
        return "full", "state_paid"
    if category in PAID_BY_THE_PERSON_ALONE:
        employer = NOTHING_SEEN
        lowered = ("frozen", "subscriber_unpaid") if subscriber.lapsed else None
    else:
        lowered = _unpaid_by_both(subscriber, employer)
    if frozen and (lowered is None or lowered[0] != "frozen"):
        return "frozen", "documents_missing"
    return lowered or ("full", "in_grace" if subscriber.late or employer.late else "paid_up")


def _unpaid_by_both(subscriber: Seen, employer: Seen) -> tuple[str, str] | None:
    if subscriber.lapsed and employer.lapsed:
        return "frozen", "both_unpaid"
    if employer.lapsed:
        return "basic_2_5", "employer_unpaid"
    return ("employer_only", "subscriber_unpaid") if subscriber.lapsed else None


def days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


class Told(NamedTuple):
    """A change of package that somebody has to be told of."""

    on: date
    from_: str
    to: str


def changes(looks: Sequence[tuple[date, str]]) -> list[Told]:
    """Each change in a row of looks (day, package), dated by its day; before the first the package was full."""
    found: list[Told] = []
    before = "full"
    for day, package in looks:
        if package != before:
            found.append(Told(day, before, package))
            before = package
    return found
