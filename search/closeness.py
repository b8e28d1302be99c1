"""A long word of a query, and some paragraphs → how near each comes to it, beside its words.

A segmenter cuts a question otherwise than the text that answers it. So the pairs of its characters,
and the characters themselves, score like words, by BM25 in the folded text. And a paragraph that
has most of both close together nearly quotes it. A paragraph gains

    P + C + S * (U + G)

where P is what pairs score, C what characters do, U more than the words of the leaf can score, G
more than its pairs and characters can, and S the share of these, by weight, that some stretch of
the text holds which is SLACK longer than the leaf: nothing where that is less than NEARLY. What
holds the leaf gains 2 (2 G + U) instead of S (U + G), and what has it in a note 2 G + U: so the
order of text, note and mere words stays, whatever any of them score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.bm25f import K1, QUANTUM, B, Scores
from search.caches import Cache
from search.forward import Laid, laid_out
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings

__all__ = ["LONGEST", "NEARLY", "SLACK", "Closeness", "Near"]

NEARLY = 0.6
"""So much of the pairs and characters of a leaf, by weight, is nearly a quotation."""

SLACK = 4
"""So many characters may stand in a quotation that the leaf has not."""

LONGEST = 512
"""So many characters of a leaf are compared, the first of them."""

MAX_CACHED_WEIGHTS = 65_536
"""Of so many characters and pairs it is kept how much they weigh."""

FIELD = "text_grams"


@dataclass(frozen=True, slots=True)
class Near:
    """What some paragraphs gain by pairs, by characters, and by what is nearly a quotation.

    `share` is what of pairs and characters, by weight, the best stretch has; `most` is more than
    they can give.
    """

    pairs: Scores
    characters: Scores
    share: NDArray[np.float64]
    most: float


class Closeness:
    """Compares leaves with paragraphs of an index. Safe to share between threads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._weights: Cache[float] = Cache(MAX_CACHED_WEIGHTS)

    def gains(
        self, folded: str, docs: Numbers, text: Paragraphs, notes: Paragraphs, most: float
    ) -> Scores:
        """Return what each of some paragraphs, ascending, gains by a leaf.

        `text` and `notes` hold the leaf; `most` is more than what its words can score.
        """
        near = self.compare(folded, docs)
        gains = np.where(near.share >= NEARLY, near.share * (most + near.most), 0.0)
        gains[notes.have(docs)] = most + 2 * near.most
        gains[text.have(docs)] = 2 * (most + 2 * near.most)
        scores: Scores = near.pairs + near.characters + np.rint(gains / QUANTUM) * QUANTUM
        return scores

    def compare(self, folded: str, docs: Numbers) -> Near:
        """Return how near each of some paragraphs, ascending, comes to a folded text."""
        laid = laid_out(self._postings, FIELD, docs)
        leaf = _Leaf.of(folded[:LONGEST], self._weight)
        found = _Compared(leaf, laid, self._average)
        return Near(
            _scores(found.characters_and_pairs[1], leaf.pair_weights, found.saturation),
            _scores(found.characters_and_pairs[0], leaf.weights, found.saturation),
            found.share(),
            (K1 + 1) * float(leaf.weights.sum() + leaf.pair_weights.sum()),
        )

    def _weight(self, gram: str) -> float:
        """Return the idf of a character or a pair; 0 where the index has it not."""
        weight = self._weights.get(gram)
        if weight is None:
            frequency = self._postings.gram_frequency(FIELD, gram)
            idf = log(self._postings.count / (frequency + 1)) + 1 if frequency else 0.0
            weight = round(idf / QUANTUM) * QUANTUM
            self._weights.put(gram, weight, 1)
        return weight

    @cached_property
    def _average(self) -> float:
        """How many characters a paragraph has on average, gaps included."""
        return self._postings.character_count(FIELD) / (self._postings.count or 1) or 1.0


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The characters and pairs of a leaf that the index has: letters and digits of any script.

    The characters have numbers from 1 on, in their order; a pair is found in `pair_codes`, which
    ascend, by the numbers of its characters.
    """

    length: int
    characters: tuple[str, ...]
    weights: NDArray[np.float64]
    pair_codes: NDArray[np.int64]
    pair_weights: NDArray[np.float64]

    @classmethod
    def of(cls, folded: str, weight: Any) -> _Leaf:
        """Return the leaf of a folded text."""
        characters = [each for each in dict.fromkeys(folded) if each.isalnum() and weight(each)]
        number_of = {each: number for number, each in enumerate(characters, 1)}
        width = len(characters) + 1
        pairs = {
            number_of[first] * width + number_of[second]: weight(first + second)
            for first, second in pairwise(folded)
            if first in number_of and second in number_of
        }
        codes = sorted(code for code, known in pairs.items() if known)
        return cls(
            len(folded),
            tuple(characters),
            np.array([weight(each) for each in characters], dtype=np.float64),
            np.array(codes, dtype=np.int64),
            np.array([pairs[code] for code in codes], dtype=np.float64),
        )

    def numbers_of(self, codes: NDArray[Any]) -> NDArray[np.uint16]:
        """Return the number of each character of texts among those of the leaf, 0 for all others.

        The table is as long as these texts need it: a longer one would cost more than all else.
        """
        table = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint16)
        for number, character in enumerate(self.characters, 1):
            if ord(character) < len(table):
                table[ord(character)] = number
        return table.take(codes)


class _Compared:
    """Texts end to end, and where in them the characters and pairs of a leaf are."""

    def __init__(self, leaf: _Leaf, laid: Laid, average: float) -> None:
        self._leaf = leaf
        self._count = len(laid.lengths)
        self._ends = np.cumsum(laid.lengths)
        numbers = leaf.numbers_of(laid.codes)
        self._places = numbers.nonzero()[0]
        self._numbers = numbers[self._places].astype(np.intp)
        self._owner_of = np.repeat(np.arange(self._count), laid.lengths).take
        self._owners = self._owner_of(self._places)
        self._pair_at, self._pairs = self._found_pairs()
        # What occurrences are divided by beside themselves, in a text of each length.
        self.saturation: NDArray[Any] = K1 * (1 - B + B * laid.lengths / average)

    def _found_pairs(self) -> tuple[Numbers, Numbers]:
        """Return which of the characters begin pairs of the leaf, and which pairs these are."""
        codes, places, numbers = self._leaf.pair_codes, self._places, self._numbers
        if not len(codes):
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        begins = (places[1:] == places[:-1] + 1).nonzero()[0]
        wanted = numbers[begins] * (len(self._leaf.weights) + 1) + numbers[begins + 1]
        pairs = codes.searchsorted(wanted)
        is_pair = codes.take(pairs, mode="clip") == wanted
        return begins[is_pair], pairs[is_pair]

    @cached_property
    def characters_and_pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How often each text has each character, and each pair."""
        return (
            self._counted(self._owners, self._numbers - 1, len(self._leaf.weights)),
            self._counted(self._owners[self._pair_at], self._pairs, len(self._leaf.pair_codes)),
        )

    def _counted(self, owners: Numbers, numbers: Numbers, width: int) -> NDArray[np.int64]:
        counts = np.bincount(owners * width + numbers, minlength=self._count * width)
        return counts.reshape(self._count, width)

    def share(self) -> NDArray[np.float64]:
        """Return what share of pairs and characters, by weight, the best stretch of each has."""
        total = float(self._leaf.pair_weights.sum() + self._leaf.weights.sum())
        best = np.zeros(self._count, dtype=np.float64)
        if not len(self._places):
            return best
        length = self._leaf.length + SLACK
        held = self._held(self._places, self._numbers - 1, self._leaf.weights, length)
        if len(self._pairs):
            # A stretch has a pair from its second character on.
            places = self._places.take(self._pair_at) + 1
            held += self._held(places, self._pairs, self._leaf.pair_weights, length - 1)
        np.cumsum(held, out=held)
        starts = np.append(0, self._ends[:-1])
        some = starts < self._ends
        best[some] = np.maximum.reduceat(held, starts[some])
        return best / total

    def _held(
        self, places: Numbers, grams: Numbers, weights: NDArray[np.float64], length: int
    ) -> NDArray[np.float64]:
        """Return by how much the weight of what a stretch holds changes where it ends.

        Each gram is held from its place on, as long as the stretch is, and no longer than its text
        goes on, or until it stands again: so it counts once.
        """
        ends = np.minimum(places + length, self._ends.take(self._owner_of(places)))
        ends = np.minimum(ends, _next_of_same(grams, places))
        gains = weights.take(grams)
        size = int(self._ends[-1]) + 1
        changes = np.bincount(places, gains, size).astype(np.float64, copy=False)
        changes -= np.bincount(ends, gains, size)
        return changes


def _next_of_same(grams: Numbers, places: Numbers) -> Numbers:
    """Return where each gram stands the next time, in whatever text; far away for the last."""
    # Numbers of two bytes are sorted by counting.
    order = np.argsort(grams.astype(np.uint16), kind="stable")
    ordered = grams.take(order)
    following = np.full(len(grams), np.iinfo(np.intp).max)
    is_same = (ordered[1:] == ordered[:-1]).nonzero()[0]
    following[order[is_same]] = places[order[is_same + 1]]
    return following


def _scores(
    counts: NDArray[np.int64], weights: NDArray[np.float64], saturation: NDArray[Any]
) -> Scores:
    """Return what each text scores by how often it has each of some grams."""
    gains = weights * counts * (K1 + 1) / (counts + saturation[:, np.newaxis])
    scores: Scores = np.rint(gains / QUANTUM).sum(axis=1) * QUANTUM
    return scores
