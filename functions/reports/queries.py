"""DuckDB over the files of a snapshot: one process, bounded memory, nothing fetched from anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.reports.datasets import Dataset

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_MB_ELSEWHERE = 1_024
"""What counts as the process's memory where Lambda does not say it."""

ROWS_AT_A_TIME = 1_000


@contextmanager
def database(folder: Path) -> Iterator[DuckDBPyConnection]:
    """An empty database that spills to `folder` what does not fit into 60 % of the function's memory."""
    import duckdb  # half as large as everything else together: only a report's job pays for it

    memory_mb = int(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", MEMORY_MB_ELSEWHERE)) * 6 // 10
    settings: dict[str, Any] = {
        "memory_limit": f"{memory_mb}MB",
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",  # every file and every answer is sorted: the order of reading is no use
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        yield connection


def answers(folder: Path, datasets: Iterable[Dataset], query: str, values: Sequence[object] = ()) -> Iterator[Any]:
    """The rows that `sql/<query>.sql` gives on the Parquet files in `folder`, `values` in the places of its `?`."""
    text = (resources.files(__package__) / "sql" / f"{query}.sql").read_text("utf-8")
    with database(folder) as connection:
        for each in datasets:
            file = quoted(str(folder / each.file_name))
            connection.execute(f"CREATE VIEW {each.name} AS SELECT * FROM read_parquet({file})")  # noqa: S608 - ours
        result = connection.execute(text, list(values))
        while rows := result.fetchmany(ROWS_AT_A_TIME):
            yield from rows


def quoted(text: str) -> str:
    """`text` as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
