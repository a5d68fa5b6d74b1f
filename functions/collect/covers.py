"""A person's cover on any date, past, today or to come (PKG-5, PKG-6)."""

from __future__ import annotations

from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account
from ishtirak.rules.cover import Cover, cover_on, periods
from ishtirak.rules.standing import Standing
from ishtirak.storage import accounts
from ishtirak.storage.subscribers import Dependant, Subscriber


def cover_of(person: Subscriber, on: date, law: Law) -> Cover:
    """The subscriber's cover on the day `on`; for a day to come, what holds if nothing is paid until then.

    Both payers' accounts in one read. Only a day before either account's last move needs history too.
    """
    payers = accounts.load_all(person.payer_ids)
    past = any(on < account.standing.since for account in payers.values())
    own = _standings(payers[person.id], past)
    employer = _standings(payers[person.employer_id], past) if person.employer_id else []
    return cover_on(on, periods(person.insured, person.category, own, employer, law))


def cover_of_dependant(person: Subscriber, dependant: Dependant, on: date, law: Law) -> Cover:
    """A dependant has the package of the subscriber, from the day of joining the family (PKG-5)."""
    if on < dependant.from_:
        return Cover.not_started(on, dependant.from_)
    return cover_of(person, on, law).no_earlier_than(dependant.from_)


def _standings(account: Account, past: bool) -> list[Standing]:
    return [*(accounts.history(account.payer_id) if past else []), account.standing]
