"""Paths → the files to index, those below the folders among them, each with what it is known by."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SourceError, SourceMissing, SourceUnreadable
from indexer.generations import is_index
from indexer.readers import limit_of, open_regular, suffix_of

__all__ = ["Found", "SourceFile", "find_sources", "stamp_of"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index; `name` is its path below the root it was given by."""

    path: Path
    name: str


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
    sources: dict[Path, SourceFile] = {}
    errors: list[SourceError] = []
    ignored = 0
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            errors.append(_not_found(path, error))
            continue
        files = _files_below(path, errors) if is_folder else iter((path,))
        root = path if is_folder else path.parent
        for file in files:
            if is_folder and suffix_of(file) is None:
                ignored += 1
            else:
                sources.setdefault(file, SourceFile(file, _name(file, root)))
    ordered = sorted(sources.values(), key=lambda source: (source.name, str(source.path)))
    return Found(tuple(ordered), tuple(errors), ignored)


def stamp_of(source: SourceFile) -> dict[str, Any]:
    """Return by what a source is known again; its digest is None where it will not be read."""
    stamp: dict[str, Any] = {"name": source.name, "path": _printable(str(source.path))}
    try:
        with open_regular(source.path, source.name, limit_of(source.path)) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            status = os.fstat(file.fileno())
    except SourceError:
        return {**stamp, "size": None, "mtime_ns": None, "sha256": None}
    return {**stamp, "size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": digest}


def _not_found(path: Path, error: OSError | ValueError) -> SourceError:
    place = _printable(str(path))
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceMissing(place, "no such file or directory")
    return SourceUnreadable(place, error.strerror or "cannot be read")


def _files_below(root: Path, errors: list[SourceError]) -> Iterator[Path]:
    """Yield the files below a folder, those of hidden folders and of indexes aside.

    What cannot be read is noted.
    """

    def note(error: OSError) -> None:
        place = _printable(str(error.filename))
        errors.append(SourceUnreadable(place, error.strerror or "cannot be read"))

    for folder, folders, files in os.walk(root, onerror=note):
        if not os.access(folder, os.X_OK):
            errors.append(SourceUnreadable(_printable(folder), "Permission denied"))
            folders.clear()
            continue
        if is_index(Path(folder)):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*linked, *(name for name in files if not name.startswith("."))]):
            path = Path(folder, name)
            if fault := _fault_of_link(path, root):
                errors.append(SourceUnreadable(_name(path, root), fault))
            elif name not in linked:
                yield path


def _fault_of_link(path: Path, root: Path) -> str | None:
    """Return why what a link leads to is not indexed; None where it may be, or is no link."""
    if not path.is_symlink():
        return None
    if _leads_in_circle(path):
        return "a link that leads in a circle"
    inside = path.resolve().is_relative_to(root.resolve())
    return None if inside else "a link that leads out of its folder"


def _leads_in_circle(path: Path) -> bool:
    """Ask the system: whether resolving says so depends on the version of Python."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _name(file: Path, root: Path) -> str:
    return _printable(file.relative_to(root).as_posix())


def _printable(name: str) -> str:
    r"""Return a file's name as text; bytes that are none are shown as \\xe9."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
