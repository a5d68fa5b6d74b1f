"""The signed code of a card: anyone with the public key can check it, and forgery shows (CRD-3)."""

from __future__ import annotations

import base64
import json
from datetime import date

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ishtirak.rules.card_codes import LONGEST_CODE, CardCode, InvalidCardCode, code_of, keys_from, read_code

pytestmark = pytest.mark.requirement("CRD-3")

KEYS = keys_from("the-first-secret")
CARD = CardCode("C-0012345", "S0123456789AB", None, date(2026, 1, 5))
CHILDS = CardCode("C-0012346", "S0123456789AB", "D0123456789AB", date(2026, 1, 5))


def refused(text: str) -> bool:
    try:
        read_code(text, KEYS)
    except InvalidCardCode:
        return True
    return False


@pytest.mark.parametrize("card", [CARD, CHILDS])
def test_a_code_says_what_it_was_made_of_and_fits_a_small_picture(card: CardCode) -> None:
    code = code_of(card, KEYS[0])

    assert read_code(code, KEYS) == card
    assert code == code_of(card, KEYS[0])
    assert len(code) < LONGEST_CODE / 1.5


def test_who_has_the_public_key_alone_checks_a_code_with_any_library() -> None:
    public = jwt.PyJWK(KEYS[0].public)

    told = json.loads(jwt.PyJWS(["EdDSA"]).decode(code_of(CHILDS, KEYS[0]), public.key, ["EdDSA"]))

    assert told == {"card": "C-0012346", "sub": "S0123456789AB", "dep": "D0123456789AB", "iat": "2026-01-05"}
    assert set(KEYS[0].public) == {"kty", "crv", "x", "kid", "use", "alg"}


def test_no_letter_of_a_code_can_be_changed_left_out_or_added() -> None:
    code = code_of(CARD, KEYS[0])

    for place, letter in enumerate(code):
        other = "A" if letter != "A" else "B"
        assert refused(code[:place] + other + code[place + 1 :]), place
        assert refused(code[:place] + code[place + 1 :]), place
    assert all(refused(text) for text in (f"{code}=", f"{code}A", f" {code}", f"{code}.", code + "A" * LONGEST_CODE))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "..", "é.é.é", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA"])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert refused(text)


def test_a_code_that_somebody_else_has_signed_is_refused_whatever_key_it_names() -> None:
    stranger = Ed25519PrivateKey.generate()
    payload = json.dumps({"card": "C-1", "sub": "S1", "iat": "2026-01-05"}).encode()

    def signed(kid: str | None, **more: str) -> str:
        headers = {**({"kid": kid} if kid else {}), **more}
        return jwt.PyJWS(["EdDSA"]).encode(payload, stranger, "EdDSA", headers)

    assert refused(signed(KEYS[0].id))
    assert refused(signed("another"))
    assert refused(signed(None))
    assert refused(code_of(CARD, keys_from("another secret")[0]))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_code_that_chooses_its_own_algorithm_is_refused(algorithm: str) -> None:
    header = {"alg": algorithm, "kid": KEYS[0].id, "typ": "JWT"}
    parts = [json.dumps(header).encode(), code_of(CARD, KEYS[0]).split(".")[1].encode()]
    head = base64.urlsafe_b64encode(parts[0]).rstrip(b"=").decode()

    assert refused(f"{head}.{parts[1].decode()}.")
    assert refused(f"{head}.{parts[1].decode()}.AAAA")


def test_a_new_key_signs_and_cards_that_are_out_stay_valid() -> None:
    old = code_of(CARD, KEYS[0])

    both = keys_from("a-new-secret the-first-secret")

    assert both[0].id != KEYS[0].id
    assert read_code(old, both) == CARD
    assert read_code(code_of(CARD, both[0]), both) == CARD
    assert refused(code_of(CARD, both[0]))


def test_the_same_signature_written_in_other_letters_is_not_ours() -> None:
    code = code_of(CARD, KEYS[0])
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = letters[letters.index(code[-1]) ^ 1]  # the last bits of the last letter mean nothing

    assert refused(code[:-1] + twin)


def test_a_code_that_our_key_has_signed_in_another_form_is_not_ours() -> None:
    payload = json.dumps({"card": "C-1", "sub": "S0123456789AB", "iat": "2026-01-05"}).encode()
    header = {"kid": KEYS[0].id, "more": "than we say"}

    assert refused(jwt.PyJWS(["EdDSA"]).encode(payload, KEYS[0].private, "EdDSA", header))
