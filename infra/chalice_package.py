"""Running `chalice package` on a clean copy of the functions, merged with the overlay."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.overlay import overlay
from infra.template import Template

ROOT = Path(__file__).parents[1]
STAGE = "aws"


class NotPackaged(Exception):
    """Chalice did not write the package; its own words say why."""


def package_functions(work: Path) -> Template:
    """Write `sam.json` and `deployment.zip` to `work/package` and return the template.

    Chalice zips app.py and vendor/ and leaves every other folder out in silence, so it gets a copy with the rooms
    in vendor/. The copy also keeps caches and other leavings of the working folder out of the package.

    Raises: NotPackaged.
    """
    source, out = work / "source", work / "package"
    _copy_source(source)
    merge = work / "overlay.json"
    merge.write_text(json.dumps(overlay(), indent=1), "utf-8")
    # sys.executable is not resolved: a virtual environment's python is a link, and chalice stands beside the link.
    command = [str(Path(sys.executable).with_name("chalice")), "--project-dir", str(source), "package"]
    done = subprocess.run(
        [*command, "--stage", STAGE, "--merge-template", str(merge), str(out)],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotPackaged(done.stderr or done.stdout)
    template: Template = json.loads((out / "sam.json").read_text("utf-8"))
    return template


def _copy_source(to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    (to / ".chalice").mkdir(parents=True)
    shutil.copy(ROOT / "app.py", to)
    shutil.copy(ROOT / ".chalice/config.json", to / ".chalice")
    shutil.copytree(ROOT / "functions", to / "vendor/functions", ignore=shutil.ignore_patterns("__pycache__", ".*"))


def _environment() -> dict[str, str]:
    """Chalice imports the app, which needs the shared package; the region is asked for and not used."""
    here = {"PYTHONPATH": str(ROOT / "layers"), "PYTHONDONTWRITEBYTECODE": "1"}
    return {"AWS_DEFAULT_REGION": "us-east-1", **os.environ, **here}
