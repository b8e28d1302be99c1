"""The paragraphs of two documents, folded and without their numbers → which became which.

The pairs in order are those that have most in common: the sum, over all pairs, of the length of
both times the square of their likeness is the greatest, so that what is the same comes before what
is alike, and a short line that moved does not tear apart what stands around it. What is left over
is paired wherever it stands, the same first, then the most alike: that has moved. What is then
left beside a pair and makes it more alike is of it: a paragraph was split, or some were merged.

How alike paragraphs are is looked at for the CLOSEST of each, by the pairs of characters that both
have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from search.versions.edits import similarity
from search.versions.split import Splitting

__all__ = ["CLOSEST", "MOST_CELLS", "MOST_COMPARED", "MOST_SHARED", "Alignment", "Match", "aligned"]

REWORDED = 0.5
"""So alike, at least, are paragraphs that stand at the same place to be the same reworded."""

MOVED = 0.6
"""So alike, at least, are paragraphs that stand at other places."""

SHARED = 0.15
"""Of so many of their pairs of characters, at least, are paragraphs whose likeness is looked at."""

CLOSEST = 16
"""So many paragraphs of the other document, beside those that are the same, are looked at."""

LONGEST = 4_096
"""So many characters of a paragraph are looked at, the first of them."""

PAIRED = 1_024
"""So many characters are looked at for pairs that another has, the first of them."""

MOST_CELLS = 4_000_000
"""So many pairs of paragraphs are weighed; of larger documents only what is the same, and what is
between that."""

MOST_SHARED = 100_000_000
"""So many times it is looked at whether a pair of characters is in a paragraph of both documents;
then only what is the same is found."""

MOST_COMPARED = 2 * 10**9
"""So many pairs of characters are compared, all paragraphs together; others count as alike as they
have pairs in common."""

Indexes = NDArray[np.intp]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph of the first document and what it became in the second; `moved` past others.

    There are several neighbours in one of both where it was split, or where they were merged.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """The matches by their place in the second document; `is_coarse` where not all were weighed."""

    matches: tuple[Match, ...]
    is_coarse: bool


def aligned(first: Sequence[str], second: Sequence[str]) -> Alignment:
    """Return which paragraph became which: each is in one match at most."""
    aligner = _Aligner(first, second)
    in_order = list(aligner.in_order())
    moved = list(aligner.elsewhere(in_order))
    parts = Splitting(first, second, [*in_order, *moved]).parts_of(in_order)
    matches = [Match(tuple(ours), tuple(theirs), moved=False) for ours, theirs in parts]
    matches += [Match((one,), (other,), moved=True) for one, other in moved]
    return Alignment(tuple(sorted(matches, key=lambda each: each.second)), aligner.is_coarse)


Found = tuple[int, int]
"""A paragraph of the first document and one of the second."""

Block = tuple[range, range]
"""Paragraphs of the first document, and those of the second among which theirs are looked for."""


class _Aligner:
    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self._first = first
        self._second = second
        self._alike: list[tuple[float, int, int]] = []
        self._cells = MOST_CELLS
        self._characters = MOST_COMPARED
        self._shared = MOST_SHARED
        self.is_coarse = False

    # ---- in order

    def in_order(self) -> Iterator[Found]:
        """Yield the pairs that are in the same order in both documents."""
        blocks: list[Block] = [(range(len(self._first)), range(len(self._second)))]
        while blocks:
            ours, theirs = blocks.pop()
            same, ours, theirs = self._ends(ours, theirs)
            yield from same
            if len(ours) * len(theirs) <= self._cells:
                self._cells -= len(ours) * len(theirs)
                yield from self._weighed(ours, theirs)
            elif anchors := self._anchors(ours, theirs):
                yield from anchors
                blocks += _between(ours, theirs, anchors)
            else:
                self.is_coarse = True

    def _ends(self, ours: range, theirs: range) -> tuple[list[Found], range, range]:
        """Return the pairs that are the same at both ends of a block, and what is left of it."""
        head = 0
        most = min(len(ours), len(theirs))
        while head < most and self._are_same(ours[head], theirs[head]):
            head += 1
        tail = 0
        while tail < most - head and self._are_same(ours[-1 - tail], theirs[-1 - tail]):
            tail += 1
        found = [*zip(ours[:head], theirs[:head], strict=True)]
        if tail:
            found += zip(ours[-tail:], theirs[-tail:], strict=True)
        return found, ours[head : len(ours) - tail], theirs[head : len(theirs) - tail]

    def _are_same(self, one: int, other: int) -> bool:
        return self._first[one] == self._second[other]

    def _weighed(self, ours: range, theirs: range) -> list[Found]:
        """Return the heaviest pairs in order of a block."""
        if not ours or not theirs:
            return []
        weights = np.zeros((len(ours), len(theirs)), dtype=np.float32)
        lengths = np.array([len(self._second[each]) + 1 for each in theirs], dtype=np.float32)
        for row, (one, others, likeness) in enumerate(self._likenesses(ours, theirs)):
            both = lengths[others] + len(self._first[one]) + 1
            weights[row, others] = both * likeness**2 * (likeness >= REWORDED)
        return [(ours[one], theirs[other]) for one, other in _heaviest(weights)]

    def _likenesses(
        self, ours: range, theirs: range
    ) -> Iterator[tuple[int, Indexes, NDArray[np.float32]]]:
        """Yield each of ours, which of theirs are the same or closest to it, and how alike."""
        texts = [self._second[each][:LONGEST] for each in theirs]
        closest = _Closest(texts, self._shared)
        for one in ours:
            text = self._first[one][:LONGEST]
            others, shares = closest.to(text)
            self.is_coarse |= closest.is_exhausted
            likeness = shares.astype(np.float32)
            for at, other in enumerate(others.tolist()):
                likeness[at] = self._likeness(text, theirs[other], float(shares[at]))
                if likeness[at] >= min(REWORDED, MOVED):
                    self._alike.append((float(likeness[at]), one, theirs[other]))
            same = closest.same_as(text)
            yield (
                one,
                np.concatenate((others, same)),
                np.concatenate((likeness, np.ones(len(same), dtype=np.float32))),
            )
        self._shared = closest.left

    def _likeness(self, text: str, other: int, share: float) -> float:
        """Return how alike two texts are, or, where too much was compared already, seem."""
        theirs = self._second[other][:LONGEST]
        cells = len(text) * len(theirs)
        if cells > self._characters:
            self.is_coarse = True
            return share
        self._characters -= cells
        return similarity(text, theirs)

    def _anchors(self, ours: range, theirs: range) -> list[Found]:
        """Return the most pairs in order of paragraphs that are the same, and stand once."""
        there = _only_once(self._second, theirs)
        here = _only_once(self._first, ours)
        pairs = [(one, there[text]) for text, one in here.items() if text in there]
        return _longest_rising(sorted(pairs))

    # ---- elsewhere

    def elsewhere(self, in_order: Sequence[Found]) -> Iterator[Found]:
        """Yield pairs of what is left, the same first, then the most alike."""
        ours = dict.fromkeys(range(len(self._first)))
        theirs = dict.fromkeys(range(len(self._second)))
        for one, other in in_order:
            del ours[one], theirs[other]
        same = defaultdict(list)
        for other in reversed(theirs):
            same[self._second[other]].append(other)
        for one in list(ours):
            if self._first[one] and same[self._first[one]]:
                other = same[self._first[one]].pop()
                del ours[one], theirs[other]
                yield one, other
        for likeness, one, other in sorted(self._alike, key=lambda each: (-each[0], *each[1:])):
            if likeness >= MOVED and one in ours and other in theirs:
                del ours[one], theirs[other]
                yield one, other


class _Closest:
    """Tells which of some texts have most pairs of characters in common with another.

    None, once it was looked at `most` times that a text has a pair.
    """

    def __init__(self, texts: Sequence[str], most: int) -> None:
        self._number_of: dict[str, list[int]] = defaultdict(list)
        having: dict[str, list[int]] = defaultdict(list)
        sizes = []
        for number, text in enumerate(texts):
            self._number_of[text].append(number)
            pairs = _pairs(text[:PAIRED])
            sizes.append(len(pairs))
            for pair in pairs:
                having[pair].append(number)
        self._having = {pair: np.array(numbers) for pair, numbers in having.items()}
        self._sizes = np.array(sizes)
        self.left = most

    @property
    def is_exhausted(self) -> bool:
        """Whether it tells no more."""
        return self.left < 0

    def same_as(self, text: str) -> Indexes:
        """Return the texts that are the same."""
        return np.array(self._number_of.get(text, ()), dtype=np.intp)

    def to(self, text: str) -> tuple[Indexes, NDArray[np.float64]]:
        """Return the closest that are not the same, and their share of the pairs of both."""
        pairs = _pairs(text[:PAIRED])
        having = [self._having[pair] for pair in pairs if pair in self._having]
        self.left -= sum(map(len, having))
        if not having or self.is_exhausted:
            return np.empty(0, dtype=np.intp), np.empty(0)
        counts = np.bincount(np.concatenate(having), minlength=len(self._sizes))
        shares = 2 * counts / (self._sizes + len(pairs))
        shares[self.same_as(text)] = 0
        best = np.argsort(-shares, kind="stable")[:CLOSEST]
        best = best[shares[best] >= SHARED]
        return best, shares[best]


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbours in a text; of one that is shorter, the text."""
    return {one + other for one, other in pairwise(text)} or {text}


def _heaviest(weights: Weights) -> list[Found]:
    """Return the cells, each below and right of the one before, that together weigh most."""
    rows, columns = weights.shape
    best = np.zeros((rows + 1, columns + 1), dtype=np.float64)
    for row in range(rows):
        np.maximum(best[row, 1:], best[row, :-1] + weights[row], out=best[row + 1, 1:])
        np.maximum.accumulate(best[row + 1], out=best[row + 1])
    found = []
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found.append((row, column))
    return found[::-1]


def _only_once(texts: Sequence[str], which: range) -> dict[str, int]:
    """Return where each of some texts is that is there but once."""
    times = Counter(texts[each] for each in which)
    return {texts[each]: each for each in which if times[texts[each]] == 1}


def _longest_rising(pairs: Sequence[Found]) -> list[Found]:
    """Return as many of some pairs as rise in both members, given by the first of these."""
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, other) in enumerate(pairs):
        length = bisect_left(lasts, other)
        before.append(ends[length - 1] if length else -1)
        lasts[length : length + 1] = [other]
        ends[length : length + 1] = [at]
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _between(ours: range, theirs: range, anchors: Sequence[Found]) -> Iterator[Block]:
    """Yield the blocks before, between and behind pairs in order."""
    start, into = ours.start, theirs.start
    for one, other in chain(anchors, [(ours.stop, theirs.stop)]):
        yield range(start, one), range(into, other)
        start, into = one + 1, other + 1
