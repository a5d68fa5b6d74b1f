"""Files about people that have been checked: kept in a bucket of their own, and shown by links that end (ENR-3)."""

from __future__ import annotations

from ishtirak import settings
from ishtirak.storage import uploads

LINK_LASTS_SECONDS = 300
"""Long enough to open what has just been asked for; a link that is passed on opens nothing."""


_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


def keep(key: str, content: bytes, content_type: str) -> str:
    """Keep a file under `key`, and say which version of it this is; what was kept before stays as another one.

    A browser that fetches it saves it under its id and shows nothing by itself; a name that somebody chose is not let
    into a header.
    """
    kept = uploads.client().put_object(
        Bucket=settings.get("DOCUMENTS_BUCKET"),
        Key=key,
        Body=content,
        ContentType=content_type,
        ContentDisposition=f'attachment; filename="{key.rpartition("/")[2]}.{_ENDINGS[content_type]}"',
    )
    return kept["VersionId"]


def link_to(key: str, version: str) -> str:
    """An address from which this version can be fetched without signing in, for `LINK_LASTS_SECONDS`."""
    what = {"Bucket": settings.get("DOCUMENTS_BUCKET"), "Key": key, "VersionId": version}
    return uploads.client().generate_presigned_url("get_object", Params=what, ExpiresIn=LINK_LASTS_SECONDS)
