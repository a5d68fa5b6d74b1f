"""Wherever the process dies, a day is closed once, and people sign what stands there (COL-9)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import boto3
import pytest

from functions.reports import bucket
from functions.reports.closings import days
from functions.reports.documents import issuing
from ishtirak.storage import daily_closings, issued, table
from ishtirak.storage.daily_closings import DailyClosing, DailyClosingState
from ishtirak.storage.keys import Key
from ishtirak.storage.reports import JobState
from tests.reports.fund import LAW, Fund, at

pytestmark = pytest.mark.requirement("COL-9", "ACC-3")

DAY = date(2026, 2, 5)
MORNING = at("2026-02-06")


class Died(BaseException):
    """The process ended here."""


class Deaths:
    """Ends the process before or after the `number`-th call of its clients, from 1; counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.before: int | None = None
        self.after: int | None = None
        clients: list[Any] = [table.client(), bucket._client(), boto3.client("sqs")]
        for client in clients:
            kind = type(client)
            monkeypatch.setattr(kind, "_make_api_call", self._counted(kind._make_api_call))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            number = self.calls
            if number == self.before:
                raise Died
            answer = call(*args, **kwargs)
            if number == self.after:
                raise Died
            return answer

        return counted

    def arm(self, before: int | None = None, after: int | None = None) -> None:
        self.calls, self.before, self.after = 0, before, after


@pytest.fixture
def deaths(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> Deaths:
    """A day with a payment of an employer and one of nobody."""
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")
    fund.receive(sea, "20", "2026-02-05")
    fund.receive(None, "7", "2026-02-05")
    return Deaths(monkeypatch)


def documents_of(closing: DailyClosing) -> dict[str, JobState]:
    """The PDFs that there are of a day, by their ids."""
    items = table.partition(closing.key.pk, "ISSUED#")
    return {item["id"]: issued.load(Key(*closing.key), item["id"]).state for item in items}


def made(document_id: str) -> None:
    issuing.make(daily_closings.load(DAY).key, document_id, MORNING, LAW)


@pytest.mark.parametrize("how", ["before", "after"])
def test_wherever_the_worker_dies_the_day_is_made_once(deaths: Deaths, how: str) -> None:
    days.ask(DAY, "a clerk", MORNING)
    seen = daily_closings.load(DAY)
    deaths.arm()
    days.work(DAY, MORNING, LAW)
    calls, undisturbed = deaths.calls, daily_closings.load(DAY)

    for number in range(1, calls + 1):
        table.client().put_item(TableName=table.name(), Item=_wire(seen))
        deaths.arm(**{how: number})
        with suppress(Died):
            days.work(DAY, MORNING, LAW)
        deaths.arm()
        days.work(DAY, MORNING, LAW)

        closing = daily_closings.load(DAY)
        assert (closing.state, closing.figures, closing.digest) == (
            DailyClosingState.MADE,
            undisturbed.figures,
            undisturbed.digest,
        )
        assert closing.is_documented
        assert list(documents_of(closing)) == ["2026-02-05-1-0"]


@pytest.mark.parametrize("how", ["before", "after"])
def test_wherever_a_signature_breaks_off_it_counts_once_and_has_its_document(deaths: Deaths, how: str) -> None:
    days.ask(DAY, "a clerk", MORNING)
    days.work(DAY, MORNING, LAW)
    digest = str(daily_closings.load(DAY).digest)
    for number in range(1, 5):
        deaths.arm(**{how: number})
        with suppress(Died):
            days.sign(DAY, digest, "كشف المصرف لم يصل", f"person {number}", MORNING)
        deaths.arm()
        days.work(DAY, MORNING, LAW)  # the message of the signature, or the next morning's sweep

        closing = daily_closings.load(DAY)
        assert closing.is_documented
        assert closing.document_id in documents_of(closing)
        if closing.state is DailyClosingState.SIGNED:
            break

    assert len({each.by for each in closing.signatures}) == len(closing.signatures)
    made(closing.document_id)
    assert documents_of(closing)[closing.document_id] is JobState.READY


def _wire(closing: DailyClosing) -> dict[str, Any]:
    return dict(table.to_wire({**daily_closings._item(closing), "pk": closing.key.pk, "sk": closing.key.sk}))
