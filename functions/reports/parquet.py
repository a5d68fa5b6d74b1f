"""JSON lines into Parquet, and the proof that nothing got lost on the way.

A value of the wrong type becomes NULL without a word, so what is read back is counted and added up once more.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from functions.reports.datasets import DATASETS, WHOLE, Dataset
from functions.reports.queries import database, quoted
from functions.reports.scans import Control
from ishtirak.errors import Defect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class NotReconciled(Defect):
    """The files of a snapshot don't hold what was read from the table; no report may be made of them."""

    code = "snapshot_not_reconciled"
    ar = "لا تتطابق نسخة البيانات مع الأصل: {column} قُرئت {read} بدلا من {written}."
    en = "The snapshot does not hold what was read: {column} has {read} instead of {written}."


def write_parquet(folder: Path, control: Control) -> None:
    """Turn the JSON lines in `folder` into one Parquet file a dataset.

    Raises: NotReconciled.
    """
    with database(folder) as connection:
        for each in DATASETS:
            _copy(connection, folder, each)
            _reconcile(connection, folder, each, control)
            for file in folder.glob(f"{each.name}-*.jsonl"):
                file.unlink()


def _copy(connection: DuckDBPyConnection, folder: Path, dataset: Dataset) -> None:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in dataset.columns.items())
    lines = quoted(str(folder / f"{dataset.name}-*.jsonl"))
    connection.execute(
        f"COPY (SELECT * FROM read_json({lines}, format = 'newline_delimited', columns = {{{columns}}})"  # noqa: S608
        f" ORDER BY {', '.join(dataset.order)})"
        f" TO {quoted(str(folder / dataset.file_name))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _reconcile(connection: DuckDBPyConnection, folder: Path, dataset: Dataset, control: Control) -> None:
    expected = {"rows": control.rows[dataset.name]}
    figures = ["COUNT(*)"]
    for column, kind in dataset.columns.items():
        name = f"{dataset.name}.{column}"
        expected[f"{name} filled"] = control.filled[name]
        figures.append(f"COUNT({column})")
        if kind == WHOLE:
            expected[f"{name} total"] = control.totals[name]
            figures.append(f"COALESCE(SUM({column}), 0)")
    file = quoted(str(folder / dataset.file_name))
    found = connection.execute(f"SELECT {', '.join(figures)} FROM read_parquet({file})").fetchone()  # noqa: S608
    for (column, written), read in zip(expected.items(), found or (), strict=True):
        if written != read:
            raise NotReconciled(column=column, read=read, written=written)
