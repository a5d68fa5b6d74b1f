"""Deciding on what somebody has sent about a person: never by who sent it, and once (ENR-3, ACC-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ishtirak.errors import Conflict
from ishtirak.rules.approvals import check_another
from ishtirak.storage.person_files import AnyFile, FileState, PersonFile


class FileDecided(Conflict):
    """It has been approved or rejected."""

    code = "already_decided"
    ar = "سبق البت في هذا الملف."
    en = "The file has been decided on already."


class FileNotChecked(Conflict):
    """The file has not come yet, or was not what it was said to be: there is nothing to look at."""

    code = "file_not_checked"
    ar = "لا يوجد ملف سليم ينتظر المراجعة، وحالته: {state}."
    en = "There is no sound file that waits for a review; its state is {state}."


def approved(seen: AnyFile, actor_id: str, now: datetime) -> AnyFile:
    """The file as it stands once another person has approved it.

    Raises: FileNotChecked, FileDecided, SamePersonApproves.
    """
    _check_open(seen)
    check_another(seen.sent_by, actor_id)
    return replace(seen, state=FileState.APPROVED, decided_by=actor_id, decided_at=now.isoformat())


def rejected(seen: AnyFile, reason: str, actor_id: str, now: datetime) -> AnyFile:
    """The file as it stands once it is turned down; who sent it may do that too.

    Raises: FileNotChecked, FileDecided.
    """
    _check_open(seen)
    return replace(seen, state=FileState.REJECTED, reason=reason, decided_by=actor_id, decided_at=now.isoformat())


def _check_open(seen: PersonFile) -> None:
    if seen.state in (FileState.WAITING, FileState.REFUSED):
        raise FileNotChecked(state=seen.state.value)
    if seen.state is not FileState.PENDING:
        raise FileDecided
