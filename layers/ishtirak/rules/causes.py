"""What has caused an entry of the ledger, read from the name of the cause: so an entry leads to what it was made of.

receipt#<bank>#<id>       money that came; so do reversal, match-<n>, unmatch-<n>, return-<n>, unreturn-<n>, paid_back
debit#<bank>#<id>         money that left a bank; classified, when two people have said what for
collected#<month>#<id>    what others have collected of a share
<month>#assessed#<subscriber>#<number>   months of people, booked together under the first one's assessment
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ishtirak.rules.calendar import Month


class CauseKind(StrEnum):
    """Of what kind of record an entry was made."""

    RECEIPT = "receipt"
    DEBIT = "debit"
    COLLECTED = "collected"
    ASSESSMENT = "assessment"


_OF_RECEIPTS = {"receipt", "reversal", "match", "unmatch", "return", "unreturn", "paid_back"}
_OF_DEBITS = {"debit", "classified"}


@dataclass(frozen=True, slots=True)
class Cause:
    """What was done to which record: its kind, its id (of a receipt, a debit, a subscriber), its bank or its month."""

    deed: str
    kind: CauseKind
    id: str
    bank: str | None = None
    month: Month | None = None


def read(cause: str) -> Cause | None:
    """The record that a cause names; None for a kind that is not known here."""
    begins, _, what = cause.partition("#")
    first, _, rest = what.partition("#")
    deed = begins.partition("-")[0]
    if deed in _OF_RECEIPTS:
        return Cause(deed, CauseKind.RECEIPT, rest, bank=first)
    if deed in _OF_DEBITS:
        return Cause(deed, CauseKind.DEBIT, rest, bank=first)
    if deed == "collected":
        return Cause(deed, CauseKind.COLLECTED, rest, month=Month.parse(first))
    if first == "assessed":
        return Cause(first, CauseKind.ASSESSMENT, rest.partition("#")[0], month=Month.parse(begins))
    return None
