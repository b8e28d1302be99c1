"""What is left in an index that nobody needs → gone: old generations, and what builds left.

Only what bears exactly one of our names is removed, and no link is followed. Whoever sweeps holds
the builder's lock.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.durable import sync
from indexer.errors import IndexDamaged, IndexNotFound, IndexNotWritable
from indexer.generations import (
    CURRENT,
    GENERATION_NAME,
    MANIFEST,
    WORKSPACE_NAME,
    named,
    open_generation,
    root_of,
)
from indexer.lock import locked
from indexer.trust import opened

__all__ = [
    "ASIDE",
    "Leftover",
    "Sweep",
    "bytes_freed",
    "collect",
    "is_held",
    "is_swept",
    "old_generations",
    "sweep",
]

WITHOUT_MANIFEST = frozenset({errno.ENOENT, errno.ELOOP, errno.ENOTDIR})
"""What the system answers where there is no manifest, or a link in its place."""

ASIDE = f"{CURRENT}.new"
"""What CURRENT is called until it is renamed."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A directory or a file that nobody needs, and the bytes that are free without it."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was removed, or would be; what could not be; old generations that readers hold."""

    removed: tuple[Leftover, ...]
    stuck: tuple[Leftover, ...]
    held: tuple[str, ...]


def sweep(index: Path, *, dry_run: bool = False) -> Sweep:
    """Remove what nobody needs; with `dry_run` only say what that is.

    Where CURRENT names no generation that could be opened, all generations stay: one of them may
    be wanted yet. What cannot be removed is left to the next time. Errors: what the system says.
    """
    with ExitStack() as alone:
        old = old_generations(index)
        unused = [path for path in old if not alone.enter_context(_held_by_others(path))]
        paths = [*_left_by_builds(index), *unused]
        links: Counter[tuple[int, int]] = Counter()
        found = [Leftover(path.name, bytes_freed(path, links)) for path in paths]
        if unused and not dry_run:
            # That another is live must be on disk before one that was is gone.
            sync(index)
        is_stuck = [not dry_run and not _removed(path) for path in paths]
    return Sweep(
        tuple(each for each, stuck in zip(found, is_stuck, strict=True) if not stuck),
        tuple(each for each, stuck in zip(found, is_stuck, strict=True) if stuck),
        tuple(path.name for path in old if path not in unused),
    )


def collect(
    index: Path, *, lock_wait: float = 0.0, trust: bool = False, dry_run: bool = False
) -> Sweep:
    """Sweep an index as a command of its own, while nobody builds.

    Errors: `IndexNotFound`, `IndexDamaged`, `IndexUntrusted`; `IndexLocked` where another process
    builds for longer than `lock_wait` seconds; `IndexNotWritable`.
    """
    root = root_of(index)
    open_generation(root, trust=trust)
    try:
        with locked(root, lock_wait):
            return sweep(root, dry_run=dry_run)
    except OSError as error:
        raise IndexNotWritable.by(error, index) from None


def is_swept(index: Path) -> bool:
    """Say whether there is nothing in an index that a sweep would look at."""
    return not old_generations(index) and not _left_by_builds(index)


def old_generations(index: Path) -> list[Path]:
    """Return the generations that are not live; none where it is not known which one is."""
    try:
        live = open_generation(index, trust=True)
    except (IndexNotFound, IndexDamaged):
        return []
    return [path for path in named(index, GENERATION_NAME) if path.name != live.name]


def is_held(generation: Path) -> bool:
    """Say whether a reader holds a generation."""
    with _held_by_others(generation) as held:
        return held


@contextmanager
def _held_by_others(generation: Path) -> Iterator[bool]:
    """Yield whether others hold a generation; where they do not, nobody can until the end.

    Without a manifest it cannot be held; one that cannot be opened or locked is taken for held.
    """
    try:
        descriptor = opened(generation / MANIFEST)
    except OSError as error:
        yield error.errno not in WITHOUT_MANIFEST
        return
    try:
        yield not _got(descriptor)
    finally:
        os.close(descriptor)


def _got(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _left_by_builds(index: Path) -> list[Path]:
    """Return the workspaces of builds that have ended, and a CURRENT that was not put in place."""
    aside = index / ASIDE
    is_file = aside.is_symlink() or aside.is_file()
    return [*named(index, WORKSPACE_NAME), *([aside] if is_file else ())]


def bytes_freed(path: Path, links: Counter[tuple[int, int]] | None = None) -> int:
    """Return the bytes that only what is below the path holds, and what was counted in `links`."""
    links = Counter() if links is None else links
    freed = 0
    for file in [path, *path.rglob("*")] if path.is_dir() else [path]:
        status = file.lstat()
        if stat.S_ISREG(status.st_mode):
            links[status.st_dev, status.st_ino] += 1
            if links[status.st_dev, status.st_ino] == status.st_nlink:
                freed += status.st_size
    return freed


def _removed(path: Path) -> bool:
    """Remove a directory or a file; return whether it is gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        try:
            path.unlink()
        except OSError:
            return False
    return not os.path.lexists(path)
