"""The machine that the figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

GIB = 1024**3


def machine() -> str:
    """Cores, memory, system and Python, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{_processor()}, {cores} cores, {_memory_bytes() / GIB:.0f} GiB memory, {system}, {python}"


def load() -> str:
    """How busy the machine was with other things: processes that wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "an unnamed processor"
