"""On what figures are measured: the processor's model and the versions, never where it stands."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks.figures import Machine

__all__ = ["machine"]


def machine(packages: Iterable[str]) -> Machine:
    """Return what this machine is, with the versions of the packages."""
    import sqlite3

    versions = {name: version(name) for name in sorted(set(packages) - {"duansou"})}
    versions |= {"SQLite": sqlite3.sqlite_version, "Python": platform.python_version()}
    cores = len(os.sched_getaffinity(0))
    return Machine(_processor(), cores, platform.system(), os.getloadavg()[0], versions)


def _processor() -> str:
    """Return the model that the kernel names, or the architecture where it names none."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())
