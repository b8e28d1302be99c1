"""Paths → the files to index, those below the folders among them, each with what it is known by.

There may be many thousands of files: within this module, paths are strings.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Any

from indexer.errors import NothingToIndex, SourceError, SourceMissing, SourceUnreadable
from indexer.generations import is_index
from indexer.readers import SUFFIXES, limit_of, open_regular, suffix_of

__all__ = ["Found", "SourceFile", "find_sources", "refuse_nothing", "stamp_of"]

SETTLED_NS = 2_000_000_000
"""How long a file must have been as it is before its times are trusted: a clock's grain is less."""

DIGITS = 64
"""The hexadecimal digits of a SHA-256."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index; `place` is its path, `name` its path below the root it was given by."""

    place: str
    name: str

    @property
    def path(self) -> Path:
        """The file's path."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class Found:
    """The files to index, those that cannot be, and how many are of no known format."""

    sources: tuple[SourceFile, ...]
    errors: tuple[SourceError, ...]
    ignored: int


def find_sources(paths: Sequence[Path]) -> Found:
    """Return the files given and those in the folders given, in order of name.

    Hidden files are left alone and links to folders are not followed. A path that is not there or
    cannot be looked at is an error, and so is a link that leads out of the folder it was found in.
    """
    sources: dict[str, SourceFile] = {}
    errors: list[SourceError] = []
    ignored = 0
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            errors.append(_not_found(path, error))
            continue
        if not is_folder:
            sources.setdefault(str(path), SourceFile(str(path), _printable(path.name)))
            continue
        for place, below in _files_below(str(path), errors):
            if suffix_of(below) is None:
                ignored += 1
            elif place not in sources:
                sources[place] = SourceFile(place, _printable(below))
    ordered = sorted(sources.values(), key=lambda source: (source.name, source.place))
    return Found(tuple(ordered), tuple(errors), ignored)


def refuse_nothing(found: Found) -> None:
    """Refuse to index where there is nothing to be indexed, nor to be said of it.

    Errors: `NothingToIndex`.
    """
    if not found.sources and not found.errors:
        raise NothingToIndex(f"no documents to index ({', '.join(sorted(SUFFIXES))})")


def stamp_of(source: SourceFile, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return by what a source is known again; its digest is None where it will not be read.

    `known` is an earlier stamp of the same name. Where its `hint` is the file's still, the file is
    as it was then and is not read. A hint is None where the file might change unnoticed: while it
    was read it did, or it had changed so lately that it could once more within the clock's grain.
    """
    stamp = {"name": source.name, "path": _printable(source.place)}
    before = _status(source.place)
    if known and before and known.get("hint") == _hint(before) and _is_digest(known.get("sha256")):
        return {**stamp, **_dated(before), "hint": _hint(before), "sha256": known["sha256"]}
    stamped = time_ns()
    try:
        digest, after = _digest(source)
    except SourceError:
        return {**stamp, "size": None, "mtime_ns": None, "hint": None, "sha256": None}
    is_settled = before is not None and _hint(before) == _hint(after) and _settled(after, stamped)
    hint = _hint(after) if is_settled else None
    return {**stamp, **_dated(after), "hint": hint, "sha256": digest}


def _status(place: str) -> os.stat_result | None:
    """Return the status of a regular file, None where there is none: reading it will say why."""
    try:
        status = os.stat(place)  # noqa: PTH116 - a Path for each of many files takes its time
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == DIGITS


def _digest(source: SourceFile) -> tuple[str, os.stat_result]:
    """Return the SHA-256 of a file, and its status after it was read."""
    import hashlib

    with open_regular(source.path, source.name, limit_of(source.path)) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, os.fstat(file.fileno())


def _dated(status: os.stat_result) -> dict[str, Any]:
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns}


def _hint(status: os.stat_result) -> list[int]:
    """Return what is another where the file was written to, or another took its place.

    The time of the last change of its inode is nothing that a program can set.
    """
    return [
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
    ]


def _settled(status: os.stat_result, now: int) -> bool:
    """Say whether the file has been as it is for a while; a time to come says nothing."""
    return max(status.st_mtime_ns, status.st_ctime_ns) <= now - SETTLED_NS


def _not_found(path: Path, error: OSError | ValueError) -> SourceError:
    place = _printable(str(path))
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceMissing(place, "no such file or directory")
    return SourceUnreadable(place, error.strerror or "cannot be read")


def _files_below(root: str, errors: list[SourceError]) -> Iterator[tuple[str, str]]:
    """Yield the files below a folder, each with its path below it.

    Those of hidden folders and of indexes are left out; what cannot be read is noted.
    """
    before = "" if root == "." else os.path.join(root, "")  # noqa: PTH118 - strings, see above
    waiting = [""]
    while waiting:
        below = waiting.pop()
        entries = _entries_of(f"{before}{below}" or ".", errors)
        folders = []
        for entry in entries:
            name = f"{below}{entry.name}"
            if fault := _fault_of_link(entry, root):
                errors.append(SourceUnreadable(_printable(name), fault))
            elif not _is_folder(entry):
                yield f"{before}{name}", name
            elif not entry.is_symlink():
                folders.append(f"{name}/")
        waiting += reversed(folders)


def _entries_of(folder: str, errors: list[SourceError]) -> list[os.DirEntry[str]]:
    """Return what is in a folder, in order, but for what is hidden; nothing of an index."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError as error:
        errors.append(_unreadable(folder, error.strerror))
        return []
    if not os.access(folder, os.X_OK):
        errors.append(_unreadable(folder, os.strerror(errno.EACCES)))
        return []
    if any(entry.name == "CURRENT" for entry in found) and is_index(Path(folder)):
        return []
    seen = (entry for entry in found if not entry.name.startswith("."))
    return sorted(seen, key=lambda entry: entry.name)


def _unreadable(folder: str, reason: str | None) -> SourceError:
    return SourceUnreadable(_printable(str(Path(folder))), reason or "cannot be read")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Say whether it is a folder, or leads to one."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _fault_of_link(entry: os.DirEntry[str], root: str) -> str | None:
    """Return why what a link leads to is not indexed; None where it may be, or is no link."""
    if not entry.is_symlink():
        return None
    path = Path(entry.path)
    if _leads_in_circle(path):
        return "a link that leads in a circle"
    inside = path.resolve().is_relative_to(Path(root).resolve())
    return None if inside else "a link that leads out of its folder"


def _leads_in_circle(path: Path) -> bool:
    """Ask the system: whether resolving says so depends on the version of Python."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _printable(name: str) -> str:
    r"""Return a file's name as text; bytes that are none are shown as \\xe9."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
