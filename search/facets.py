"""Paragraphs found → how many of them are of each year, session, body, kind and verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.names import Names
from search.paragraphs import Paragraphs
from search.postings import Postings
from search.wanted import FACETS

__all__ = ["count"]

Counts = tuple[tuple[str, int], ...]
"""Values, and how many paragraphs have each: the most frequent first, then by value."""


def count(postings: Postings, found: Paragraphs, names: Sequence[str]) -> dict[str, Counts]:
    """Return for each of some facets its values, and how many of the paragraphs have each.

    Errors: `ValueError` for what is no facet; `IndexDamaged`.
    """
    if not set(names) <= set(FACETS):
        raise ValueError(f"a facet is one of {', '.join(FACETS)}")
    with postings.telling_damage:
        counting = _Counting(postings, found)
        return {name: _ordered(postings.names(name), counting) for name in names}


class _Counting:
    """Counts names of paragraphs: those found, or where these are most, all without the others."""

    def __init__(self, postings: Postings, found: Paragraphs) -> None:
        self._are_most = 2 * len(found) > postings.count
        if self._are_most:
            found = postings.space.without(postings.space.all(), found)
        self._docs = found.numbers

    def __call__(self, names: Names) -> NDArray[Any]:
        """Return how many of the paragraphs have each name."""
        counts = np.bincount(names.numbers.take(self._docs), minlength=len(names) + 1)
        return (names.totals - counts if self._are_most else counts)[:-1]


def _ordered(names: Names, counting: _Counting) -> Counts:
    if not len(names):
        return ()
    counts = counting(names)
    some = counts.nonzero()[0].tolist()
    values = [(names.texts[number], int(counts[number])) for number in some]
    return tuple(sorted(values, key=lambda value: (-value[1], value[0])))
