"""What documents and photographs have in common: a file about a person, sent by one and reviewed by another (ENR-3).

waiting (for the file) → pending → approved
            │               └────→ rejected  by a person, with the reason
            └────→ refused                   the bytes are not what they were said to be; the problem says how
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class FileState(StrEnum):
    WAITING = "waiting"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """A file about a subscriber or one of the family, and what became of it. Times are ISO text.

    dependant_id:       whose it is; None for the subscriber's own.
    sent_by, sent_at:   who asked to send it, and when.
    checked_at:         when its bytes were looked at; None while it waits for them.
    problem:            code, ar and en of why its bytes were refused.
    sha256, size_bytes: of the file as it is kept; kept_version says which version under its key that is.
    """

    id: str
    subscriber_id: str
    dependant_id: str | None = None
    file_name: str
    content_type: str
    sent_by: str
    sent_at: str
    state: FileState = FileState.WAITING
    checked_at: str | None = None
    problem: Mapping[str, str] | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    kept_version: str | None = None
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    version: int = 1

    @property
    def is_kept(self) -> bool:
        """Whether there is a file that can be looked at: one that waits for its review, or is approved."""
        return self.state in (FileState.PENDING, FileState.APPROVED)

    @property
    def approved_on(self) -> date | None:
        """The day of its approval; None where it is not approved."""
        if self.state is not FileState.APPROVED or self.decided_at is None:
            return None
        return date.fromisoformat(self.decided_at[:10])


AnyFile = TypeVar("AnyFile", bound=PersonFile)


def item_of(file: PersonFile, pending: str) -> dict[str, Any]:
    """The item of a file. While it waits for a review it stands in the due index under the name `pending`."""
    waits = file.state is FileState.PENDING
    return {
        **{name: getattr(file, name) for name in file.__dataclass_fields__},
        "state": file.state.value,
        "due_shard": pending if waits else None,
        "due_on": file.checked_at if waits else None,
    }


def fields_of(kind: type[PersonFile], item: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a file of this kind that an item of the table holds."""
    known = {name: item[name] for name in kind.__dataclass_fields__ if name in item}
    return {**known, "state": FileState(item["state"])}


def put_new(key: keys.Key, item: Mapping[str, Any]) -> Put:
    return Put(key, item, unless_exists=Moved())


def put_over(key: keys.Key, item: Mapping[str, Any], seen: PersonFile) -> Put:
    """The write that moves a file on from what was seen; it raises Moved where another one was faster."""
    return Put(key, {**item, "version": seen.version + 1}, if_is={"version": seen.version})


def pending_page(
    name: str, read: Callable[[dict[str, Any]], AnyFile], limit: int, after: str | None
) -> tuple[list[AnyFile], str | None]:
    """A page of what waits for a review under `name`, longest first, and where the next page begins."""
    page = table.due_page(name, limit=limit, after=after)
    found = table.get_all(page.keys)
    waiting = [read(found[key]) for key in page.keys if key in found]
    return [each for each in waiting if each.state is FileState.PENDING], page.after


def newest_first(files: list[AnyFile]) -> list[AnyFile]:
    """Those that were sent last come first."""
    return sorted(files, key=lambda each: (each.sent_at, each.id), reverse=True)
