"""Are the characters and pairs of a field, and the places of its pairs, what they must be?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.check_arrays import Flaws, ascending, bounds, lists, stretches, wrong
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
        yield from _positions(segment, field)


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


def _positions(segment: SegmentFile, field: str) -> Flaws:
    """Yield where the places of pairs are not in the paragraphs that have them, so often."""
    pairs = f"{field}/pairs"
    starts, docs, counts, position_starts, positions = (
        segment.array(f"{pairs}/{name}")
        for name in ("starts", "docs", "counts", "position_starts", "positions")
    )
    ends = segment.array(f"{field}/places")[1:]
    # How often each posting is told in places; the numbers behind the last are of none.
    told = np.zeros(len(docs), dtype=np.uint8)
    posting, before = -1, -1
    for start, stop in stretches(0, len(positions)):
        own = ends.searchsorted(positions[start:stop], side="right")
        begins = np.append(own[:1] != before, own[1:] != own[:-1])
        low, high = position_starts[:-1].searchsorted(np.array((start, stop), dtype=np.uint64))
        heads = position_starts[low:high].astype(np.int64) - start
        begins[heads] = True
        numbers = posting + np.cumsum(begins)
        if numbers[-1] >= len(docs) or (docs[numbers] != own).any():
            yield f"{pairs}/positions", f"are in other paragraphs from {start:,} on"
            return
        if (starts[low:high].astype(np.int64) != numbers[heads]).any():
            yield f"{pairs}/position_starts", f"are of other pairs from {low:,} on"
            return
        first = int(numbers[0])
        often = np.bincount(numbers - first)
        seen = told[first : first + len(often)]
        told[first : first + len(often)] = np.minimum(often + seen, MANY)
        posting, before = int(numbers[-1]), int(own[-1])
    yield from wrong(
        f"{pairs}/counts",
        "is not how often the pair is there",
        0,
        len(counts),
        lambda start, stop: counts[start:stop] != told[start:stop],
    )
