"""Files that people send: a form to post one straight to the bucket, and the file once it is there (COL-7, ENR-3)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import boto3
from botocore.config import Config

from ishtirak import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LARGEST_FILE_BYTES = 50 * 1024 * 1024
FORM_LASTS_SECONDS = 3_600
HELD_IN_MEMORY_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    """Where to post a file, and the fields that go before it. It can be used until it ends, for this one key."""

    url: str
    fields: dict[str, str]
    lasts_seconds: int = FORM_LASTS_SECONDS


@cache
def client() -> S3Client:
    """The one client of this process for files."""
    # Signature version 4 by name: a form of the older kind is refused by regions opened since 2014.
    return boto3.client("s3", config=Config(signature_version="s3v4", retries={"mode": "standard"}))


def form_for(key: str, content_type: str | None = None, largest_bytes: int = LARGEST_FILE_BYTES) -> Form:
    """A form by which one file can be posted under `key`, of this type where one is given, and nothing else."""
    typed = {"Content-Type": content_type} if content_type else {}
    posted = client().generate_presigned_post(
        settings.get("UPLOADS_BUCKET"),
        key,
        Fields=dict(typed),
        Conditions=[*([typed] if typed else []), ["content-length-range", 1, largest_bytes]],
        ExpiresIn=FORM_LASTS_SECONDS,
    )
    return Form(posted["url"], posted["fields"])


class Opened(NamedTuple):
    """A file that has come, and which version of it this is."""

    content: BinaryIO
    version: str | None


@contextmanager
def opened(key: str, version: str | None = None) -> Iterator[Opened]:
    """The file under `key` (the newest unless a version is given), on disk where it is large: memory stays flat."""
    which: Any = {"VersionId": version} if version else {}
    answer = client().get_object(Bucket=settings.get("UPLOADS_BUCKET"), Key=key, **which)
    with SpooledTemporaryFile(max_size=HELD_IN_MEMORY_BYTES) as file:
        shutil.copyfileobj(answer["Body"], file, 1024 * 1024)
        file.seek(0)
        yield Opened(cast("BinaryIO", file), answer.get("VersionId"))
