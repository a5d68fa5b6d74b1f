"""Files that people send: a form to post one straight to the bucket, and the file once it is there (COL-7, ENR-3)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

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


def keep(key: str, file: BinaryIO) -> None:
    """Keep a file of ours beside those that people have sent, from its beginning on."""
    file.seek(0)
    client().upload_fileobj(file, settings.get("UPLOADS_BUCKET"), key)


class Piece(NamedTuple):
    """Whole lines of a text file of ours, and the byte at which the next one begins (None at the end)."""

    lines: list[str]
    after: int | None


PIECE_BYTES = 64 * 1024


def lines_of(key: str, limit: int, start: int = 0) -> Piece:
    """Up to `limit` lines of a kept file that begin at the byte `start` or behind it: a read of one piece of it.

    The byte before is read too: a line begins behind an end of line, wherever somebody says that it does.
    No line is longer than a piece. A file that is not there has no lines.
    """
    first = max(start - 1, 0)
    reach = f"bytes={first}-{first + PIECE_BYTES}"
    try:
        answer = client().get_object(Bucket=settings.get("UPLOADS_BUCKET"), Key=key, Range=reach)
    except ClientError as error:
        if error.response["Error"].get("Code") in ("NoSuchKey", "InvalidRange", "416"):
            return Piece([], None)
        raise
    read = answer["Body"].read()
    size = int(answer["ContentRange"].rpartition("/")[2])
    begins = read.index(b"\n") + 1 if start else 0
    whole = read[begins : read.rindex(b"\n") + 1].splitlines(keepends=True)[:limit]
    after = first + begins + sum(map(len, whole))
    return Piece([line.decode() for line in whole], after if after < size else None)


LINK_LASTS_SECONDS = 300


def link_to(key: str, saved_as: str) -> str:
    """An address from which a kept file can be fetched without signing in, for `LINK_LASTS_SECONDS`."""
    disposition = f"attachment; filename*=UTF-8''{quote(saved_as)}"
    where = {"Bucket": settings.get("UPLOADS_BUCKET"), "Key": key, "ResponseContentDisposition": disposition}
    return client().generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_LASTS_SECONDS)
