"""How fast months are assessed on one core, and how large the law is that they are assessed by (CON-1, CON-6)."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from infra.bench.tables import Table, milliseconds, number
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.assessments import assess
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate
from ishtirak.rules.explanations import of_assessment
from ishtirak.rules.money import Money
from ishtirak.rules.salaries import analyse

PEOPLE = 100_000
EXPLAINED = 5_000
ROUNDS = 3
MONTH = Month(2026, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """What an assessment must know."""

    category: str
    certificates: tuple[Certificate, ...] = ()
    birth_date: date | None = None
    waits: bool = False


def measure() -> Table:
    """Assessments, analyses and explanations a second, and the law's size."""
    law = shipped_law()
    incomes = [Money(450_000 + each * 10) for each in range(PEOPLE)]
    certified = [Person("private_employee", (Certificate(MONTH.first_day, income),)) for income in incomes]
    plain, alone = Person("private_employee"), Person("self_employed")
    children = [Person("state_paid", birth_date=date(2010 + each % 15, 1 + each % 12, 1)) for each in range(PEOPLE)]
    rows = [
        ("employee, by a statement", _rate(lambda: [assess(MONTH, plain, income, law) for income in incomes], PEOPLE)),
        ("employee, by a certificate", _rate(lambda: [assess(MONTH, each, None, law) for each in certified], PEOPLE)),
        ("self-employed", _rate(lambda: [assess(MONTH, alone, income, law) for income in incomes], PEOPLE)),
        ("state-paid, by age", _rate(lambda: [assess(MONTH, each, None, law) for each in children], PEOPLE)),
        ("salary analysed", _rate(lambda: [analyse(income, MONTH.first_day, law) for income in incomes], PEOPLE)),
        ("assessment explained", _rate(lambda: _explain(incomes[:EXPLAINED], plain, law), EXPLAINED)),
    ]
    seconds, size = _loading()
    parts = f"{len(law.parameters)} parameters, {len(law.categories)} categories, {len(law.sectors)} sectors"
    note = (
        f"The best of {ROUNDS} rounds, in seconds of one core. The law ({parts}) is read from its files in "
        f"{milliseconds(seconds)} ms and takes {number(size / 1024)} kB."
    )
    return Table(
        "Assessments a second on one core", ("what", "a second"), [(what, number(each)) for what, each in rows], note
    )


def _explain(incomes: list[Money], person: Person, law: Law) -> None:
    for income in incomes:
        assessment = assess(MONTH, person, income, law)
        if assessment is not None:
            of_assessment(assessment, law).text("ar")


def _rate(work: Callable[[], object], times: int) -> float:
    return times / min(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of this process's own work: what others do beside it is not counted."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _loading() -> tuple[float, int]:
    """How long the law takes to be read, and the memory that it holds, in bytes."""
    seconds = min(_seconds(shipped_law.__wrapped__) for _ in range(ROUNDS))
    tracemalloc.start()
    kept = shipped_law.__wrapped__()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return seconds, size
