"""Files of the live generation → files of the next one, found to be sound, without copying."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from indexer.durable import Stamp, stamp, sync
from indexer.errors import IndexDamaged
from indexer.generations import Generation
from indexer.publish import Workspace

__all__ = ["adopt"]

WITHOUT_LINKS = frozenset(
    {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
)
"""What a file system answers that has no hard links, or no more of them, or not of this file."""


def adopt(workspace: Workspace, generation: Generation, name: str) -> Stamp:
    """Put a file of the generation into the workspace too, and return its stamp.

    It is a link where the file system has links, else a copy that is on disk. Errors:
    `IndexDamaged` where the file is not what it should be.
    """
    target = workspace.directory / name
    _link_or_copy(generation.directory / name, target)
    found = stamp(target)
    try:
        _check_stamp(generation, name, found)
    except IndexDamaged:
        target.unlink()
        raise
    return found


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        raise IndexDamaged(f"{source}: missing") from None
    except OSError as error:
        if error.errno not in WITHOUT_LINKS:
            raise
        shutil.copyfile(source, target, follow_symlinks=False)
        sync(target)


def _check_stamp(generation: Generation, name: str, found: Stamp) -> None:
    if found != generation.manifest["files"].get(name):
        raise IndexDamaged(f"{generation.directory / name}: not the bytes that were written")
