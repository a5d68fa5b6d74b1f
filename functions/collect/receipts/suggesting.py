"""Looking for the payer of a receipt in suspense (COL-6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account
from ishtirak.rules.searching import person_key
from ishtirak.rules.suggestions import Likeness, Suggestion, is_owed, meant_by, ranked
from ishtirak.storage import accounts, employer_search, subscriber_search, subscribers
from ishtirak.storage.receipts import Receipt

MOST_SUGGESTED = 10
FOUND_BY_EACH = 20
"""How many payers a look by one likeness gives at most; who has so common a name is found by something else."""


def suggest(receipt: Receipt, law: Law) -> list[tuple[Suggestion, Account]]:
    """The payers whose money a receipt may be, the likeliest first, each with what it owes.

    Reads: one query for each thing that the receipt says, and the accounts of all who were found at once.
    """
    because: dict[str, set[Likeness]] = defaultdict(set)
    for likeness, found in _looks(receipt):
        for payer_id in found:
            because[payer_id].add(likeness)
    known = _accounts(because, law)
    for payer_id, account in known.items():
        if is_owed(receipt.amount, account):
            because[payer_id].add(Likeness.AMOUNT)
    likely = ranked([Suggestion(payer_id, frozenset(because[payer_id])) for payer_id in known])
    return [(each, known[each.payer_id]) for each in likely[:MOST_SUGGESTED]]


def _looks(receipt: Receipt) -> Iterable[tuple[Likeness, list[str]]]:
    if receipt.payer_reference:
        yield Likeness.REFERENCE, meant_by(receipt.payer_reference)
    if receipt.payer_iban:
        yield Likeness.IBAN, subscriber_search.by_iban(receipt.payer_iban, FOUND_BY_EACH).subscriber_ids
        yield Likeness.IBAN, employer_search.by_iban(receipt.payer_iban, FOUND_BY_EACH).employer_ids
    if receipt.payer_name and len(person_key(receipt.payer_name)) >= subscribers.LETTERS_OF_A_NAME:
        yield Likeness.NAME, subscriber_search.by_name(receipt.payer_name, None, FOUND_BY_EACH).subscriber_ids
        yield Likeness.NAME, employer_search.by_name(receipt.payer_name, None, FOUND_BY_EACH).employer_ids


def _accounts(payer_ids: Iterable[str], law: Law) -> dict[str, Account]:
    """The accounts of those of them that there are; that of a subscriber of whom nothing is booked is a new one."""
    asked = list(payer_ids)
    found = accounts.load_all(asked)
    people = subscribers.load_all([each for each in asked if each not in found])
    new = accounts.behind(people.values(), law)
    return found | {each: new[each] for each in people}
