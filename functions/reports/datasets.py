"""What a snapshot of the fund is made of: tables with an explicit schema, the same in DuckDB and in Athena.

employers   who must pay
accounts    what each payer owes, with the dates that the law gives to it
open_months what is open of each month, those under an agreement of instalments too
months      what each list's month adds up to, and what was recorded as collected of it
collected   what was recorded as collected of a share's month over the whole fund
members     who is on which employer's list
stored      every amount that a record of the table holds for speed, by record
lines       every line of the ledger, with the record whose amount it must add up to

Amounts are dirhams, dates are civil dates, months are text ("2026-01"). Names of people are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT, WHOLE, DAY, FLAG = "VARCHAR", "BIGINT", "DATE", "BOOLEAN"


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

OPEN_MONTHS = Dataset(
    "open_months",
    {"payer_id": TEXT, "kind": TEXT, "month": TEXT, "due_on": DAY, "agreed": FLAG, "open_dirhams": WHOLE},
    order=("payer_id", "month", "agreed"),
)

MONTHS = Dataset(
    "months",
    {
        "roll_id": TEXT,
        "employer_id": TEXT,
        "month": TEXT,
        "subscriber_dirhams": WHOLE,
        "employer_dirhams": WHOLE,
        "social_security_dirhams": WHOLE,
        "state_dirhams": WHOLE,
        "employer_collected_dirhams": WHOLE,
        "social_security_collected_dirhams": WHOLE,
        "state_collected_dirhams": WHOLE,
    },
    order=("roll_id", "month"),
)

COLLECTED = Dataset("collected", {"share": TEXT, "month": TEXT, "dirhams": WHOLE}, order=("month", "share"))

STORED = Dataset("stored", {"record": TEXT, "ledger_account": TEXT, "dirhams": WHOLE}, order=("record",))

LINES = Dataset(
    "lines",
    {
        "entry": TEXT,
        "record": TEXT,
        "ledger_account": TEXT,
        "control_account": TEXT,
        "deed": TEXT,
        "booked_on": DAY,
        "dirhams": WHOLE,
    },
    order=("record", "entry", "ledger_account"),
)

RECEIPTS = Dataset(
    "receipts",
    {"bank": TEXT, "receipt_id": TEXT, "settled_on": DAY, "state": TEXT, "dirhams": WHOLE},
    order=("bank", "receipt_id"),
)

STATED = Dataset(
    "stated",
    {
        "bank": TEXT,
        "receipt_id": TEXT,
        "statement_id": TEXT,
        "line_no": WHOLE,
        "outcome": TEXT,
        "dirhams": WHOLE,
    },
    order=("bank", "receipt_id", "statement_id", "line_no"),
)

SEALS = Dataset(
    "seals",
    {"until_day": DAY, "after_day": DAY, "control_account": TEXT, "dirhams": WHOLE},
    order=("until_day", "control_account"),
)

DATASETS = (EMPLOYERS, ACCOUNTS, OPEN_MONTHS, MONTHS, COLLECTED, MEMBERS, STORED, LINES, RECEIPTS, STATED, SEALS)
