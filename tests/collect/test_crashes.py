"""Whatever goes wrong at whatever call, delivered again the work comes to the same end (COL-3, NOT-3, PKG-9).

Each worker is run once undisturbed, which tells its calls. Then each call goes wrong in each way, the message is
delivered again where its worker failed, as a queue would, and all that follows is done. Records and SMS must be those
of the undisturbed run; and one more delivery of what is done must change nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from functions.collect import steps
from functions.collect.accounts import agreements
from functions.collect.months import openings
from functions.collect.periods import closing
from functions.collect.receipts import booking as receipts
from functions.collect.receipts import failures, matching, reversing
from functions.collect.shares import collecting
from functions.enroll.changes import requests as changes
from functions.enroll.employers import policies
from functions.enroll.endings import closings, departures
from functions.enroll.families import transfers
from functions.enroll.families.transfers import NewWork
from functions.enroll.subscribers import certificates as handing_in
from functions.enroll.subscribers import told_by_bank
from functions.enroll.subscribers.certificates import NewCertificate
from functions.notify import certificates, cover_changes
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.categories import Share
from ishtirak.rules.certificates import Certificate
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Reason
from ishtirak.rules.policies import ClosingReason
from ishtirak.rules.references import reference_of
from ishtirak.rules.rises import Stated
from ishtirak.storage import cases, keys, laws, restatements, subscribers, table
from ishtirak.storage.cases import Case
from ishtirak.storage.failures import Failure
from ishtirak.storage.receipts import Reversal
from ishtirak.storage.transactions import write
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well
from tests.work import Waiting, drain, read_due, send, sweep, taken

Items = list[dict[str, Any]]


@dataclass
class Fund:
    """A fund at the moment at which a worker begins."""

    items: Items
    employer_id: str
    people: list[str]


def _made_once(make: Callable[..., Fund]) -> Callable[..., Fund]:
    """A fund in which many workers begin: its months are lived through once, and its records kept."""
    made: dict[tuple[str, ...], Fund] = {}

    @wraps(make)
    def fund(cloud: Cloud, *told: str) -> Fund:
        if told not in made:
            made[told] = make(cloud, *told)
        cloud.restore(made[told].items)
        return replace(made[told])

    return fund


@_made_once
def _fund(cloud: Cloud, until: str) -> Fund:
    """An employer that never pays, with one who has paid a year ahead, one who pays nothing and one without a phone."""
    employer = builders.employer()
    people = [
        builders.subscriber(employer.id),
        builders.subscriber(employer.id, "1500"),
        builders.subscriber(employer.id, phone=None),
    ]
    builders.paid(people[0].id, "300", "2026-01-20")
    for first in ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"):
        if first < until:
            sweep(cloud, first)
    return Fund(cloud.items(), employer.id, [person.id for person in people])


@_made_once
def _lapsed(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-05-12")
    sweep(cloud, "2026-05-12")
    fund.items = cloud.items()
    return fund


@_made_once
def _frozen(cloud: Cloud) -> Fund:
    """One person without an employer, 75 dinars a month, who has paid nothing and was told on 12 May."""
    person = builders.subscriber(None)
    for on in ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-05-12"):
        sweep(cloud, on)
    return Fund(cloud.items(), "", [person.id])


def _stepped(cloud: Cloud) -> Fund:
    """The step of the employer is taken, and nobody has been told yet."""
    fund = _fund(cloud, "2026-05-12")
    steps.take_step(fund.employer_id, at("2026-05-12"), LAW)
    fund.items = cloud.items()
    return fund


@dataclass(frozen=True)
class Worker:
    """What is delivered, to which fund, on which day; `swept` where it takes a sweep to find what a crash has left."""

    fund: Callable[[Cloud], Fund]
    on: str
    work: Callable[[Fund], object]
    swept: bool = False


def _pay(fund: Fund) -> None:
    """All arrears of January to April: 3,500 dinars of income, 5 %, four months."""
    receipts.book(builders.receipt("700", "2026-05-20", fund.employer_id, id="crash"), at("2026-05-20"), LAW)


WORKERS = {
    "books a payment that ends a lapse": Worker(_lapsed, "2026-05-20", _pay),
    "books a payment of nobody": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"),
        "2026-02-03",
        lambda _: receipts.book(builders.receipt("5", "2026-02-03", id="crash"), at("2026-02-03"), LAW),
    ),
    "books another payment under a known id": Worker(
        lambda cloud: _known_receipt(cloud),
        "2026-02-03",
        lambda fund: receipts.book(
            builders.receipt("6", "2026-02-03", fund.people[0], id="known"), at("2026-02-03"), LAW
        ),
    ),
    "opens a month": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"),
        "2026-02-01",
        lambda fund: openings.work_roll(fund.employer_id, at("2026-02-01"), LAW),
    ),
    "takes the step of an employer": Worker(
        lambda cloud: _fund(cloud, "2026-05-12"),
        "2026-05-12",
        lambda fund: steps.take_step(fund.employer_id, at("2026-05-12"), LAW),
    ),
    "takes the step of a subscriber": Worker(
        lambda cloud: _fund(cloud, "2026-05-12"),
        "2026-05-12",
        lambda fund: steps.take_step(fund.people[1], at("2026-05-12"), LAW),
    ),
    "looks at every roll": Worker(
        lambda cloud: _under_a_new_rate(cloud), "2026-04-10", lambda _: openings.wake_rolls(laws.in_force().version)
    ),
    "assesses months under a new rate": Worker(
        lambda cloud: _under_a_new_rate(cloud),
        "2026-04-10",
        lambda fund: openings.work_roll(fund.employer_id, at("2026-04-10"), laws.in_force()),
    ),
    "looks at thresholds under a shorter grace": Worker(
        lambda cloud: _under_a_shorter_grace(cloud),
        "2026-04-20",
        lambda fund: openings.work_roll(fund.employer_id, at("2026-04-20"), laws.in_force()),
    ),
    "finds a salary that has risen": Worker(
        lambda cloud: _risen(cloud),
        "2026-05-02",
        lambda fund: openings.work_roll(fund.employer_id, at("2026-05-02"), LAW),
    ),
    "opens the month of somebody without a rate": Worker(
        lambda cloud: _without_a_rate(cloud),
        "2026-05-01",
        lambda fund: openings.work_roll(keys.individuals(fund.people[0]), at("2026-05-01"), LAW),
    ),
    "assesses a person's months again": Worker(
        lambda cloud: _found_out_late(cloud),
        "2026-04-10",
        lambda fund: openings.restate_person(fund.people[1], at("2026-04-10"), LAW),
    ),
    "approves a certificate": Worker(
        lambda cloud: _handed_in(cloud),
        "2026-04-10",
        lambda fund: _approve(fund.people[1]),
    ),
    "ends the cover of all on the list of a policy that closes": Worker(
        lambda cloud: _closing(cloud), "2026-05-20", lambda fund: _close(fund.employer_id)
    ),
    "lets those move whose employer has paid": Worker(
        lambda cloud: _paid_for(cloud),
        "2026-03-09",
        lambda fund: transfers.look_at(fund.employer_id, None, at("2026-03-09"), LAW),
    ),
    "ends the cover of somebody in whose family a wife waits": Worker(
        lambda cloud: _waiting_wife(cloud),
        "2026-03-05",
        lambda fund: _die(fund.people[0]),
    ),
    "brings a change into force that was approved for a day before": Worker(
        lambda cloud: _approved_move(cloud),
        "2026-04-10",
        lambda fund: changes.bring_into_force(fund.people[0], fund.people[-1], at("2026-04-10"), LAW),
    ),
    "tells of a certificate that has ended, late": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"),
        "2027-01-05",
        lambda fund: certificates.remind(fund.people[1], at("2027-01-05"), LAW),
    ),
    "tells people of a change": Worker(
        _stepped, "2026-05-12", lambda fund: cover_changes.tell(fund.people, at("2026-05-12"), LAW)
    ),
    "tells people of a change that was": Worker(
        lambda cloud: _restored(cloud),
        "2026-05-20",
        lambda fund: cover_changes.tell(fund.people, at("2026-05-20"), LAW),
    ),
    "takes a booked payment back": Worker(
        lambda cloud: _list_paid(cloud),
        "2026-05-25",
        lambda _: _take_back("2026-05-25"),
    ),
    "takes a payment in suspense back": Worker(
        lambda cloud: _in_suspense(cloud), "2026-02-03", lambda _: _take_back("2026-02-03")
    ),
    "keeps a reversal that comes first": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"), "2026-02-03", lambda _: _take_back("2026-02-03")
    ),
    "books a payment whose reversal came first": Worker(
        lambda cloud: _reversed_first(cloud),
        "2026-02-03",
        lambda fund: receipts.book(
            builders.receipt("5", "2026-02-03", fund.people[0], id="crash"), at("2026-02-03"), LAW
        ),
    ),
    "matches a receipt that ends a lapse": Worker(
        lambda cloud: _paid(cloud, _frozen(cloud), None, "300"),
        "2026-05-25",
        lambda fund: matching.match("NAB", "crash", fund.people[0], "a clerk", at("2026-05-25"), LAW),
    ),
    "puts a receipt that had ended a lapse back into suspense": Worker(
        lambda cloud: _person_paid(cloud),
        "2026-05-25",
        lambda _: _put_back(),
        swept=True,
    ),
    "gives money in suspense back": Worker(lambda cloud: _return_asked(cloud), "2026-02-04", lambda _: _give_back()),
    "approves an agreement that ends a lapse": Worker(
        lambda cloud: _proposed(cloud), "2026-05-20", lambda fund: _agree(fund.people[0])
    ),
    "takes the step of an agreement that is broken": Worker(
        lambda cloud: _agreed(cloud),
        "2026-06-02",
        lambda fund: steps.take_step(fund.people[0], at("2026-06-02"), LAW),
    ),
    "takes a payment back by which an instalment was paid": Worker(
        lambda cloud: _instalment_paid(cloud), "2026-06-05", lambda _: _take_back("2026-06-05")
    ),
    "approves an amount that others have collected": Worker(
        lambda cloud: _collected(cloud),
        "2026-02-03",
        lambda fund: collecting.decide(Month(2026, 1), fund.people[-1], True, "a head", at("2026-02-03"), LAW),
    ),
    "closes the books": Worker(
        lambda cloud: _closing_asked(cloud),
        "2026-02-03",
        lambda _: closing.approve(Month(2026, 1), "a head", at("2026-02-03")),
    ),
    "keeps a payment that failed": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"), "2026-02-03", lambda fund: _fail(fund.people[0])
    ),
    "takes in a mandate that a bank tells of": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"), "2026-02-03", lambda fund: _tell_of(fund.people[0], "mandate.given")
    ),
    "changes the account of which a bank tells": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"),
        "2026-02-03",
        lambda fund: _tell_of(fund.people[0], "account.changed"),
    ),
    "keeps what a bank tells and can not be done": Worker(
        lambda cloud: _fund(cloud, "2026-02-01"),
        "2026-02-03",
        lambda fund: _tell_of(fund.people[0], "mandate.cancelled"),
    ),
}


def _paid(cloud: Cloud, fund: Fund, payer_id: str | None, amount: str) -> Fund:
    """All arrears are paid on 20 May, by a payer or by nobody knows whom."""
    receipts.book(builders.receipt(amount, "2026-05-20", payer_id, id="crash"), at("2026-05-20"), LAW)
    return _after_that_day(cloud, fund, "2026-05-20")


def _list_paid(cloud: Cloud) -> Fund:
    fund = _lapsed(cloud)
    return _paid(cloud, fund, fund.employer_id, "700")


def _person_paid(cloud: Cloud) -> Fund:
    fund = _frozen(cloud)
    return _paid(cloud, fund, fund.people[0], "300")


def _after_that_day(cloud: Cloud, fund: Fund, on: str) -> Fund:
    drain(cloud, on)
    send(cloud, on)
    fund.items = cloud.items()
    return fund


def _in_suspense(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-02-01")
    receipts.book(builders.receipt("5", "2026-02-02", id="crash"), at("2026-02-02"), LAW)
    fund.items = cloud.items()
    return fund


def _reversed_first(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-02-01")
    _take_back("2026-02-02")
    fund.items = cloud.items()
    return fund


def _take_back(on: str) -> None:
    reversing.reverse(Reversal("NAB", "crash", day(on), "a mistake"), LAW)


def _put_back() -> None:
    with suppress(matching.NotBooked):  # it is in suspense already
        matching.put_back("NAB", "crash", "not theirs", "a clerk", at("2026-05-25"), LAW)


def _return_asked(cloud: Cloud) -> Fund:
    fund = _in_suspense(cloud)
    matching.ask_return("NAB", "crash", "not ours", "a clerk", at("2026-02-03"))
    fund.items = cloud.items()
    return fund


def _give_back() -> None:
    with suppress(matching.NotInSuspense):  # it is given back already
        matching.decide_return("NAB", "crash", True, "a head of department", at("2026-02-04"), LAW)


def _proposed(cloud: Cloud) -> Fund:
    """The arrears of January to April in two instalments of 150 dinars, the first on 1 June."""
    fund = _frozen(cloud)
    agreements.propose(fund.people[0], 2, day("2026-06-01"), "asked for", "a clerk", at("2026-05-20"), LAW)
    fund.items = cloud.items()
    return fund


def _agree(payer_id: str) -> None:
    agreements.approve(payer_id, 1, "a head of department", at("2026-05-20"), LAW)


def _agreed(cloud: Cloud) -> Fund:
    fund = _proposed(cloud)
    _agree(fund.people[0])
    return _after_that_day(cloud, fund, "2026-05-20")


def _instalment_paid(cloud: Cloud) -> Fund:
    fund = _agreed(cloud)
    receipts.book(builders.receipt("150", "2026-06-01", fund.people[0], id="crash"), at("2026-06-01"), LAW)
    return _after_that_day(cloud, fund, "2026-06-01")


def _collected(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-02-01")
    told = (Share.STATE, Month(2026, 1), Money.dinars("12.5"), fund.employer_id, "a list", "receipt 118")
    made = collecting.record(*told, "a clerk", at("2026-02-02"))
    return Fund(cloud.items(), fund.employer_id, [*fund.people, made.id])


def _closing_asked(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-02-01")
    closing.propose(Month(2026, 1), "the end of the month", "a clerk", at("2026-02-02"))
    return Fund(cloud.items(), fund.employer_id, fund.people)


def _fail(subscriber_id: str) -> None:
    told = Failure("NAB", "F1", Money.dinars("25"), day("2026-02-02"), reference_of(subscriber_id), "no money")
    failures.keep(told, at("2026-02-03"))


def _tell_of(subscriber_id: str, kind: str) -> None:
    data = {"payer_reference": reference_of(subscriber_id), "iban": "LY83002048000020100120361", "on": "2026-02-02"}
    message = {"bank": "NAB", "event_id": "msg_1", "received_on": "2026-02-03", "type": kind, "data": data}
    told_by_bank.apply(message, at("2026-02-03"))


def _known_receipt(cloud: Cloud) -> Fund:
    fund = _fund(cloud, "2026-02-01")
    receipts.book(builders.receipt("5", "2026-02-02", fund.people[0], id="known"), at("2026-02-02"), LAW)
    fund.items = cloud.items()
    return fund


def _under_a_new_rate(cloud: Cloud) -> Fund:
    """A rate from February on that is known in April; nothing has been looked at yet."""
    fund = _fund(cloud, "2026-04-10")
    raised = {"subscriber": "3", "employer": "5", "social_security": "2.5", "state": "1.25"}
    builders.added("contribution_rate.private_employee", "2026-02-01", raised, "2026-04-10")
    cloud.take_all()
    fund.items = cloud.items()
    return fund


def _under_a_shorter_grace(cloud: Cloud) -> Fund:
    """Sixty days of grace for what falls due from February on: January's have run out already."""
    fund = _fund(cloud, "2026-04-20")
    builders.added("grace_days", "2026-01-01", 60, "2026-04-20")
    cloud.take_all()
    fund.items = cloud.items()
    return fund


def _risen(cloud: Cloud) -> Fund:
    """Nets that are 5 % above the last assessment for three months; April's statement has just been confirmed."""
    fund = _fund(cloud, "2026-05-02")
    for month, on in (("2026-02", "2026-03-02"), ("2026-03", "2026-04-02"), ("2026-04", "2026-05-02")):
        drain(cloud, on)
        builders.stated(fund.employer_id, month, on, **{fund.people[0]: Stated(net=Money.dinars("935"))})
    cloud.take_all()
    fund.items = cloud.items()
    return fund


def _without_a_rate(cloud: Cloud) -> Fund:
    """Somebody whom the state pays for, and who has become 65 in March."""
    person = builders.subscriber(None, None, category="state_paid", birth_date=day("1961-03-15"))
    for first in ("2026-02-01", "2026-03-01", "2026-04-01"):
        sweep(cloud, first)
    return Fund(cloud.items(), "", [person.id])


def _found_out_late(cloud: Cloud) -> Fund:
    """In April it turns out that a person earned more from February on."""
    fund = _fund(cloud, "2026-04-10")
    seen = subscribers.load(fund.people[1])
    newer = Certificate(day("2026-02-05"), Money.dinars("2000"))
    write(
        subscribers.change(seen, certificates=(*seen.certificates, newer)),
        restatements.ask(seen.id, Month(2026, 2), day("2026-04-10")),
    )
    fund.items = cloud.items()
    return fund


def _closing(cloud: Cloud) -> Fund:
    """Asked for in April, for 20 May: one has left before, two are still there, on two pages."""
    fund = _fund(cloud, "2026-05-12")
    departures.leave_work(fund.people[0], fund.employer_id, day("2026-04-20"), "a clerk", at("2026-04-18"), LAW)
    policies.close(fund.employer_id, day("2026-05-20"), ClosingReason.MERGED, "a clerk", at("2026-04-18"), LAW)
    for on in ("2026-04-20", "2026-05-12"):
        sweep(cloud, on)
    fund.items = cloud.items()
    return fund


def _close(employer_id: str) -> None:
    with patch.object(closings, "PEOPLE_OF_ONE_PAGE", 2):
        closings.work(employer_id, at("2026-05-20"), LAW)


def _waiting_wife(cloud: Cloud) -> Fund:
    """A wife has begun to work in February; her employer has not paid, and her husband's is another one."""
    husband = builders.subscriber(builders.employer(sector="government").id)
    wife = builders.member_of(husband)
    employer = builders.employer("2026-02-01")
    work = NewWork(employer.id, day("2026-02-01"), Money.dinars("900"), day("2026-02-01"))
    waits = transfers.begin_work(husband.id, wife.id, work, "a clerk", at("2026-02-01"), LAW)
    for on in ("2026-02-01", "2026-03-01"):
        sweep(cloud, on)
    return Fund(cloud.items(), employer.id, [husband.id, waits.id])


def _die(subscriber_id: str) -> None:
    departures.end_cover(subscriber_id, day("2026-03-05"), Reason.DECEASED, "a clerk", at("2026-03-05"), LAW)


def _paid_for(cloud: Cloud) -> Fund:
    """And now her employer has paid for February."""
    fund = _waiting_wife(cloud)
    builders.paid(fund.employer_id, "45", "2026-03-09")
    cloud.take_all()
    fund.items = cloud.items()
    return fund


def _approved_move(cloud: Cloud) -> Fund:
    """A move to another employer, from a day in March that has passed unseen."""
    fund = _fund(cloud, "2026-03-10")
    person, other = subscribers.load(fund.people[0]), builders.employer("2026-01-01")
    papers = [builders.document(person, kind).id for kind in LAW.changes["employer"].needs]
    asked = {"employer_id": other.id}
    change = changes.ask(person, "employer", asked, day("2026-03-20"), papers, True, "a clerk", at("2026-03-10"), LAW)
    changes.approve(person.id, change.id, "a head of department", at("2026-03-10"), LAW)
    cloud.take_all()
    return Fund(cloud.items(), fund.employer_id, [*fund.people, change.id])


def _handed_in(cloud: Cloud) -> Fund:
    """In April a certificate of February is handed in, by somebody whose net salary has risen."""
    fund = _fund(cloud, "2026-04-10")
    person = subscribers.load(fund.people[1])
    rise = {"first_month": "2026-01", "last_month": "2026-03"}
    write(cases.put(None, Case(CaseKind.SALARY_RISE, person.id, day("2026-04-02"), rise)))
    handing_in.submit(person, NewCertificate(day("2026-02-05"), Money.dinars("2000")), "a clerk", at("2026-04-09"), LAW)
    fund.items = cloud.items()
    return fund


def _approve(subscriber_id: str) -> None:
    """The certificate that was handed in last, whatever has become of it, approved by another person."""
    found = next(table.partition(keys.subscriber(subscriber_id).pk, keys.CERTIFICATE))
    handing_in.approve(subscriber_id, found["id"], "a head of department", at("2026-04-10"), LAW)


def _restored(cloud: Cloud) -> Fund:
    """The employer has paid after a lapse that nobody was told of."""
    fund = _stepped(cloud)
    _pay(fund)
    cloud.take_all()
    fund.items = cloud.items()
    return fund


FATAL = (Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.THROTTLED)
"""The faults that no worker gets over by itself."""


class End:
    """All that is left: records, SMS and work, without what the provider makes up and without the ids of deeds.

    How a sweep went is no end: what a crash has left, the next one finds.
    """

    def __init__(self, cloud: Cloud, waiting: Waiting = ()) -> None:
        self.records = sorted(
            (_without_chance(item) for item in cloud.items() if item["pk"] != keys.SWEEPS), key=_place
        )
        self.sms = sorted((each.phone, each.text) for each in cloud.sms())
        self.work = sorted(f"{queue.name} {sorted(message.items())}" for queue, message in waiting)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, End) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(len(self.records))

    def differences(self, other: End) -> list[Any]:
        others = [*other.records, *other.sms, *other.work]
        return [each for each in (*self.records, *self.sms, *self.work) if each not in others]


def _place(item: dict[str, Any]) -> tuple[str, str, str]:
    """Deeds of one moment have no order of their own, without their ids."""
    return item["pk"], item["sk"], str(sorted(item.items()) if item["sk"].startswith("DEED#") else "")


def _without_chance(item: dict[str, Any]) -> dict[str, Any]:
    if item["pk"].startswith(keys.sms("").pk):
        return {"pk": keys.sms("").pk, "sk": item["sk"]}
    # Who has left a list is on another page of it: how many pages a policy's closing takes is chance.
    chance = {"message_id", "token", *(["version"] if item["sk"] == keys.POLICY else [])}
    kept = {name: value for name, value in item.items() if name not in chance}
    return {**kept, "sk": item["sk"].rpartition("#")[0]} if item["sk"].startswith("DEED#") else kept


class Undisturbed(NamedTuple):
    """How a worker does without a fault: the fund that it finds, the calls that it makes, the end that it comes to.

    ways: what it was seen to leave, disturbed or not, from which all that follows leads to that end.
    """

    fund: Fund
    calls: list[str]
    end: End
    ways: set[End]


_UNDISTURBED: dict[str, Undisturbed] = {}
"""Of each worker, made once for all."""


def _undisturbed(worker: Worker, cloud: Cloud, faults: Faults) -> Undisturbed:
    fund = worker.fund(cloud)
    cloud.restore(fund.items)
    faults.arm()
    worker.work(fund)
    calls = list(faults.calls)
    end = _settled(worker, cloud, taken(cloud))
    assert end.records != fund.items
    goes_well(lambda: worker.work(fund))
    assert _settled(worker, cloud, taken(cloud)) == end, "delivered once more"
    return Undisturbed(fund, calls, end, set())


def _settled(worker: Worker, cloud: Cloud, waiting: Waiting) -> End:
    """All that follows, of the work that waits and of what the next sweep finds."""
    drain(cloud, worker.on, waiting)
    if worker.swept:
        read_due(cloud, worker.on)
        drain(cloud, worker.on)
    send(cloud, worker.on)
    return End(cloud)


@pytest.mark.requirement("SAL-4", "ACC-3", "COL-3", "COL-4", "COL-5", "COL-6", "COL-8", "COL-10", "COL-11")
@pytest.mark.requirement("PKG-9", "NOT-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in WORKERS])
def test_the_end_is_the_same_whichever_call_goes_wrong(
    name: str, fault: Fault, cloud: Cloud, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    worker = WORKERS[name]
    if name not in _UNDISTURBED:
        _UNDISTURBED[name] = _undisturbed(worker, cloud, faults)
    fund, calls, undisturbed, ways = _UNDISTURBED[name]

    def deliver(fault: Fault | None = None, number: int = 0) -> bool:
        faults.arm(fault, number)
        done = goes_well(lambda: worker.work(fund))
        faults.arm()
        return done

    for number, call in enumerate(calls, 1):
        if not can_meet(call, fault):
            continue
        cloud.restore(fund.items)
        done = deliver(fault, number)
        assert not (done and fault in FATAL), f"{call} ({number}) went well"
        if not done:
            assert deliver(), f"{call} ({number})"
        waiting = taken(cloud)
        left = End(cloud, waiting)
        if left in ways:  # what follows was seen to come to the end from here
            continue
        end = _settled(worker, cloud, waiting)
        assert end == undisturbed, (f"{call} ({number})", end.differences(undisturbed), undisturbed.differences(end))
        ways.add(left)
