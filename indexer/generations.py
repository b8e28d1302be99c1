"""The index directory: a generation is built aside and put in place at once, whole or not at all.

INDEX/
  CURRENT         the name of the live generation, replaced by rename
  lock            the advisory lock of the one builder
  lock.holder     who holds it, for the message of those who wait
  gen-000007/     a Whoosh index, manifest.json, sources.json and dictionary
  tmp-…/          a build on its way

A search opens a generation, too: what only a build needs is imported where it is needed.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexLocked, IndexNotFound, IndexNotWritable
from indexer.schema import SCHEMA_VERSION

__all__ = [
    "FORMAT_VERSION",
    "Generation",
    "Workspace",
    "building",
    "dictionary_of",
    "is_index",
    "open_generation",
    "publish",
    "sources_of",
    "write_dictionary",
]

FORMAT_VERSION = 1
"""The version of this directory's layout and of its manifest."""

MAX_NAME_BYTES = 64
"""CURRENT holds one short name; a longer one is damage."""

MAX_MANIFEST_BYTES = 1024 * 1024 * 1024

# gen-000007
GENERATION_NAME = re.compile(r"gen-(?P<number>[0-9]{6,12})\Z")

# tmp-4711-1a2b3c4d: nothing else in the directory is ever removed
WORKSPACE_NAME = re.compile(r"tmp-[0-9]{1,10}-[0-9a-f]{8}\Z")

CURRENT = "CURRENT"
LOCK = "lock"
MANIFEST = "manifest.json"
SOURCES = "sources.json"
DICTIONARY = "dictionary"


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete, immutable build: what it counts, and all that decided what it became."""

    name: str
    directory: Path
    manifest: Mapping[str, Any]
    counts: Mapping[str, int]
    fingerprint: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A build on its way: everything is written below `directory`, nothing of it is live."""

    index: Path
    directory: Path


def open_generation(index: Path) -> Generation:
    """Return the live generation, all of its files there and of the size they should have.

    Errors: `IndexNotFound`, `IndexDamaged`.
    """
    name = _current_name(index)
    directory = index / name
    if directory.is_symlink() or not directory.is_dir():
        raise IndexDamaged(f"{index}: CURRENT names {name}, which is not there")
    manifest = _read_json(directory / MANIFEST)
    if not _is_manifest(manifest):
        raise IndexDamaged(f"{directory / MANIFEST}: not a manifest")
    for version, ours in (("format", FORMAT_VERSION), ("schema", SCHEMA_VERSION)):
        _check_version(directory, version, manifest.get(version), ours)
    for file, expected in manifest["files"].items():
        _check_size(directory, file, expected)
    return _generation(directory, manifest)


def is_index(directory: Path) -> bool:
    """Return whether the directory is an index, so that what it holds is no source."""
    try:
        return (directory / CURRENT).is_file() and bool(_named(directory, GENERATION_NAME))
    except OSError:
        return False


def sources_of(generation: Generation) -> list[dict[str, Any]]:
    """Return what the generation was built from, a dictionary for each source."""
    sources = _read_json(generation.directory / SOURCES)
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise IndexDamaged(f"{generation.directory / SOURCES}: not a list of sources")
    return sources


def dictionary_of(generation: Generation) -> tuple[str, ...]:
    """Return the user's own words that the generation was built with."""
    path = generation.directory / DICTIONARY
    try:
        return tuple(path.read_text(encoding="utf-8").split("\n")[:-1])
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{path}: {error}") from None


def write_dictionary(workspace: Workspace, words: tuple[str, ...]) -> Path:
    """Write the user's own words, with which the generation is built; return the file's path."""
    path = workspace.directory / DICTIONARY
    text = "".join(f"{word}\n" for word in words)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@contextmanager
def building(index: Path, lock_wait: float = 0.0) -> Iterator[Workspace]:
    """Yield an empty workspace while this process is the one builder; it is gone afterwards.

    Errors: `IndexLocked` where another process builds for longer than `lock_wait` seconds,
    `IndexNotWritable` where the directory cannot be written, now or while the workspace is used.
    """
    import shutil

    try:
        index.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_other_folders(index)
        with _locked(index, lock_wait):
            for leftover in _named(index, WORKSPACE_NAME):
                shutil.rmtree(leftover)
            directory = index / f"tmp-{os.getpid()}-{os.urandom(4).hex()}"
            directory.mkdir(mode=0o700)
            try:
                yield Workspace(index, directory)
            finally:
                shutil.rmtree(directory, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexNotWritable(f"{index}: could not be written: {reason}") from None


def publish(
    workspace: Workspace,
    *,
    fingerprint: Mapping[str, str],
    counts: Mapping[str, int],
    sources: list[dict[str, Any]],
) -> Generation:
    """Make the workspace the live generation: synced to disk, renamed, then named in CURRENT.

    Whatever happens on the way, CURRENT names a whole generation, the old or the new one. The one
    before the live one is kept for readers that are about to open it; older ones are removed.
    """
    manifest = _sealed(workspace.directory, fingerprint, counts, sources)
    before = _name_before(workspace.index)
    name = _next_name(workspace.index)
    workspace.directory.rename(workspace.index / name)
    _set_current(workspace.index, name)
    _remove_all_but(workspace.index, {name, before})
    return _generation(workspace.index / name, manifest)


def _sealed(
    directory: Path,
    fingerprint: Mapping[str, str],
    counts: Mapping[str, int],
    sources: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the manifest of a directory to which all is written, and which is on disk."""
    _write_json(directory / SOURCES, sources)
    manifest = {
        "format": FORMAT_VERSION,
        "schema": SCHEMA_VERSION,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": dict(fingerprint),
        "counts": dict(counts),
        "files": {path.name: _stamp(path) for path in sorted(directory.iterdir())},
    }
    _write_json(directory / MANIFEST, manifest)
    for path in directory.iterdir():
        _sync(path)
    _sync(directory)
    return manifest


def _generation(directory: Path, manifest: Mapping[str, Any]) -> Generation:
    return Generation(
        directory.name, directory, manifest, manifest["counts"], manifest["fingerprint"]
    )


def _is_manifest(manifest: Any) -> bool:
    """Return whether a manifest has all that is read of it, each of its kind."""
    if not isinstance(manifest, dict):
        return False
    parts = [manifest.get(name) for name in ("files", "counts", "fingerprint")]
    return all(isinstance(part, dict) for part in parts) and all(
        isinstance(count, int) for count in manifest["counts"].values()
    )


def _refuse_other_folders(index: Path) -> None:
    """Refuse to build in a folder that holds other things: they are someone's, and stay apart."""
    names = {path.name for path in index.iterdir()}
    ours = {CURRENT, LOCK} & names or any(GENERATION_NAME.match(name) for name in names)
    if names and not ours:
        raise IndexNotWritable(f"{index}: holds other files and no index; name a folder of its own")


def _current_name(index: Path) -> str:
    """Return the name in CURRENT; a link in its place is refused, wherever it leads."""
    path = index / CURRENT
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexNotFound(f"no index at {index}; make one with `duansou index PATH`") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise IndexDamaged(f"{path}: not a regular file")
        name = os.read(descriptor, MAX_NAME_BYTES).decode("ascii", errors="replace").strip()
    finally:
        os.close(descriptor)
    if not GENERATION_NAME.match(name):
        raise IndexDamaged(f"{path}: does not name a generation")
    return name


def _check_version(directory: Path, version: str, found: Any, ours: int) -> None:
    if found != ours:
        raise IndexDamaged(
            f"{directory}: {version} {found!r}, this version reads {ours}; "
            "rebuild it with `duansou index --rebuild`"
        )


def _check_size(directory: Path, file: str, expected: Any) -> None:
    """Refuse a file that is not there, not of its size, or not of this directory."""
    path = directory / file
    size = expected.get("size") if isinstance(expected, dict) else None
    if Path(file).name != file:
        raise IndexDamaged(f"{directory / MANIFEST}: names a file outside the generation")
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise IndexDamaged(f"{path}: missing") from None
    if not stat.S_ISREG(status.st_mode) or status.st_size != size:
        raise IndexDamaged(f"{path}: {status.st_size} bytes instead of {size}")


def _read_json(path: Path) -> Any:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IndexDamaged(f"{path}: not a regular file")
        if status.st_size > MAX_MANIFEST_BYTES:
            raise IndexDamaged(f"{path}: over {MAX_MANIFEST_BYTES} bytes")
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"{path}: {error}") from None


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="ascii")


@contextmanager
def _locked(index: Path, lock_wait: float) -> Iterator[None]:
    """Hold the builder's lock; the operating system lets go of it when the process ends."""
    import socket

    from filelock import FileLock, Timeout

    holder = index / "lock.holder"
    try:
        with FileLock(index / LOCK, timeout=lock_wait, mode=0o600):
            start = datetime.now(UTC).isoformat(timespec="seconds")
            _write_json(holder, {"pid": os.getpid(), "host": socket.gethostname(), "start": start})
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout:
        raise IndexLocked(f"{index}: another build is running{_described(holder)}") from None


def _described(holder: Path) -> str:
    """Return who holds the lock, as far as they say."""
    try:
        said = json.loads(holder.read_bytes())
        return f": process {said['pid']} on {said['host']} since {said['start']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _named(index: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the directories in the index whose names match, in order; links are no directories."""
    return sorted(
        path
        for path in index.iterdir()
        if pattern.match(path.name) and path.is_dir() and not path.is_symlink()
    )


def _next_name(index: Path) -> str:
    numbers = [_number(path.name) for path in _named(index, GENERATION_NAME)]
    return f"gen-{max(numbers, default=0) + 1:06}"


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _set_current(index: Path, name: str) -> None:
    """Name the generation in CURRENT: written aside, synced, renamed over the old one."""
    aside = index / f"{CURRENT}.new"
    aside.write_text(f"{name}\n", encoding="ascii")
    _sync(aside)
    aside.replace(index / CURRENT)
    _sync(index)


def _name_before(index: Path) -> str | None:
    """Return what CURRENT names, None where there is nothing that could be kept."""
    try:
        return _current_name(index)
    except (IndexNotFound, IndexDamaged):
        return None


def _remove_all_but(index: Path, kept: set[str | None]) -> None:
    """Remove the other generations; one that cannot be is left, since the build has succeeded."""
    import shutil

    for path in _named(index, GENERATION_NAME):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _stamp(path: Path) -> dict[str, Any]:
    import hashlib

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}


def _sync(path: Path) -> None:
    """Wait until the file or the directory is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
