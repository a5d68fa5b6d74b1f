"""A bank's whole day: its receipts accepted in batches, then booked, each of another payer (COL-3, COL-4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
from standardwebhooks import Webhook

from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, exactly
from infra.bench.tables import Table, dollars, number
from infra.bench.webhooks import ACCEPTED
from infra.engine.banks import BANK
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import Account, PayerKind, new_account, open_month
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of
from ishtirak.storage import accounts, table

RECEIPTS, OF_ONE_BATCH = 10_000, 500
TODAY, JANUARY = date(2026, 2, 2), Month(2026, 1)
SHARE = Money.dinars("25")
MESSAGES_OF_ONE_CALL = 10


def measure(fund: Fund, receipts: int = RECEIPTS) -> tuple[Table, list[Promise]]:
    """Send the day's receipts over a connection that is kept open, and have them booked by one worker.

    Raises: NotMeasured where a batch is refused, or a payer has not paid in the end.
    """
    fund.empty(TODAY.isoformat())
    payers = [f"S{each:012d}" for each in range(receipts)]
    _write_accounts(payers)
    accepted, booked = Meter(), Meter()
    with httpx.Client(base_url=fund.engine.api_url, timeout=60) as http, accepted:
        for start in range(0, receipts, OF_ONE_BATCH):
            _deliver(http, fund, payers[start : start + OF_ONE_BATCH])
    fund.work(booked, "BankEvents")
    paid = sum(account.balance == Money.ZERO for account in accounts.load_all(payers).values())
    rows = [_row("accepted at the door", accepted, receipts), _row("booked by one worker", booked, receipts)]
    promises = [
        exactly("Calls of DynamoDB to accept a bank's day", 0, accepted.of_service("dynamodb")),
        exactly("Events a call by which they are queued", MESSAGES_OF_ONE_CALL, receipts / accepted.of_service("sqs")),
        exactly("Transactions a receipt of the day", 1, booked.of("TransactWriteItems") / receipts),
        exactly("Payers whose month is paid by it", receipts, paid),
    ]
    columns = (
        "", "a second", "calls of DynamoDB each", "queue calls each", "read units each", "write units each",
        "a million",
    )  # fmt: skip
    note = (
        f"{receipts:,} receipts, each of another payer, in signed batches of {OF_ONE_BATCH} over HTTP, one after the "
        "other. The worker takes ten at a time, and reads once for them which law is in force, beside what booking "
        "takes; on AWS up to twenty of them work at once. The price is DynamoDB's."
    )
    return Table("A bank's day", columns, rows, note), promises


def _row(what: str, meter: Meter, receipts: int) -> list[str]:
    units = (meter.read_units / receipts, meter.write_units / receipts)
    calls = (meter.of_service("dynamodb") / receipts, meter.of_service("sqs") / receipts)
    price = dollars_a_million(*units)
    return [what, number(round(receipts / meter.seconds)), *map(number, (*calls, *units)), dollars(price)]


def _write_accounts(payers: list[str]) -> None:
    table.put_all({put.key: put.item for put in map(accounts.put_new, _owing(payers))})


def _owing(payers: list[str]) -> Iterator[Account]:
    """Accounts on which one month is open."""
    law = shipped_law()
    for payer_id in payers:
        new = new_account(payer_id, PayerKind.SUBSCRIBER, JANUARY, JANUARY.first_day, law)
        yield open_month(new, JANUARY, SHARE, JANUARY.next.first_day, law).after


def _deliver(http: httpx.Client, fund: Fund, payers: list[str]) -> None:
    events = [
        {
            "type": "payment.settled",
            "timestamp": f"{TODAY}T08:00:00Z",
            "data": {
                "receipt_id": f"of-{payer_id}",
                "amount": str(SHARE),
                "payer_reference": reference_of(payer_id),
                "settled_on": TODAY.isoformat(),
            },
        }
        for payer_id in payers
    ]
    batch = {"type": "events.batch", "timestamp": f"{TODAY}T08:00:00Z", "data": {"events": events}}
    body, now, event_id = json.dumps(batch), datetime.now(UTC), f"msg_{payers[0]}"
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(fund.engine.bank_secrets[BANK][0]).sign(event_id, now, body),
        "content-type": "application/json",
    }
    answer = http.post(f"/v1/bank/events?bank={BANK}", content=body, headers=headers)
    if answer.status_code != ACCEPTED:
        raise NotMeasured(f"a batch was answered with {answer.status_code}: {answer.text}")
