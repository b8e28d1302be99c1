"""Builds whose every change to files is counted, refused, or the moment at which all is killed.

What is intercepted are the calls of the C library (`intercept.c`), in the process that builds and
in those that it starts, so that nothing in the code that is tested knows of it and no call escapes
that is made in another language; `test_no_call_escapes` compares with what the kernel saw.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import Any

import pytest

__all__ = ["CHANGES", "Action", "Call", "Fault", "Intercepted", "Kind", "Outcome", "intercepted"]

HERE = Path(__file__).parent

MOST_PROCESSES = 256

GONE_WITHIN = 30.0
"""Seconds after which a process that outlives the one that started it is a failure."""


class Kind(IntFlag):
    """The kinds of calls."""

    OPEN = 1
    WRITE = 2
    SYNC = 4
    RENAME = 8
    UNLINK = 16
    LINK = 32
    MKDIR = 64
    RMDIR = 128
    TRUNCATE = 256
    ATTRIBUTE = 512
    READ = 1024
    """Opened for reading, or a directory."""


CHANGES = Kind(1023)
"""All calls that change something, and those that wait until it is on disk."""


class Action(IntEnum):
    """What is done at a call."""

    NOTHING = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    FAIL_ONCE = 3
    FAIL_ON = 4
    """This one and all after it are refused."""
    STOP_BEFORE = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done at the call of this number, from 1; only these kinds are counted."""

    action: Action = Action.NOTHING
    number: int = 0
    kinds: Kind = CHANGES
    error: int = 0

    def __str__(self) -> str:
        error = f" with {errno.errorcode[self.error]}" if self.error else ""
        return f"{self.action.name} call {self.number}{error}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: its exit code, minus the signal's number where one ended it."""

    code: int
    output: str
    errors: str
    calls: int
    acted: int


@dataclass(frozen=True, slots=True)
class Call:
    """What was called: `offset` is the place of a write, the flags of an open, a new size.

    `done` is false where the system refused it, as the removal of what is not there.
    """

    kind: Kind
    path: str
    other: str
    offset: int
    data: bytes
    done: bool = True


class Intercepted:
    """Runs the command for builds below one folder, each in a new process."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = folder
        self._scratch = scratch
        self._is_running = False
        self._log = scratch / "calls"
        self._log.touch()
        control = scratch / "control"
        control.write_bytes(bytes(mmap.PAGESIZE))
        with control.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), 0)
        self.environment = os.environ | {
            "LD_PRELOAD": str(scratch / "intercept.so"),
            "FAULTS_CONTROL": str(control),
            "FAULTS_LOG": str(self._log),
            "FAULTS_UNDER": str(folder),
        }
        self._host = subprocess.Popen(
            [sys.executable, str(HERE / "host.py"), str(control)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        assert self._host.stdout is not None
        assert self._host.stdout.readline() == "ready\n"

    def run(self, *words: object, fault: Fault | None = None, log: bool = False) -> Outcome:
        """Run the command; when this returns, no process of it is left."""
        self.begin(*words, fault=fault, log=log)
        return self.end()

    def begin(self, *words: object, fault: Fault | None = None, log: bool = False) -> None:
        """Start the command, whose end is to be waited for."""
        self.reset(fault or Fault(), log=log)
        errand = {"words": list(map(str, words)), "folder": str(self._scratch)}
        assert self._host.stdin is not None
        self._host.stdin.write(json.dumps(errand) + "\n")
        self._host.stdin.flush()
        self._is_running = True

    def reset(self, fault: Fault, *, log: bool = False) -> None:
        """Count from the beginning, and do what is to be done at a call."""
        os.truncate(self._log, 0)
        numbers = (0, fault.kinds, fault.number, fault.action, fault.error, 0, log)
        self._control[:] = struct.pack("<7Q", *numbers).ljust(mmap.PAGESIZE, b"\0")

    def end(self) -> Outcome:
        """Wait until the command has ended and no process of it is left."""
        assert self._host.stdout is not None
        code = int(self._host.stdout.readline())
        self._is_running = False
        for process in self._processes():
            _wait_for_the_end_of(process)
        output, errors = ((self._scratch / name).read_text() for name in ("stdout", "stderr"))
        return Outcome(code, output, errors, self.calls, self.acted)

    def close(self) -> None:
        """End the process that starts the others, and a command that nobody has waited for."""
        if self._is_running:
            with suppress(ProcessLookupError):
                os.kill(self.builder, signal.SIGKILL)
        assert self._host.stdin is not None
        self._host.stdin.close()
        self._host.wait()
        assert self._host.stdout is not None
        self._host.stdout.close()

    @property
    def calls(self) -> int:
        """How many calls were counted."""
        return self._number(0)

    @property
    def acted(self) -> int:
        """How many were refused, or how often all was killed or stopped."""
        return self._number(7)

    @property
    def builder(self) -> int:
        """The process that runs the command."""
        return self._number(5)

    def logged(self) -> list[Call]:
        """Return what was done by the last run that was written down, in order."""
        return list(_calls_in(self._log.read_bytes()))

    def _processes(self) -> list[int]:
        return [self._number(10 + place) for place in range(min(self._number(8), MOST_PROCESSES))]

    def _number(self, place: int) -> int:
        number: int = struct.unpack_from("<Q", self._control, place * 8)[0]
        return number


@contextmanager
def intercepted(folder: Path, scratch: Path) -> Iterator[Intercepted]:
    """Yield what runs commands that change files below the folder; `scratch` is for its own files.

    The test is skipped where there is no compiler, or no kernel that it is written for.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("interception needs Linux and a C compiler")
    folder.mkdir(exist_ok=True)
    scratch.mkdir(exist_ok=True)
    source, library = HERE / "intercept.c", scratch / "intercept.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    running = Intercepted(folder.resolve(), scratch)
    try:
        yield running
    finally:
        running.close()


def _calls_in(log: bytes) -> Iterator[Call]:
    at = 0
    while at < len(log):
        kind, *lengths, offset, size, done = struct.unpack_from("<6Q", log, at)
        at += 48
        parts = []
        for length in (*lengths, size):
            parts.append(log[at : at + length])
            at += length
        yield Call(
            Kind(kind), os.fsdecode(parts[0]), os.fsdecode(parts[1]), offset, parts[2], bool(done)
        )


def _wait_for_the_end_of(process: int) -> None:
    """Wait until there is no such process; one that nobody has waited for is gone, too."""
    until = time.monotonic() + GONE_WITHIN
    while _state_of(process) not in (None, "Z", "X"):
        assert time.monotonic() < until, f"process {process} outlives its build"
        time.sleep(0.001)


def _state_of(process: int) -> Any:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return None
