"""What the doors of hand-overs take and give, as JSON."""

from __future__ import annotations

from datetime import date, datetime

from functions.enroll.handovers.recording import NewHandover
from ishtirak.rules.handovers import HandedOver, IdentityPaper, Receiver
from ishtirak.storage.cards import Card, CardState
from ishtirak.storage.handovers import Handover
from ishtirak.web.answers import Answer
from ishtirak.web.fields import CardNumber, Code, Day, NationalNumber, PersonName, Words
from ishtirak.web.parsing import Body, Query


class IdentityBody(Body):
    """The identity document that somebody showed."""

    kind: IdentityPaper
    number: Code


class ReceiverBody(Body):
    """Who took it over: the name, and the national number or an identity document."""

    name: PersonName
    national_number: NationalNumber | None = None
    identity: IdentityBody | None = None


class HandoverBody(Body):
    """To whom, and on which day; today where none is given."""

    receiver: ReceiverBody
    handed_on: Day | None = None

    def handover(self, today: date) -> NewHandover:
        told = self.receiver
        kind, number = (told.identity.kind, told.identity.number) if told.identity else (None, None)
        receiver = Receiver(told.name, told.national_number, kind, number)
        return NewHandover(receiver, self.handed_on or today)


class PolicyHandoverBody(HandoverBody):
    """ENR-7: the policy document was handed over. `document_id`: which of those that the fund has issued."""

    document_id: Code | None = None


class CardHandoverBody(HandoverBody):
    """ENR-7: a card was handed over.

    dependant_id: where it is that of a family member.
    receipt_id:   of the signed receipt, a document of the kind `handover_receipt` that was sent before.
    """

    card_number: CardNumber
    dependant_id: Code | None = None
    receipt_id: Code | None = None


class RevocationBody(Body):
    """Why a hand-over was recorded wrongly."""

    reason: Words


class CardHandoversQuery(Query):
    """Whose cards: those of a family member, or where nothing is said those of the subscriber and the whole family."""

    dependant_id: str | None = None

    def asks_for(self, handover: Handover) -> bool:
        """Whether it is one of those asked for."""
        return self.dependant_id in (None, handover.dependant_id)


class CardStateAnswer(Answer):
    """CRD-3: whether a card counts, by the hand-over that it counts by."""

    number: str
    dependant_id: str | None
    handover_id: str
    state: CardState

    @classmethod
    def of(cls, card: Card) -> CardStateAnswer:
        return cls(number=card.number, dependant_id=card.dependant_id, handover_id=card.handover_id, state=card.state)


class IdentityAnswer(Answer):
    kind: IdentityPaper
    number: str


class ReceiverAnswer(Answer):
    """Who took it over."""

    name: str
    national_number: str | None
    identity: IdentityAnswer | None

    @classmethod
    def of(cls, receiver: Receiver) -> ReceiverAnswer:
        kind, number = receiver.identity_kind, receiver.identity_number
        identity = IdentityAnswer(kind=kind, number=number) if kind is not None and number is not None else None
        return cls(name=receiver.name, national_number=receiver.national_number, identity=identity)


class RevocationAnswer(Answer):
    """That a hand-over was recorded wrongly: why, by whom, when."""

    reason: str
    by: str
    at: datetime


class HandoverAnswer(Answer):
    """ENR-7: who handed what to whom, and when. One that was recorded wrongly stays, with `revoked`.

    number:  of the card or of the policy document; null for a policy document that was not named.
    by:      who handed it over and recorded that, an agent by its own id.
    """

    id: str
    what: HandedOver
    number: str | None
    document_id: str | None
    dependant_id: str | None
    receiver: ReceiverAnswer
    handed_on: date
    by: str
    recorded_at: datetime
    receipt_id: str | None
    revoked: RevocationAnswer | None

    @classmethod
    def of(cls, handover: Handover) -> HandoverAnswer:
        same = ("id", "what", "number", "document_id", "dependant_id", "handed_on", "by", "receipt_id")
        revoked = handover.revoked
        return cls(
            **{name: getattr(handover, name) for name in same},
            receiver=ReceiverAnswer.of(handover.receiver),
            recorded_at=datetime.fromisoformat(handover.recorded_at),
            revoked=RevocationAnswer.model_validate(revoked) if revoked else None,
        )
