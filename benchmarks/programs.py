"""The commands that are started, and what it takes to run one: time, memory, cores."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, CalledProcessError, Popen
from threading import Thread
from time import sleep

__all__ = ["DUANSOU", "Run", "cores", "resident", "run", "stay_on", "tree"]

DUANSOU = (str(Path(sys.executable).parent / "duansou"),)
"""The command, as it is installed beside this interpreter."""

LAUNCHER = Path(__file__).parent / "launch.py"

PAUSE = 0.02
"""Seconds between two looks at the memory of a command's processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took, all its processes together.

    `peak_bytes` is the most they held at once; what several of them share counts for each.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def cores(count: int) -> set[int]:
    """Return `count` of the cores this process may use, the last ones; ValueError for too many."""
    allowed = sorted(os.sched_getaffinity(0))
    if count > len(allowed):
        raise ValueError(f"{count} cores are asked for, there are {len(allowed)}")
    return set(allowed[-count:])


def stay_on(count: int) -> None:
    """Keep this process, its threads and whatever it starts on so many cores."""
    os.sched_setaffinity(0, cores(count))


def run(command: Sequence[str], count: int = 1) -> Run:
    """Run a command on so many cores; a CalledProcessError tells that it failed."""
    chosen = ",".join(map(str, cores(count)))
    launched = [sys.executable, "-S", str(LAUNCHER), chosen, *command]
    process = Popen(launched, stdout=PIPE, stderr=PIPE, text=True)  # noqa: S603 - our own commands
    watched = _Watched(process.pid)
    printed, errors = process.communicate()
    if process.returncode:
        raise CalledProcessError(process.returncode, command, stderr=errors)
    seconds, cpu_seconds, largest = map(float, printed.split())
    return Run(seconds, cpu_seconds, max(watched.peak_bytes, int(largest)))


class _Watched:
    """Looks, until a process has ended, at the memory that those it started hold together."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._pid = pid
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while resident(self._pid):
            started = list(tree(self._pid))[1:]
            self.peak_bytes = max(self.peak_bytes, sum(map(resident, started)))
            sleep(PAUSE)


def tree(pid: int) -> Iterator[int]:
    """Yield a process and those it has started, as the kernel lists them."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))
    except OSError:
        return  # it has ended meanwhile


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds; none where it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
