"""What a fresh interpreter loads for a module, and how long that keeps a processor busy.

Processor time, not the clock's: a start computes and waits for nothing, and so what else the machine does is left out.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from infra.bench.entries import PARTS
from infra.engine.aws import KEY, REGION

ROOT = Path(__file__).parents[2]
RUNS = 5

# Run by the fresh interpreter. A client that is made at the start would be made in vain by who does not need it.
_PROBE = """
import importlib, json, sys
made = []
if len(sys.argv) > 2:
    from botocore.session import Session
    make = Session.create_client
    Session.create_client = lambda self, name, *rest, **more: made.append(name) or make(self, name, *rest, **more)
importlib.import_module(sys.argv[1])
print(json.dumps({"modules": sorted(sys.modules), "clients": made}))
"""
_OURS = {"app", "functions", "ishtirak"}


def loaded_by(module: str) -> set[str]:
    """The packages of third parties, and the parts named apart, that are there once `module` has been loaded."""
    modules = json.loads(_run("-c", _PROBE, module))["modules"]
    tops = {name.partition(".")[0] for name in modules if name.partition(".")[0] not in _OURS}
    third = {top for top in tops - sys.stdlib_module_names if not top.startswith("_") and _is_on_disk(top)}
    return third | (set(PARTS) & set(modules))


def clients_made_by(module: str) -> list[str]:
    """The clients of AWS that are made while `module` is being loaded."""
    made: list[str] = json.loads(_run("-c", _PROBE, module, "watch"))["clients"]
    return made


def seconds_of(*statements: str, runs: int = RUNS) -> float:
    """Of a processor, from starting an interpreter until it has done these and ended; the median of some runs."""
    program = "\n".join(statements)
    _run("-c", program)  # once for the bytecode and the disk
    return statistics.median(_timed(program) for _ in range(runs))


def ends_well(*statements: str) -> bool:
    """Whether a fresh interpreter can do these.

    Raises: RuntimeError, with what it said, where it can't.
    """
    _run("-c", "\n".join(statements))
    return True


def _timed(program: str) -> float:
    since = _processor_seconds()
    _run("-c", program)
    return _processor_seconds() - since


def _processor_seconds() -> float:
    """What all programs took that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_on_disk(name: str) -> bool:
    """Some C extensions put modules of their own in without a file."""
    return any((Path(folder) / name).exists() or any(Path(folder).glob(f"{name}.*")) for folder in sys.path)


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COV"))}
    return kept | {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers"))),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_SERVICE_NAME": "ishtirak",
    }
