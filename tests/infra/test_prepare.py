"""`infra/prepare.sh` ends every failure in a sentence that says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.chalice_package import ROOT


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty folder with nothing but the script and a lock."""
    (tmp_path / "infra").mkdir()
    shutil.copy(ROOT / "infra/prepare.sh", tmp_path / "infra")
    (tmp_path / "requirements-dev.txt").write_text("", "utf-8")
    return tmp_path


def prepare(house: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(house / "infra/prepare.sh")]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_machine_without_python_is_told_so(house: Path) -> None:
    done = prepare(house, PYTHON="no-such-python")

    assert done.returncode == 1
    assert "There is no Python 3.11 or newer on this machine" in done.stderr


def test_a_python_that_is_too_old_is_not_taken(house: Path) -> None:
    old = house / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)

    done = prepare(house, PYTHON=str(old))

    assert done.returncode == 1
    assert "There is no Python 3.11 or newer on this machine" in done.stderr


def test_a_python_without_venv_is_explained_and_leaves_nothing_behind(house: Path) -> None:
    without = house / "python-without-venv"
    without.write_text('#!/bin/sh\ncase "$*" in *venv*) echo "No module named venv" >&2; exit 1;; esac\n', "utf-8")
    without.chmod(0o755)

    done = prepare(house, PYTHON=str(without))

    assert done.returncode == 1
    assert "its venv module is missing" in done.stderr
    assert not (house / ".venv").exists()


def test_a_download_that_is_not_what_was_locked_is_refused(house: Path) -> None:
    (house / "wheels").mkdir()
    (house / "requirements-dev.txt").write_text(f"six==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")

    done = prepare(house, PYTHON=sys.executable, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(house / "wheels"))

    assert done.returncode == 1
    assert "The packages could not be installed" in done.stderr
    assert not (house / ".venv/installed.txt").exists()


def test_what_is_installed_is_not_installed_again(house: Path) -> None:
    assert prepare(house, PYTHON=sys.executable).returncode == 0

    again = prepare(house, PYTHON="no-such-python")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_moved_folder_gets_a_new_environment(house: Path) -> None:
    (house / ".venv").mkdir()
    (house / ".venv/made-in").write_text("/somewhere/else\n", "utf-8")

    done = prepare(house, PYTHON=sys.executable)

    assert "This folder was moved or copied" in done.stdout
    assert (house / ".venv/made-in").read_text("utf-8").strip() == str(house)
