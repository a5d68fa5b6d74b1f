"""Photographs: asked for by a form, made small and bare when they have come, approved by another (ENR-3, ACC-3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from functions.enroll.papers import reviews
from ishtirak.files.contents import LARGEST_CONTENT_BYTES, ContentType, photograph_of
from ishtirak.storage import deeds, dependants, keys, photographs, uploads
from ishtirak.storage.ids import new_id
from ishtirak.storage.person_files import FileState
from ishtirak.storage.photographs import Photograph
from ishtirak.storage.transactions import Write, decided_again, write
from ishtirak.storage.uploads import Form

FOLDER = "photographs"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhotograph:
    """What is told of a photograph before its file is sent."""

    file_name: str
    content_type: ContentType
    dependant_id: str | None = None


def ask(subscriber_id: str, new: NewPhotograph, actor_id: str, now: datetime) -> tuple[Photograph, Form]:
    """A photograph that waits for its file, and the form to send it with.

    Raises: UnknownDependant.
    """
    if new.dependant_id is not None:
        dependants.load(subscriber_id, new.dependant_id)
    waiting = Photograph(
        id=new_id("G"),
        subscriber_id=subscriber_id,
        dependant_id=new.dependant_id,
        file_name=new.file_name,
        content_type=new.content_type.value,
        sent_by=actor_id,
        sent_at=now.isoformat(),
    )
    write(photographs.put_new(waiting), _deed(waiting, "send_photograph", actor_id, now))
    return waiting, uploads.form_for(file_key(waiting), new.content_type.value, LARGEST_CONTENT_BYTES)


def file_key(photograph: Photograph) -> str:
    """Where its file comes in, and where it is kept."""
    return f"{FOLDER}/{photograph.subscriber_id}/{photograph.id}"


def checked(source: BinaryIO, claimed: ContentType) -> tuple[bytes, ContentType]:
    """What is kept of a photograph's file, and as what: a JPEG within 600×800, upright, with nothing but its pixels.

    Raises: ContentRefused.
    """
    return photograph_of(source, claimed), ContentType.JPEG


@decided_again
def approve(subscriber_id: str, photograph_id: str, actor_id: str, now: datetime) -> Photograph:
    """Let a photograph be the person's own from now on. Approving it again changes nothing.

    Raises: UnknownPhotograph, FileNotChecked, FileDecided where it was rejected, SamePersonApproves.
    """
    seen = photographs.load(subscriber_id, photograph_id)
    if seen.state is FileState.APPROVED:
        return seen
    approved = reviews.approved(seen, actor_id, now)
    write(photographs.put_over(seen, approved), _deed(seen, "approve_photograph", actor_id, now))
    return replace(approved, version=seen.version + 1)


@decided_again
def reject(subscriber_id: str, photograph_id: str, reason: str, actor_id: str, now: datetime) -> Photograph:
    """Turn a photograph down, with the reason; another one can be sent in its place.

    Raises: UnknownPhotograph, FileNotChecked, FileDecided.
    """
    seen = photographs.load(subscriber_id, photograph_id)
    rejected = reviews.rejected(seen, reason, actor_id, now)
    write(photographs.put_over(seen, rejected), _deed(seen, "reject_photograph", actor_id, now))
    return replace(rejected, version=seen.version + 1)


def _deed(photograph: Photograph, action: str, actor_id: str, now: datetime) -> Write:
    what = {"photograph_id": photograph.id, "of": photograph.dependant_id or photograph.subscriber_id}
    return deeds.put_deed(keys.subscriber(photograph.subscriber_id), actor_id, action, now, what)
