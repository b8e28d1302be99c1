"""Lists of what paragraphs gain → those of the paragraphs that gain most, with their sums.

Where a paragraph may be in any of the lists, they are taken in the order of the most that each can
add. When the best so far have more than all lists that are left could give together, no further
paragraph can be among the best: those lists are only looked into, for paragraphs that may still be
(MaxScore; Turtle and Flood 1995). Where the paragraphs are given, one list is chosen in which the
best must stand high, whatever the others add.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

import numpy as np

from search.bm25f import Scored, Scores
from search.compiled import COMPILED
from search.paragraphs import Numbers, Paragraphs, Space
from search.sums import scores_at, upper

if COMPILED:
    from search.compiled import race

__all__ = ["leaders"]

FEW = 1_024
"""So many paragraphs are scored one and all."""

FEW_LEFT = 32
"""So few, beside twice those asked for, cost less to keep than to drop."""

LONG = 4_096
"""Of lists of so many entries it is asked in which of them the best must be."""

FEW_LISTS = 6
"""Of more lists the best are hardly ever in all."""

BATCH = 8_192
"""After so many entries of lists have been added, it is looked what the best have so far."""

ADDING_SAVES = 3
"""To look a paragraph up in a list costs as much as to add so many of its entries to the sums."""

ALL_AT_ONCE = 16
"""If one in so many sums may have been changed, all are made zero again at once."""

TRIED = 2_048
"""When more than so many are left, some of them are scored in full to raise the bar."""

MOST_TRIED = 1_024
"""Where more are asked for, none are scored before the others: such pages are rare."""

FEW_TRIED = 64
"""Where more are asked for, compiled loops are done before the bar would have been raised."""

MOST = attrgetter("most")
"""By what lists are ordered."""

NOWHERE: Numbers = np.empty(0, dtype=np.intp)

Leaders = tuple[Numbers, Scores]
"""Paragraphs and their scores: all that score as much as the last of the best, and others."""


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
    if COMPILED:
        return _raced(finding, adding, count, matched)
    lists = (*finding, *adding)
    if matched is None:
        required = _required(space, finding, lists, count)
        if len(required) < 2:
            return _Race(space, finding, adding, count).leaders()
        matched = space.all_of([scored.found for scored in required])
    if len(matched) > max(FEW, count):
        matched = _narrowed(matched, lists, count)
    return matched.numbers, scores_at(space, matched.numbers, lists)


def _raced(
    finding: Sequence[Scored], adding: Sequence[Scored], count: int, matched: Paragraphs | None
) -> Leaders:
    """Return the best as compiled loops find them."""
    if matched is not None:
        lists = sorted([*finding, *adding], key=MOST, reverse=True)
        return _given(matched.numbers, lists, count)
    finding = sorted(finding, key=MOST, reverse=True)
    lists = [*finding, *adding]
    least = max(_least_of_head(scored, count) for scored in finding)
    if count <= FEW_TRIED:
        _, scores = _given(finding[0].best[0][: 2 * count], lists, count)
        least = max(least, float(scores.min()) if len(scores) >= count else 0.0)
    entries = [scored.entries for scored in lists]
    return _leaders_of(race.best_of_any(entries, len(finding), count, least))


def _given(docs: Numbers, lists: Sequence[Scored], count: int) -> Leaders:
    """Return the best of some paragraphs, by whatever list."""
    if not lists:
        return docs, np.zeros(len(docs), dtype=np.float64)
    return _leaders_of(race.best_of_given(docs, [scored.entries for scored in lists], count))


def _leaders_of(answer: tuple[bytes, bytes]) -> Leaders:
    docs, scores = answer
    return np.frombuffer(docs, dtype=np.intp), np.frombuffer(scores, dtype=np.float64)


def _least_of_head(scored: Scored, count: int) -> float:
    """Return what as many as are asked for have at least, by one list alone."""
    head = scored.best[1]
    return float(head[count - 1]) if count <= len(head) else 0.0


def _head(scored: Scored, count: int) -> Leaders:
    """Return the best of a single list."""
    docs, scores = scored.best
    if count > len(docs):
        return scored.numbers, scored.scores
    end = int(np.searchsorted(-scores, -scores[count - 1], side="right"))
    return docs[:end], scores[:end]


def _required(
    space: Space, finding: Sequence[Scored], lists: Sequence[Scored], count: int
) -> list[Scored]:
    """Return those of a few long lists in which all of the best must be, as far as that is told
    by the first paragraphs that are in all of the lists.
    """
    if len(finding) > FEW_LISTS or min(map(len, finding)) < LONG:
        return []
    in_all = space.all_of([scored.found for scored in finding]).numbers[: 4 * count]
    least = _least_of(_scores_of_few(in_all, lists), count)
    most = sum(scored.most for scored in lists)
    return [scored for scored in finding if most - scored.most < least]


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
    for scored in sorted(lists, key=len):
        docs = scored.best[0]
        docs = docs[matched.have(docs)][: 4 * count]
        if len(docs) >= count:
            return _least_of(_scores_of_few(docs, lists), count)
    return 0.0


def _scores_of_few(docs: Numbers, lists: Sequence[Scored]) -> Scores:
    """Return what a few paragraphs, in whatever order, gain in all lists."""
    scores = np.zeros(len(docs), dtype=np.float64)
    for scored in lists:
        scores += scored.at(docs)
    return scores


# ---- paragraphs of any list


class _Race:
    """Finds the best of the paragraphs that are in any of the lists `finding`.

    `least` is the bar: so much the best have at least, as far as is known. The lists before `done`
    have been added; what those from any place on can add together is in `bounds`.
    """

    def __init__(
        self, space: Space, finding: Sequence[Scored], adding: Sequence[Scored], count: int
    ) -> None:
        self._space = space
        self._lists = [*sorted(finding, key=lambda scored: -scored.most), *adding]
        self._finding = len(finding)
        most = (scored.most for scored in reversed(self._lists))
        self._bounds = list(accumulate(most, initial=0.0))[::-1]
        self._count = count
        self._least = max(_least_of_head(scored, count) for scored in finding)
        self._done = 0

    def leaders(self) -> Leaders:
        """Return the best and some others, each with its score."""
        docs, scores = self._added()
        while self._done < len(self._lists):
            docs, scores = self._still_in(docs, scores)
            docs, scores = self._looked_into(docs, scores)
        return docs, scores

    def _added(self) -> Leaders:
        """Add lists as long as that costs less than to look paragraphs up in them; return those
        paragraphs that may still be among the best, with their sums.
        """
        sums = self._space.sums()
        docs = NOWHERE
        length, look = 0, BATCH
        first = self._done
        try:
            while self._done < len(self._lists):
                if length >= look:
                    docs, look = self._looked_over(docs, sums), 3 * length
                scored, fresh = self._lists[self._done], self._fresh()
                if (len(docs) + len(fresh)) * ADDING_SAVES < len(scored) and self._done > first:
                    break
                np.add.at(sums, scored.numbers, scored.scores)
                docs = np.concatenate((docs, fresh))
                length += len(scored)
                self._done += 1
            return self._still_high(docs, sums)
        finally:
            if length > len(sums) // ALL_AT_ONCE:
                sums.fill(0.0)
            else:
                for scored in self._lists[first : self._done]:
                    sums[scored.numbers] = 0.0

    def _fresh(self) -> Numbers:
        """Return what of the next list may be of the best though it is in no list before."""
        at = self._done
        if at >= self._finding or self._bounds[at] < self._least:
            return NOWHERE
        scored = self._lists[at]
        needed = self._least - self._bounds[at + 1]
        return scored.numbers if needed <= 0 else scored.numbers[scored.scores >= needed]

    def _looked_over(self, docs: Numbers, sums: Scores) -> Numbers:
        """Return the paragraphs that may still be among the best, when the bar has been raised."""
        docs, scores = self._still_high(docs, sums)
        self._raise_bar(docs, scores)
        return docs[scores >= self._least - self._bounds[self._done]]

    def _still_high(self, docs: Numbers, sums: Scores) -> Leaders:
        """Return those that may be among the best if they gain all that is left, each once."""
        docs = docs[sums.take(docs) >= self._least - self._bounds[self._done]]
        if self._done > 1:
            docs = docs[self._space.last_places(docs)]
        return docs, sums.take(docs)

    def _raise_bar(self, docs: Numbers, scores: Scores) -> None:
        """Score some of the best so far in full, and set the bar to what that tells."""
        if self._count > MOST_TRIED:
            return
        tried = _highest(scores, 2 * self._count)
        full = scores[tried] + _scores_of_few(docs[tried], self._lists[self._done :])
        self._least = _least_of(full, self._count, self._least)

    def _still_in(self, docs: Numbers, scores: Scores) -> Leaders:
        """Return those that may be among the best if they gain all that is left."""
        if len(docs) <= FEW_LEFT + 2 * self._count:
            return docs, scores
        if len(docs) > TRIED:
            self._raise_bar(docs, scores)
        self._least = _least_of(scores, self._count, self._least)
        chosen = scores >= self._least - self._bounds[self._done]
        return docs[chosen], scores[chosen]

    def _looked_into(self, docs: Numbers, scores: Scores) -> Leaders:
        """Return the paragraphs with what they gain in the next list, and what may win by it."""
        fresh, scored = self._fresh(), self._lists[self._done]
        self._done += 1
        scores = scores + scored.at(docs)
        if not len(fresh):
            return docs, scores
        fresh = fresh[~self._space.are_among(fresh, docs)]
        return np.concatenate((docs, fresh)), np.concatenate((scores, scored.at(fresh)))


def _highest(scores: Scores, count: int) -> Numbers:
    """Return the places of so many of the highest scores, or of all."""
    if len(scores) <= count:
        return np.arange(len(scores))
    high = upper(scores, count)
    return high[np.argpartition(scores[high], len(high) - count)[len(high) - count :]]


def _least_of(scores: Scores, count: int, least: float = 0.0) -> float:
    """Return what the `count` best have, if it is more than `least`, which must be no more."""
    high = scores[scores >= least]
    if len(high) < count:
        return least
    return max(least, float(np.partition(high, len(high) - count)[len(high) - count]))
