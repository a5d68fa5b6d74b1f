"""What a provider may ask of somebody's cover, and what counts as an answer (SRV-4)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from ishtirak.errors import InvalidField
from ishtirak.law.law import Law
from ishtirak.rules.packages import Package


class Shown(StrEnum):
    """By what the person is asked for."""

    CARD_NUMBER = "card_number"
    NATIONAL_NUMBER = "national_number"
    QR = "qr"


class TreatmentToCome(InvalidField):
    """Nobody knows today what will be paid until then."""

    code = "treatment_to_come"
    ar = "اليوم {on} لم يأت بعد: يُسأل عن اليوم أو عن يوم علاج مضى."
    en = "The day {on} is still to come: ask about today, or about a day of treatment that has passed."


class TreatmentTooLongAgo(InvalidField):
    """Who treats somebody has no need of the history of years."""

    code = "treatment_too_long_ago"
    ar = "اليوم {on} أقدم مما يجوز السؤال عنه، وأقدم يوم هو {first}."
    en = "The day {on} lies too long ago to be asked about; the first is {first}."


def check_day(on: date, today: date, law: Law) -> None:
    """Whether a provider may ask about the day `on`.

    Law:    eligibility_days.
    Raises: TreatmentToCome, TreatmentTooLongAgo.
    """
    if on > today:
        raise TreatmentToCome("on", on=on)
    first = today - timedelta(days=int(law.on("eligibility_days", today).value))
    if on < first:
        raise TreatmentTooLongAgo("on", on=on, first=first)


def is_covered(package: Package) -> bool:
    """Whether the package gives any service at all; which, its benefits say."""
    return package not in (Package.FROZEN, Package.NONE)
