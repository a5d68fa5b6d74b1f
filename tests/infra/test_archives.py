"""A zip says the same of the same files, whenever and wherever it is made."""

from __future__ import annotations

import os
from pathlib import Path

from infra.archives import pack, unpacked_bytes


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    for number, name in enumerate(["one", "two"]):
        folder = tmp_path / name / "python"
        folder.mkdir(parents=True)
        for file in ["b.py", "a.py"] if number else ["a.py", "b.py"]:
            (folder / file).write_text("x = 1\n", "utf-8")
            os.utime(folder / file, (number, number))
        pack(tmp_path / name, tmp_path / f"{name}.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert unpacked_bytes(tmp_path / "one.zip") == 12
