"""What is shown of paragraphs, as text, compressed in blocks and read one block at a time.

    stored/data     blocks of zlib, one behind the other
    stored/ends     where each block ends in them
    stored/firsts   the number of the first paragraph of each block

A block is the texts of its paragraphs as UTF-8, each ended by a line feed; they hold none
themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.segment_file import Array, SegmentFile

__all__ = ["BLOCK_BYTES", "LARGEST_BLOCK", "StoredBlocks", "StoredTexts", "merged_blocks"]

BLOCK_BYTES = 16 * 1024
"""A block is closed when it has so many bytes before compression."""

LARGEST_BLOCK = 128 * 1024 * 1024
"""The bytes a block may come to: a paragraph may fill one alone."""

FASTEST = 1
"""zlib's level: records repeat themselves, so that the better levels gain little."""

WINDOW = 14
"""How far back, as a power of two, zlib looks for what stood before: hardly farther than a block
begins. A larger window takes a quarter longer."""


class StoredBlocks:
    """Gathers texts into blocks."""

    def __init__(self) -> None:
        self._data: list[bytes] = []
        self._firsts: list[int] = []
        self._open: list[bytes] = []
        self._open_bytes = 0
        self._count = 0

    def add(self, text: bytes) -> None:
        """Add the text of the next paragraph."""
        self._open += (text, b"\n")
        self._open_bytes += len(text) + 1
        self._count += 1
        if self._open_bytes >= BLOCK_BYTES:
            self._close()

    def arrays(self) -> Mapping[str, Array]:
        """Return the arrays of all blocks; nothing more can be added."""
        self._close()
        lengths = np.fromiter(map(len, self._data), dtype=np.uint64, count=len(self._data))
        return {
            "stored/data": np.frombuffer(b"".join(self._data), dtype=np.uint8),
            "stored/ends": np.cumsum(lengths, dtype=np.uint64),
            "stored/firsts": np.array(self._firsts, dtype=np.uint32),
        }

    def _close(self) -> None:
        if self._open:
            packing = zlib.compressobj(FASTEST, wbits=WINDOW)
            self._data.append(packing.compress(b"".join(self._open)) + packing.flush())
            self._firsts.append(self._count - len(self._open) // 2)
            self._open, self._open_bytes = [], 0


def merged_blocks(
    parts: Sequence[tuple[SegmentFile, NDArray[np.bool_] | None]],
) -> dict[str, Array]:
    """Return the arrays of all parts together, each with those of its texts that are kept.

    Blocks of which all is kept stay as they are.
    """
    data, ends, firsts = [], [], []
    size = count = 0
    for segment, kept in parts:
        arrays = _arrays_of(segment, kept)
        data.append(arrays["stored/data"])
        ends.append(arrays["stored/ends"] + np.uint64(size))
        firsts.append(arrays["stored/firsts"] + np.uint32(count))
        size += len(arrays["stored/data"])
        count += segment.facts["paragraphs"] if kept is None else int(kept.sum())
    return {
        "stored/data": np.concatenate(data),
        "stored/ends": np.concatenate(ends),
        "stored/firsts": np.concatenate(firsts),
    }


def _arrays_of(segment: SegmentFile, kept: NDArray[np.bool_] | None) -> Mapping[str, Array]:
    if kept is None:
        names = ("stored/data", "stored/ends", "stored/firsts")
        return {name: segment.array(name) for name in names}
    texts, blocks = StoredTexts(segment), StoredBlocks()
    for number in np.flatnonzero(kept).tolist():
        blocks.add(texts.text(number))
    return blocks.arrays()


class StoredTexts:
    """The texts of one segment, the block read last kept. One thread at a time."""

    def __init__(self, segment: SegmentFile) -> None:
        self._path = segment.path
        self._data = segment.pieces("stored/data")
        self._ends = segment.array("stored/ends")
        self._firsts = segment.array("stored/firsts")
        self._number = -1
        self._block: list[bytes] = []

    def text(self, number: int) -> bytes:
        """Return the text of a paragraph. Errors: `IndexDamaged`."""
        block = int(np.searchsorted(self._firsts, number, side="right")) - 1
        try:
            if block != self._number:
                self._block, self._number = self._read(block), block
            return self._block[number - int(self._firsts[block])]
        except (IndexError, ValueError, zlib.error) as error:
            raise IndexDamaged(f"{self._path}: stored paragraph {number}: {error}") from None

    def block(self, number: int) -> list[bytes]:
        """Return the texts of a whole block. Errors: `IndexDamaged`."""
        try:
            return self._read(number)
        except (IndexError, ValueError, zlib.error) as error:
            raise IndexDamaged(f"{self._path}: stored block {number}: {error}") from None

    def _read(self, block: int) -> list[bytes]:
        if block < 0:
            raise IndexError("before the first block")
        start = int(self._ends[block - 1]) if block else 0
        packed = self._data[start : int(self._ends[block])].data
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(packed, LARGEST_BLOCK)
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("a block without an end")
        return data.split(b"\n")[:-1]
