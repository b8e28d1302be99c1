"""Are the characters and pairs of a field, and the places of its pairs, what they must be?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.check_arrays import Flaws, ascending, bounds, lists, stretches, wrong
from indexer.check_texts import check_texts
from indexer.codes import CODE_BITS, MANY
from indexer.fold_many import CHARACTERS, GAP
from indexer.segment_file import Array, SegmentFile

__all__ = ["check_grams"]

LAST_CHARACTER = (1 << CODE_BITS) - 1
"""The bits of the last character of a gram."""


def check_grams(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of a field of grams."""
    ends = segment.array(f"{field}/places")
    found = list(bounds(f"{field}/places", ends, int(ends[-1]), strictly=False))
    for grams in (f"{field}/singles", f"{field}/pairs"):
        found += _lists(segment, grams)
    starts, positions = (
        segment.array(f"{field}/pairs/{name}") for name in ("position_starts", "positions")
    )
    name = f"{field}/pairs/positions"
    found += lists(f"{field}/pairs/position_starts", starts, name, positions, int(ends[-1]))
    yield from found
    if not found:
        found = list(_Positions(segment, field).flaws())
        yield from found
    if not found:
        yield from check_texts(segment, field)


def _lists(segment: SegmentFile, grams: str) -> Flaws:
    """Yield the flaws of the lists of grams of one length."""
    keys, starts, docs, counts = (
        segment.array(f"{grams}/{name}") for name in ("keys", "starts", "docs", "counts")
    )
    yield from ascending(f"{grams}/keys", keys)
    pairs = grams.endswith("pairs")
    yield from wrong(
        f"{grams}/keys",
        "is no gram",
        0,
        len(keys),
        lambda start, stop: _no_grams(keys[start:stop], pairs=pairs),
    )
    paragraphs = segment.facts["paragraphs"]
    yield from lists(f"{grams}/starts", starts, f"{grams}/docs", docs, paragraphs)
    yield from wrong(
        f"{grams}/counts", "is none", 0, len(counts), lambda start, stop: counts[start:stop] == 0
    )


def _no_grams(keys: Array, *, pairs: bool) -> NDArray[np.bool_]:
    """Return which keys are of no character, or of no pair of them."""
    firsts = keys >> np.uint64(CODE_BITS)
    lasts = keys & np.uint64(LAST_CHARACTER)
    found: NDArray[np.bool_] = (lasts >= CHARACTERS) | (lasts == GAP)
    found |= (firsts >= CHARACTERS) | (firsts == GAP) if pairs else firsts != 0
    return found


class _Positions:
    """The places of pairs, walked through once: each is of a posting, which it tells once more."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        self._pairs = f"{field}/pairs"
        self._starts, self._docs, self._counts, self._position_starts, self._positions = (
            segment.array(f"{self._pairs}/{name}")
            for name in ("starts", "docs", "counts", "position_starts", "positions")
        )
        self._ends = segment.array(f"{field}/places")[1:]
        self._told = np.zeros(len(self._docs), dtype=np.uint8)
        # The posting, and the paragraph, of the place before.
        self._posting, self._before = -1, -1

    def flaws(self) -> Flaws:
        """Yield where places are not in the paragraphs that have the pair, or not so often."""
        for start, stop in stretches(0, len(self._positions)):
            found = list(self._stretch(start, stop))
            if found:
                # What comes behind would be counted for others.
                yield from found
                return
        yield from wrong(
            f"{self._pairs}/counts",
            "is not how often the pair is there",
            0,
            len(self._counts),
            lambda start, stop: self._counts[start:stop] != self._told[start:stop],
        )

    def _stretch(self, start: int, stop: int) -> Flaws:
        """Yield where places are of no posting of their pair; else count them for theirs."""
        own = self._ends.searchsorted(self._positions[start:stop], side="right")
        bounds_ = np.array((start, stop), dtype=np.uint64)
        low, high = self._position_starts[:-1].searchsorted(bounds_)
        heads = self._position_starts[low:high].astype(np.int64) - start
        begins = np.append(own[:1] != self._before, own[1:] != own[:-1])
        begins[heads] = True
        postings = self._posting + np.cumsum(begins)
        if postings[-1] >= len(self._docs) or (self._docs[postings] != own).any():
            yield f"{self._pairs}/positions", f"are in other paragraphs from {start:,} on"
        elif (self._starts[low:high].astype(np.int64) != postings[heads]).any():
            yield f"{self._pairs}/position_starts", f"are of other pairs from {low:,} on"
        else:
            self._count(postings)
            self._posting, self._before = int(postings[-1]), int(own[-1])

    def _count(self, postings: NDArray[np.int64]) -> None:
        first = int(postings[0])
        counts = np.bincount(postings - first)
        told = self._told[first : first + len(counts)]
        told[:] = np.minimum(counts + told, MANY)
