"""What the doors of mandates take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ishtirak.rules.mandates import MandateState
from ishtirak.storage.mandates import Mandate
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Day, Iban, Words
from ishtirak.web.parsing import Body


class MandateBody(Body):
    """ENR-2: a mandate that is given, for the account on record unless another one is named, signed today or before."""

    iban: Iban | None = None
    signed_on: Day | None = None
    document_id: Code | None = None


class MandateStateBody(Body):
    """What became of a mandate, on which day (today if none is given), and why, where that is known."""

    state: Literal[MandateState.ACTIVE, MandateState.REFUSED, MandateState.CANCELLED]
    on: Day | None = None
    reason: Words | None = None


class MandateStep(Answer):
    """A state to which a mandate has come."""

    state: MandateState
    on: date
    by: str
    reason: str | None = None


class MandateAnswer(Answer):
    """ENR-2: a mandate, the account it is for, and all that became of it."""

    subscriber_id: str
    number: int
    iban: str
    signed_on: date
    state: MandateState
    document_id: str | None
    history: list[MandateStep]

    @classmethod
    def of(cls, mandate: Mandate) -> MandateAnswer:
        plain = {name: getattr(mandate, name) for name in cls.model_fields if name != "history"}
        return cls(history=[MandateStep(**each) for each in mandate.history], **plain)
