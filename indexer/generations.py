"""The index directory, read: which generation is live, and is all of it there?

INDEX/
  CURRENT         the name of the live generation and the seal of its manifest, replaced by rename
  lock            the advisory lock of the one builder
  lock.holder     who holds it, for the message of those who wait
  gen-000007/     segments, manifest.json, sources.json and dictionary
  tmp-…/          a build on its way

Each search opens a generation: nothing is imported here that only a build needs.

A search cannot read all of an index to see whether it is as it was built. Each part tells the seal
of what is read next: CURRENT that of the manifest, the manifest those of all files, a segment those
of its pages. So whatever has changed meanwhile is damage, and never another answer.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import stat
import weakref
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexNotFound
from indexer.schema import SCHEMA_VERSION
from indexer.trust import check_owner, opened, read_open, read_regular

__all__ = [
    "CURRENT",
    "DICTIONARY",
    "FORMAT_VERSION",
    "GENERATION_NAME",
    "MANIFEST",
    "SOURCES",
    "WORKSPACE_NAME",
    "Generation",
    "Named",
    "Pin",
    "check_file",
    "current",
    "current_name",
    "dictionary_of",
    "is_index",
    "live_generation",
    "manifest_of",
    "named",
    "open_generation",
    "root_of",
    "sources_of",
]

FORMAT_VERSION = 2
"""The version of this directory's layout and of its manifest."""

MAX_NAME_BYTES = 64
"""CURRENT holds one short name; a longer one is damage."""

MAX_MANIFEST_BYTES = 1024 * 1024
"""A manifest names some dozens of files; a larger one is damage."""

MAX_SOURCES_BYTES = 1024 * 1024 * 1024
"""The bytes of what is noted down of all sources, and of a user's own words."""

# gen-000007 89abcdef
CURRENT_LINE = re.compile(r"(?P<name>gen-[0-9]{6,12}) (?P<seal>[0-9a-f]{8})\n\Z")

# gen-000007
GENERATION_NAME = re.compile(r"gen-(?P<number>[0-9]{6,12})\Z")

# tmp-4711-1a2b3c4d: nothing else in the directory is ever removed
WORKSPACE_NAME = re.compile(r"tmp-[0-9]{1,10}-[0-9a-f]{8}\Z")

WITHOUT_NAME = "does not name a generation"
WITHOUT_SEAL = "does not seal the manifest: cut short, or written by another version"

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
SOURCES = "sources.json"
DICTIONARY = "dictionary"

WITHOUT_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
"""What a file system answers that has no locks: there no generation can be shown to be unused."""


class Pin:
    """Holds a generation: it is not removed until this is let go of, or forgotten.

    It is a shared lock on the manifest. Who removes generations asks for the only one.
    """

    def __init__(self, manifest: Path) -> None:
        """Open the manifest and hold it. Errors: what the system says."""
        self.descriptor = opened(manifest)
        self.let_go = weakref.finalize(self, os.close, self.descriptor)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in WITHOUT_LOCKS:
                raise


@dataclass(frozen=True, slots=True)
class Named:
    """What CURRENT says: the name of the live generation, and the CRC-32 of its manifest."""

    name: str
    seal: int

    def __str__(self) -> str:
        return f"{self.name} {self.seal:08x}\n"


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete, immutable build: what it counts, and all that decided what it became.

    `segments` are the names of its segments in the order of their paragraphs. It is held by `pin`
    as long as anyone has it.
    """

    name: str
    directory: Path
    manifest: Mapping[str, Any]
    counts: Mapping[str, int]
    fingerprint: Mapping[str, str]
    segments: tuple[str, ...]
    pin: Pin | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, directory: Path, manifest: Mapping[str, Any], pin: Pin | None = None) -> Generation:
        """Return the generation that a manifest describes."""
        segments = tuple(segment["name"] for segment in manifest["segments"])
        counts, fingerprint = manifest["counts"], manifest["fingerprint"]
        return cls(directory.name, directory, manifest, counts, fingerprint, segments, pin)

    def seal_of(self, name: str) -> int:
        """Return by what the manifest knows a file again: the seal of a segment, else a CRC-32."""
        seal: int = self.manifest["files"][name]["seal"]
        return seal

    def let_go(self) -> None:
        """Let it be removed when it is not live any more, though this is still at hand."""
        if self.pin is not None:
            self.pin.let_go()


def open_generation(index: Path, *, trust: bool = False) -> Generation:
    """Return the live generation, held, all of its files there and of the size they should have.

    What somebody else may have written is refused unless it is trusted. Errors: `IndexNotFound`,
    `IndexDamaged`, `IndexUntrusted`.
    """
    generation = live_generation(index, trust=trust)
    for name in generation.manifest["files"]:
        check_file(generation, name, trust=trust)
    return generation


def live_generation(index: Path, *, trust: bool = False) -> Generation:
    """Return the live generation, held, whatever is the matter with its files.

    Errors: those of `open_generation`.
    """
    root = root_of(index)
    _check_directory(root, trust=trust)
    directory, pin, seal = _held(root, trust=trust)
    return Generation.of(directory, manifest_of(directory, pin, seal), pin)


def root_of(index: Path) -> Path:
    """Return the directory itself where the index is named by a link to it.

    Where this cannot be told, whoever opens it is told why.
    """
    is_link = os.path.islink(index)  # noqa: PTH114 - a path raises where it may not be looked at
    return Path(os.path.realpath(index)) if is_link else index


def is_index(directory: Path) -> bool:
    """Return whether the directory is an index, so that what it holds is no source."""
    try:
        return (directory / CURRENT).is_file() and bool(named(directory, GENERATION_NAME))
    except OSError:
        return False


def named(index: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the directories in the index whose names match, in order; links are no directories."""
    return sorted(
        path
        for path in index.iterdir()
        if pattern.match(path.name) and path.is_dir() and not path.is_symlink()
    )


def sources_of(generation: Generation) -> list[dict[str, Any]]:
    """Return what the generation was built from, a dictionary for each source."""
    path = generation.directory / SOURCES
    try:
        sources = json.loads(_read_sealed(generation, SOURCES))
    except (ValueError, RecursionError) as error:
        raise IndexDamaged.by(error, path) from None
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise IndexDamaged(f"{path}: not a list of sources")
    return sources


def dictionary_of(generation: Generation) -> tuple[str, ...]:
    """Return the user's own words that the generation was built with."""
    try:
        text = _read_sealed(generation, DICTIONARY).decode("utf-8")
    except UnicodeDecodeError as error:
        raise IndexDamaged.by(error, generation.directory / DICTIONARY) from None
    return tuple(text.split("\n")[:-1])


def current_name(index: Path) -> str:
    """Return the name in CURRENT. Errors: `IndexNotFound`, `IndexDamaged`."""
    return current(index).name


def current(index: Path) -> Named:
    """Return what CURRENT says; a link in its place is refused, wherever it leads.

    Errors: `IndexNotFound`, `IndexDamaged`.
    """
    path = index / CURRENT
    try:
        data = read_regular(path, MAX_NAME_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise _not_found(index) from None
    except (OSError, ValueError) as error:
        raise IndexDamaged.by(error, path) from None
    line = CURRENT_LINE.match(data.decode("ascii", errors="replace"))
    if line is None:
        named_alone = GENERATION_NAME.match(data.decode("ascii", errors="replace").strip())
        raise IndexDamaged(f"{path}: {WITHOUT_SEAL if named_alone else WITHOUT_NAME}")
    return Named(line["name"], int(line["seal"], 16))


def _not_found(index: Path) -> IndexNotFound:
    return IndexNotFound(f"no index at {index}; make one with `duansou index PATH`")


def _check_directory(index: Path, *, trust: bool) -> None:
    """Refuse a directory that is not there, or not to be trusted, and a CURRENT that is not."""
    for path in (index, index / CURRENT):
        try:
            check_owner(path, path.lstat(), trust=trust)
        except (FileNotFoundError, NotADirectoryError):
            raise _not_found(index) from None
        except (OSError, ValueError) as error:
            raise IndexDamaged.by(error, path) from None


def _held(index: Path, *, trust: bool) -> tuple[Path, Pin, int]:
    """Return the directory of the live generation, what holds it, and the seal of its manifest.

    One that is put in place of another meanwhile is taken instead: the other may be gone.
    """
    live = current(index)
    while True:
        pin = _pinned(index / live.name, trust=trust)
        before, live = live, current(index)
        if live == before:
            break
    if isinstance(pin, IndexDamaged):
        raise pin
    return index / live.name, pin, live.seal


def _pinned(directory: Path, *, trust: bool) -> Pin | IndexDamaged:
    """Return what holds a generation, or why it cannot be held."""
    try:
        status = directory.lstat()
        if not stat.S_ISDIR(status.st_mode):
            return _not_there(directory)
        check_owner(directory, status, trust=trust)
    except FileNotFoundError:
        return _not_there(directory)
    except OSError as error:
        return IndexDamaged.by(error, directory)
    try:
        pin = Pin(directory / MANIFEST)
    except OSError as error:
        return IndexDamaged.by(error, directory / MANIFEST)
    check_owner(directory / MANIFEST, os.fstat(pin.descriptor), trust=trust)
    return pin


def _not_there(directory: Path) -> IndexDamaged:
    return IndexDamaged(f"{directory.parent}: CURRENT names {directory.name}, which is not there")


def manifest_of(directory: Path, pin: Pin, seal: int) -> dict[str, Any]:
    """Return the manifest that is held, of that seal, and of a version that can be read.

    Errors: `IndexDamaged`.
    """
    path = directory / MANIFEST
    try:
        data = read_open(pin.descriptor, path, MAX_MANIFEST_BYTES)
        if zlib.crc32(data) != seal:
            raise IndexDamaged(f"{path}: not the manifest that CURRENT names")
        manifest = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged.by(error, path) from None
    if not isinstance(manifest, dict):
        raise IndexDamaged(f"{path}: not a manifest")
    for version, ours in (("format", FORMAT_VERSION), ("schema", SCHEMA_VERSION)):
        _check_version(directory, version, manifest.get(version), ours)
    if not _is_manifest(manifest):
        raise IndexDamaged(f"{path}: not a manifest")
    return manifest


def _is_manifest(manifest: Mapping[str, Any]) -> bool:
    """Return whether a manifest has all that is read of it, each of its kind."""
    files, counts, fingerprint, segments = (
        manifest.get(name) for name in ("files", "counts", "fingerprint", "segments")
    )
    if not all(isinstance(part, dict) for part in (files, counts, fingerprint)):
        return False
    return (
        all(type(count) is int for count in manifest["counts"].values())
        and isinstance(segments, list)
        and all(_is_segment(segment, manifest["files"]) for segment in segments)
    )


def _is_segment(segment: Any, files: Mapping[str, Any]) -> bool:
    """Return whether a manifest tells of a segment what it is called and how many it has."""
    if not isinstance(segment, dict):
        return False
    name, paragraphs = segment.get("name"), segment.get("paragraphs")
    return isinstance(name, str) and name in files and type(paragraphs) is int


def _check_version(directory: Path, version: str, found: Any, ours: int) -> None:
    if found != ours:
        raise IndexDamaged(f"{directory}: {version} {found!r}, this version reads {ours}")


def check_file(generation: Generation, file: str, *, trust: bool) -> None:
    """Refuse a file that is not there, not of its size, not to be trusted, or not of here.

    Errors: `IndexDamaged`, `IndexUntrusted`.
    """
    directory, expected = generation.directory, generation.manifest["files"][file]
    path = directory / file
    size, seal = map(expected.get, ("size", "seal")) if isinstance(expected, dict) else (None, None)
    if Path(file).name != file:
        raise IndexDamaged(f"{directory / MANIFEST}: names a file outside the generation")
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise IndexDamaged(f"{path}: missing") from None
    check_owner(path, status, trust=trust)
    if not stat.S_ISREG(status.st_mode) or status.st_size != size:
        raise IndexDamaged(f"{path}: {status.st_size} bytes instead of {size}")
    if type(seal) is not int:
        raise IndexDamaged(f"{directory / MANIFEST}: does not seal {file}")


def _read_sealed(generation: Generation, name: str) -> bytes:
    """Return the bytes of a file, which are those that the manifest knows."""
    path = generation.directory / name
    try:
        data = read_regular(path, MAX_SOURCES_BYTES)
        seal = generation.seal_of(name)
    except KeyError:
        raise IndexDamaged(f"{path}: not named in the manifest") from None
    except OSError as error:
        raise IndexDamaged.by(error, path) from None
    if zlib.crc32(data) != seal:
        raise IndexDamaged(f"{path}: not as it was written")
    return data
