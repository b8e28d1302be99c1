"""How does what is written get onto the disk, and not only into the memory of the system?"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

__all__ = ["Stamp", "make_directory", "stamp", "sync", "write_json", "write_new"]

Stamp = dict[str, Any]
"""By what a file is known again: its `size` and its `sha256`."""


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a directory, are on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # So answers a file system that has nothing to wait for, as some do for directories.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)


def stamp(path: Path, *, from_disk: bool = False) -> Stamp:
    """Return the stamp of a file, read from the disk where the system can be asked to forget it."""
    with path.open("rb") as file:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": os.fstat(file.fileno()).st_size, "sha256": digest}


def write_json(path: Path, value: Any) -> None:
    """Write a new file that holds a value as JSON."""
    write_new(path, (json.dumps(value, indent=1) + "\n").encode("ascii"))


def write_new(path: Path, data: bytes) -> None:
    """Write a file in place of whatever had its name; nothing is written through a link."""
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(data)


def make_directory(directory: Path, mode: int) -> None:
    """Make a directory of just these rights, and those above it that are not there; all on disk."""
    if directory.is_dir():
        return
    missing = [above for above in directory.parents if not above.exists()]
    for above in reversed(missing):
        above.mkdir(exist_ok=True)
        sync(above.parent)
    directory.mkdir(mode=mode, exist_ok=True)
    directory.chmod(mode)
    sync(directory.parent)
