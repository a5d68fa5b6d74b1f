"""New ids: a letter that says what it is, and twelve characters that nobody can guess or misread."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 12


def new_id(letter: str) -> str:
    """A new id: E for an employer, S for a subscriber, D a dependant, and so on."""
    return letter + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
