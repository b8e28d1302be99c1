"""Which rights, and which owner, has what a build makes? Those of the directory it is made in."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["Access"]

FILE_RIGHTS = 0o666
OWNER_READS_AND_WRITES = 0o600
GROUP_WRITES = 0o020


@dataclass(frozen=True, slots=True)
class Access:
    """The rights and the owner of an index directory, whatever the umask is."""

    mode: int
    owner: int
    group: int

    @classmethod
    def of(cls, directory: Path) -> Self:
        """Return those of a directory."""
        status = directory.stat()
        return cls(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)

    @property
    def of_files(self) -> int:
        """The rights of its files: no more than the directory gives to others than the owner."""
        return self.mode & FILE_RIGHTS | OWNER_READS_AND_WRITES

    @property
    def of_directories(self) -> int:
        """The rights of directories in it, which their owner must be able to empty."""
        return self.mode | stat.S_IRWXU

    @property
    def of_lock(self) -> int:
        """The rights of its lock: who may not build must not be able to hold it."""
        return 0o660 if self.mode & GROUP_WRITES else 0o600

    def give(self, path: Path) -> None:
        """Give a directory, or a file, the rights and, where this process may, the owner."""
        self.give_owner(path)
        mode = self.of_directories if path.is_dir() else self.of_files
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)

    def give_owner(self, path: Path) -> None:
        """Give a file the owner and group, each if this process may."""
        status = path.stat()
        if status.st_gid != self.group:
            with suppress(OSError):
                os.chown(path, -1, self.group)
        if status.st_uid != self.owner:
            with suppress(OSError):
                os.chown(path, self.owner, -1)
