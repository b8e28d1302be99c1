"""The processes that read sources: each is used again until a source takes it down.

A source's parts are gathered in an unnamed file of its own, so that a reader never waits for the
build, and nothing of a source is used before the whole of it has been read.
"""

from __future__ import annotations

import errno
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import BinaryIO, Self

from indexer.confine import Limits
from indexer.errors import ReaderFailed, SourceError, SourceTooHungry, SourceTooSlow
from indexer.messages import (
    EXIT_HUNGRY,
    EXIT_UNWRITABLE,
    REFUSED,
    Errand,
    Message,
    messages_in,
)

__all__ = ["Reading", "Workers"]

MOST_JOBS = 4
"""How many processes read at once when nothing is said: what they read is written by one."""

AHEAD = 4
"""How many sources a process may be ahead of what has been taken."""

LARGEST_KEPT = 16 * 1024 * 1024
"""The bytes of a file that is used again as it is; a larger one is emptied."""

GRACE = 5.0
"""Seconds after which a process that outstays its time limit is killed from outside."""

# -I: neither the environment nor the directory at hand decides what is imported.
_START = (
    "import sys, json\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from indexer.reader_process import main\n"
    "main(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))\n"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of an errand: the messages, or the error where the source is useless."""

    messages: Iterator[Message]
    error: SourceError | None


class Workers:
    """Up to `jobs` processes that read, by default one less than the machine has cores.

    None is left when the context is.

    `folder` is where what they read is kept meanwhile, None for the system's temporary folder.
    """

    def __init__(self, limits: Limits, jobs: int | None = None, folder: Path | None = None) -> None:
        self._limits = limits
        self._jobs = jobs or _default_jobs()
        self._folder = folder
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._files: list[FileIO] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in (*self._idle, *self._busy):
            worker.end()
        for file in self._files:
            file.close()
        self._idle, self._busy, self._files = [], [], []

    def run(self, errands: Iterable[Errand]) -> Generator[Reading, None, None]:
        """Yield what becomes of each errand, in their order, whoever is done first.

        The messages of a reading are to be taken before the next is asked for.
        """
        waiting = iter(errands)
        ahead: deque[_Task] = deque()
        try:
            while task := self._next(waiting, ahead):
                try:
                    with os.fdopen(os.dup(task.file.fileno()), "rb") as file:
                        yield task.reading(file)
                finally:
                    self._keep(task.file)
        finally:
            # What nobody waits for any longer must not be written into a file that is used again.
            for worker in self._busy:
                worker.end()
            self._busy.clear()
            self._files += [task.file for task in ahead]

    def _keep(self, file: FileIO) -> None:
        """Keep a file for the next source: to make one anew takes longer than most sources."""
        if os.fstat(file.fileno()).st_size > LARGEST_KEPT:
            file.truncate(0)
        self._files.append(file)

    def _new_file(self) -> FileIO:
        """Return an open file without a name, or without one soon."""
        return tempfile.TemporaryFile(buffering=0, dir=self._folder)

    def _next(self, waiting: Iterator[Errand], ahead: deque[_Task]) -> _Task | None:
        """Return the next task in order, when it is done; all others go on meanwhile."""
        self._hand_out(waiting, ahead)
        if not ahead:
            return None
        while not ahead[0].is_done:
            self._wait()
            self._hand_out(waiting, ahead)
        task = ahead.popleft()
        self._hand_out(waiting, ahead)
        return task

    def _hand_out(self, waiting: Iterator[Errand], ahead: deque[_Task]) -> None:
        """Give errands to the processes that have none, some way ahead of what is taken."""
        while len(self._busy) < self._jobs and len(ahead) < AHEAD * self._jobs:
            errand = next(waiting, None)
            if errand is None:
                return
            ahead.append(_Task(errand, self._files.pop() if self._files else self._new_file()))
            self._start(ahead[-1])

    def _start(self, task: _Task, *, anew: bool = False) -> None:
        """Give the task to a process that has none, or to a new one."""
        worker = _Worker(self._limits) if anew or not self._idle else self._idle.pop()
        self._busy.append(worker)
        worker.take(task)

    def _wait(self) -> None:
        """Wait until a process is done, or gone; one that outstays its time is killed."""
        with selectors.DefaultSelector() as selector:
            for worker in self._busy:
                selector.register(worker.connection, selectors.EVENT_READ, worker)
            ready = [key.data for key, _ in selector.select(self._limits.seconds + GRACE)]
        for worker in list(self._busy):
            if worker in ready or worker.was_stuck():
                self._settle(worker)

    def _settle(self, worker: _Worker) -> None:
        """Take the answer of a process that is done; replace one that is gone."""
        self._busy.remove(worker)
        task, is_new = worker.task, worker.is_new
        if worker.answered():
            self._idle.append(worker)
            return
        error = worker.error()
        if is_new or isinstance(error, SourceTooSlow):
            task.error = error
        else:
            # What an earlier source left behind in the process must not decide about this one.
            self._start(task, anew=True)


class _Worker:
    """One process, and the task it is at."""

    task: _Task

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._is_stuck = False
        self.is_new = True
        self.connection, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                _command(limits),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def take(self, task: _Task) -> None:
        """Send the process on its errand."""
        self.task = task
        self._written, self._since = 0, monotonic()
        line = task.errand.to_line()
        # One that is gone already is found out when it is waited for.
        with suppress(OSError):
            sent = socket.send_fds(self.connection, [line], [task.file.fileno()])
            self.connection.sendall(line[sent:])

    def answered(self) -> bool:
        """Take the answer; return whether there was one."""
        self.is_new = False
        with suppress(OSError):
            self.task.answer = self.connection.recv(1)
        return bool(self.task.answer)

    def was_stuck(self) -> bool:
        """End the process where it wrote nothing for longer than it may; return whether it did."""
        written = os.fstat(self.task.file.fileno()).st_mtime_ns
        if written != self._written:
            self._written, self._since = written, monotonic()
        self._is_stuck = monotonic() - self._since > self._limits.seconds + GRACE
        if self._is_stuck:
            self.end()
        return self._is_stuck

    def error(self) -> SourceError:
        """Return why the process is gone, as the fault of its source."""
        code, name = self.end(), self.task.errand.name
        if self._is_stuck or -code in (signal.SIGALRM, signal.SIGXCPU):
            return SourceTooSlow(name, f"took over {self._limits.seconds:g} s")
        if code == EXIT_HUNGRY:
            return SourceTooHungry(name, f"needed over {self._limits.megabytes} MB")
        if code == EXIT_UNWRITABLE:
            raise OSError(errno.ENOSPC, "no room for what is read of a source")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return ReaderFailed(name, f"its reader crashed ({how})")

    def end(self) -> int:
        """End the process and all that it started; return its exit code."""
        self.connection.close()
        # Until it is waited for, its number is no one else's.
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()


def _command(limits: Limits) -> list[str]:
    numbers = (os.getpid(), limits.seconds, limits.megabytes)
    return [sys.executable, "-I", "-c", _START, json.dumps(_import_path()), *map(str, numbers)]


def _import_path() -> list[str]:
    """Return where this process finds modules, but for the directory at hand."""
    own = str(Path(__file__).resolve().parent.parent)
    try:
        at_hand = {"", str(Path.cwd())} - {own}
    except OSError:
        at_hand = {""}
    return [*(place for place in sys.path if place not in at_hand), own]


def _default_jobs() -> int:
    """Return how many processes read when nothing is said: a core is left for the writer."""
    return max(1, min((os.cpu_count() or 1) - 1, MOST_JOBS))


class _Task:
    """An errand, the file for what is read, and how it ended."""

    def __init__(self, errand: Errand, file: FileIO) -> None:
        self.errand = errand
        self.file = file
        self.answer = b""
        self.error: SourceError | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.answer or self.error)

    def reading(self, file: BinaryIO) -> Reading:
        """Return the messages in the file, or the error."""
        if self.error:
            return Reading(iter(()), self.error)
        file.seek(0)
        messages = messages_in(file, self.errand.name)
        if self.answer != REFUSED:
            return Reading(messages, None)
        error = next(messages, None)
        if not isinstance(error, SourceError):
            error = ReaderFailed(self.errand.name, "its reader did not say why it failed")
        return Reading(iter(()), error)
