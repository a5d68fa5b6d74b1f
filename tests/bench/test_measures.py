"""The counts that the design promises hold; the same code measures them for the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.bench import (
    bank_days,
    eligibility,
    large_employers,
    lists,
    months,
    openings,
    receipts,
    reconciliations,
    reversals,
    sweeps,
    webhooks,
)
from infra.bench.costs import costs
from infra.bench.fund import Fund, running_fund


@pytest.fixture(scope="module")
def fund() -> Iterator[Fund]:
    with running_fund() as fund:
        yield fund


@pytest.mark.requirement("COL-3")
def test_an_event_is_accepted_with_one_call_of_the_queue_and_no_record(fund: Fund) -> None:
    _, promises = webhooks.measure(fund, events=3)

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("SRV-4")
def test_eligibility_is_checked_with_three_reads_and_one_write_and_nothing_else(fund: Fund) -> None:
    _, promises = eligibility.measure(fund, checks=3)

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("COL-3", "COL-4")
def test_a_receipt_takes_two_reads_at_most_and_one_transaction_whatever_was_paid_before(fund: Fund) -> None:
    _, promises, _ = receipts.measure(fund, lengths=(1, 4))

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("COL-5")
def test_taking_a_receipt_back_costs_the_same_whatever_was_paid_before(fund: Fund) -> None:
    _, promises = reversals.measure(fund, lengths=(1, 14))

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("COL-3", "COL-4")
def test_each_receipt_of_a_banks_day_is_booked_in_one_transaction(fund: Fund) -> None:
    _, promises = bank_days.measure(fund, receipts=20)

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("COL-4", "PKG-8", "PKG-4")
def test_a_large_employers_receipt_costs_what_a_small_ones_does_and_each_person_is_told_at_one_price(
    fund: Fund,
) -> None:
    (_, after), promises = large_employers.measure(fund, sizes=(50, 100, 200), followed=100)

    assert [promise for promise in promises if not promise.kept] == []
    assert [row[1] for row in after.rows] == ["50", "50", "50", "100", "100"]


@pytest.mark.requirement("COL-1", "PKG-8")
def test_the_month_of_a_long_list_costs_what_its_people_cost_and_no_more_memory(fund: Fund) -> None:
    _, promises = openings.measure(fund, sizes=(80, 160))

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("PKG-8")
def test_a_sweep_costs_what_is_due_and_not_what_there_is(fund: Fund) -> None:
    (_, one), promises, swept = sweeps.measure(fund, sizes=(4_000, 6_000))

    assert [promise for promise in promises if not promise.kept] == []
    assert (swept.due.due, swept.nothing.items_read) == (40, 0)
    assert [row[0] for row in one.rows] == ["4,000 accounts", "6,000 accounts", sweeps.SENT, sweeps.REMINDED]


def test_a_month_is_measured_whole_and_its_cost_is_added_up(fund: Fund) -> None:
    _, stages = months.measure(fund, people=30)
    _, _, booking = receipts.measure(fund, lengths=(1,))
    _, _, swept = sweeps.measure(fund, sizes=(200,))

    each, month = costs(booking, stages, swept)

    assert len(stages) == 5
    assert all(stage.meter.write_units and not any(stage.meter.refused.values()) for stage in stages)
    assert len(each.rows) == 1 + 5 + 3
    assert [row[0] for row in month.rows][-1] == "together"
    parts = [float(row[-1].lstrip("$").replace(",", "")) for row in month.rows]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.05)


@pytest.mark.requirement("ENR-9", "ENR-2")
def test_a_new_person_of_a_list_costs_two_writes_an_unchanged_one_none_and_a_search_one_query(fund: Fund) -> None:
    _, promises = lists.measure(fund, rows=250, people=150)

    assert [promise for promise in promises if not promise.kept] == []


@pytest.mark.requirement("COL-9")
def test_the_lines_of_a_banks_statement_are_matched_in_little_memory(fund: Fund) -> None:
    _, promises = reconciliations.measure(fund, lines=300, unrecorded=20)

    assert [promise for promise in promises if not promise.kept] == []
