"""A person's cover on any date, past, today or to come (PKG-5, PKG-6)."""

from __future__ import annotations

from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.cover import Cover, cover_on, periods
from ishtirak.rules.standing import Standing
from ishtirak.storage import accounts
from ishtirak.storage.subscribers import Dependant, Subscriber


def cover_of(person: Subscriber, on: date, law: Law) -> Cover:
    """The subscriber's cover on the day `on`; for a day to come, what holds if nothing is paid until then.

    Two accounts in one read. Only a day before either account's last move needs history too.
    """
    payers = accounts.load_all([person.id, person.employer_id])
    standings = [payers[payer_id].standing for payer_id in (person.id, person.employer_id)]
    past = any(on < standing.since for standing in standings)
    own, employer = (
        _with_history(payer_id, standing) if past else [standing]
        for payer_id, standing in zip((person.id, person.employer_id), standings, strict=True)
    )
    return cover_on(on, periods(person.insured, own, employer, law))


def cover_of_dependant(person: Subscriber, dependant: Dependant, on: date, law: Law) -> Cover:
    """A dependant has the package of the subscriber, from the day of joining the family (PKG-5)."""
    if on < dependant.from_:
        return Cover.not_started(on, dependant.from_)
    return cover_of(person, on, law).no_earlier_than(dependant.from_)


def _with_history(payer_id: str, standing: Standing) -> list[Standing]:
    return [*accounts.history(payer_id), standing]
