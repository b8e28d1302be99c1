"""A path that anyone may have named → the bytes of a regular file, never of anything else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from indexer.errors import SourceError, SourceMissing, SourceTooLarge, SourceUnreadable

__all__ = ["open_regular", "read_bytes"]


def read_bytes(path: Path, name: str, limit: int) -> bytes:
    """Return the file's bytes; pipes, devices and what is over `limit` bytes are not read."""
    with open_regular(path, name, limit) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise SourceTooLarge(name, f"grew over the limit of {limit} bytes while it was read")
    return data


@contextmanager
def open_regular(path: Path, name: str, limit: int) -> Iterator[BufferedReader]:
    """Yield the file, open; pipes, devices and what is over `limit` bytes are refused.

    What the operating system refuses then or later, while the file is read, is a `SourceError`.
    """
    try:
        with _opened(path, name, limit) as file:
            yield file
    except FileNotFoundError:
        raise SourceMissing(name, "no such file") from None
    except OSError as error:
        raise SourceUnreadable(name, error.strerror or str(error)) from None


def _opened(path: Path, name: str, limit: int) -> BufferedReader:
    """Return the open file; it is looked at before, for opening a device may do something."""
    try:
        _check(path.stat(), name, limit)
        # The file may have been exchanged since: a FIFO must not make the reader wait.
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except ValueError as error:
        raise SourceUnreadable(name, str(error)) from None
    try:
        _check(os.fstat(file.fileno()), name, limit)
    except SourceError:
        file.close()
        raise
    return file


def _check(status: os.stat_result, name: str, limit: int) -> None:
    """Refuse what is no regular file, or is too large."""
    if not stat.S_ISREG(status.st_mode):
        raise SourceUnreadable(name, "not a regular file")
    if status.st_size > limit:
        raise SourceTooLarge(name, f"{status.st_size} bytes; the limit is {limit}")
