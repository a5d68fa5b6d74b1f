"""A person's cover on any date, past, today or to come (PKG-5, PKG-6)."""

from __future__ import annotations

from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account
from ishtirak.rules.cover import Cover, cover_on, periods
from ishtirak.rules.explanations import Explanation, of_cover
from ishtirak.rules.standing import Standing, standing_on
from ishtirak.storage import accounts
from ishtirak.storage.subscribers import Dependant, Subscriber


def cover_of(person: Subscriber, on: date, law: Law) -> Cover:
    """The subscriber's cover on the day `on`; for a day to come, what holds if nothing is paid until then.

    Both payers' accounts in one read. Only a day before either account's last move needs history too.
    """
    return cover_on(on, periods(person.insured, person.category, *_both_standings(person, on), law))


def explained(person: Subscriber, on: date, law: Law) -> Explanation:
    """Why the subscriber has that cover on the day `on` (CON-9, PKG-6)."""
    own, employer = _both_standings(person, on)
    cover = cover_on(on, periods(person.insured, person.category, own, employer, law))
    return of_cover(cover, person.category, standing_on(on, own), standing_on(on, employer), law)


def _both_standings(person: Subscriber, on: date) -> tuple[list[Standing], list[Standing]]:
    """The person's own and the employer's standings, as far back as the day `on` needs them."""
    payers = accounts.load_all(person.payer_ids)
    past = any(on < account.standing.since for account in payers.values())
    employer = _standings(payers[person.employer_id], past) if person.employer_id else []
    return _standings(payers[person.id], past), employer


def cover_of_dependant(person: Subscriber, dependant: Dependant, on: date, law: Law) -> Cover:
    """A dependant has the package of the subscriber, from the day of joining the family (PKG-5)."""
    if on < dependant.from_:
        return Cover.not_started(on, dependant.from_)
    return cover_of(person, on, law).no_earlier_than(dependant.from_)


def _standings(account: Account, past: bool) -> list[Standing]:
    return [*(accounts.history(account.payer_id) if past else []), account.standing]
