"""What people were told by SMS (NOT-1, NOT-4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from infra.play.control import FUND_TIME
from infra.play.doors import INSURANCE_AFFAIRS
from infra.play.fields import Day, NoticeKind, PayerHandle, Text
from infra.play.stage import Stage
from infra.play.verb import Check, Difference

SENT = "sent"


class CheckNotices(Check):
    """How many SMS a subscriber or an employer was sent: of a kind, since a day, with some words in them."""

    to: PayerHandle
    kind: NoticeKind | None = None
    since: Day | None = None
    count: int
    contains: Text | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        stage.control.drain()  # what a step of this moment has written leaves now
        all_of_them = list(stage.doors.items(f"{stage.party(self.to).path}/notices", INSURANCE_AFFAIRS))
        meant = [each for each in all_of_them if self._means(each)]
        sent = sum(each["state"] == SENT for each in meant)
        if sent == self.count:
            return []
        on_record = [f"{each['kind']} {each['state']} {_day(each)}" for each in all_of_them]
        return [Difference("count", self.count, f"{sent} (on record: {', '.join(on_record) or 'none'})")]

    def _means(self, notice: dict[str, Any]) -> bool:
        return (
            (self.kind is None or notice["kind"] == self.kind)
            and (self.since is None or _day(notice) >= self.since)
            and (self.contains is None or self.contains in (notice["text"] or ""))
        )


def _day(notice: dict[str, Any]) -> date:
    return datetime.fromisoformat(notice["created_at"]).astimezone(FUND_TIME).date()
