"""`make package`: the functions, the layers and one template in .build/package, ready to deploy.

The same sources give the same bytes, with the same Python at hand for compiling.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from infra import bytecode, layers
from infra.archives import pack, unpacked_bytes
from infra.chalice_package import ROOT, NotPackaged, package_functions
from infra.guards import FUNCTION, complaints
from infra.overlay import layer_zip
from infra.template import Template, of_type

WORK = ROOT / ".build"
OUT = WORK / "package"
MEGABYTE = 1024 * 1024
# Lambda's limit for a function with its layers, unpacked.
LARGEST_BYTES = 250 * MEGABYTE
CODE = "deployment.zip"
LAYERS: dict[str, Callable[[Path], None]] = {
    "DepsLayer": layers.build_deps,
    "IshtirakLayer": layers.build_ishtirak,
    "ReportsLayer": layers.build_reports,
    "DocumentsLayer": layers.build_documents,
}


class TooLarge(Exception):
    """Lambda would refuse the function."""


class Refused(Exception):
    """The template does not hold what infra/guards.py asks of it."""


def main() -> int:
    """Package everything; 1 with a plain sentence where that was not possible."""
    try:
        package()
    except (layers.NotInstalled, NotPackaged, Refused, TooLarge) as error:
        print(error, file=sys.stderr)
        print(_advice(error), file=sys.stderr)
        return 1
    return 0


def package() -> None:
    """Raises: NotPackaged, NotInstalled, Refused, TooLarge."""
    shutil.rmtree(WORK, ignore_errors=True)
    print("Packaging the functions ...", flush=True)
    template = package_functions(WORK)
    if found := complaints(template):
        raise Refused("\n".join(found))
    python = bytecode.interpreter()
    if python is None:
        print(
            f"No Python {bytecode.VERSION} here to compile with (LAMBDA_PYTHON names one): cold starts will be slower."
        )
    _repack_code(python)
    for name, build in LAYERS.items():
        print(f"Building {name} ...", flush=True)
        folder = WORK / "layers" / name
        build(folder)
        _finish(folder, OUT / layer_zip(name), python, "/opt")
    print_sizes(template)
    subprocess.run([Path(sys.executable).with_name("cfn-lint"), OUT / "sam.json"], check=True)
    print(f"\nReady in {OUT.relative_to(ROOT)}/. docs/deploy.md says how it gets to AWS.")


def _repack_code(python: str | None) -> None:
    folder = WORK / "functions"
    with zipfile.ZipFile(OUT / CODE) as archive:
        archive.extractall(folder)
    _finish(folder, OUT / CODE, python, "/var/task")


def _finish(folder: Path, to: Path, python: str | None, runs_at: str) -> None:
    if python is not None:
        bytecode.compile_ahead(folder, python, runs_at)
    pack(folder, to)


def print_sizes(template: Template) -> None:
    """Print what each archive and each function with its layers takes.

    Raises: TooLarge.
    """
    sizes = {file.name: unpacked_bytes(file) for file in sorted(OUT.glob("*.zip"))}
    print("\nmegabytes      zip   unpacked")
    for name, size in sizes.items():
        print(f"{name:<15}{(OUT / name).stat().st_size / MEGABYTE:>5.1f} {size / MEGABYTE:>9.1f}")
    for function, properties in of_type(template, FUNCTION).items():
        used = [CODE, *(layer_zip(layer["Ref"]) for layer in properties["Layers"])]
        total = sum(sizes[name] for name in used)
        print(f"{function:<20} {total / MEGABYTE:>9.1f}")
        if total > LARGEST_BYTES:
            raise TooLarge(f"{function} takes {total / MEGABYTE:.1f} MB with its layers; Lambda takes 250.")


def _advice(error: Exception) -> str:
    match error:
        case layers.NotInstalled():
            return (
                "A layer's packages could not be fetched: check the connection to pypi.org, then run the command again."
            )
        case NotPackaged():
            return "Chalice could not package the functions; its own words stand above."
        case Refused():
            return "The packaged template is not safe to deploy; each line above says what to mend in infra/."
    return "Move a package out of layers/deps/requirements.in into a layer of the functions that need it."


if __name__ == "__main__":
    sys.exit(main())
