"""Zips that come out the same to the byte wherever and whenever they are made."""

from __future__ import annotations

import zipfile
from pathlib import Path

# The oldest moment that a zip can name; when a file was written says nothing about what is in it.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644


def pack(folder: Path, to: Path) -> None:
    """Zip all files of `folder`, sorted by name, readable by Lambda's user."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), MOMENT)
            entry.external_attr = READABLE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def unpacked_bytes(archive: Path) -> int:
    """What the zip takes on disk once unpacked, as Lambda counts it."""
    with zipfile.ZipFile(archive) as opened:
        return sum(entry.file_size for entry in opened.infolist())
