"""Whose money it may be that came without a payer's reference, or with a mistyped one (COL-6).

Nothing here decides: a person does, who is shown the likeliest payers first, and why each is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ishtirak.rules.accounts import Account
from ishtirak.rules.digits import western
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those of which the ids of payers are made: Crockford's base 32."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_PAYER_ID = re.compile(r"(?=([ES][0-9A-HJKMNP-TV-Z]{12}))")
_WHOLE = re.compile(r"RF(\d{2})([ES][0-9A-HJKMNP-TV-Z]{12})")


class Likeness(StrEnum):
    """What a receipt has in common with a payer.

    reference: its reference is the payer's but for a slip of the pen.
    iban:      it came from the payer's bank account.
    amount:    it is what the payer owes in all, for a month, or as an instalment.
    name:      whoever paid has the payer's name.
    """

    REFERENCE = "reference"
    IBAN = "iban"
    AMOUNT = "amount"
    NAME = "name"


WEIGHTS = {Likeness.REFERENCE: 8, Likeness.IBAN: 6, Likeness.AMOUNT: 3, Likeness.NAME: 2}
"""A mistyped reference says more than an account that a family shares; a name and an amount together nearly as much."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A payer whose money it may be, and why."""

    payer_id: str
    because: frozenset[Likeness]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[each] for each in self.because)


def meant_by(reference: str) -> list[str]:
    """The payers' ids that a mistyped reference may mean: one letter another, or two next to each other exchanged.

    Whether there are such payers is not known here.
    """
    written = re.sub(r"[\W_]", "", western(reference)).upper().translate(_READ_AS)
    found = [match[1] for match in _PAYER_ID.finditer(written)]
    whole = _WHOLE.search(written)
    if whole is not None:
        found += [each for each in _slips(whole[2]) if reference_of(each) == f"RF{whole[1]}{each}"]
    return list(dict.fromkeys(found))


def _slips(payer_id: str) -> Iterator[str]:
    for place in range(1, len(payer_id)):
        for letter in LETTERS:
            yield f"{payer_id[:place]}{letter}{payer_id[place + 1 :]}"
    for place in range(1, len(payer_id) - 1):
        first, second = payer_id[place], payer_id[place + 1]
        yield f"{payer_id[:place]}{second}{first}{payer_id[place + 2 :]}"


def is_owed(amount: Money, account: Account) -> bool:
    """Whether `amount` is what the payer owes in all, for one of the months that are open, or as an instalment."""
    instalments = account.agreement.instalments if account.agreement else ()
    owed = {account.balance, *(each.open for each in account.open_months), *(each.open for each in instalments)}
    return amount > Money.ZERO and amount in owed


def ranked(suggestions: list[Suggestion]) -> list[Suggestion]:
    """The likeliest first; those as likely in the order of their ids, so that a page looks the same tomorrow."""
    return sorted(suggestions, key=lambda each: (-each.weight, each.payer_id))
