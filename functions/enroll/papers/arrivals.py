"""The files of documents and photographs that have come: checked for what they claim to be, then kept (ENR-3).

The file is kept first and the record moves on second, with the very version that was kept. A worker that dies in
between leaves a version that no record names. Once the record has moved on, another file under its key is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from functions.enroll.papers import documents as sending_documents
from functions.enroll.papers import photographs as sending_photographs
from ishtirak.files.contents import ContentType
from ishtirak.files.errors import ContentRefused
from ishtirak.files.problems import problem_of_content
from ishtirak.storage import documents, kept_files, photographs, uploads
from ishtirak.storage.person_files import AnyFile, FileState
from ishtirak.storage.transactions import decided_again

Checked = Callable[[BinaryIO, ContentType], tuple[bytes, ContentType]]


def is_of_a_person(key: str) -> bool:
    """Whether what has come under this key is a document or a photograph."""
    return key.partition("/")[0] in (sending_documents.FOLDER, sending_photographs.FOLDER)


@decided_again
def check(key: str, now: datetime) -> None:
    """Check the file that has come under `key`, keep it, and have its record wait for a review, or refuse it.

    Raises: UnknownDocument, UnknownPhotograph.
    """
    folder, subscriber_id, file_id = key.split("/")
    if folder == sending_documents.FOLDER:
        document = documents.load(subscriber_id, file_id)
        if document.state is FileState.WAITING:
            documents.save(document, _found(document, key, sending_documents.checked, now))
    else:
        photograph = photographs.load(subscriber_id, file_id)
        if photograph.state is FileState.WAITING:
            photographs.save(photograph, _found(photograph, key, sending_photographs.checked, now))


def _found(seen: AnyFile, key: str, checked: Checked, now: datetime) -> AnyFile:
    """The record with what its file turned out to be."""
    found = replace(seen, checked_at=now.isoformat())
    try:
        with uploads.opened(key) as file:
            content, kept_as = checked(file.content, ContentType(seen.content_type))
    except ContentRefused as refusal:
        return replace(found, state=FileState.REFUSED, problem=problem_of_content(refusal))
    return replace(
        found,
        state=FileState.PENDING,
        content_type=kept_as.value,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        kept_version=kept_files.keep(key, content, kept_as.value),
    )
