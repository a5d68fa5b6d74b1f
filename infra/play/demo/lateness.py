"""The employer that does not pay: day 90, day 91, the SMS, and the report of late employers (PKG-1, NOT-1, RPT-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from infra.play.checks.reports import read_rows, ready_link
from infra.play.demo.employers import Payer
from infra.play.demo.figures import must_be
from infra.play.demo.stage import Stage
from infra.play.doors import FINANCE, INSURANCE_AFFAIRS
from infra.play.faults import CannotPlay

DAY_90 = date(2026, 2, 8)
DAY_91 = date(2026, 2, 9)
"""Of October, which was due on 10 November."""


def cover_is(stage: Stage, people: Sequence[Payer], package: str, reason: str) -> None:
    """Raises: FiguresDiffer unless all of them have this package for this reason today."""
    for person in people:
        cover = stage.doors.get(f"/v1/subscribers/{person.id}/cover", INSURANCE_AFFAIRS)
        must_be("The cover of the small employer's people", (package, reason), (cover["package"], cover["reason"]))
    stage.says(f"{cover['package_en']} ({cover['reason_en']}) — {cover['package_ar']}، {cover['reason_ar']}")


def sms_of(stage: Stage, people: Sequence[Payer]) -> list[str]:
    """The texts that left for these people.

    Raises: FiguresDiffer unless each got one; CannotPlay where none is in the outbox of the provider.
    """
    texts = []
    for person in people:
        notices = list(stage.doors.items(f"/v1/subscribers/{person.id}/notices", INSURANCE_AFFAIRS))
        sent = [notice for notice in notices if notice["kind"] == "package_lowered" and notice["state"] == "sent"]
        must_be("SMS to each of the small employer's people", 1, len(sent))
        texts.append(str(sent[0]["text"]))
    left = {sms["text"] for sms in stage.control.sms()}
    if not left.issuperset(texts):
        raise CannotPlay("An SMS is on record as sent, but the provider has not got it.")
    stage.says(texts[0])
    return texts


def late_employers(stage: Stage) -> list[dict[str, str]]:
    """The report of late employers as it lies in S3, fetched by its link."""
    with stage.scene("Report of late employers made and fetched by link", "إعداد تقرير جهات العمل المتأخرة وتنزيله"):
        report = stage.doors.post("/v1/reports", FINANCE, {"name": "late_employers"})
        ready = stage.wait_for(f"/v1/reports/{report['id']}", FINANCE, {"ready"})
        rows = read_rows(stage.doors.download(ready_link(ready)))
    must_be("Rows of the report of late employers", 1, len(rows))
    stage.says(" · ".join(rows[0].values()))
    return rows


def ledger(stage: Stage) -> dict[str, Any]:
    """The check that adds up every entry and every account.

    Raises: FiguresDiffer unless all of it balances.
    """
    with stage.scene("Ledger checked: every entry and every account", "مراجعة دفتر الأستاذ: كل قيد وكل حساب"):
        stage.doors.post("/v1/ledger/checks", FINANCE)
        found = stage.wait_for("/v1/ledger/check", FINANCE, {"ready"})
    must_be("The ledger balances", (True, []), (found["balanced"], found["differences"]))
    return found
