"""Money that a bank says has arrived: once, to its payer or to suspense, oldest month first (COL-3, COL-4, COL-6)."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.collect.receipts import booking as use_case
from ishtirak.messaging.queues import Queue
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, laws, ledger, receipts, unapplied
from ishtirak.storage.receipts import Receipt, UnknownReceipt
from ishtirak.storage.transactions import Busy, Moved
from tests import builders
from tests.builders import LAW, at, day
from tests.cloud import Cloud
from tests.faults import Faults


def book(receipt: Receipt) -> None:
    use_case.book(receipt, at(str(receipt.received_on)), LAW)


def payer() -> str:
    return builders.employer().id


def sums_of_entries(cloud: Cloud) -> dict[str, int]:
    """What each account of the ledger adds up to, over every entry."""
    sums: dict[str, int] = {}
    for item in cloud.items():
        if item["sk"].startswith("ENTRY#"):
            for line in ledger.read(item).lines:
                sums[line.account] = sums.get(line.account, 0) + line.amount.dirhams
    return sums


@pytest.mark.requirement("COL-3", "COL-4", "COL-10")
def test_a_receipt_is_booked_once_however_often_it_is_delivered(cloud: Cloud) -> None:
    employer_id = payer()
    receipt = builders.receipt("25.125", "2026-01-20", employer_id)

    for _ in range(3):
        book(receipt)

    assert accounts.load(employer_id, LAW).balance == Money.dinars("-25.125")
    assert receipts.load("NAB", receipt.id).payer_id == employer_id
    assert sums_of_entries(cloud) == {"bank:NAB": 25_125, f"receivable:{employer_id}": -25_125}


@pytest.mark.requirement("COL-3")
def test_the_same_receipt_is_the_same_whichever_day_it_comes_in_again(cloud: Cloud) -> None:
    receipt = builders.receipt("25", "2026-01-20", payer(), received_on=day("2026-01-21"))
    book(receipt)
    items = cloud.items()

    book(builders.receipt("25", "2026-01-20", id=receipt.id, payer_reference=receipt.payer_reference))

    assert cloud.items() == items


@pytest.mark.requirement("COL-3")
def test_another_payment_under_a_known_id_moves_nothing_and_is_kept_for_a_person(
    cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    employer_id = payer()
    book(builders.receipt("25", "2026-01-20", employer_id, id="T"))

    for _ in range(2):
        book(builders.receipt("26", "2026-01-20", employer_id, id="T"))
    book(builders.receipt("27", "2026-01-20", None, id="T"))

    waiting, _ = unapplied.waiting(10)
    assert sorted(event.told["amount"] for event in waiting) == ["26.000", "27.000"]
    assert {event.why["code"] for event in waiting} == {"another_payment"}
    assert accounts.load(employer_id, LAW).balance == Money.dinars("-25")


@pytest.mark.requirement("COL-3")
def test_one_id_of_two_banks_is_two_receipts(cloud: Cloud) -> None:
    employer_id = payer()

    for bank in ("NAB", "JUM"):
        book(builders.receipt("25", "2026-01-20", employer_id, id="T", bank=bank))

    assert accounts.load(employer_id, LAW).balance == Money.dinars("-50")


@pytest.mark.requirement("COL-6", "COL-10")
@pytest.mark.parametrize("reference", [None, "RF38E0123456789AB", "RF00", "rent of May"])
def test_money_whose_payer_can_not_be_told_stands_in_suspense(cloud: Cloud, reference: str | None) -> None:
    receipt = builders.receipt("10", "2026-01-20", payer_reference=reference, payer_name="علي")

    book(receipt)
    book(receipt)

    kept = replace(receipt, version=1)
    assert receipts.suspense(10) == ([kept], None)
    assert receipts.load("NAB", receipt.id) == kept
    assert sums_of_entries(cloud) == {"bank:NAB": 10_000, "suspense": -10_000}


@pytest.mark.requirement("COL-6")
def test_suspense_is_shown_oldest_first_page_by_page(cloud: Cloud) -> None:
    for on in ("2026-01-22", "2026-01-20", "2026-01-21"):
        book(builders.receipt("10", on))

    first, after = receipts.suspense(2)
    rest, end = receipts.suspense(2, after)

    assert [str(each.received_on) for each in (*first, *rest)] == ["2026-01-20", "2026-01-21", "2026-01-22"]
    assert end is None


def test_a_receipt_that_never_came_is_not_there(cloud: Cloud) -> None:
    with pytest.raises(UnknownReceipt):
        receipts.load("NAB", "T")


@pytest.mark.requirement("COL-4")
def test_a_payment_that_changes_no_cover_asks_nobody_to_tell(cloud: Cloud) -> None:
    book(builders.receipt("10", "2026-01-20", payer()))

    assert cloud.take(Queue.STEPS) == []


@pytest.mark.requirement("COL-3", "COL-4", "COL-10")
def test_twenty_receipts_of_one_payer_at_once_all_count(cloud: Cloud) -> None:
    employer_id = payer()
    all_at_once = [builders.receipt("1.001", "2026-01-20", employer_id) for _ in range(20)]

    with ThreadPoolExecutor(20) as threads:
        failed = [error for error in threads.map(_book_as_a_queue_would, all_at_once) if error]

    assert failed == []
    assert accounts.load(employer_id, LAW).credit == Money.dinars("20.020")
    assert sums_of_entries(cloud)[f"receivable:{employer_id}"] == -20_020


def _book_as_a_queue_would(receipt: Receipt) -> Exception | None:
    """Who had too many others before him is delivered again, a few times."""
    error: Exception | None = None
    for _ in range(5):
        try:
            book(receipt)
        except (Busy, Moved) as again:
            error = again
        else:
            return None
    return error


@pytest.mark.requirement("COL-3")
def test_booking_takes_one_read_and_one_transaction(faults: Faults) -> None:
    employer_id = payer()
    receipt = builders.receipt("10", "2026-01-20", employer_id)

    assert calls_of(faults, receipt) == ["GetItem", "TransactWriteItems"]
    assert calls_of(faults, receipt) == ["GetItem", "TransactWriteItems", "GetItem"], "delivered again"
    assert calls_of(faults, builders.receipt("10", "2026-01-20")) == ["TransactWriteItems"], "nobody's"


def calls_of(faults: Faults, receipt: Receipt) -> list[str]:
    faults.arm()
    book(receipt)
    return faults.calls


@pytest.mark.requirement("COL-12")
def test_a_receipt_within_the_tolerance_settles_the_month_and_the_difference_is_booked(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    builders.added("settlement_tolerance", "2026-01-01", "0.050", "2026-01-05")
    builders.opened([person.roll_id], "2026-03-01", laws.in_force())

    booked = builders.receipt("24.950", "2026-03-02", person.id)
    use_case.book(booked, at(str(booked.received_on)), laws.in_force())

    account = accounts.load(person.id, LAW)
    assert [(str(each.month), str(each.open)) for each in account.open_months] == [("2026-02", "25.000")]
    assert account.forgiven == Money.dinars("0.050")
    assert receipts.load(booked.bank, booked.id).forgiven == Money.dinars("0.050")
    entry = next(item for item in cloud.items() if item["sk"] == f"ENTRY#{booked.cause}")
    assert sorted(entry["lines"]) == sorted(
        [["bank:NAB", 24_950], ["tolerance", 50], [f"receivable:{person.id}", -25_000]]
    )


@pytest.mark.requirement("COL-12")
@pytest.mark.parametrize("amount", ["24.949", "25.000", "30.000", "0.040"])
def test_what_is_not_within_the_tolerance_stays_open_or_is_credit(cloud: Cloud, amount: str) -> None:
    person = builders.subscriber(builders.employer().id)
    builders.added("settlement_tolerance", "2026-01-01", "0.050", "2026-01-05")
    builders.opened([person.roll_id], "2026-02-01", laws.in_force())

    use_case.book(builders.receipt(amount, "2026-02-02", person.id), at("2026-02-02"), laws.in_force())

    account = accounts.load(person.id, LAW)
    assert account.forgiven == Money.ZERO
    assert account.balance == Money.dinars("25") - Money.dinars(amount)


@pytest.mark.requirement("COL-12")
def test_without_a_tolerance_a_dirham_that_is_missing_stays_open(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id)
    builders.opened([person.roll_id], "2026-02-01")

    builders.paid(person.id, "24.999", "2026-02-02")

    assert accounts.load(person.id, LAW).balance == Money(1)
