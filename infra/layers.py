"""The layers: third-party packages for Lambda's Linux on arm64, and the shared package of Ishtirak."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from infra.bytecode import VERSION

ROOT = Path(__file__).parents[1]
DEPS = ROOT / "layers/deps"
# Lambda's Python 3.13 stands on Amazon Linux 2023 with glibc 2.34; older wheels load there too. DuckDB needs 2.28.
PLATFORMS = ("manylinux_2_34_aarch64", "manylinux_2_28_aarch64", "manylinux_2_26_aarch64", "manylinux2014_aarch64")
# Nothing on Lambda reads these: tests, types, launchers, sources in C; the places that telephone numbers belong to
# and the names of countries in other languages, which are 50 MB.
LEFT_OUT = (
    *("bin", "**/tests", "**/test", "**/*.pyi", "**/*.pyx", "**/*.c", "**/*.h", "**/__pycache__"),
    *("phonenumbers/geodata", "pycountry/locales"),
)


class NotInstalled(Exception):
    """pip could not fetch a package, or it is not the one that was locked; its own words say which."""


def build_deps(folder: Path) -> None:
    """Raises: NotInstalled."""
    _install(DEPS / "requirements.txt", folder / "python")


def build_reports(folder: Path) -> None:
    """Raises: NotInstalled."""
    _install(DEPS / "reports.txt", folder / "python")


def build_documents(folder: Path) -> None:
    """Raises: NotInstalled."""
    _install(DEPS / "documents.txt", folder / "python")


def build_ishtirak(folder: Path) -> None:
    left_out = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT / "layers/ishtirak", folder / "python/ishtirak", ignore=left_out)


def _install(lock: Path, to: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    platforms = [part for platform in PLATFORMS for part in ("--platform", platform)]
    target = ["--target", str(to), "--python-version", VERSION, *platforms]
    exact = ["--only-binary=:all:", "--no-deps", "--require-hashes", "--requirement", str(lock)]
    done = subprocess.run([*command, *target, *exact], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotInstalled(done.stderr)
    _leave_out(to)


def _leave_out(folder: Path) -> None:
    for pattern in LEFT_OUT:
        for path in sorted(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
