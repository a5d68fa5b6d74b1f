"""`make bench`: measure, show the figures, and write docs/measurements.md. `--full` takes the longest lists there are.

Exit:  0 every promise is kept; 1 one is broken, or nothing could be measured.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from infra.bench import (
    assessments,
    bank_days,
    bank_files,
    eligibility,
    large_employers,
    lists,
    months,
    openings,
    receipts,
    reconciliations,
    reversals,
    starts,
    sweeps,
    webhooks,
)
from infra.bench.costs import costs
from infra.bench.fund import NotMeasured, running_fund
from infra.bench.machine import load, machine
from infra.bench.page import PAGE, of_promises, written
from infra.bench.promises import Promise
from infra.bench.tables import Table
from infra.engine.refusal import EngineRefused

console = Console(highlight=False)


def main(*, full: bool = False) -> int:
    console.print(f"[bold]Measuring on[/bold] {machine()}", soft_wrap=True)
    busy = load()
    try:
        tables, promises = _measure(full)
    except (NotMeasured, EngineRefused) as error:
        console.print(f"[bold red]Nothing was written.[/] {error}", soft_wrap=True)
        return 1
    for table in (*tables, of_promises(promises)):
        console.print(table.shown())
    PAGE.write_text(written(tables, promises, busy), encoding="utf-8")
    console.print(f"Written to {PAGE}.", soft_wrap=True)
    return 0 if all(promise.kept for promise in promises) else 1


def _measure(full: bool) -> tuple[list[Table], list[Promise]]:
    # Cold starts first: nothing else of this measurement runs beside them then.
    with _told("Cold starts of every entry"):
        start_tables, started = starts.measure()
    with _told("Assessments on one core"):
        assessment_table = assessments.measure()
    with _told(f"Bank statements of {bank_files.ENTRIES:,} entries"):
        bank_table, statements_read = bank_files.measure()
    with running_fund() as fund:
        with _told("Webhooks over HTTP"):
            webhook_table, accepted = webhooks.measure(fund)
        with _told("Checks of eligibility over HTTP"):
            eligible_table, answered = eligibility.measure(fund)
        with _told("Receipts of payers with up to twenty years of past"):
            receipt_tables, booked, usual = receipts.measure(fund)
        with _told("Receipts taken back"):
            taken_table, taken = reversals.measure(fund)
        with _told(f"A bank's day of {bank_days.RECEIPTS:,} receipts"):
            day_table, banked = bank_days.measure(fund)
        with _told("Employers of up to 50,000 people"):
            followed = max(large_employers.SIZES) if full else large_employers.FOLLOWED
            employer_tables, paid = large_employers.measure(fund, followed=followed)
        with _told("The month of 1,180 people"):
            month_tables, stages = months.measure(fund)
        sizes = openings.FULL_SIZES if full else openings.SIZES
        with _told(f"The month of {max(sizes):,} people"):
            opening_table, opened = openings.measure(fund, sizes)
        with _told(f"Lists of {lists.ROWS:,} employees"):
            list_tables, listed = lists.measure(fund)
        with _told(f"A bank's statement of {reconciliations.LINES:,} lines"):
            matched_table, matched = reconciliations.measure(fund)
        funds = sweeps.FULL_SIZES if full else sweeps.SIZES
        with _told(f"Sweeps of up to {max(funds):,} accounts"):
            sweep_tables, swept, sweep_costs = sweeps.measure(fund, funds)
    costly = [
        webhook_table,
        eligible_table,
        *receipt_tables,
        taken_table,
        day_table,
        *employer_tables,
        *month_tables,
        opening_table,
        *list_tables,
        matched_table,
        *sweep_tables,
        *costs(usual, stages, sweep_costs),
    ]
    tables = [*costly, assessment_table, bank_table, *start_tables]
    of_money = [*accepted, *answered, *booked, *taken, *banked, *paid]
    return tables, [*of_money, *opened, *listed, *matched, *swept, *statements_read, *started]


@contextmanager
def _told(what: str) -> Iterator[None]:
    since = time.monotonic()
    with console.status(f"{what} …"):
        yield
    console.print(f"[green]✓[/] {what} [dim]({time.monotonic() - since:.1f} s)[/]")


if __name__ == "__main__":
    arguments = ArgumentParser(description="Measure, and write docs/measurements.md.")
    arguments.add_argument(
        "--full", action="store_true", help="have the longest lists and funds worked through, for two hours"
    )
    sys.exit(main(full=arguments.parse_args().full))
