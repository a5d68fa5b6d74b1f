"""One person, one cover: what must have ended before a new one begins (ENR-6)."""

from __future__ import annotations

from datetime import date

from ishtirak.rules.packages import Reason
from ishtirak.storage import dependants, persons, subscribers
from ishtirak.storage.persons import CoveredPerson
from ishtirak.storage.transactions import Write


def free_from(national_number: str, day: date) -> tuple[CoveredPerson | None, list[Write]]:
    """Where the person was covered before `day`, None for nowhere; and the writes that end what is left of it.

    A family's cover ends with the subscriber's: who was in it then is free from that day on.
    Raises: AlreadyCovered, which says where.
    """
    covered = persons.find(national_number)
    if covered is None or covered.ends_by(day):
        return covered, []
    if covered.dependant_id is not None and covered.until is None:
        family_until = subscribers.load(covered.subscriber_id).covered_until
        if family_until is not None and family_until <= day:
            seen = dependants.load(covered.subscriber_id, covered.dependant_id)
            return covered, [dependants.put_over(seen, seen.gone(family_until, Reason.TRANSFERRED))]
    raise persons.already_covered(national_number, covered)
