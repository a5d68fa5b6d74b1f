"""The proof of the ledger: it holds for a fund that works, and finds each kind of damage (COL-10)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from functions.collect.law import parameters
from functions.reports import ledger_checks, snapshots
from functions.reports.ledger_proof import Difference, prove
from functions.reports.scans import Control
from ishtirak.law.law import Law
from ishtirak.storage import laws, reports, table
from ishtirak.storage.reports import JobState
from tests import builders
from tests.reports.fund import LAW, Fund, at, damage, entries_of, remove

pytestmark = pytest.mark.requirement("COL-10")


@pytest.fixture
def sea(fund: Fund) -> str:
    """Two people of 1000 and 1500, January and February opened; part paid, over-paid, and paid by nobody knows whom.

    January:  employer 50 + 75, subscribers 25 and 37.5, social security 25 + 37.5, state 12.5 + 18.75.
    """
    employer_id = fund.employer("بحر", "1000", "1500")
    fund.open(employer_id, through="2026-03-01")
    fund.receive(employer_id, "130.125", "2026-03-02")
    fund.receive(_members(employer_id)[0], "500", "2026-03-02")
    fund.receive(None, "33", "2026-03-03")
    return employer_id


def _members(employer_id: str) -> list[str]:
    return builders.on_list(employer_id)


def test_a_fund_that_works_balances(fund: Fund, sea: str) -> None:
    check = fund.check("2026-03-05")

    assert (check.state, check.balanced, check.found, check.unsettled) == (JobState.READY, True, 0, 0)
    assert check.differences == ()
    assert check.entries == 2 + 3  # an entry a month that was opened, an entry a receipt
    assert check.accounts == 3


def test_a_fund_with_people_without_an_employer_balances(fund: Fund, sea: str) -> None:
    people = [fund.subscriber(None, gross, on="2026-01-01") for gross in ("1000", "1500")]
    fund.open(*{person.roll_id for person in people}, through="2026-03-01")

    check = fund.check("2026-03-05")

    assert (check.balanced, check.found, check.accounts) == (True, 0, 3 + 2)


@pytest.mark.requirement("COL-12")
def test_a_fund_in_which_a_difference_was_forgiven_balances(fund: Fund, sea: str) -> None:
    entered = parameters.propose(
        "settlement_tolerance", date(2026, 1, 1), "0.100", "قرار", None, "me", at("2026-03-03")
    )
    parameters.approve(entered.id, "another", at("2026-03-03"))
    fund.receive(_members(sea)[1], "37.450", "2026-03-04", laws.in_force())

    check = fund.check("2026-03-05")

    assert (check.balanced, check.found) == (True, 0)


def test_an_empty_fund_balances(fund: Fund) -> None:
    check = fund.check("2026-03-05")

    assert (check.balanced, check.entries, check.accounts) == (True, 0, 0)


def _found(fund: Fund) -> list[tuple[str, str, int, int]]:
    check = fund.check("2026-03-05")
    assert check.balanced is False
    return [
        (each["kind"], each["account"], each["stored_dirhams"], each["summed_dirhams"]) for each in check.differences
    ]


def test_a_balance_that_was_changed_is_found(fund: Fund, sea: str) -> None:
    damage(f"PAYER#{sea}", "ACCOUNT", balance_dirhams=119_876)

    # 250.000 owed, 130.125 paid: 119.875 is open, and so say the ledger and the open months.
    assert _found(fund) == [
        ("balance", f"receivable:{sea}", 119_876, 119_875),
        ("open_months", sea, 119_876, 119_875),
    ]


def test_open_months_that_were_changed_are_found(fund: Fund, sea: str) -> None:
    damage(f"PAYER#{sea}", "ACCOUNT", open=[["2026-02", 100_000]])

    assert _found(fund) == [("open_months", sea, 119_875, 100_000)]


def test_an_entry_that_was_changed_is_found(fund: Fund, sea: str) -> None:
    (receipt,) = (each for each in entries_of(sea) if each["cause"].startswith("receipt#"))
    (bank, _), (owner, _) = receipt["lines"]
    damage(receipt["pk"], receipt["sk"], lines=[[bank, 130_125], [owner, -130_000]])

    assert _found(fund) == [
        ("balance", f"receivable:{sea}", 119_875, 120_000),
        ("entry", f"{receipt['pk']} {receipt['sk']}", 0, 125),
    ]


def test_an_entry_that_was_removed_is_found_by_all_that_it_had_moved(fund: Fund, sea: str) -> None:
    january = next(each for each in entries_of(sea) if each["cause"].startswith("2026-01#"))
    remove(january["pk"], january["sk"])

    accounts = {account for _, account, _, _ in _found(fund)}

    assert accounts == {
        f"receivable:{sea}",
        *(f"receivable:{member}" for member in _members(sea)),
        "receivable:social_security:2026-01",
        "receivable:state:2026-01",
        "contributions:2026-01",
    }


def test_an_account_that_was_removed_is_found(fund: Fund, sea: str) -> None:
    remove(f"PAYER#{sea}", "ACCOUNT")

    assert _found(fund) == [("balance", f"receivable:{sea}", 0, 119_875)]


def test_a_receipt_without_its_entry_and_an_entry_without_its_receipt_are_found(fund: Fund, sea: str) -> None:
    lost, kept = fund.receive(sea, "1", "2026-03-04"), fund.receive(sea, "2", "2026-03-04")
    remove(f"RECEIPT#NAB#{lost.id}", "RECEIPT")
    remove(f"PAYER#{sea}", f"ENTRY#{kept.cause}")

    assert sorted(_found(fund)) == sorted(
        [
            ("balance", "bank:NAB", 0, 1_000),
            ("balance", "bank:NAB", 2_000, 0),
            ("balance", f"receivable:{sea}", 116_875, 118_875),
        ]
    )


def test_money_that_vanished_from_suspense_is_found(fund: Fund, sea: str) -> None:
    (key,) = table.due_page("SUSPENSE").keys
    damage(key.pk, key.sk, state="returned")

    assert sorted(_found(fund)) == [("balance", "returned:NAB", -33_000, 0), ("balance", "suspense", 0, -33_000)]


def test_a_share_and_a_month_that_were_changed_are_found(fund: Fund, sea: str) -> None:
    (shard,) = table.partition("SHARES#2026-02", "SHARD#")
    damage(shard["pk"], shard["sk"], state_dirhams=0)
    damage(f"ROLL#{sea}", "MONTH#2026-02", employer_dirhams=0)

    # February: state 12.5 + 18.75; all shares 11.25 % of 2500 = 281.25, of them the employer's 125.
    assert _found(fund) == [
        ("balance", "contributions:2026-02", -156_250, -281_250),
        ("balance", "receivable:state:2026-02", 0, 31_250),
    ]


def test_a_hundred_differences_are_shown_and_all_are_counted(fund: Fund) -> None:
    employer_id = fund.employer("بحر", *["1000"] * 103)
    fund.open(employer_id, through="2026-02-01")
    for member in _members(employer_id):
        damage(f"PAYER#{member}", "ACCOUNT", balance_dirhams=1, open=[["2026-01", 1]])

    check = fund.check("2026-02-05")

    assert (check.balanced, check.found, len(check.differences)) == (False, 103, 100)


def test_money_that_moves_while_the_fund_is_read_is_no_difference(
    fund: Fund, sea: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look sees a transaction by half, as a scan may: the account moved, its entry not yet."""
    real, looks = snapshots.take, []

    def by_half(folder: Path, law: Law) -> Control:
        looks.append(1)
        account = dict(next(table.partition(f"PAYER#{sea}", "ACCOUNT")))
        if len(looks) == 1:
            damage(f"PAYER#{sea}", "ACCOUNT", balance_dirhams=119_000, open=[["2026-02", 119_000]])
        try:
            return real(folder, law)
        finally:
            table.client().put_item(TableName=table.name(), Item=table.to_wire(account))

    monkeypatch.setattr(snapshots, "take", by_half)

    assert fund.check("2026-03-05").balanced is True
    assert len(looks) == 2


def test_a_fund_that_is_being_paid_while_it_is_checked_is_never_accused(fund: Fund, sea: str) -> None:
    paying, members = Event(), _members(sea)

    def pay() -> None:
        while not paying.is_set():
            for payer in (sea, *members, None):
                fund.receive(payer, "1", "2026-03-04")

    with ThreadPoolExecutor() as pool:
        payments = pool.submit(pay)
        checks = [fund.check("2026-03-05") for _ in range(5)]
        paying.set()
        payments.result()

    assert all(check.differences == () and check.balanced is not False for check in checks)
    assert fund.check("2026-03-05").balanced is True


def test_only_the_last_check_that_was_asked_for_is_answered(fund: Fund, sea: str) -> None:
    first, second = ledger_checks.ask("me", at("2026-03-05")), ledger_checks.ask("me", at("2026-03-05", 10))

    assert ledger_checks.make(first.id, at("2026-03-05", 11), LAW) is None
    assert ledger_checks.make(second.id, at("2026-03-05", 11), LAW) is not None
    assert ledger_checks.make(second.id, at("2026-03-05", 12), LAW) is None
    assert reports.load_check().checked_at == at("2026-03-05", 11)


def _difference(record: str, stored: int = 1, summed: int = 0) -> Difference:
    return Difference("balance", record, record, stored, summed)


def _looks(*seen: set[Difference]) -> Callable[[], frozenset[Difference]]:
    remaining = iter(seen)
    return lambda: frozenset(next(remaining))


def test_what_stands_in_two_looks_is_certain() -> None:
    broken, passing = _difference("a"), _difference("b")

    proof = prove(_looks({broken, passing}, {broken}))

    assert (proof.differences, proof.unsettled, proof.balanced) == ((broken,), 0, False)


def test_what_moves_at_each_look_is_neither_proved_nor_accused() -> None:
    proof = prove(_looks({_difference("a", 1)}, {_difference("a", 2)}, {_difference("a", 3)}))

    assert (proof.differences, proof.unsettled, proof.balanced) == ((), 1, None)


def test_what_is_certain_is_told_beside_what_moves() -> None:
    broken = _difference("a")

    proof = prove(_looks({broken}, {broken, _difference("b", 1)}, {broken, _difference("b", 2)}))

    assert (proof.differences, proof.unsettled, proof.balanced) == ((broken,), 1, False)


def test_a_fund_without_a_difference_is_read_once() -> None:
    assert prove(_looks(set())).balanced is True
