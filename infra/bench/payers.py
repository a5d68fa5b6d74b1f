"""A payer with a past: opened and paid month by month, by the same use cases as in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from functions.collect.months import openings
from functions.collect.receipts import booking as receipts
from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.subscribers import registering as subscribers
from functions.enroll.subscribers.registering import NewSubscriber
from infra.bench.fund import Fund
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of
from ishtirak.storage.receipts import Receipt
from ishtirak.web.clock import FUND_TIME

FIRST_MONTH = Month(2010, 1)
GROSS = Money.dinars("1000")
SHARE = Money.dinars("25")
"""What the subscriber owes for a month."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A subscriber, and the day that this story has come to."""

    id: str
    today: date

    def pays(self, receipt_id: str, amount: Money = SHARE) -> Receipt:
        return Receipt("BANK", receipt_id, amount, self.today, self.today, reference_of(self.id))


def payer_with(fund: Fund, paid: int, unpaid: int) -> Payer:
    """A new fund's only subscriber, with so many months paid, and after them so many that are open."""
    law, first_day = shipped_law(), FIRST_MONTH.first_day
    now = fund.empty(first_day.isoformat())
    employer = employers.register(NewEmployer("شركة البحر", "private_company"), "bench", now, law)
    told = NewSubscriber("private_employee", employer.id, "119850000001", "علي سالم", GROSS, first_day, first_day)
    person = subscribers.register(told, "bench", now, law)
    payer = Payer(person.id, first_day)
    for month in FIRST_MONTH.through(FIRST_MONTH.plus(paid + unpaid - 1)):
        payer = Payer(person.id, opening_day(month))
        openings.work_roll(employer.id, datetime.combine(payer.today, now.timetz()), law)
        if month < FIRST_MONTH.plus(paid):
            receipts.book(payer.pays(f"of {month}"), morning_of(payer.today), law)
    return payer


def morning_of(day: date) -> datetime:
    """Nine o'clock of a day in the fund's time."""
    return datetime.combine(day, time(9), FUND_TIME)
