"""A workspace → the live generation: on disk, found to be there, renamed, named in CURRENT.

At each moment CURRENT names a whole generation, the old or the new one, whatever happens to the
process, the disk or the power.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.access import Access
from indexer.durable import Stamp, make_directory, stamp, sync, write_json, write_new
from indexer.errors import IndexDamaged, IndexLocked, IndexNotFound, IndexNotWritable
from indexer.generations import (
    CURRENT,
    DICTIONARY,
    FORMAT_VERSION,
    GENERATION_NAME,
    MANIFEST,
    SOURCES,
    WORKSPACE_NAME,
    Generation,
    Named,
    Pin,
    current_name,
    manifest_of,
    named,
    root_of,
)
from indexer.lock import HOLDER, LOCK, holder_of, locked
from indexer.schema import SCHEMA_VERSION
from indexer.seal import seal_of
from indexer.sweep import ASIDE, is_swept, sweep
from indexer.trust import check_owner

__all__ = ["Workspace", "building", "confirm", "publish", "write_dictionary"]

OWN_DIRECTORY = 0o700
"""The rights of a directory that is made for an index: it is its owner's."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A build on its way: everything is written below `directory`, nothing of it is live."""

    index: Path
    directory: Path
    identity: tuple[int, int]
    """By which the system knows the index directory, whatever it is called."""

    def clear(self) -> None:
        """Remove all that was written, so that the build can begin anew."""
        for path in self.directory.iterdir():
            path.unlink()


@contextmanager
def building(index: Path, lock_wait: float = 0.0, *, trust: bool = False) -> Iterator[Workspace]:
    """Yield an empty workspace while this process is the one builder; it is gone afterwards.

    So is what earlier builds left. Errors: `IndexLocked` where another process builds for longer
    than `lock_wait` seconds, `IndexUntrusted` where others may write, `IndexNotWritable` where the
    directory cannot be written, now or while the workspace is used.
    """
    root = root_of(index)
    try:
        make_directory(root, OWN_DIRECTORY)
        _refuse_other_folders(root)
        _check_owners(root, trust=trust)
        with locked(root, lock_wait):
            sweep(root)
            workspace = _workspace(root)
            try:
                yield workspace
            finally:
                _clear(workspace)
    except OSError as error:
        raise IndexNotWritable.by(error, index) from None


def write_dictionary(workspace: Workspace, words: tuple[str, ...]) -> Path:
    """Write the user's own words, with which the generation is built; return the file's path."""
    path = workspace.directory / DICTIONARY
    write_new(path, "".join(f"{word}\n" for word in words).encode())
    return path


def publish(
    workspace: Workspace,
    *,
    fingerprint: Mapping[str, str],
    counts: Mapping[str, int],
    sources: list[dict[str, Any]],
    segments: Sequence[tuple[str, int]],
    known: Mapping[str, Stamp] | None = None,
) -> Generation:
    """Make the workspace the live generation; others are gone where no reader holds them.

    `segments` are the names of its segments and how many paragraphs each has, in order. `known`
    are the stamps of files that were adopted: they are on disk, and were found to be sound.
    """
    manifest = _written(workspace, fingerprint, counts, sources, segments, known or {})
    _put_on_disk(workspace, known or {})
    _check_on_disk(workspace.directory, manifest, known or {})
    generation = _renamed(workspace, manifest)
    _set_current(workspace.index, Named(generation.name, seal_of(generation.directory / MANIFEST)))
    # From here on the build has succeeded. Nothing is removed before CURRENT is on disk.
    with suppress(OSError):
        sync(workspace.index)
        sweep(workspace.index)
    return generation


def confirm(index: Path) -> None:
    """Note down that the live generation is what building at this moment would give.

    The moment is the modification time of CURRENT. Older generations that readers held when the
    live one was published are gone if they do so no more, and so is what a build left that was
    killed. Errors: `IndexNotWritable`.
    """
    root = root_of(index)
    try:
        os.utime(root / CURRENT, follow_symlinks=False)
        is_clean = is_swept(root) and not os.path.lexists(root / HOLDER)
        # Who builds meanwhile, this process or another, does it anyway.
        if not is_clean and not _builds_here(root):
            with suppress(IndexLocked), locked(root, wait=0):
                sweep(root)
    except OSError as error:
        raise IndexNotWritable.by(error, index) from None


def _builds_here(root: Path) -> bool:
    """Say whether this process is the one builder."""
    holder = holder_of(root)
    return holder is not None and holder.pid == os.getpid()


def _workspace(root: Path) -> Workspace:
    """Return a new one, empty."""
    directory = root / f"tmp-{os.getpid()}-{os.urandom(4).hex()}"
    directory.mkdir()
    directory.chmod(OWN_DIRECTORY)
    return Workspace(root, directory, _identity(root))


def _clear(workspace: Workspace) -> None:
    """Remove a workspace, and a generation that it became but that was never live."""
    shutil.rmtree(workspace.directory, ignore_errors=True)
    with suppress(OSError):
        # In another directory that has taken the place of this one, others may be at work.
        if _identity(workspace.index) == workspace.identity:
            sweep(workspace.index)


def _identity(directory: Path) -> tuple[int, int]:
    status = directory.stat()
    return status.st_dev, status.st_ino


def _refuse_other_folders(index: Path) -> None:
    """Refuse to build in a folder that holds other things: they are someone's, and stay apart.

    A first build that was cut off may leave anything, not only what tells an index for certain.
    """
    names = {path.name for path in index.iterdir()}
    is_index = {CURRENT, LOCK} & names or any(GENERATION_NAME.match(name) for name in names)
    others = [name for name in names - {ASIDE, HOLDER} if not WORKSPACE_NAME.match(name)]
    if others and not is_index:
        raise IndexNotWritable(f"{index}: holds other files and no index; name a folder of its own")


def _check_owners(index: Path, *, trust: bool) -> None:
    """Refuse to build where others may write, or have written. Errors: `IndexUntrusted`."""
    for path in (index, index / CURRENT, *named(index, GENERATION_NAME)):
        with suppress(FileNotFoundError):
            check_owner(path, path.lstat(), trust=trust)


def _written(
    workspace: Workspace,
    fingerprint: Mapping[str, str],
    counts: Mapping[str, int],
    sources: list[dict[str, Any]],
    segments: Sequence[tuple[str, int]],
    known: Mapping[str, Stamp],
) -> dict[str, Any]:
    """Write sources and manifest, the last of all files; return the manifest."""
    directory = workspace.directory
    write_json(directory / SOURCES, sources)
    files = sorted(path.name for path in directory.iterdir())
    manifest = {
        "format": FORMAT_VERSION,
        "schema": SCHEMA_VERSION,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": dict(fingerprint),
        "counts": dict(counts),
        "segments": [{"name": name, "paragraphs": count} for name, count in segments],
        "files": {name: known.get(name) or stamp(directory / name) for name in files},
    }
    write_json(directory / MANIFEST, manifest)
    return manifest


def _put_on_disk(workspace: Workspace, known: Mapping[str, Stamp]) -> None:
    """Give all files their rights, and wait until they and their names are on disk."""
    access = Access.of(workspace.index)
    for path in workspace.directory.iterdir():
        access.give(path)
        if path.name not in known:
            sync(path)
    access.give(workspace.directory)
    sync(workspace.directory)


def _check_on_disk(
    directory: Path, manifest: Mapping[str, Any], known: Mapping[str, Stamp]
) -> None:
    """Refuse what, read again, is not what was written."""
    for name, expected in manifest["files"].items():
        if name not in known and stamp(directory / name, from_disk=True) != expected:
            raise IndexNotWritable(f"{directory / name}: the disk gives back other bytes")
    pin = Pin(directory / MANIFEST)
    if manifest_of(directory, pin, seal_of(directory / MANIFEST)) != manifest:
        raise IndexNotWritable(f"{directory / MANIFEST}: the disk gives back other bytes")
    pin.let_go()


def _renamed(workspace: Workspace, manifest: Mapping[str, Any]) -> Generation:
    """Make the workspace a generation, which is not yet live."""
    if _identity(workspace.index) != workspace.identity:
        raise IndexNotWritable(f"{workspace.index}: was replaced while it was built")
    directory = workspace.index / _next_name(workspace.index)
    workspace.directory.rename(directory)
    sync(workspace.index)
    return Generation.of(directory, manifest)


def _next_name(index: Path) -> str:
    """Return a name that comes after all that are taken, whatever has them, and was never live."""
    names = [path.name for path in index.iterdir() if GENERATION_NAME.match(path.name)]
    with suppress(IndexNotFound, IndexDamaged):
        names.append(current_name(index))
    numbers = [int(name.removeprefix("gen-")) for name in names]
    return f"gen-{max(numbers, default=0) + 1:06}"


def _set_current(index: Path, live: Named) -> None:
    """Name the generation in CURRENT: written aside, on disk, renamed over the old one."""
    aside = index / ASIDE
    write_new(aside, str(live).encode("ascii"))
    Access.of(index).give(aside)
    sync(aside)
    aside.replace(index / CURRENT)
