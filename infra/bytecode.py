"""Compiling ahead for Lambda: it can't keep what it compiles, so without this each cold start compiles all again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "3.13"


def interpreter() -> str | None:
    """A Python of the version that Lambda runs; None where this machine has none."""
    return next((found for found in _candidates() if _is_wanted(found)), None)


def compile_ahead(folder: Path, python: str, runs_at: str) -> None:
    """Compile every module of `folder`, to be believed unchecked: the zip carries no dates to check it against.

    runs_at: where the folder's files will stand on Lambda, for the traces of errors.
    """
    subprocess.run(
        [
            *(python, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"),
            *("-s", str(folder), "-p", runs_at, str(folder)),
        ],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )


def _candidates() -> list[str]:
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{VERSION}*/bin/python"))
    found = [os.environ.get("LAMBDA_PYTHON"), sys.executable, shutil.which(f"python{VERSION}"), *map(str, pyenv)]
    return [each for each in found if each]


def _is_wanted(python: str) -> bool:
    asks = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", asks], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == VERSION
