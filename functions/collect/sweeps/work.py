"""What stands in the due index, by kind of record: what is to be done, on which queue, and how a message says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ishtirak.law.bilingual import Bilingual
from ishtirak.messaging.queues import Queue
from ishtirak.storage import keys, laws
from ishtirak.storage.keys import Key

Message = dict[str, Any]

UNKNOWN = "unknown"
"""The kind of what stands in the index and has no row below: a defect, shown and logged, which stops nothing else."""


@dataclass(frozen=True, slots=True)
class Work:
    """name: what the run's record calls it. queue, message: who works on it, and what it is told."""

    name: str
    queue: Queue
    message: Callable[[Key], Message]


def _named(name: str) -> Callable[[Key], Message]:
    """The message that says whose record is due, by the id of what it is of."""
    return lambda key: {name: key.owner_id}


WORK: Mapping[str, Work] = {
    keys.ROLL: Work("rolls", Queue.OPENINGS, _named("roll_id")),
    keys.ACCOUNT: Work("accounts", Queue.STEPS, _named("payer_id")),
    keys.RESTATEMENT: Work("restatements", Queue.OPENINGS, _named("subscriber_id")),
    keys.IN_FORCE: Work("law", Queue.OPENINGS, lambda _: {"law": laws.in_force().version}),
    keys.SUBSCRIBER: Work("people", Queue.TELLINGS, _named("person")),
    keys.DOCUMENT: Work(
        "documents", Queue.TELLINGS, lambda key: {"document_of": key.owner_id, "document_id": key.name}
    ),
    keys.POLICY: Work("policies", Queue.LISTS, _named("closing_of")),
    keys.REGISTRATION: Work("lists", Queue.LISTS, _named("registration_id")),
    keys.BANK_STATEMENT: Work("bank_statements", Queue.FILES, _named("bank_statement_id")),
    keys.CLOSED_DAY: Work("daily_closings", Queue.REPORTS, lambda key: {"closing_of": key.name}),
    keys.CLOSING: Work("period_closings", Queue.REPORTS, lambda key: {"seal": key.name}),
    keys.CHANGE: Work("changes", Queue.CHANGES, lambda key: {"subscriber_id": key.owner_id, "change_id": key.name}),
}


def kind_of(key: Key) -> str:
    """The name of the work that a key of the index stands for, UNKNOWN where it stands for none."""
    work = WORK.get(key.kind)
    return work.name if work else UNKNOWN


NAMES: Mapping[str, Bilingual] = {
    "rolls": Bilingual("قوائم تفتح أشهرها", "lists whose months are opened"),
    "accounts": Bilingual("حسابات بلغت موعدها", "accounts that have come to a threshold"),
    "restatements": Bilingual("أشخاص يعاد تقدير أشهرهم", "people whose months are assessed again"),
    "law": Bilingual("قيم جديدة في القانون", "values added to the law"),
    "people": Bilingual(
        "أشخاص تنتهي شهاداتهم أو تُعتمد مستندات رفع تجميدهم",
        "people whose certificates end or whose account may be thawed",
    ),
    "documents": Bilingual("مستندات تنتهي", "documents that end"),
    "policies": Bilingual("وثائق تقفل", "policies that close"),
    "lists": Bilingual("كشوف تسجيل تنتظر", "lists that wait to be registered"),
    "bank_statements": Bilingual("كشوف مصارف تنتظر", "banks' statements that wait"),
    "daily_closings": Bilingual("إقفالات يومية تعد", "daily closings to be made"),
    "period_closings": Bilingual("إقفالات فترات تختم", "closings of periods to be sealed"),
    "changes": Bilingual("تغييرات يحل موعدها", "changes whose day has come"),
    UNKNOWN: Bilingual("غير معروف", "unknown"),
}
