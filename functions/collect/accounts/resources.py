"""Whose an account is."""

from __future__ import annotations

from ishtirak.rules.accounts import PayerKind
from ishtirak.storage import accounts, employers, laws, subscribers
from ishtirak.web.permissions import Resource, employers_own, subscribers_own


def resource_of_payer(payer_id: str) -> Resource:
    """What a payer's account belongs to; the payer's own record says it.

    Raises: UnknownPayer.
    """
    if accounts.load(payer_id, laws.in_force()).kind is PayerKind.EMPLOYER:
        return employers_own(employers.load(payer_id))
    return subscribers_own(subscribers.load(payer_id))
