"""Whose is a file of an index, and may it be opened? It is opened so that nothing can mislead."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from indexer.errors import IndexDamaged, IndexUntrusted

__all__ = ["check_owner", "opened", "read_open", "read_regular"]


def check_owner(path: Path, status: os.stat_result, *, trust: bool) -> None:
    """Refuse what somebody else may have written, unless it is trusted.

    Others of its group are trusted, and so is root. Errors: `IndexUntrusted`.
    """
    if trust:
        return
    if status.st_mode & stat.S_IWOTH and not stat.S_ISLNK(status.st_mode):
        raise IndexUntrusted(
            f"{path}: everybody may write there; take that right away (chmod o-w), "
            "or say --trust if you know who did"
        )
    if status.st_uid not in (os.geteuid(), 0):
        raise IndexUntrusted(
            f"{path}: belongs to {_name_of(status.st_uid)}, neither to you nor to root; "
            "say --trust if you trust them"
        )


def read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; no link is followed.

    Errors: `IndexDamaged`, and what the system says.
    """
    descriptor = opened(path)
    try:
        return read_open(descriptor, path, limit)
    finally:
        os.close(descriptor)


def opened(path: Path) -> int:
    """Return a descriptor to read a file by; of a link that is an error, a pipe is not waited for.

    Errors: what the system says.
    """
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def read_open(descriptor: int, path: Path, limit: int) -> bytes:
    """Return the bytes of an open file, which must be a regular one of at most `limit` bytes.

    Errors: `IndexDamaged`, and what the system says.
    """
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise IndexDamaged(f"{path}: not a regular file")
    if status.st_size > limit:
        raise IndexDamaged(f"{path}: over {limit} bytes")
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(limit)


def _name_of(owner: int) -> str:
    """Return what the system calls a user, or the number of one it does not know."""
    import pwd

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"user {owner}"
