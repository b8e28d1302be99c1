"""Named arrays in one file, mapped and read where they lie, no byte of them before it was checked.

    8 bytes     SIGNATURE
    arrays      little-endian numbers, each array at a multiple of ALIGNMENT
    checksums   of each PAGE of all before them, a CRC-32 of four bytes
    directory   JSON: {"facts": {…}, "arrays": {name: [offset, type, count], …}}
    8 bytes     the directory's length
    8 bytes     where the checksums begin
    4 bytes     the seal: the CRC-32 of all from the checksums to here
    8 bytes     SIGNATURE again: a file that lacks its end is told at once

Nothing in such a file is executed or unpickled. The seal is checked when the file is opened, each
page when something of it is first read; so whoever knows the seal of a file knows that what is
read is what was written. A page of another checksum, an array whose place lies outside of the
pages, or whose type is not one of `TYPES`, is `IndexDamaged`; the numbers of an array are checked
by whoever follows them.

A file must not be changed while it is open: what was checked is not checked again, and the system
ends a process that reads where a file was cut short.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.seal import SEAL_BYTES, SEGMENT_SUFFIX, SIGNATURE

__all__ = [
    "PAGE",
    "SEGMENT_SUFFIX",
    "SIGNATURE",
    "TYPES",
    "Array",
    "Pieces",
    "Region",
    "SegmentFile",
    "SegmentFileWriter",
    "type_of",
]

ALIGNMENT = 64
"""Arrays begin at multiples of so many bytes: those of a line of the processor's cache."""

PAGE = 16 * 1024
"""The bytes that have a checksum of their own: some five microseconds to check, and for a file of a
gigabyte a quarter of a megabyte of checksums, which are read when it is opened."""

LARGEST_DIRECTORY = 1024 * 1024
"""The bytes of a directory; a few thousand are usual."""

TYPES = ("<u1", "<u2", "<u4", "<u8")
"""The types an array may have: unsigned numbers of one, two, four or eight bytes."""

_NUMBER_BYTES = 8
_END = SEAL_BYTES + len(SIGNATURE)
_TAIL = 2 * _NUMBER_BYTES + _END

Array = NDArray[Any]
"""One-dimensional numbers of one of `TYPES`."""


class SegmentFileWriter:
    """Writes a new file; it can be read when `finish` has returned, and not before."""

    def __init__(self, path: Path) -> None:
        self._pages = _WrittenPages(path)
        self._end = len(SIGNATURE)
        self.arrays: dict[str, tuple[int, str, int]] = {}
        self._regions: list[Region] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._pages.descriptor)

    def reserve(self, name: str, type_: str, count: int) -> Region:
        """Return the place for an array of `count` numbers, to be filled from its beginning."""
        start = -(-self._end // ALIGNMENT) * ALIGNMENT
        region = Region(self._pages.write, start, np.dtype(type_), count)
        self.arrays[name] = (start, type_, count)
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
        descriptor = self._pages.descriptor
        _write_all(descriptor, SIGNATURE, 0)
        # What was left out before arrays, or is an empty one at the end, is zeros.
        os.ftruncate(descriptor, self._end)
        directory = json.dumps({"facts": facts, "arrays": self.arrays}).encode("ascii")
        places = (len(directory), self._end)
        tail = self._pages.checksums(self._end) + directory
        tail += b"".join(place.to_bytes(_NUMBER_BYTES, "little") for place in places)
        seal = zlib.crc32(tail).to_bytes(SEAL_BYTES, "little")
        _write_all(descriptor, tail + seal + SIGNATURE, self._end)


class _WrittenPages:
    """The pages of a new file, and the checksums of those that were written as a whole."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        self._checksums: dict[int, int] = {}

    def write(self, data: memoryview, offset: int) -> None:
        """Write where nothing was written before."""
        _write_all(self.descriptor, data, offset)
        for page in range(-(-offset // PAGE), (offset + len(data)) // PAGE):
            start = page * PAGE - offset
            self._checksums[page] = zlib.crc32(data[start : start + PAGE])

    def checksums(self, end: int) -> bytes:
        """Return the checksums of all pages before `end`; those not known yet are read."""
        found = [
            self._checksums[page] if page in self._checksums else self._read(page, end)
            for page in range(-(-end // PAGE))
        ]
        return np.array(found, dtype="<u4").tobytes()

    def _read(self, page: int, end: int) -> int:
        start = page * PAGE
        return zlib.crc32(_read_all(self.descriptor, min(PAGE, end - start), start))


class Region:
    """The place of one array in a file that is being written."""

    def __init__(
        self,
        write: Callable[[memoryview, int], None],
        start: int,
        type_: np.dtype[Any],
        count: int,
    ) -> None:
        self.type = type_
        self._write = write
        self._at = start
        self._stop = start + count * type_.itemsize

    def append(self, array: Array) -> None:
        """Write the next numbers of the array."""
        data = np.ascontiguousarray(array, dtype=self.type).view(np.uint8)
        if self._at + len(data) > self._stop:
            raise ValueError("more numbers than there is room for")
        self._write(data.data, self._at)
        self._at += len(data)

    def check_full(self) -> None:
        """Raise `ValueError` where numbers are missing."""
        if self._at != self._stop:
            raise ValueError("fewer numbers than there is room for")


class SegmentFile:
    """A file of arrays, open for reading. Its arrays stay valid as long as anyone holds them."""

    def __init__(self, path: Path, seal: int | None = None) -> None:
        """Map the file, which has the seal given, if any. Errors: `IndexDamaged`."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.seal, self._pages, directory = _opened(path, self._map)
            self.facts, self.arrays = _directory(directory, self._pages.end)
        except OSError as error:
            raise IndexDamaged.by(error, path) from None
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise IndexDamaged(f"{path}: no segment: {error}") from None
        if seal is not None and seal != self.seal:
            raise IndexDamaged(f"{path}: not the segment that was built here")

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all arrays, in the order in which they lie in the file."""
        return tuple(self.arrays)

    def let_go(self) -> None:
        """Let the system take back the memory of what was read: it is read again when needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def array(self, name: str) -> Array:
        """Return a whole array as it lies in the file, which cannot be written to.

        Errors: `IndexDamaged`.
        """
        return self.pieces(name)[:]

    def pieces(self, name: str) -> Pieces:
        """Return an array of which only what is asked for is read. Errors: `IndexDamaged`."""
        try:
            offset, type_, count = self.arrays[name]
        except KeyError:
            raise IndexDamaged(f"{self.path}: has no {name}") from None
        array = np.frombuffer(self._map, dtype=type_, count=count, offset=offset)
        return Pieces(self._pages, offset, array)

    def within(self, start: int, stop: int) -> tuple[str, ...]:
        """Return the names of the arrays of which something lies among these bytes."""
        return tuple(
            name
            for name, (offset, type_, count) in self.arrays.items()
            if offset < stop and start < offset + count * np.dtype(type_).itemsize
        )

    def damaged_pages(self) -> Iterator[tuple[int, int]]:
        """Yield where each page that has not its checksum begins and ends."""
        return self._pages.damaged()


class _Pages:
    """The pages of a file, and which of them were found to be as they were written."""

    def __init__(self, path: Path, data: mmap.mmap, end: int, checksums: Array) -> None:
        self.end = end
        self._path = path
        self._data = memoryview(data)[:end]
        self._checksums = checksums
        self.unread = bytearray(b"\1" * len(checksums))

    def check(self, start: int, stop: int) -> None:
        """Check the pages of these bytes that were not read before. Errors: `IndexDamaged`."""
        unread, last = self.unread, (stop - 1) // PAGE + 1
        page = unread.find(1, start // PAGE, last)
        while page >= 0:
            if not self._is_sound(page):
                raise IndexDamaged(
                    f"{self._path}: from byte {page * PAGE:,} on it is not as it was written"
                )
            unread[page] = 0
            page = unread.find(1, page + 1, last)

    def damaged(self) -> Iterator[tuple[int, int]]:
        """Yield where each page that has not its checksum begins and ends."""
        for page in range(len(self._checksums)):
            if not self._is_sound(page):
                yield page * PAGE, min((page + 1) * PAGE, self.end)

    def _is_sound(self, page: int) -> bool:
        found = zlib.crc32(self._data[page * PAGE : (page + 1) * PAGE])
        return found == int(self._checksums[page])


class Pieces:
    """An array whose pages are checked when something of them is first read.

    It is read by slices and by numbers from 0 on; there is no counting from its end.
    """

    def __init__(self, pages: _Pages, offset: int, array: Array) -> None:
        self.check = pages.check
        """Checks the pages of some bytes of the file that were not read before."""
        self._unread = pages.unread
        self._offset = offset
        self._size = array.itemsize
        self.pages = pages.unread, offset
        """Which pages of the file were not read yet, and at which of their bytes this begins."""
        self.array = array
        """The array itself, of which nothing may be read from such a page."""
        # Numbers read one at a time are Python's: so it is much sooner than numpy's.
        self._numbers: memoryview = memoryview(array)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.array)

    @property
    def type(self) -> str:
        """The type of its numbers, as the file names it."""
        return type_of(self.array)

    def __getitem__(self, at: slice) -> Array:
        start, stop, _ = at.indices(len(self.array))
        if start < stop:
            self.check(self._offset + start * self._size, self._offset + stop * self._size)
        return self.array[start:stop]

    def stretches(self, starts: NDArray[np.intp], stops: NDArray[np.intp]) -> Array:
        """Return some stretches end to end, each of at least one number. Errors: `IndexDamaged`."""
        array = self.whole_for(starts, stops)
        bounds = zip(starts.tolist(), stops.tolist(), strict=True)
        return np.concatenate([array[start:stop] for start, stop in bounds])

    def whole_for(self, starts: NDArray[np.intp], stops: NDArray[np.intp]) -> Array:
        """Return the array, of which some stretches are to be read. Errors: `IndexDamaged`."""
        low = (self._offset + starts * self._size) // PAGE
        high = (self._offset + stops * self._size - 1) // PAGE
        unread = np.frombuffer(self._unread, dtype=np.uint8)
        to_check = (unread.take(low) | unread.take(high)).astype(np.bool_) | (high > low + 1)
        for at in to_check.nonzero()[0].tolist():
            self.check(int(low[at]) * PAGE, (int(high[at]) + 1) * PAGE)
        return self.array

    def number(self, at: int) -> int:
        """Return one number. Errors: `IndexDamaged`; `IndexError` outside of the array."""
        found: int = self._numbers[at]
        # No number lies in two pages, since arrays begin at multiples of ALIGNMENT.
        start = self._offset + at * self._size
        if self._unread[start // PAGE]:
            self.check(start, start + self._size)
        return found


def _opened(path: Path, data: mmap.mmap) -> tuple[int, _Pages, bytes]:
    """Return the seal of a file, which is that of its tail, its pages, and its directory."""
    end = len(data) - _TAIL
    if data[: len(SIGNATURE)] != SIGNATURE or data[-len(SIGNATURE) :] != SIGNATURE:
        raise ValueError("it has not the signature of one")
    length, pages_end = (
        int.from_bytes(data[at : at + _NUMBER_BYTES], "little") for at in (end, end + _NUMBER_BYTES)
    )
    count = -(-pages_end // PAGE)
    if not (0 < length <= LARGEST_DIRECTORY and pages_end + 4 * count + length == end):
        raise ValueError("its directory lies outside of it")
    seal = int.from_bytes(data[-_END : -len(SIGNATURE)], "little")
    if zlib.crc32(memoryview(data)[pages_end:-_END]) != seal:
        raise ValueError("its directory is not as it was written")
    checksums = np.frombuffer(data, dtype="<u4", count=count, offset=pages_end)
    return seal, _Pages(path, data, pages_end, checksums), data[end - length : end]


def _directory(data: bytes, end: int) -> tuple[dict[str, Any], dict[str, tuple[int, str, int]]]:
    """Return the facts and the arrays' places, each of which lies within the pages."""
    directory = json.loads(data)
    arrays = {name: _place(place, end) for name, place in directory["arrays"].items()}
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


def _read_all(descriptor: int, size: int, offset: int) -> bytes:
    """Return so many bytes of a file, which it must have."""
    parts: list[bytes] = []
    while size:
        part = os.pread(descriptor, size, offset)
        if not part:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        parts.append(part)
        size -= len(part)
        offset += len(part)
    return b"".join(parts)
