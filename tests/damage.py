"""Segments and indexes that lie: changed by hand, and then sealed as if they had been written so."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.durable import stamp
from indexer.generations import CURRENT, MANIFEST, Named
from indexer.segment_file import SIGNATURE, Array, SegmentFile, SegmentFileWriter

# the directory's length, where the checksums begin, the seal, the signature
TAIL = 8 + 8 + 4 + 8


def rewrite(
    segment: Path,
    changes: Mapping[str, Callable[[Array], Array]],
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write a segment anew, some of its arrays changed, and its facts if others are given."""
    whole = SegmentFile(segment)
    segment.unlink()
    with SegmentFileWriter(segment) as file:
        for name in whole.names:
            array = whole.array(name)
            file.add(name, changes[name](array) if name in changes else array)
        file.finish(whole.facts if facts is None else facts)


def parts_of(written: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the pages of a segment, their checksums, and its directory."""
    length, pages_end = (
        int.from_bytes(written[-TAIL + at : -TAIL + at + 8], "little") for at in (0, 8)
    )
    directory = len(written) - TAIL - length
    return written[:pages_end], written[pages_end:directory], written[directory:-TAIL]


def joined(pages: bytes, checksums: bytes, directory: bytes) -> bytes:
    """Return the segment that these are the parts of, with its seal."""
    tail = checksums + directory
    tail += len(directory).to_bytes(8, "little") + len(pages).to_bytes(8, "little")
    return pages + tail + zlib.crc32(tail).to_bytes(4, "little") + SIGNATURE


def with_directory(written: bytes, directory: Mapping[str, Any]) -> bytes:
    """Return a segment with another directory."""
    pages, checksums, _ = parts_of(written)
    return joined(pages, checksums, json.dumps(directory).encode())


def live(index: Path) -> Path:
    """Return the directory of the live generation."""
    return index / (index / CURRENT).read_text().split()[0]


def accept_manifest(index: Path) -> None:
    """Let CURRENT name the manifest as it is."""
    generation = live(index)
    seal = zlib.crc32((generation / MANIFEST).read_bytes())
    (index / CURRENT).write_text(str(Named(generation.name, seal)))


def accept_files(index: Path) -> None:
    """Let the manifest name the files as they are."""
    path = live(index) / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["files"] = {name: stamp(path.parent / name) for name in manifest["files"]}
    path.write_text(json.dumps(manifest))
    accept_manifest(index)


@contextmanager
def changed(path: Path, data: bytes | None) -> Iterator[None]:
    """Let a file hold other bytes, or be gone, for a while."""
    before = path.read_bytes()
    _put(path, data)
    try:
        yield
    finally:
        _put(path, before)


def _put(path: Path, data: bytes | None) -> None:
    """Put a new file in place of another: who has the other open still has it."""
    path.unlink(missing_ok=True)
    if data is not None:
        path.write_bytes(data)


def flipped(path: Path, at: int, mask: int) -> bytes:
    """Return the bytes of a file, one of them changed."""
    data = bytearray(path.read_bytes())
    data[at] ^= mask
    return bytes(data)
