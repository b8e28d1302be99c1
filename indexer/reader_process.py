"""A process that reads the sources it is sent, one after the other, within limits.

It is started by `workers`, which sends it an errand and an open file over its standard input. It
writes what it reads of the source into the file and answers with one letter. A source that takes
too much takes this process with it, and nothing else.
"""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
from collections.abc import Iterable
from time import monotonic

from indexer.confine import Limits, confine, restart_clock, stop_clock
from indexer.errors import ReaderFailed, SourceError, SourceTooLarge
from indexer.ingest import Beside, ingest_in_rows
from indexer.messages import (
    END,
    EXIT_HUNGRY,
    EXIT_UNWRITABLE,
    LONGEST_ERRAND,
    REFUSED,
    TAKEN,
    Errand,
    Gathered,
    Message,
    frame,
)
from indexer.report import report
from indexer.schema import PlainRows, Prepared

__all__ = ["main"]

OBJECTS_BETWEEN_COLLECTIONS = 50_000

WRITTEN_AT_ONCE = 256 * 1024

LATELY = 0.02
"""The share of the time limit that may pass before the clock is restarted: that takes longer than
to read a paragraph."""

LONGEST_REASON = 500
"""The characters that are repeated of what an unforeseen error says."""


def main(parent: int, seconds: float, megabytes: int) -> None:
    """Run the errands that come over standard input until it is closed."""
    limits = Limits(seconds, megabytes)
    connection = socket.socket(fileno=sys.stdin.fileno())
    confine(limits, parent)
    # Documents are trees: to look for circles among them as often as usual costs a tenth.
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    while received := _receive(connection):
        errand, descriptor = received
        restart_clock(limits)
        answer = _run(errand, _Output(descriptor, errand.name, limits))
        stop_clock()
        os.close(descriptor)
        connection.sendall(answer)


def _receive(connection: socket.socket) -> tuple[Errand, int] | None:
    """Return the next errand, and the file to write to; None when there will be no more."""
    line, descriptors, _, _ = socket.recv_fds(connection, LONGEST_ERRAND, 1)
    while line and not line.endswith(b"\n"):
        line += connection.recv(LONGEST_ERRAND)
    return (Errand.from_line(line), descriptors[0]) if line else None


def _run(errand: Errand, output: _Output) -> bytes:
    """Write all parts of the source, or else why they cannot be had."""
    try:
        for part in _parts(errand, output.limits):
            output.add(part)
        output.end()
        return TAKEN
    except SourceError as error:
        output.replace(error)
    except MemoryError:
        os._exit(EXIT_HUNGRY)
    except Exception as error:  # noqa: BLE001 - whatever a reader was not made for is the file's fault
        reason = f"its reader failed: {type(error).__name__}: {error}"[:LONGEST_REASON]
        output.replace(ReaderFailed(errand.name, reason))
    return REFUSED


def _parts(errand: Errand, limits: Limits) -> Iterable[Prepared | PlainRows | Beside | Message]:
    if errand.dictionary is not None:
        # What it takes to write is loaded by those that do.
        from indexer.segment_batch import segments_of

        return segments_of(errand.path, errand.name, errand.dictionary, limits.megabytes)
    if errand.style is None:
        return ingest_in_rows(errand.path, errand.name)
    lines = report(errand.path, errand.name, errand.style)
    return (f"{line}\n"[at : at + WRITTEN_AT_ONCE] for line in lines for at in _steps(line))


def _steps(line: str) -> range:
    """Return where the pieces of a line and its end begin."""
    return range(0, len(line) + 1, WRITTEN_AT_ONCE)


class _Output:
    """The file in which messages gather; as parts are added, the clock is restarted.

    Paragraphs of one document are gathered until there are enough for a message.
    """

    def __init__(self, descriptor: int, name: str, limits: Limits) -> None:
        self._descriptor = descriptor
        self._name = name
        self.limits = limits
        self._pending = bytearray()
        self._gathered: Gathered | None = None
        self._restarted = monotonic()
        os.lseek(descriptor, 0, os.SEEK_SET)

    def add(self, part: Prepared | PlainRows | Beside | Message) -> None:
        """Write a part of the source, or keep it until there are enough."""
        if isinstance(part, Prepared):
            self._gathering(part.key).add(part)
            self._enclose_enough()
        elif isinstance(part, PlainRows):
            self._add_rows(part)
        else:
            self._enclose()
            self._pending += frame(part, self._name)
        if len(self._pending) >= WRITTEN_AT_ONCE:
            self.flush()
        self._restart_clock()

    def end(self) -> None:
        """Write that there is no more."""
        self._enclose()
        self._pending += END
        self.flush()

    def _gathering(self, key: str) -> Gathered:
        """Return that in which paragraphs of a document gather, the only one."""
        if self._gathered is None or self._gathered.key != key:
            self._enclose()
            self._gathered = Gathered(key)
        return self._gathered

    def _add_rows(self, rows: PlainRows) -> None:
        at = 0
        while at < len(rows.stored):
            at = self._gathering(rows.key).add_rows(rows, at, WRITTEN_AT_ONCE)
            self._enclose_enough()

    def _enclose_enough(self) -> None:
        """Make a message of the paragraphs gathered, if they are enough for one."""
        if self._gathered and self._gathered.size >= WRITTEN_AT_ONCE:
            self._enclose()

    def _enclose(self) -> None:
        """Make a message of the paragraphs gathered, if there are any."""
        if self._gathered:
            self._pending += frame(self._gathered.enclosed(), self._name)
            self._gathered = None

    def _restart_clock(self) -> None:
        """Restart the clock, unless that was done so lately that it makes no difference."""
        now = monotonic()
        if now - self._restarted > self.limits.seconds * LATELY:
            self._restarted = now
            restart_clock(self.limits)

    def flush(self) -> None:
        """Write what is kept. A full disk is no fault of the source: it ends the process."""
        left = memoryview(bytes(self._pending))
        self._pending.clear()
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError as error:
            if error.errno != errno.EFBIG:
                os._exit(EXIT_UNWRITABLE)
            raise SourceTooLarge(self._name, "comes to too much when it is read") from None

    def replace(self, error: SourceError) -> None:
        """Write the error in place of all there is."""
        self._pending.clear()
        self._gathered = None
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        self._pending += frame(error, self._name)
        self.end()
