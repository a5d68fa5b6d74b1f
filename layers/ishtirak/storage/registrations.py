"""Lists of employees from files: checked, shown, confirmed, then applied in resumable pieces (ENR-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update, write_one

FOLDER = "registrations/"
FOUND = "found/"
"""Where what was found in lists lies: apart from what people send, which is looked at when it arrives."""


def file_key(registration_id: str) -> str:
    """Where the file of a list lies."""
    return f"{FOLDER}{registration_id}"


def found_key(registration_id: str, name: str) -> str:
    """Where a file of what was found in a list lies."""
    return f"{FOUND}{registration_id}/{name}"


class UnknownRegistration(NotFound):
    """No registration of a list has this id."""

    code = "unknown_registration"
    ar = "لا توجد عملية تسجيل بالرقم {registration_id}."
    en = "There is no registration {registration_id}."


class RegistrationState(StrEnum):
    """waiting (for its file) → checking → checked → applying → applied; refused where the file can't be used."""

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Registration:
    """One list of one employer.

    file_version:   the version of its file that was checked, and that is applied; `digest` is that of its bytes.
    read:           how many lines have been read, while it is checked.
    line:           the last line of the file that has been applied.
    registered, changed, left: how many people that has registered, changed, taken off the list.
    leave_on:       the day on which those leave who are on the list and not in the file; None where they stay.
    leavers_read:   how far the file of leavers has been worked through, in bytes.
    repeats:        the registration that has applied the same bytes before.
    """

    id: str
    employer_id: str
    covered_from: date
    file_name: str
    state: RegistrationState
    submitted_by: str
    submitted_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    totals_dirhams: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Mapping[str, Any], ...] = ()
    file_version: str | None = None
    digest: str | None = None
    read: int = 0
    line: int = 0
    registered: int = 0
    changed: int = 0
    left: int = 0
    leave_on: date | None = None
    leavers_read: int = 0
    confirmed_by: str | None = None
    repeats: str | None = None
    version: int = 1


def load(registration_id: str) -> Registration:
    """Raises: UnknownRegistration."""
    item = table.get(keys.registration(registration_id))
    if item is None:
        raise UnknownRegistration(registration_id=registration_id)
    known = {name: item[name] for name in Registration.__dataclass_fields__ if name in item}
    leave_on = item.get("leave_on")
    return Registration(
        **{
            **known,
            "covered_from": date.fromisoformat(item["covered_from"]),
            "state": RegistrationState(item["state"]),
            "submitted_at": datetime.fromisoformat(item["submitted_at"]),
            "problems": tuple(item["problems"]),
            "leave_on": date.fromisoformat(leave_on) if leave_on else None,
        }
    )


def put_new(registration: Registration) -> Put:
    return Put(keys.registration(registration.id), _item(registration), unless_exists=Moved())


def put_over(seen: Registration, registration: Registration) -> Put:
    """The write that moves a list on from what was seen; it raises Moved where another one was faster."""
    item = {**_item(registration), "version": seen.version + 1}
    return Put(keys.registration(registration.id), item, if_is={"version": seen.version})


def save(seen: Registration, registration: Registration) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, registration))


def tell_progress(seen: Registration, lines: int) -> None:
    """Keep how many lines of a list have been read; it changes nothing else, and counts as no change of it.

    Raises: Moved where the list was moved on meanwhile.
    """
    told = {"read": lines, "state": RegistrationState.CHECKING.value}
    write_one(Update(keys.registration(seen.id), set=told, if_is={"version": seen.version}))


def applied(seen: Registration, line: int, registered: int, changed: int) -> Update:
    """The write by which the lines up to `line` are done, with so many people registered and changed.

    It raises Moved where another worker was faster.
    """
    return Update(
        keys.registration(seen.id),
        set={"line": line, "version": seen.version + 1},
        add={"registered": registered, "changed": changed},
        if_is={"version": seen.version},
    )


def applied_before(employer_id: str, digest: str) -> str | None:
    """The registration that has applied a file of these bytes for the employer; None where none has."""
    item = table.get(keys.applied_list(employer_id, digest))
    return item["registration_id"] if item else None


def put_applied(registration: Registration) -> Put:
    """The write by which a file of these bytes counts as applied."""
    key = keys.applied_list(registration.employer_id, registration.digest)
    return Put(key, {"registration_id": registration.id})


def _item(registration: Registration) -> dict[str, Any]:
    plain = {name: getattr(registration, name) for name in Registration.__dataclass_fields__}
    # While it is being applied it stands in the due index: a sweep takes up what a lost message left lying.
    applying = registration.state is RegistrationState.APPLYING
    return {
        **plain,
        "covered_from": registration.covered_from.isoformat(),
        "state": registration.state.value,
        "submitted_at": registration.submitted_at.isoformat(),
        "problems": list(registration.problems),
        "leave_on": registration.leave_on.isoformat() if registration.leave_on else None,
        "due_shard": keys.due_shard(keys.registration(registration.id).pk) if applying else None,
        "due_on": registration.submitted_at.date().isoformat() if applying else None,
    }
