"""The modules that Lambda starts from, and what each may load before its first event.

Whatever else of third parties is loaded at the start is waited for by a cold start that does not need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What a package brings with it, by the package that our code asks for.
BROUGHT: Mapping[str, frozenset[str]] = {
    "boto3": frozenset({"botocore", "certifi", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}),
    "chalice": frozenset(),
    "jwt": frozenset({"cryptography"}),
    "aws_lambda_powertools": frozenset({"jmespath", "typing_extensions"}),
    "pydantic": frozenset({"annotated_types", "pydantic_core", "typing_extensions", "typing_inspection"}),
    "stdnum": frozenset(),
    "yaml": frozenset(),
}

# Parts of a package that are named by themselves, because they are loaded apart and are not small.
PARTS = ("aws_lambda_powertools.utilities.idempotency", "aws_lambda_powertools.utilities.parameters")

LAW = "from ishtirak.law.shipped import shipped_law; shipped_law()"
TABLE = "from ishtirak.storage import table; table.client()"
QUEUES = "from ishtirak.messaging import queues; queues._client()"
SMS = "from ishtirak.messaging.sms import sns; sns._client()"
BANK = "from functions.collect.receipts import bank_events"
PUBLICATIONS = "from functions.notify import publications"
FILES = "from ishtirak.storage import uploads; uploads.client()"


@dataclass(frozen=True)
class Entry:
    """One module that handlers are found in.

    uses:  what its handlers use, and so what it may load at the start.
    first: what the first event then waits for at most: clients, the law, what only one of its handlers loads.
    """

    module: str
    uses: frozenset[str]
    first: tuple[str, ...]


def _entry(module: str, uses: str, *first: str) -> Entry:
    return Entry(module, frozenset(uses.split()), first)


ENTRIES = (
    _entry("app", "aws_lambda_powertools boto3 chalice pydantic stdnum", TABLE, LAW),
    _entry("ishtirak.web.authorizer", "chalice", "import ishtirak.web.tokens"),
    _entry("functions.collect.events", "aws_lambda_powertools boto3 chalice stdnum", TABLE, LAW, BANK),
    _entry("functions.collect.schedules", "aws_lambda_powertools boto3 chalice", TABLE, QUEUES),
    _entry("functions.enroll.events", "aws_lambda_powertools boto3 chalice stdnum", TABLE, LAW, FILES),
    _entry("functions.notify.events", "aws_lambda_powertools boto3 chalice", TABLE, LAW, SMS, PUBLICATIONS),
    _entry("functions.notify.schedules", "aws_lambda_powertools boto3 chalice", TABLE, QUEUES),
    _entry(
        "functions.reports.events",
        "aws_lambda_powertools boto3 chalice",
        TABLE,
        LAW,
        "from functions.reports import bucket; bucket._client()",
        "import duckdb",
        "import fontpkg_amiri, hijridate, typst",
    ),
)


def unexpected(entry: Entry, loaded: Iterable[str]) -> set[str]:
    """What the entry loads at the start and does not use."""
    brought = (BROUGHT.get(each, frozenset()) for each in entry.uses)
    return set(loaded) - entry.uses - frozenset().union(*brought)
