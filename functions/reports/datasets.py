"""What a snapshot of the fund is made of: tables with an explicit schema, the same in DuckDB and in Athena.

employers   who must pay
accounts    what each payer owes, with the dates that the law gives to it
members     who is on which employer's list
stored      every amount that a record of the table holds for speed, by record
lines       every line of the ledger, with the record whose amount it must add up to

Amounts are dirhams, dates are civil dates, months are text ("2026-01"). Names of people are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT, WHOLE, DAY = "VARCHAR", "BIGINT", "DATE"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table: the SQL type of each column, and what its rows are sorted by, so that equal facts lie alike."""

    name: str
    columns: dict[str, str]
    order: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.parquet"


EMPLOYERS = Dataset(
    "employers",
    {"employer_id": TEXT, "reference": TEXT, "name": TEXT, "sector": TEXT, "region": TEXT},
    order=("employer_id",),
)

ACCOUNTS = Dataset(
    "accounts",
    {
        "payer_id": TEXT,
        "kind": TEXT,
        "oldest_open": TEXT,
        "due_on": DAY,
        "past_due_from": DAY,
        "lowered_on": DAY,
        "months_open": WHOLE,
        "open_dirhams": WHOLE,
        "credit_dirhams": WHOLE,
        "balance_dirhams": WHOLE,
    },
    order=("payer_id",),
)

MEMBERS = Dataset("members", {"employer_id": TEXT, "subscriber_id": TEXT}, order=("employer_id", "subscriber_id"))

STORED = Dataset("stored", {"record": TEXT, "ledger_account": TEXT, "dirhams": WHOLE}, order=("record",))

LINES = Dataset(
    "lines",
    {"entry": TEXT, "record": TEXT, "ledger_account": TEXT, "booked_on": DAY, "dirhams": WHOLE},
    order=("record", "entry", "ledger_account"),
)

DATASETS = (EMPLOYERS, ACCOUNTS, MEMBERS, STORED, LINES)
