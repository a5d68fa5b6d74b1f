"""The bucket of reports: files in, files out, and links that end (RPT-9)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ishtirak import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_LASTS_SECONDS = 900
"""Long enough to fetch a large file on a slow line, short enough that a link left in a mailbox opens nothing."""


@cache
def _client() -> S3Client:
    import boto3  # the S3 client is built by those doors only that need it
    from botocore.config import Config

    # Signature version 4 by name: a link of the older kind is refused by regions opened since 2014.
    return boto3.client("s3", config=Config(signature_version="s3v4", retries={"mode": "standard"}))


def put(key: str, file: Path, content_type: str, saved_as: str | None = None) -> None:
    """Upload `file` under `key`; a browser that fetches it keeps it as `saved_as`."""
    extra = {"ContentType": content_type}
    if saved_as is not None:
        extra["ContentDisposition"] = f'attachment; filename="{saved_as}"'
    _client().upload_file(str(file), settings.get("REPORTS_BUCKET"), key, ExtraArgs=extra)


def fetch(key: str, file: Path) -> None:
    """Download what lies under `key` into `file`."""
    _client().download_file(settings.get("REPORTS_BUCKET"), key, str(file))


def link_to(key: str) -> str:
    """An address from which the file under `key` can be fetched without signing in, for `LINK_LASTS_SECONDS`."""
    where = {"Bucket": settings.get("REPORTS_BUCKET"), "Key": key}
    return _client().generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_LASTS_SECONDS)
