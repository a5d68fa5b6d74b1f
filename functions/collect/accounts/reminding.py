"""Reminding payers of what they owe: before it falls due, on that day, and while its grace runs (NOT-1, PKG-9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.calendar import due_on
from ishtirak.rules.money import Money
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import Reason
from ishtirak.rules.reminders import Reminder
from ishtirak.storage import employers, keys, notices, subscribers
from ishtirak.storage.keys import Key
from ishtirak.storage.notices import Notice
from ishtirak.storage.transactions import Write

_A_DAY = timedelta(days=1)


def remind(account: Account, reminders: Sequence[Reminder], now: datetime, law: Law) -> list[Write]:
    """The writes by which a payer is reminded, one notice each; nobody writes to the dead.

    A small debt that is past due is shown with others and not chased by itself (COL-12).
    """
    told = [(each, amount) for each in reminders if (amount := _amount(account, each, law))]
    if not told:
        return []
    of, name = _payer(account)
    return [] if name is None else [notices.put_new(_notice(of, name, account, *each, now, law)) for each in told]


def _amount(account: Account, reminder: Reminder, law: Law) -> Money:
    """What is owed of the month; behind its due date all that is past due. Zero where nobody is reminded."""
    if reminder.kind is not NoticeKind.OVERDUE:
        return account.open_of(reminder.month)
    amount = account.past_due(reminder.on, law)
    return amount if amount >= Money(law.small_debt_dirhams(reminder.on)) else Money.ZERO


def _payer(account: Account) -> tuple[Key, str | None]:
    if account.kind is PayerKind.EMPLOYER:
        return keys.employer(account.payer_id), employers.load(account.payer_id).name
    person = subscribers.load(account.payer_id)
    is_dead = person.spells[-1].ending is Reason.DECEASED
    return keys.subscriber(person.id), None if is_dead else person.name


def _notice(of: Key, name: str, account: Account, reminder: Reminder, amount: Money, now: datetime, law: Law) -> Notice:
    values = {"name": name, "amount": str(amount), "due_on": due_on(reminder.month, law).isoformat()}
    if reminder.kind is NoticeKind.OVERDUE:
        values["until"] = (account.standing.lapses_on(law) - _A_DAY).isoformat()
    return Notice(of, reminder.kind, reminder.cause, now.isoformat(), values)
