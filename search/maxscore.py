"""Lists of what paragraphs gain → those of the paragraphs that gain most, with their sums.

Where a paragraph may be in any of the lists, they are taken in the order of the most that each can
add. When the best so far have more than all lists that are left could give together, no further
paragraph can be among the best: those lists are only looked into, for paragraphs that may still be
(MaxScore; Turtle and Flood 1995). Where the paragraphs are given, one list is chosen in which the best
must stand high, whatever the others add.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from search.bm25f import Scored, Scores
from search.paragraphs import Numbers, Paragraphs, Space
from search.sums import scores_at

__all__ = ["leaders"]

FEW = 256
"""So many paragraphs are scored one and all."""

BATCH = 8_192
"""So many entries of lists are added before it is looked whether more must be."""

TRIED = 40
"""If so many times as many paragraphs as are asked for are left, some are scored in full first."""

Leaders = tuple[Numbers, Scores]
"""Paragraphs and their scores: of those that match, all that score as much as the best asked for."""


def leaders(
    space: Space,
    finding: Sequence[Scored],
    adding: Sequence[Scored],
    count: int,
    matched: Paragraphs | None,
) -> Leaders:
    """Return at least the `count` best paragraphs, and all that tie with the last of them.

    What is in a list `finding` matches, what is in a list `adding` need not; where `matched` is
    given, only what it has does.
    """
    if matched is None and len(finding) == 1:
        if not adding:
            return _head(finding[0], count)
        matched = finding[0].found
    if matched is None:
        return _of_any(space, finding, adding, count)
    lists = (*finding, *adding)
    if len(matched) > max(FEW, count):
        matched = _narrowed(matched, lists, count)
    return matched.numbers, scores_at(space, matched.numbers, lists)


def _head(scored: Scored, count: int) -> Leaders:
    """Return the best of a single list."""
    docs, scores = scored.best
    if count > len(docs):
        return scored.numbers, scored.scores
    end = int(np.searchsorted(-scores, -scores[count - 1], side="right"))
    return docs[:end], scores[:end]


# ---- paragraphs that are given


def _narrowed(matched: Paragraphs, lists: Sequence[Scored], count: int) -> Paragraphs:
    """Return fewer of the paragraphs, the best still among them, if one of the lists tells."""
    least = _least_of_matched(matched, lists, count)
    most = sum(scored.most for scored in lists)
    narrowest = None
    for scored in lists:
        needed = least - (most - scored.most)
        if needed > 0:
            high = (scored.scores >= needed).nonzero()[0]
            if narrowest is None or len(high) < len(narrowest):
                narrowest, docs = high, scored.numbers
    if narrowest is None:
        return matched
    docs = docs[narrowest]
    return matched.space.of(docs[matched.have(docs)])


def _least_of_matched(matched: Paragraphs, lists: Sequence[Scored], count: int) -> float:
    """Return what `count` of the paragraphs have at least."""
    least = 0.0
    for scored in lists:
        docs = scored.best[0]
        docs = docs[matched.have(docs)][: 4 * count]
        if len(docs) >= count:
            least = max(least, _least_of(scores_of_few(docs, lists), count))
    return least


def scores_of_few(docs: Numbers, lists: Sequence[Scored]) -> Scores:
    """Return what a few paragraphs, in whatever order, gain in all lists."""
    scores = np.zeros(len(docs), dtype=np.float64)
    for scored in lists:
        scores += scored.at(docs)
    return scores


# ---- paragraphs of any list


def _of_any(
    space: Space, finding: Sequence[Scored], adding: Sequence[Scored], count: int
) -> Leaders:
    lists = [*sorted(finding, key=lambda scored: -scored.most), *adding]
    bounds = list(accumulate([scored.most for scored in reversed(lists)], initial=0.0))[::-1]
    docs, scores, least, done = _added(space, lists, len(finding), bounds, count)
    return _completed(docs, scores, lists[done:], bounds[done:], least, count)


def _added(
    space: Space, lists: Sequence[Scored], finding: int, bounds: Sequence[float], count: int
) -> tuple[Numbers, Scores, float, int]:
    """Return the paragraphs of the lists that must be added, their sums, the bar they raise, and
    how many lists that were: a batch at a time, until no list can bring another of the best.
    """
    least = _least_of_heads(lists[:finding], count)
    done = 0
    docs = np.empty(0, dtype=np.intp)
    sums = space.sums()
    try:
        while done < finding and bounds[done] >= least:
            batch = _batch(lists[done:finding], [bound >= least for bound in bounds[done:finding]])
            done += len(batch)
            docs = np.concatenate((docs, *(scored.numbers for scored in batch)))
            for scored in batch:
                np.add.at(sums, scored.numbers, scored.scores)
            if len(batch) < done or len(batch) > 1:
                docs = docs[space.last_places(docs)]
            scores = sums.take(docs)
            least = _least_of(scores, count, least)
    finally:
        sums[docs] = 0.0
    return docs, scores, least, done


def _batch(lists: Sequence[Scored], wanted: Sequence[bool]) -> list[Scored]:
    """Return the first list, and those behind it as long as they are wanted and together short."""
    length, batch = 0, []
    for scored, is_wanted in zip(lists, wanted, strict=True):
        length += len(scored)
        if batch and not (is_wanted and length <= BATCH):
            break
        batch.append(scored)
    return batch


def _least_of_heads(lists: Sequence[Scored], count: int) -> float:
    """Return what `count` paragraphs have at least, by one list alone."""
    heads = (scored.best[1] for scored in lists)
    return max((float(head[count - 1]) for head in heads if count <= len(head)), default=0.0)


def _least_of(scores: Scores, count: int, least: float = 0.0) -> float:
    """Return what the `count` best have, if it is more than `least`, which must be no more."""
    high = scores[scores >= least]
    if len(high) < count:
        return least
    return max(least, float(np.partition(high, len(high) - count)[len(high) - count]))


def _completed(
    docs: Numbers,
    scores: Scores,
    lists: Sequence[Scored],
    bounds: Sequence[float],
    least: float,
    count: int,
) -> Leaders:
    """Return the best with what they gain in further lists, each paragraph as long as it may win."""
    for at, (scored, bound) in enumerate(zip(lists, bounds, strict=False)):
        if len(docs) > 2 * count:
            chosen = scores >= least - bound
            docs, scores = docs[chosen], scores[chosen]
            if not at and len(docs) > count * TRIED:
                least = max(least, _least_of_tried(docs, scores, lists, count))
                chosen = scores >= least - bound
                docs, scores = docs[chosen], scores[chosen]
        scores += scored.at(docs)
    return docs, scores


def _least_of_tried(
    docs: Numbers, scores: Scores, lists: Sequence[Scored], count: int
) -> float:
    """Return what `count` of the paragraphs have at least, when the lists are added for some."""
    tried = (scores >= _least_of(scores, 2 * count)).nonzero()[0][: 4 * count]
    return _least_of(scores[tried] + scores_of_few(docs[tried], lists), count)
