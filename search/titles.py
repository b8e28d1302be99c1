"""A leaf → the paragraphs of the documents whose title holds it.

Titles are few beside paragraphs: the folded titles of all documents lie end to end in memory.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from indexer.fold_many import GAP, Codes, codes_of
from indexer.folding import fold
from search.caches import Cache
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings
from search.tree import Held

__all__ = ["MAX_CACHED_NUMBERS", "Titles"]

MAX_CACHED_NUMBERS = 500_000
"""So many paragraphs are kept that were found by what is sought in titles."""


class Titles:
    """The titles of an index, read when something is first sought in them. Safe to share."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._found: Cache[Paragraphs] = Cache(MAX_CACHED_NUMBERS)

    def holding(self, leaf: Held) -> Paragraphs:
        """Return the paragraphs of all documents whose title holds a leaf."""
        found = self._found.get(leaf)
        if found is None:
            # Few queries ask for titles, and what reads texts is only loaded for them.
            from search.spans import spans_of

            codes, ends = self._laid_out
            places = np.unique(ends.searchsorted(spans_of(leaf, codes).starts, side="right"))
            titles = [self._titles[place] for place in places]
            found = self._postings.space.any_of(
                [self._postings.posting("titled", title) for title in titles]
            )
            self._found.put(leaf, found, len(found) + 1)
        return found

    @cached_property
    def _titles(self) -> list[str]:
        """The distinct titles, as they are written."""
        segments = self._postings.segments
        distinct = set().union(*(segment.terms("titled").all() for segment in segments))
        return sorted(title.decode("utf-8", "surrogatepass") for title in distinct)

    @cached_property
    def _laid_out(self) -> tuple[Codes, Numbers]:
        """The folded titles with a GAP behind each, and where each ends, its GAP included."""
        folded = [f"{fold(title)}{chr(GAP)}" for title in self._titles]
        return codes_of("".join(folded)), np.cumsum(list(map(len, folded)), dtype=np.intp)
