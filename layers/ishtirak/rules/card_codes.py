"""The code that a card carries as a QR: signed by the fund, so that anyone with the public key can check it (CRD-3).

It is a compact JWS (RFC 7515) signed with Ed25519 (RFC 8037): who has the keys of `GET /v1/card-keys` needs no network.
What it can't say is that the card was lost since, or whether the person is covered today: the fund answers that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ishtirak.errors import InvalidField

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LONGEST_CODE = 600
"""A code has some 300 letters; what is longer is none, and is not looked at."""

_ALGORITHM = "EdDSA"
_KINDS_KEPT = 8


class InvalidCardCode(InvalidField):
    """The code was not signed by the fund, or was changed since."""

    code = "invalid_card_code"
    ar = "رمز البطاقة غير صحيح: لم يصدره الصندوق، أو عُدل بعد إصداره، أو لم يُقرأ كاملا."
    en = "The card's code is not valid: the fund did not sign it, it was changed, or it was not read whole."


@dataclass(frozen=True, slots=True)
class CardCode:
    """What a code says: the card's number, whose it is, and the day on which it was handed over.

    dependant_id: None for the card of the subscriber.
    """

    number: str
    subscriber_id: str
    dependant_id: str | None
    issued_on: date


@dataclass(frozen=True, slots=True)
class CardKey:
    """A key that signs codes. `id` is the beginning of its thumbprint (RFC 7638), `public` its JWK."""

    id: str
    private: Ed25519PrivateKey
    public: dict[str, str]


@lru_cache(maxsize=_KINDS_KEPT)
def keys_from(secret: str) -> tuple[CardKey, ...]:
    """The keys that are made from a secret, one from each of its words: the first signs, all are believed.

    A new word in front changes the key, and cards that are out go on being valid. It is put behind the others first.
    """
    return tuple(_key_from(word) for word in secret.split())


def _key_from(word: str) -> CardKey:
    from cryptography.hazmat.primitives.asymmetric import ed25519  # takes long to load: only who signs waits for it
    from jwt.algorithms import OKPAlgorithm

    private = ed25519.Ed25519PrivateKey.from_private_bytes(hmac.digest(word.encode(), b"card codes", hashlib.sha256))
    jwk: dict[str, str] = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    needed = {name: jwk[name] for name in ("crv", "kty", "x")}
    key_id = hashlib.sha256(_json(needed)).hexdigest()[:12]
    return CardKey(key_id, private, {**needed, "kid": key_id, "use": "sig", "alg": _ALGORITHM})


def code_of(card: CardCode, key: CardKey) -> str:
    """The code of a card; of the same card with the same key always the same one."""
    from jwt.api_jws import PyJWS

    told = {"card": card.number, "sub": card.subscriber_id, "dep": card.dependant_id, "iat": card.issued_on.isoformat()}
    payload = _json({name: value for name, value in told.items() if value is not None})
    return PyJWS([_ALGORITHM]).encode(payload, key.private, _ALGORITHM, {"kid": key.id})


def read_code(text: str, keys: Sequence[CardKey]) -> CardCode:
    """What a code says that one of `keys` has signed.

    Raises: InvalidCardCode.
    """
    from jwt.api_jws import PyJWS
    from jwt.exceptions import PyJWTError

    if len(text) > LONGEST_CODE:
        raise InvalidCardCode("qr")
    jws = PyJWS([_ALGORITHM])
    try:
        named = jws.get_unverified_header(text).get("kid")
        key = next(key for key in keys if key.id == named)
        card = _card(json.loads(jws.decode(text, key.private.public_key(), [_ALGORITHM])))
    except (PyJWTError, StopIteration, ValueError, KeyError, TypeError):
        raise InvalidCardCode("qr") from None
    # Base64 writes the same bytes in several ways, and a header can say more: what we did not write is not ours.
    if code_of(card, key) != text:
        raise InvalidCardCode("qr")
    return card


def _card(told: dict[str, Any]) -> CardCode:
    return CardCode(told["card"], told["sub"], told.get("dep"), date.fromisoformat(told["iat"]))


def _json(told: dict[str, str] | dict[str, str | None]) -> bytes:
    """In the one form of which thumbprints are made: names in order, no spaces."""
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
