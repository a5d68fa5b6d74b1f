"""Accepting a bank's webhook over HTTP: what it asks of AWS, and how long the bank waits for its answer."""

from __future__ import annotations

import json
import statistics
import time
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from infra.bench.fund import Fund, NotMeasured
from infra.bench.meter import Meter
from infra.bench.promises import Promise, exactly
from infra.bench.tables import Table, milliseconds, number
from infra.engine.banks import BANK
from ishtirak.rules.references import reference_of

EVENTS = 300
ACCEPTED = 202


def measure(fund: Fund, events: int = EVENTS) -> tuple[Table, list[Promise]]:
    """Deliver signed events one after the other over a connection that is kept open, as a bank does."""
    fund.empty("2026-01-01")
    with httpx.Client(base_url=fund.engine.api_url, timeout=30) as http, Meter() as first:
        _deliver(http, fund, "first")
    meter = Meter()
    with httpx.Client(base_url=fund.engine.api_url, timeout=30) as http, meter:
        waits = sorted(_deliver(http, fund, f"receipt-{each}") for each in range(events))
    queued, records = meter.of_service("sqs"), meter.of_service("dynamodb")
    secrets = first.of_service("secretsmanager")
    table = Table(
        "Accepting a bank's webhook",
        ("", "an event"),
        [
            ("Calls of DynamoDB", number(records / events)),
            ("Calls of SQS", number(queued / events)),
            ("Other calls", number((sum(meter.calls.values()) - queued - records) / events)),
            ("Calls of Secrets Manager, the first event of five minutes", number(secrets)),
            ("Answered in, median (ms)", milliseconds(statistics.median(waits))),
            ("Answered in, 95 of 100 (ms)", milliseconds(waits[int(events * 0.95)])),
            ("of that, waiting for the queue, mean (ms)", milliseconds(meter.waited / events)),
        ],
        f"{events} signed events, one after the other, over HTTP: signature checked, body read, message in the queue.",
    )
    return table, [
        exactly("Calls of DynamoDB to accept an event", 0, records),
        exactly("Calls of SQS to accept an event", 1, queued / events),
    ]


def _deliver(http: httpx.Client, fund: Fund, receipt_id: str) -> float:
    """Seconds until the answer."""
    data = {
        "receipt_id": receipt_id,
        "amount": "25.000",
        "payer_reference": reference_of("E000000000000"),
        "settled_on": "2026-01-01",
    }
    body = json.dumps({"type": "payment.settled", "timestamp": "2026-01-01T08:00:00Z", "data": data})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": f"msg_{receipt_id}",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(fund.engine.bank_secrets[BANK][0]).sign(f"msg_{receipt_id}", now, body),
        "content-type": "application/json",
    }
    since = time.perf_counter()
    answer = http.post(f"/v1/bank/events?bank={BANK}", content=body, headers=headers)
    waited = time.perf_counter() - since
    if answer.status_code != ACCEPTED:
        raise NotMeasured(f"an event was answered with {answer.status_code}: {answer.text}")
    return waited
