"""Who builds? One at a time; the system lets go of the lock when its process ends, however."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.access import Access
from indexer.durable import write_json
from indexer.errors import IndexDamaged, IndexLocked
from indexer.trust import opened, read_regular

__all__ = ["HOLDER", "LOCK", "Holder", "holder_of", "locked", "no_build_meanwhile"]

LOCK = "lock"
HOLDER = "lock.holder"

GRACE = 0.2
"""Seconds that even who would not wait waits: `status` holds the lock for a moment to look."""

LONGEST_HOLDER = 4096
"""The bytes of what a holder says of itself."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock, as it said itself."""

    pid: int
    host: str
    start: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.start}"


@contextmanager
def locked(index: Path, wait: float) -> Iterator[None]:
    """Hold the builder's lock. Errors: `IndexLocked` where another does for over `wait` seconds."""
    from filelock import FileLock, Timeout

    access = Access.of(index)
    lock = FileLock(
        index / LOCK, timeout=max(wait, GRACE), mode=access.of_lock, fallback_to_soft=False
    )
    try:
        lock.acquire()
    except Timeout:
        holder = holder_of(index)
        who = f": {holder}" if holder else ""
        raise IndexLocked(f"{index}: another build is running{who}") from None
    try:
        access.give_owner(index / LOCK)
        _say_who(index, access)
        yield
    finally:
        with suppress(OSError):
            (index / HOLDER).unlink(missing_ok=True)
        lock.release()


@contextmanager
def no_build_meanwhile(index: Path) -> Iterator[bool | None]:
    """Yield whether nobody builds, in which case nobody does until the end.

    It is None where this process may not know. Who would build waits `GRACE` seconds at least.
    """
    try:
        descriptor = opened(index / LOCK)
    except OSError as error:
        yield True if isinstance(error, FileNotFoundError) else None
        return
    try:
        yield _is_free(descriptor)
    finally:
        os.close(descriptor)


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder_of(index: Path) -> Holder | None:
    """Return who holds the lock, as far as they say; not one whose process is gone."""
    try:
        said = json.loads(read_regular(index / HOLDER, LONGEST_HOLDER))
    except (OSError, IndexDamaged, RecursionError, ValueError):
        return None
    holder = _holder(said)
    return None if holder is None or _is_gone(holder) else holder


def _say_who(index: Path, access: Access) -> None:
    """Write down who holds the lock."""
    start = datetime.now(UTC).isoformat(timespec="seconds")
    write_json(index / HOLDER, asdict(Holder(os.getpid(), _host(), start)))
    access.give(index / HOLDER)


def _holder(said: Any) -> Holder | None:
    """Return the holder whom JSON tells of, if it does."""
    match said:
        case {"pid": int(pid), "host": str(host), "start": str(start)}:
            return Holder(pid, host, start)
    return None


def _is_gone(holder: Holder) -> bool:
    """Say whether it is a process of this host that is no more."""
    if holder.host != _host():
        return False
    try:
        os.kill(holder.pid, 0)
    except PermissionError:
        return False
    except (OSError, OverflowError):
        return True
    return holder.pid <= 0


def _host() -> str:
    import socket

    return socket.gethostname()
