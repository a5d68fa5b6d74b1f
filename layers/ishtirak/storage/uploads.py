"""Files that people send: a form to post one straight to the bucket, and the file once it is there (COL-7)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

import boto3

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
def _client() -> S3Client:
    return boto3.client("s3")


def form_for(key: str) -> Form:
    """A form by which one file of at most 50 MB can be posted under `key`, and nothing else."""
    posted = _client().generate_presigned_post(
        settings.get("UPLOADS_BUCKET"),
        key,
        Conditions=[["content-length-range", 1, LARGEST_FILE_BYTES]],
        ExpiresIn=FORM_LASTS_SECONDS,
    )
    return Form(posted["url"], posted["fields"])


@contextmanager
def opened(key: str) -> Iterator[IO[bytes]]:
    """The file under `key`, on disk where it is large, so that memory stays flat."""
    body = _client().get_object(Bucket=settings.get("UPLOADS_BUCKET"), Key=key)["Body"]
    with SpooledTemporaryFile(max_size=HELD_IN_MEMORY_BYTES) as file:
        shutil.copyfileobj(body, file, 1024 * 1024)
        file.seek(0)
        yield file
