"""What the bank tells: every share of January, in a muddle, with a forgery and a stranger among it (COL-3, COL-6)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from infra.play.bank import Event, settled
from infra.play.demo.employers import Payer
from infra.play.demo.figures import FiguresDiffer, must_be
from infra.play.demo.stage import Stage
from infra.play.doors import FINANCE, Problem
from infra.play.faults import CannotPlay
from ishtirak.rules.money import Money

DELIVERED_TWICE = 36
OF_NOBODY = Money.dinars("150.00")
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many events came in, how many of them a second time, and what they were worth without those."""

    events: int
    again: int
    worth: Money


def bank_tells_of_january(stage: Stage, payers: Sequence[Payer], on: date) -> Delivered:
    """Every payer's January is paid: the events come in any order, some of them twice.

    Raises: FiguresDiffer where an account whose event came twice is not settled to the dirham.
    """
    lot = random.Random(2026)  # noqa: S311 - a muddle that everybody sees again, not a secret
    twice = lot.sample(list(payers), DELIVERED_TWICE)
    events = [_january_of(payer, on) for payer in (*payers, *twice)]
    lot.shuffle(events)
    for event in stage.each(events, "Signed events of the bank accepted", "استلام إشعارات المصرف"):
        stage.bank.deliver(event)
    with stage.scene("Events booked, each once", "قيد الإشعارات، كل منها مرة واحدة"):
        stage.control.drain()
    for payer in twice:
        account = stage.doors.get(f"/v1/payers/{payer.id}/account", FINANCE)
        must_be(f"The balance of {payer.reference}", "0.000", account["balance"])
    worth = sum((payer.january for payer in payers), Money.ZERO)
    return Delivered(len(events), len(twice), worth)


def forgery_is_refused(stage: Stage, payer: Payer, on: date) -> None:
    """An event with a bad signature gets a clear answer, and nothing happens.

    Raises: FiguresDiffer where it is believed.
    """
    forged = settled("forged", "1000000.00", payer.reference, on)
    with stage.scene("An event with a bad signature is refused", "رفض إشعار بتوقيع غير صحيح"):
        try:
            stage.bank.deliver_forged(forged)
        except Problem as problem:
            must_be("The answer to a bad signature", UNAUTHORIZED, problem.status)
            answer = problem
        else:
            raise FiguresDiffer("A bad signature was believed.")
    stage.says(f"{answer.status} {answer.code}: {answer.ar} — {answer.en}")


def stranger_waits(stage: Stage, on: date) -> None:
    """Money of an unknown payer stands in suspense.

    Raises: FiguresDiffer, CannotPlay.
    """
    with stage.scene(f"{OF_NOBODY} of an unknown payer stands in suspense", "مبلغ مجهول الدافع في الحساب المعلق"):
        stage.bank.deliver(settled("stranger", str(OF_NOBODY), None, on))
        stage.control.drain()
        receipts = list(stage.doors.items("/v1/suspense", FINANCE))
    if not receipts:
        raise CannotPlay("The money of an unknown payer is not in suspense.")
    must_be("Suspense", [str(OF_NOBODY)], [receipt["amount"] for receipt in receipts])


def _january_of(payer: Payer, on: date) -> Event:
    return settled(f"2026-01-{payer.id}", str(payer.january), payer.reference, on)
