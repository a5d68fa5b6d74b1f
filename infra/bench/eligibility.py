"""A provider's check of eligibility over HTTP: what it asks of AWS, and how long the desk waits for it (SRV-4)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import httpx

from functions.collect.cards import codes
from functions.collect.receipts import booking
from functions.enroll.employers import registering as employers
from functions.enroll.employers.registering import NewEmployer
from functions.enroll.families import dependants
from functions.enroll.families.dependants import NewDependant
from functions.enroll.handovers import recording
from functions.enroll.handovers.recording import NewHandover
from functions.enroll.subscribers import registering as subscribers
from functions.enroll.subscribers.registering import NewSubscriber
from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, at_most, exactly
from infra.bench.tables import Table, dollars, milliseconds, number
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.handovers import Receiver
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of
from ishtirak.storage.dependants import Relation
from ishtirak.storage.receipts import Receipt

CHECKS = 300
WARMING = 20
FIRST_DAY, TODAY = date(2026, 1, 1), date(2026, 3, 3)
NATIONAL_NUMBER, CHILDS_NUMBER = "119850000001", "220150000001"
RECEIVER = Receiver("سالم علي", "119720070006")
ANSWERED = 200


@dataclass(frozen=True)
class Asked:
    """A question of one kind, what it took of AWS, and each wait in seconds, shortest first."""

    what: str
    meter: Meter
    waits: list[float]

    @property
    def calls(self) -> float:
        return self.meter.of_service("dynamodb") / len(self.waits)

    def row(self) -> list[str]:
        times, meter = len(self.waits), self.meter
        return [
            self.what,
            number(self.calls),
            number(meter.read_units / times),
            number(meter.write_units / times),
            dollars(dollars_a_million(meter.read_units / times, meter.write_units / times)),
            milliseconds(statistics.median(self.waits)),
            milliseconds(self.waits[int(times * 0.99)]),
            milliseconds(meter.waited / times),
        ]


def measure(fund: Fund, checks: int = CHECKS) -> tuple[Table, list[Promise]]:
    """Ask one question after the other over a connection that is kept open, as a provider's system does."""
    questions = _family(fund)
    headers = {"Authorization": f"Bearer {fund.engine.token('provider', provider='HOSPITAL1')}"}
    with httpx.Client(base_url=fund.engine.api_url, headers=headers, timeout=30) as http:
        for question in questions.values():  # secrets, keys of the issuer and the law are read once a process
            _times(http, question, WARMING)
        asked = [_asked(http, what, question, checks) for what, question in questions.items()]
    table = Table(
        "A provider's check of eligibility",
        ("by", "calls", "read units", "write units", "a million", "median (ms)", "99 of 100 (ms)", "of AWS (ms)"),
        [each.row() for each in asked],
        f"{checks} checks of each kind, one after the other, over HTTP on the embedded engine: token checked, person "
        "and both payers' accounts read, the check written down, answer built. Two months were opened and one was "
        "paid. The last column is the mean wait for the engine's services, part of the others. The price is "
        "DynamoDB's.",
    )
    usual = [each for each in asked if each.what != PAST]
    return table, [
        at_most("Calls of DynamoDB to check eligibility", 4, max(each.calls for each in usual)),
        exactly("Calls of other services to check eligibility", 0, sum(_others(each.meter) for each in asked)),
    ]


PAST = "national number, a day of treatment two months ago"


def _family(fund: Fund) -> dict[str, dict[str, str]]:
    """Somebody with a child and two cards, whose employer has paid and who has not; and the questions about them."""
    now, law = fund.empty(FIRST_DAY.isoformat()), shipped_law()
    employer = employers.register(NewEmployer("شركة البحر", "private_company"), "bench", now, law)
    told = NewSubscriber(
        "private_employee", employer.id, NATIONAL_NUMBER, "علي سالم", Money.dinars("1000"), FIRST_DAY, FIRST_DAY
    )
    person = subscribers.register(told, "bench", now, law)
    new = NewDependant(Relation.CHILD, "منى", CHILDS_NUMBER, date(2015, 1, 1), "female", FIRST_DAY)
    child = dependants.add(person.id, new, "bench", now)
    for card, whose in (("C-0012", None), ("C-0013", child.id)):
        recording.card_handed_over(person.id, NewHandover(RECEIVER, FIRST_DAY), card, whose, None, "bench", now)
    fund.go_to(TODAY.isoformat(), 9)
    booking.book(Receipt("BANK", "1", Money.dinars("50"), TODAY, TODAY, reference_of(employer.id)), now, law)
    return {
        "card number": {"card_number": "C-0012"},
        "national number": {"national_number": NATIONAL_NUMBER},
        "QR": {"qr": codes.code_of_card(person.id, None).text},
        "card number of a dependant": {"card_number": "C-0013"},
        "QR of a dependant": {"qr": codes.code_of_card(person.id, child.id).text},
        PAST: {"national_number": NATIONAL_NUMBER, "on": FIRST_DAY.isoformat()},
    }


def _asked(http: httpx.Client, what: str, question: Mapping[str, str], checks: int) -> Asked:
    meter = Meter()
    with meter:
        waits = _times(http, question, checks)
    return Asked(what, meter, sorted(waits))


def _times(http: httpx.Client, question: Mapping[str, str], times: int) -> list[float]:
    """Seconds until each answer."""
    waits = []
    for _ in range(times):
        since = time.perf_counter()
        answer = http.post("/v1/eligibility", json=question)
        waits.append(time.perf_counter() - since)
        if answer.status_code != ANSWERED or not answer.json()["covered"]:
            raise NotMeasured(f"a check was answered with {answer.status_code}: {answer.text}")
    return waits


def _others(meter: Meter) -> int:
    return sum(meter.calls.values()) - meter.of_service("dynamodb")
