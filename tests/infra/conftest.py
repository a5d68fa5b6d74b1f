"""The template that AWS would get, packaged once for all tests of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from infra.chalice_package import package_functions
from infra.template import Template


class Packaged(NamedTuple):
    template: Template
    folder: Path


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """What `make package` makes of the functions, without the layers, which would have to be downloaded."""
    work = tmp_path_factory.mktemp("build")
    return Packaged(package_functions(work), work / "package")
