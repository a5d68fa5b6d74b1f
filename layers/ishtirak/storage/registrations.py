"""Lists of employees registered from a file: checked, shown, confirmed, then registered in resumable pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update, write_one


class UnknownRegistration(NotFound):
    """No registration of a list has this id."""

    code = "unknown_registration"
    ar = "لا توجد عملية تسجيل بالرقم {registration_id}."
    en = "There is no registration {registration_id}."


class RegistrationState(StrEnum):
    """waiting (for its file) → checked → applying → applied; refused where the file can't be used."""

    WAITING = "waiting"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Registration:
    """One list of one employer.

    file_version: the version of its file that was checked, and that is registered.
    line:         the last line of the file that has been registered.
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
    registered: int = 0
    line: int = 0
    version: int = 1


def load(registration_id: str) -> Registration:
    """Raises: UnknownRegistration."""
    item = table.get(keys.registration(registration_id))
    if item is None:
        raise UnknownRegistration(registration_id=registration_id)
    known = {name: item[name] for name in Registration.__dataclass_fields__ if name in item}
    return Registration(
        **{
            **known,
            "covered_from": date.fromisoformat(item["covered_from"]),
            "state": RegistrationState(item["state"]),
            "submitted_at": datetime.fromisoformat(item["submitted_at"]),
            "problems": tuple(item["problems"]),
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


def registered(seen: Registration, people: int, line: int) -> Update:
    """The write by which the lines up to `line` are done, with `people` of them newly registered.

    It raises Moved where another worker was faster.
    """
    return Update(
        keys.registration(seen.id),
        set={"line": line, "version": seen.version + 1},
        add={"registered": people},
        if_is={"version": seen.version},
    )


def _item(registration: Registration) -> dict[str, Any]:
    plain = {name: getattr(registration, name) for name in Registration.__dataclass_fields__}
    # While it is being registered it stands in the due index: a sweep takes up what a lost message left lying.
    applying = registration.state is RegistrationState.APPLYING
    return {
        **plain,
        "covered_from": registration.covered_from.isoformat(),
        "state": registration.state.value,
        "submitted_at": registration.submitted_at.isoformat(),
        "problems": list(registration.problems),
        "due_shard": keys.due_shard(keys.registration(registration.id).pk) if applying else None,
        "due_on": registration.submitted_at.date().isoformat() if applying else None,
    }
