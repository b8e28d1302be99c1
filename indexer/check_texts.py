"""Are the folded texts that a field of grams keeps those that its grams tell?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.check_arrays import Flaws, stretches, wrong
from indexer.codes import CODE_BITS
from indexer.fold_many import CHARACTERS, GAP
from indexer.segment_file import Array, SegmentFile

__all__ = ["check_texts"]


def check_texts(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of the folded texts; the lists and places of the grams must be sound."""
    codes, ends = segment.array(f"{field}/codes"), segment.array(f"{field}/places")
    name = f"{field}/codes"
    if len(codes) != int(ends[-1]):
        yield name, f"has {len(codes):,} characters, not {int(ends[-1]):,}"
        return
    yield from wrong(
        name, "is no character", 0, len(codes), lambda low, high: codes[low:high] >= CHARACTERS
    )
    behind = ends[ends > 0].astype(np.int64) - 1
    if (codes[behind] != GAP).any():
        yield f"{field}/places", "is not where a text ends everywhere"
    yield from _Told(segment, field, codes).flaws()


class _Told:
    """What grams tell of texts: which characters there are, and where each pair is."""

    def __init__(self, segment: SegmentFile, field: str, codes: Array) -> None:
        self._name = f"{field}/codes"
        self._codes = codes
        self._characters = segment.array(f"{field}/singles/keys")
        self._keys, self._starts, self._positions = (
            segment.array(f"{field}/pairs/{name}")
            for name in ("keys", "position_starts", "positions")
        )

    def flaws(self) -> Flaws:
        """Yield where texts have other characters, or pairs, than the lists of them say."""
        is_told = np.zeros(CHARACTERS, dtype=np.bool_)
        is_told[self._characters] = is_told[GAP] = True
        yield from wrong(
            self._name,
            "is a character that the lists have not",
            0,
            len(self._codes),
            lambda low, high: ~is_told[self._codes[low:high]],
        )
        yield from wrong(
            self._name,
            "is not the pair that the lists say",
            0,
            len(self._positions),
            self._differ,
        )
        pairs = sum(self._count_pairs(*each) for each in stretches(0, len(self._codes)))
        if pairs != len(self._positions):
            yield self._name, f"has {pairs:,} pairs, not {len(self._positions):,}"

    def _differ(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Return at which of some positions another pair is than that of their list."""
        own = np.arange(start, stop, dtype=self._starts.dtype)
        keys = self._keys[self._starts.searchsorted(own, side="right") - 1]
        places = self._positions[start:stop].astype(np.int64)
        first = self._codes[places].astype(np.uint64)
        second = self._codes[np.minimum(places + 1, len(self._codes) - 1)].astype(np.uint64)
        differ: NDArray[np.bool_] = (first << np.uint64(CODE_BITS) | second) != keys
        return differ

    def _count_pairs(self, start: int, stop: int) -> int:
        """Return how many pairs begin in a stretch of the texts."""
        is_text = self._codes[start : stop + 1] != GAP
        return int(np.count_nonzero(is_text[: stop - start][: len(is_text) - 1] & is_text[1:]))
