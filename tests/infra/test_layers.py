"""What runs on Lambda finds there what it imports, and no function carries what only the reports need."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from infra.chalice_package import ROOT
from infra.guards import FUNCTION
from infra.layers import DEPS
from infra.template import of_type
from ishtirak.rules.notices import NoticeKind
from tests.infra.conftest import Packaged

# In each zip of functions that Chalice packages.
CHALICE = "chalice"


def test_every_package_that_is_imported_is_locked_for_lambda() -> None:
    common = _locked("requirements.txt") | {CHALICE}
    own = {"functions/reports/documents": _locked("documents.txt"), "functions/reports": _locked("reports.txt")}

    for folder in (ROOT / "layers/ishtirak", ROOT / "functions"):
        for file in folder.rglob("*.py"):
            there = common | next((own[room] for room in own if file.is_relative_to(ROOT / room)), set())
            missing = {package for package in _imported(file) if not there & _distributions(package)}
            assert not missing, f"{file.relative_to(ROOT)} imports {missing}, which no layer has"


def test_every_handler_is_found_in_the_package_and_the_layers(packaged: Packaged, tmp_path: Path) -> None:
    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        archive.extractall(tmp_path)
    handlers = [properties["Handler"] for properties in of_type(packaged.template, FUNCTION).values()]

    # -I: neither this folder nor PYTHONPATH can help out.
    command = [sys.executable, "-I", "-c", IMPORT_ALL, str(tmp_path), str(ROOT / "layers"), json.dumps(handlers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, f"{len(handlers)}\n"), done.stderr


def test_the_texts_of_every_notice_are_in_the_package(packaged: Packaged) -> None:
    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        names = set(archive.namelist())

    assert names >= {f"functions/notify/texts/{kind.value}.yaml" for kind in NoticeKind}


IMPORT_ALL = """
import importlib, json, sys
sys.path[:0] = sys.argv[1:3]
found = [getattr(importlib.import_module(name.rpartition(".")[0]), name.rpartition(".")[2])
         for name in json.loads(sys.argv[3])]
print(sum(callable(handler) for handler in found))
"""


def _locked(name: str) -> set[str]:
    return {
        _normal(found)
        for found in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==", (DEPS / name).read_text("utf-8"), re.M)
    }


def _imported(file: Path) -> set[str]:
    """The top-level packages that a module imports when it runs, those of the standard library and our own apart."""
    names = {name.partition(".")[0] for name in _names(ast.parse(file.read_text("utf-8")))}
    return names - sys.stdlib_module_names - {"functions", "ishtirak"}


def _names(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module or ""
        else:
            yield from _names(child)


def _distributions(package: str) -> set[str]:
    return {_normal(name) for name in _installed().get(package, [package])}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
