"""Handing over a policy document or a card: to whom, on which day, and the number that a card has (ENR-7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ishtirak.errors import Refused
from ishtirak.rules.digits import western

LONGEST_CARD_NUMBER = 32

_CARD_NUMBER = re.compile(r"[0-9A-Z](?:-?[0-9A-Z]){3,31}", re.ASCII)


class InvalidCardNumber(Refused):
    """The text can't be the number of a card."""

    code = "invalid_card_number"
    ar = "رقم البطاقة «{value}» غير صحيح: من 4 إلى 32 خانة، أرقام وحروف لاتينية قد تفصل بينها شرطة."
    en = "The card number {value!r} is not valid: 4 to 32 digits and Latin letters, with hyphens between."


class ReceiverUnidentified(Refused):
    """ENR-7: it must be certain who took something over."""

    code = "receiver_unidentified"
    ar = "اذكر الرقم الوطني للمستلم، أو نوع إثبات هويته ورقمه."
    en = "Give the receiver's national number, or the kind and number of an identity document."


class HandoverToCome(Refused):
    """What is recorded has happened."""

    code = "handover_to_come"
    ar = "تاريخ التسليم {on} لم يأت بعد."
    en = "The day of the hand-over, {on}, is still to come."


class HandoverTooEarly(Refused):
    """Nothing is handed over before it is there."""

    code = "handover_too_early"
    ar = "تاريخ التسليم {on} يسبق {there}، وهو أول يوم كان فيه ما سُلِّم."
    en = "The day of the hand-over, {on}, lies before {there}, the first on which there was anything to hand over."


class HandedOver(StrEnum):
    """What is handed over."""

    POLICY = "policy"
    CARD = "card"


class IdentityPaper(StrEnum):
    """By what somebody without a national number, or who did not give it, showed who he or she is."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who took something over: the name, and the national number, an identity document, or both."""

    name: str
    national_number: str | None = None
    identity_kind: IdentityPaper | None = None
    identity_number: str | None = None


def card_number_of(text: str) -> str:
    """The number that `text` writes, with Western digits and capital letters.

    The source does not say which form the numbers of cards have: anything is taken that can be printed as one.
    Raises: InvalidCardNumber.
    """
    number = western(text).upper()
    if (
        len(number) > LONGEST_CARD_NUMBER
        or not _CARD_NUMBER.fullmatch(number)
        or not any(each.isdigit() for each in number)
    ):
        raise InvalidCardNumber(value=text)
    return number


def check_receiver(receiver: Receiver) -> None:
    """Raises: ReceiverUnidentified."""
    if receiver.national_number is None and (receiver.identity_kind is None or receiver.identity_number is None):
        raise ReceiverUnidentified


def check_day(on: date, today: date, there: date | None = None) -> None:
    """Whether something can have been handed over on the day `on`.

    there: the first day on which there was anything to hand over; None where that is not known.
    Raises: HandoverToCome, HandoverTooEarly.
    """
    if on > today:
        raise HandoverToCome(on=on)
    if there is not None and on < there:
        raise HandoverTooEarly(on=on, there=there)
