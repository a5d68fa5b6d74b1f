"""A small fund on a real engine, moved by the use cases themselves."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date, datetime, time
from typing import Any

import boto3

from functions.collect.months import openings
from functions.collect.receipts import booking as receipts
from functions.enroll.employers import registering as employers
from functions.enroll.subscribers import registering as subscribers
from functions.reports import ledger_checks, requests
from functions.reports.kinds import ReportName
from ishtirak import settings
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.money import Money
from ishtirak.rules.references import reference_of
from ishtirak.storage import reports, rolls, table
from ishtirak.storage.receipts import Receipt
from ishtirak.storage.reports import LedgerCheck, Report
from ishtirak.storage.subscribers import Subscriber
from ishtirak.web.clock import FUND_TIME

LAW = shipped_law()


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), FUND_TIME)


class Fund:
    """Everything happens on the day that is said; ids of people and receipts are made up."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def employer(self, name: str, *gross: str, region: str | None = None, on: str = "2026-01-01") -> str:
        """An employer and its people, by what each earns."""
        new = employers.NewEmployer(name, "private_company", region=region)
        employer_id = employers.register(new, "me", at(on), LAW).id
        for each in gross:
            self.subscriber(employer_id, each, on)
        return employer_id

    def subscriber(self, employer_id: str | None, gross: str, on: str = "2026-01-01") -> Subscriber:
        day = date.fromisoformat(on)
        number = f"11972{next(self._numbers):07d}"
        new = subscribers.NewSubscriber(
            "private_employee" if employer_id else "retiree", employer_id, number, "علي", Money.dinars(gross), day, day
        )
        return subscribers.register(new, "me", at(on), LAW)

    def open(self, *roll_ids: str, through: str, law: Law = LAW) -> None:
        """Open every month that is to be opened by the day `through`."""
        day = date.fromisoformat(through)
        for roll_id in roll_ids:
            while rolls.load(roll_id).work(day):
                openings.work_roll(roll_id, at(through), law)

    def receive(self, payer_id: str | None, amount: str, on: str, law: Law = LAW) -> Receipt:
        day = date.fromisoformat(on)
        reference = reference_of(payer_id) if payer_id else None
        receipt = Receipt("NAB", f"T{next(self._numbers)}", Money.dinars(amount), day, day, reference)
        receipts.book(receipt, datetime.combine(receipt.received_on, time(9), FUND_TIME), law)
        return receipt

    def report(self, on: str, as_of: str | None = None, hour: int = 9) -> Report:
        """The late employers, asked for and made on the day `on`."""
        day = date.fromisoformat(as_of) if as_of else None
        report = requests.ask(ReportName.LATE_EMPLOYERS, day, "me", at(on, hour))
        requests.make(report.id, at(on, hour), LAW)
        return reports.load(report.id)

    def file_of(self, report: Report) -> bytes:
        assert report.file_key is not None
        return object_of(report.file_key)

    def rows(self, report: Report) -> list[dict[str, str]]:
        """The rows of a report by the English names of its columns."""
        heading, *rows = csv.reader(io.StringIO(self.file_of(report).decode("utf-8-sig"), newline=""))
        names = [each.rpartition(" / ")[2] for each in heading]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def check(self, on: str) -> LedgerCheck:
        check = ledger_checks.ask("me", at(on))
        ledger_checks.make(check.id, at(on), LAW)
        return reports.load_check()


def object_of(key: str) -> bytes:
    answer = boto3.client("s3").get_object(Bucket=settings.get("REPORTS_BUCKET"), Key=key)
    return answer["Body"].read()


def damage(pk: str, sk: str, **changes: Any) -> None:
    """Change an item behind the fund's back."""
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    item = table.from_wire(table.client().get_item(TableName=table.name(), Key=key)["Item"])
    table.client().put_item(TableName=table.name(), Item=table.to_wire({**item, **changes}))


def remove(pk: str, sk: str) -> None:
    table.client().delete_item(TableName=table.name(), Key={"pk": {"S": pk}, "sk": {"S": sk}})


def entries_of(payer_id: str) -> list[dict[str, Any]]:
    return list(table.partition(f"PAYER#{payer_id}", "ENTRY#"))
