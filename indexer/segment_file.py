"""Named arrays in one file, mapped and read where they lie.

    8 bytes     SIGNATURE
    arrays      little-endian numbers, each array at a multiple of ALIGNMENT
    directory   JSON: {"facts": {…}, "arrays": {name: [offset, type, count], …}}
    8 bytes     the directory's length
    8 bytes     SIGNATURE again: a file that lacks its end is told at once

Nothing in such a file is executed or unpickled. An array whose place lies outside the file, or
whose type is not one of `TYPES`, is `IndexDamaged`; numbers within are checked by whoever follows
them.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

__all__ = [
    "SEGMENT_SUFFIX",
    "SIGNATURE",
    "TYPES",
    "Array",
    "Region",
    "SegmentFile",
    "SegmentFileWriter",
    "type_of",
]

SEGMENT_SUFFIX = ".segment"
"""How the names of segments end; the order of the names is that of their paragraphs."""

SIGNATURE = b"DUANSOU\x01"

ALIGNMENT = 64
"""Arrays begin at multiples of so many bytes: those of a line of the processor's cache."""

LARGEST_DIRECTORY = 1024 * 1024
"""The bytes of a directory; a few thousand are usual."""

TYPES = ("<u1", "<u2", "<u4", "<u8")
"""The types an array may have: unsigned numbers of one, two, four or eight bytes."""

_LENGTH_BYTES = 8
_TAIL = _LENGTH_BYTES + len(SIGNATURE)

Array = NDArray[Any]
"""One-dimensional numbers of one of `TYPES`."""


class SegmentFileWriter:
    """Writes a new file; it can be read when `finish` has returned, and not before."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        self._end = len(SIGNATURE)
        self._arrays: dict[str, tuple[int, str, int]] = {}
        self._regions: list[Region] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def reserve(self, name: str, type_: str, count: int) -> Region:
        """Return the place for an array of `count` numbers, to be filled from its beginning."""
        start = -(-self._end // ALIGNMENT) * ALIGNMENT
        region = Region(self._descriptor, start, np.dtype(type_), count)
        self._arrays[name] = (start, type_, count)
        self._regions.append(region)
        self._end = start + count * region.type.itemsize
        return region

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.reserve(name, type_of(array), len(array)).append(array)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the directory, with whatever facts; every array that was reserved must be full."""
        for region in self._regions:
            region.check_full()
        directory = json.dumps({"facts": facts, "arrays": self._arrays}).encode("ascii")
        tail = directory + len(directory).to_bytes(_LENGTH_BYTES, "little") + SIGNATURE
        _write_all(self._descriptor, SIGNATURE, 0)
        _write_all(self._descriptor, tail, self._end)


class Region:
    """The place of one array in a file that is being written."""

    def __init__(self, descriptor: int, start: int, type_: np.dtype[Any], count: int) -> None:
        self.type = type_
        self._descriptor = descriptor
        self._at = start
        self._stop = start + count * type_.itemsize

    def append(self, array: Array) -> None:
        """Write the next numbers of the array."""
        data = np.ascontiguousarray(array, dtype=self.type).view(np.uint8)
        if self._at + len(data) > self._stop:
            raise ValueError("more numbers than there is room for")
        _write_all(self._descriptor, data.data, self._at)
        self._at += len(data)

    def check_full(self) -> None:
        """Raise `ValueError` where numbers are missing."""
        if self._at != self._stop:
            raise ValueError("fewer numbers than there is room for")


class SegmentFile:
    """A file of arrays, open for reading. Its arrays stay valid as long as anyone holds them."""

    def __init__(self, path: Path) -> None:
        """Map the file. Errors: `IndexDamaged`."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.facts, self._arrays = _directory(self._map)
        except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError) as error:
            raise IndexDamaged(f"{path}: no segment: {error}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all arrays, in the order in which they lie in the file."""
        return tuple(self._arrays)

    def let_go(self) -> None:
        """Let the system take back the memory of what was read: it is read again when needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def array(self, name: str) -> Array:
        """Return an array as it lies in the file, which cannot be written to.

        Errors: `IndexDamaged`.
        """
        try:
            offset, type_, count = self._arrays[name]
        except KeyError:
            raise IndexDamaged(f"{self.path}: has no {name}") from None
        return np.frombuffer(self._map, dtype=type_, count=count, offset=offset)

    def bytes_of(self, name: str) -> memoryview:
        """Return an array of bytes. Errors: `IndexDamaged`."""
        return self.array(name).data


def _directory(data: mmap.mmap) -> tuple[dict[str, Any], dict[str, tuple[int, str, int]]]:
    """Return the facts and the arrays' places, each of which lies within the file."""
    end = len(data) - _TAIL
    if data[: len(SIGNATURE)] != SIGNATURE or data[-len(SIGNATURE) :] != SIGNATURE:
        raise ValueError("it has not the signature of one")
    length = int.from_bytes(data[end : end + _LENGTH_BYTES], "little")
    if not 0 < length <= min(end, LARGEST_DIRECTORY):
        raise ValueError("its directory lies outside of it")
    directory = json.loads(data[end - length : end])
    arrays = {name: _place(place, end - length) for name, place in directory["arrays"].items()}
    return dict(directory["facts"]), arrays


def _place(place: list[Any], end: int) -> tuple[int, str, int]:
    offset, type_, count = place
    if type_ not in TYPES or not (type(offset) is type(count) is int):
        raise ValueError("an array of unknown type")
    if offset < 0 or count < 0 or offset + count * np.dtype(type_).itemsize > end:
        raise ValueError("an array outside of the file")
    return offset, type_, count


def type_of(array: Array) -> str:
    """Return the type of an array as its file names it."""
    return f"<u{array.dtype.itemsize}"


def _write_all(descriptor: int, data: bytes | memoryview, offset: int) -> None:
    left = memoryview(data)
    while left:
        written = os.pwrite(descriptor, left, offset)
        left = left[written:]
        offset += written
