"""Which key has each document, where several would have the same? Which keys has a segment?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from indexer.errors import IndexDamaged
from indexer.ledger import Place
from indexer.lexicon import Lexicon, open_lexicon
from indexer.segment_file import Array, SegmentFile

__all__ = ["Keys", "KeysThere"]


class Keys:
    """Gives each document of an index a key of its own; who comes first keeps what it is called."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def own(self, key: str) -> str:
        """Return the key; where an earlier document has it, with ~2 and so on behind it."""
        own = key
        while own in self._given:
            self._given[key] += 1
            own = f"{key}~{self._given[key]}"
        self._given[own] = 1
        return own

    def own_of_all(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the own key of each of a source's documents."""
        return {key: self.own(key) for key in keys}


class KeysThere:
    """Tells the keys of documents that are in the segments of a folder already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: dict[str, tuple[Lexicon, Array]] = {}

    def __call__(self, place: Place) -> list[str]:
        """Return the keys of the documents whose paragraphs are at a place, in their order.

        Errors: `IndexDamaged`.
        """
        lexicon, numbers = self._segment(place.segment)
        here = numbers[place.first : place.first + place.count]
        if len(here) < place.count or here.max() >= len(lexicon):
            raise IndexDamaged(f"{self._folder / place.segment}: key/numbers: no key")
        _, firsts = np.unique(here, return_index=True)
        in_order = here[np.sort(firsts)].tolist()
        return [lexicon[number].decode("utf-8", errors="surrogatepass") for number in in_order]

    def _segment(self, name: str) -> tuple[Lexicon, Array]:
        if name not in self._segments:
            file = SegmentFile(self._folder / name)
            self._segments[name] = open_lexicon(file, "key"), file.array("key/numbers")
        return self._segments[name]
