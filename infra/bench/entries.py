"""The modules that Lambda starts from, and what each may load before its first event.

Whatever else of third parties is loaded at the start is waited for by a cold start that does not need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What a package brings with it, by the package that our code asks for. Parts of powertools are named one by one:
# some of them cost as much as a package of their own.
BROUGHT: Mapping[str, frozenset[str]] = {
    "boto3": frozenset({"botocore", "certifi", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}),
    "chalice": frozenset(),
    "jwt": frozenset({"cryptography"}),
    "powertools.logging": frozenset({"aws_lambda_powertools", "jmespath", "typing_extensions"}),
    "powertools.metrics": frozenset({"aws_lambda_powertools", "typing_extensions"}),
    "powertools.parameters": frozenset({"aws_lambda_powertools", "typing_extensions"}),
    "pydantic": frozenset({"annotated_types", "pydantic_core", "typing_extensions", "typing_inspection"}),
    "stdnum": frozenset(),
    "yaml": frozenset(),
}

# Modules of powertools that stand for a part of it.
PARTS: Mapping[str, str] = {
    "aws_lambda_powertools.logging": "powertools.logging",
    "aws_lambda_powertools.metrics": "powertools.metrics",
    "aws_lambda_powertools.utilities.idempotency": "powertools.idempotency",
    "aws_lambda_powertools.utilities.parameters": "powertools.parameters",
}

LAW = "from ishtirak.law.law import shipped_law; shipped_law()"
TABLE = "from ishtirak.storage import table; table.client()"
QUEUES = "from ishtirak.messaging import queues; queues._client()"
SMS = "from ishtirak.messaging import sms; sms._client()"
FILES = "from ishtirak.storage import uploads; uploads._client()"


@dataclass(frozen=True)
class Entry:
    """One module that handlers are found in.

    uses:  what its handlers use, and so what it may load at the start.
    first: what the first event then waits for: clients, the law, what is loaded late.
    """

    module: str
    uses: frozenset[str]
    first: tuple[str, ...]


def _entry(module: str, uses: str, *first: str) -> Entry:
    return Entry(module, frozenset(uses.split()), first)


ENTRIES = (
    _entry("app", "boto3 chalice powertools.logging pydantic", TABLE, LAW),
    _entry("ishtirak.web.authorizer", "chalice", "import ishtirak.web.tokens"),
    _entry("functions.collect.events", "boto3 chalice powertools.logging pydantic", TABLE, LAW),
    _entry("functions.collect.schedules", "boto3 chalice powertools.metrics", TABLE, QUEUES),
    _entry("functions.enroll.events", "boto3 chalice powertools.logging", TABLE, LAW, FILES),
    _entry("functions.notify.events", "boto3 chalice powertools.logging", TABLE, LAW, SMS),
    _entry(
        "functions.reports.events",
        "boto3 chalice powertools.logging powertools.metrics",
        TABLE,
        LAW,
        "from functions.reports import bucket; bucket._client()",
        "import duckdb",
    ),
)


def unexpected(entry: Entry, loaded: Iterable[str]) -> set[str]:
    """What the entry loads at the start and does not use."""
    brought = (BROUGHT.get(each, frozenset()) for each in entry.uses)
    return set(loaded) - entry.uses - frozenset().union(*brought)
