"""What this room's doors take and give, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from functions.reports.kinds import ReportName
from ishtirak.rules.money import Money
from ishtirak.storage.reports import Failure, JobState, LedgerCheck, Report
from ishtirak.web.answers import Answer, LinkAnswer
from ishtirak.web.fields import Day, Dinars
from ishtirak.web.parsing import Body


class ReportBody(Body):
    """RPT-3: a report by name, of a day; of today where none is given."""

    name: ReportName
    as_of: Day | None = None


class ReasonAnswer(Answer):
    """Why it could not be done."""

    code: str
    ar: str
    en: str

    @classmethod
    def of(cls, failure: Failure | None) -> ReasonAnswer | None:
        return cls(code=failure.code, ar=failure.ar, en=failure.en) if failure else None


class ReportAnswer(Answer):
    """How far a report has come. `rows` and `link` are there once it is ready, `reason` where it failed."""

    id: str
    name: ReportName
    as_of: date
    state: JobState
    rows: int | None
    link: LinkAnswer | None
    reason: ReasonAnswer | None

    @classmethod
    def of(cls, report: Report, link: LinkAnswer | None = None) -> ReportAnswer:
        return cls(
            id=report.id,
            name=ReportName(report.name),
            as_of=report.as_of,
            state=report.state,
            rows=report.rows,
            link=link,
            reason=ReasonAnswer.of(report.failure),
        )


class DifferenceAnswer(Answer):
    """Two amounts that should be one.

    kind: balance (a record and the lines that belong to it), open_months (a balance and the months it is made of),
          entry (lines that don't add up to zero), sealed (a closed period and the lines that are dated in it).
    """

    kind: str
    account: str
    record: str
    stored: Dinars
    summed: Dinars

    @classmethod
    def of(cls, difference: Any) -> DifferenceAnswer:
        same = {name: difference[name] for name in ("kind", "account", "record")}
        stored, summed = (Money(difference[f"{name}_dirhams"]) for name in ("stored", "summed"))
        return cls(**same, stored=stored, summed=summed)


class LedgerCheckAnswer(Answer):
    """The last check of the ledger that was asked for.

    balanced:    null while that is not known: before the check is made, or where records moved at each look.
    found:       how many differences there are; the first hundred stand in `differences`.
    unsettled:   how many records moved at each look and so could not be proved; ask again in a quiet hour.
    """

    id: str
    state: JobState
    balanced: bool | None
    entries: int | None
    accounts: int | None
    found: int | None
    unsettled: int | None
    differences: list[DifferenceAnswer]
    asked_at: datetime
    checked_at: datetime | None
    reason: ReasonAnswer | None

    @classmethod
    def of(cls, check: LedgerCheck) -> LedgerCheckAnswer:
        return cls(
            id=check.id,
            state=check.state,
            balanced=check.balanced,
            entries=check.entries,
            accounts=check.accounts,
            found=check.found,
            unsettled=check.unsettled,
            differences=[DifferenceAnswer.of(each) for each in check.differences],
            asked_at=check.asked_at,
            checked_at=check.checked_at,
            reason=ReasonAnswer.of(check.failure),
        )
