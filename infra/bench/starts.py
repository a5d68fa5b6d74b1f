"""Cold starts: what each entry loads, against what the tools it stands on take by themselves on the same machine."""

from __future__ import annotations

from collections.abc import Sequence

from infra.bench.entries import ENTRIES, Entry, unexpected
from infra.bench.loading import clients_made_by, loaded_by, seconds_of
from infra.bench.promises import Promise
from infra.bench.tables import Table, number

CHALICE = "import chalice.app"
PYDANTIC = "import pydantic"
BOTO3 = "import boto3"
CLIENT = "import boto3; boto3.client('dynamodb')"
POWERTOOLS = (
    "from aws_lambda_powertools import Logger, Metrics, Tracer; from aws_lambda_powertools.utilities import "
    "batch, idempotency, parameters, parser"
)

# What the design was held against, in ms, on the machine that it was drawn on; Tracer and X-Ray are not used now.
FLOORS = (
    ("interpreter", 8, ()),
    ("Chalice", 32, (CHALICE,)),
    ("pydantic", 107, (PYDANTIC,)),
    ("boto3", 143, (BOTO3,)),
    ("boto3 and a DynamoDB client", 209, (CLIENT,)),
    ("all of these, with powertools", 311, (CHALICE, PYDANTIC, CLIENT, POWERTOOLS)),
)


def measure() -> tuple[list[Table], list[Promise]]:
    """Each in a fresh interpreter, five times, the median of its processor time."""
    bare = seconds_of("pass")
    floors = Table(
        "Floors of a cold start",
        ("", "design (ms)", "here (ms)"),
        [(name, str(design), _ms(seconds_of(*what))) for name, design, what in FLOORS],
        "From starting an interpreter to its end, in processor time. The design's figures come from another machine.",
    )
    starts = Table(
        "Cold start of each entry",
        ("module", "loading it (ms)", "until its first event (ms)", "loads in vain"),
        [_row(entry, bare) for entry in ENTRIES],
        "Without the interpreter itself, which takes what the first floor says. Until its first event: with the "
        "clients and the law that it needs then. `app` is the API; every other module has the handlers of one room. "
        "Files are loaded as compiled bytecode.",
    )
    return [floors, starts], promises()


def promises() -> list[Promise]:
    """Nothing is loaded that is not used, and no client is made before it is needed."""
    packages = [f"{each.module}: {name}" for each in ENTRIES for name in unexpected(each, loaded_by(each.module))]
    clients = [f"{each.module}: {name}" for each in ENTRIES for name in clients_made_by(each.module)]
    return [
        _none(f"Packages that the {len(ENTRIES)} entries load and do not use", packages),
        _none("Clients of AWS that they make while loading", clients),
    ]


def _none(what: str, found: Sequence[str]) -> Promise:
    return Promise(f"{what}: none", ", ".join(sorted(found)) or "none", not found)


def _row(entry: Entry, bare: float) -> list[str]:
    load = f"import {entry.module}"
    return [
        f"`{entry.module}`",
        _ms(seconds_of(load) - bare),
        _ms(seconds_of(load, *entry.first) - bare),
        ", ".join(sorted(unexpected(entry, loaded_by(entry.module)))) or "nothing",
    ]


def _ms(seconds: float) -> str:
    return number(round(seconds * 1_000))
