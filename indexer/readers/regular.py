"""A path that anyone may have named → the bytes of a regular file, never of anything else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from indexer.errors import SourceMissing, SourceTooLarge, SourceUnreadable

__all__ = ["read_bytes"]


def read_bytes(path: Path, name: str, limit: int) -> bytes:
    """Return the file's bytes; pipes, devices and what is over `limit` bytes are not read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceUnreadable(name, "not a regular file")
        if status.st_size > limit:
            raise SourceTooLarge(name, f"{status.st_size} bytes; the limit is {limit}")
        # The file may have been exchanged since: a FIFO must not make the reader wait.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise SourceMissing(name, "no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceUnreadable(name, reason) from None
    if len(data) > limit:
        raise SourceTooLarge(name, f"grew over the limit of {limit} bytes while it was read")
    return data
