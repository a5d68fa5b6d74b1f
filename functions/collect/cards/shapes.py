"""What the doors of cards' codes give, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from functions.collect.cards.codes import SignedCode
from ishtirak.web.answers import Answer


class CardCodeAnswer(Answer):
    """CRD-3: `code` is what the card's QR holds, a compact JWS; `key_id` names the key that checks it."""

    code: str
    card_number: str
    issued_on: date
    key_id: str

    @classmethod
    def of(cls, signed: SignedCode) -> CardCodeAnswer:
        card = signed.card
        return cls(code=signed.text, card_number=card.number, issued_on=card.issued_on, key_id=signed.key_id)


class CardKeyAnswer(Answer):
    """A public key (RFC 7517, RFC 8037): Ed25519."""

    kty: str
    crv: str
    x: str
    kid: str
    use: str
    alg: str


class CardKeysAnswer(Answer):
    """CRD-3: a JWK Set: with it the code of any card can be checked without the network."""

    keys: Sequence[CardKeyAnswer]
