"""Lists of what paragraphs gain → the sum for each paragraph, and the highest of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.bm25f import Scored, Scores
from search.paragraphs import Numbers, Space

__all__ = ["scores_at", "summed", "upper"]

LOOKUP_COST = 10
"""To look a paragraph up in a list costs as much as to add so many of the list to the sums."""

MOST_ARE_BELOW = 0.6
"""Such a part of the highest score is reached by few, and of that part by some more."""

MOST_BARS = 4
"""So many bars are tried, each lower than the one before."""


def scores_at(space: Space, docs: Numbers, lists: Sequence[Scored]) -> Scores:
    """Return what some paragraphs gain in all lists."""
    scores = np.zeros(len(docs), dtype=np.float64)
    long = [scored for scored in lists if len(scored) > LOOKUP_COST * len(docs)]
    for scored in long:
        scores += scored.at(docs)
    if len(long) == len(lists):
        return scores
    sums = space.sums()
    added = []
    try:
        for scored in lists:
            if len(scored) <= LOOKUP_COST * len(docs):
                added.append(scored.numbers)
                np.add.at(sums, scored.numbers, scored.scores)
        scores += sums.take(docs)
    finally:
        for numbers in added:
            sums[numbers] = 0.0
    return scores


def summed(space: Space, lists: Sequence[Scored]) -> Scored:
    """Return one list of all that paragraphs gain in any of the lists."""
    found = space.any_of([scored.found for scored in lists])
    scores = scores_at(space, found.numbers, lists)
    return Scored(found, scores, float(scores.max(initial=0.0)))


def upper(scores: Scores, count: int) -> Numbers:
    """Return the places of the scores above some bar: all of the `count` highest are among them.

    Most scores are far below the highest; to part these from the others would cost more than all
    that is done with the highest.
    """
    bar = float(scores.max(initial=0.0))
    for _ in range(MOST_BARS):
        bar *= MOST_ARE_BELOW
        places: Numbers = (scores >= bar).nonzero()[0]
        if len(places) >= count:
            return places
    return np.arange(len(scores))
