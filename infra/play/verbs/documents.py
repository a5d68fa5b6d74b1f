"""Documents of people: sent as files, checked, and approved by a second person (ENR-3, ACC-3)."""

from __future__ import annotations

import io
from datetime import date

from pydantic import Field
from pypdf import PdfWriter

from infra.play.doors import INSURANCE_AFFAIRS, SECOND_OF_INSURANCE_AFFAIRS
from infra.play.fields import Day, DocumentKind, PersonHandle
from infra.play.stage import Party, Stage, StepFailed
from infra.play.verb import Deed

A4 = (595, 842)
YEARS_WHERE_NO_END_IS_GIVEN = 5


class Documents(Deed):
    """Handed in and approved, that day: one document of each kind, issued that day.

    expires: the end of those that can have one; of those that must have one it is made up where none is given.
    """

    of: PersonHandle
    kinds: list[DocumentKind] = Field(min_length=1)
    expires: Day | None = None

    def do(self, stage: Stage) -> None:
        known = stage.doors.get("/v1/document-kinds", INSURANCE_AFFAIRS)["items"]
        ends = {each["code"]: each["ends"] for each in known}
        for kind in self.kinds:
            self._hand_in(stage, kind, self._end(ends[kind], stage.today))

    def _end(self, ends: str, today: date) -> date | None:
        if ends == "always":
            return self.expires or date(today.year + YEARS_WHERE_NO_END_IS_GIVEN, today.month, 1)
        return self.expires if ends == "sometimes" else None

    def _hand_in(self, stage: Stage, kind: str, expires: date | None) -> None:
        hand_in(stage, stage.party(self.of), kind, expires)


def hand_in(stage: Stage, party: Party, kind: str, expires: date | None) -> str:
    """Send one document of a person, issued that day, have another person approve it, and give back its id."""
    path = f"/v1/subscribers/{party.of or party.id}/documents"
    body = {
        "kind": kind,
        "issued_on": stage.today.isoformat(),
        "expires_on": expires.isoformat() if expires else None,
        "dependant_id": _dependant_id(party),
        "file_name": f"{kind}.pdf",
        "content_type": "application/pdf",
    }
    asked = stage.doors.post(path, INSURANCE_AFFAIRS, body)
    stage.doors.upload(asked["upload"], f"{kind}.pdf", a_page())
    stage.control.drain()
    found = stage.doors.get(f"{path}/{asked['id']}", INSURANCE_AFFAIRS)
    if found["state"] != "pending":
        raise StepFailed(f"the document {kind} was sent, and is {found['state']} now: {found['problem']}")
    stage.doors.post(f"{path}/{asked['id']}/approve", SECOND_OF_INSURANCE_AFFAIRS)
    stage.control.drain()
    return str(asked["id"])


def _dependant_id(party: Party) -> str | None:
    return party.id if party.of is not None else None


def a_page() -> bytes:
    """A PDF of one page with nothing on it."""
    writer = PdfWriter()
    writer.add_blank_page(*A4)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
