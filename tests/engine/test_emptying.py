"""An empty fund again, in a moment, with users and secrets as they were."""

from __future__ import annotations

import time

from infra.engine import Engine
from tests.engine.conftest import Outside
from tests.engine.small import Small


def test_nothing_is_left_of_what_a_fund_had(engine: Engine, small: Small, outside: Outside) -> None:
    outside.write("NOTICE#1", "ACCOUNT")
    outside.upload("file.csv")
    small.breaks = {"bad"}
    outside.send("bad")
    outside.tell_by_sms("+218911234567", "مرحبا")
    engine.drain()
    outside.send("waiting")

    engine.empty()
    small.forget()
    engine.drain()

    assert outside.rows() == []
    assert outside.objects() == []
    assert engine.sms() == []
    assert engine.dead() == {}
    assert list(engine.failures) == []
    assert small.events == []


def test_the_emptied_fund_works_as_before(engine: Engine, small: Small, outside: Outside) -> None:
    outside.write("NOTICE#1")

    engine.empty()
    outside.write("NOTICE#2")
    outside.tell_by_sms("+218911234567", "جديد")
    outside.upload("new.csv")
    engine.drain()

    assert small.rows == ["NOTICE#2"]
    assert small.arrived == ["new.csv"]
    assert [(sms.phone, sms.text) for sms in engine.sms()] == [("+218911234567", "جديد")]


def test_tokens_and_secrets_stay(engine: Engine) -> None:
    token, secrets = engine.token("finance"), engine.bank_secrets

    engine.empty()

    assert engine.token("finance") == token
    assert engine.bank_secrets == secrets


def test_it_takes_a_moment(engine: Engine, outside: Outside) -> None:
    outside.write(*(f"ACCOUNT#{number}" for number in range(200)))

    began = time.monotonic()
    engine.empty()

    assert time.monotonic() - began < 1  # 0.05 s on an idle machine of 2026
