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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.bm25f import K1, QUANTUM, B, Scores
from search.compiled import COMPILED
from search.forward import Laid, laid_out
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings

if COMPILED:
    from search.compiled import stretches as compiled

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

SMALL = 1e-9
"""Less than this two shares do not differ."""

NONE = 0xFFFF
"""The number of a character that a leaf has not."""


@dataclass(frozen=True, slots=True)
class Near:
    """What some paragraphs score by pairs and characters, and which share of them they quote.

    `share` is what of both, by weight, the best stretch has; `most` is more than they can score.
    """

    scores: Scores
    share: NDArray[np.float64]
    most: float


class Closeness:
    """Compares leaves with paragraphs of an index. Safe to share between threads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._weights: dict[str, float] = {}

    def gains(
        self, folded: str, docs: Numbers, text: Paragraphs, notes: Paragraphs, most: float
    ) -> Scores:
        """Return what each of some paragraphs, ascending, gains by a leaf.

        `text` and `notes` hold the leaf; `most` is more than what its words can score.
        """
        if COMPILED:
            return self._compiled_gains(folded[:LONGEST], docs, text, notes, most)
        near = self.compare(folded, docs, NEARLY)
        gains = near.share * (most + near.most)
        if len(notes):
            gains[notes.have(docs)] = most + 2 * near.most
        if len(text):
            gains[text.have(docs)] = 2 * (most + 2 * near.most)
        scores: Scores = near.scores + np.rint(gains / QUANTUM) * QUANTUM
        return scores

    def compare(self, folded: str, docs: Numbers, least: float = 0.0) -> Near:
        """Return how near each of some paragraphs, ascending, comes to a folded text.

        A share that is less than `least` is none.
        """
        if COMPILED:
            scores, held, total = self._compiled(folded[:LONGEST], docs, least - SMALL)
        else:
            leaf = _Leaf.of(folded[:LONGEST], self._weigh)
            found = _Compared(leaf, laid_out(self._postings, FIELD, docs))
            scores, held = found.scores(self._average), found.held()
            total = float(leaf.weights.sum())
        share = held / (total or 1.0)
        share[share < least] = 0.0
        return Near(scores, share, (K1 + 1) * total)

    def _compiled_gains(
        self, folded: str, docs: Numbers, text: Paragraphs, notes: Paragraphs, most: float
    ) -> Scores:
        """Return what `gains` does, by compiled loops."""
        scores, held, total = self._compiled(folded, docs, NEARLY - SMALL)
        in_text, in_notes = (
            each.have(docs).view(np.uint8) if len(each) else None for each in (text, notes)
        )
        by_grams = (K1 + 1) * total
        compiled.add_gains(scores, held, total, NEARLY, most, by_grams, QUANTUM, in_text, in_notes)
        return scores

    def _compiled(
        self, folded: str, docs: Numbers, least: float
    ) -> tuple[Scores, NDArray[np.float64], float]:
        """Return what paragraphs score, what their best stretches hold, and what all grams weigh.

        Less than the share `least` may be told as nothing.
        """
        scores, held = np.empty((2, len(docs)), dtype=np.float64)
        leaf = compiled.Leaf(folded, self._weights, self._weight, len(folded) + SLACK)
        low = 0
        for segment in self._postings.segments:
            high = int(docs.searchsorted(segment.first + segment.count))
            laid = segment.laid(FIELD, docs[low:high] - segment.first)
            told = scores[low:high], held[low:high]
            leaf.compare(*laid, self._average, least * leaf.total, (K1, B, QUANTUM), *told)
            low = high
        return scores, held, leaf.total

    def _weight(self, gram: str) -> float:
        """Return the idf of a character or a pair; 0 where the index has it not."""
        frequency = self._postings.gram_frequency(FIELD, gram)
        idf = log(self._postings.count / (frequency + 1)) + 1 if frequency else 0.0
        weight = self._weights[gram] = round(idf / QUANTUM) * QUANTUM
        if len(self._weights) > MAX_CACHED_WEIGHTS:
            self._weights.clear()
        return weight

    def _weigh(self, grams: Iterable[str]) -> list[float]:
        """Return the idf of characters or pairs."""
        weights = [(self._weights.get(gram), gram) for gram in grams]
        return [self._weight(gram) if weight is None else weight for weight, gram in weights]

    @cached_property
    def _average(self) -> float:
        """How many characters a paragraph has on average, gaps included."""
        return self._postings.character_count(FIELD) / (self._postings.count or 1) or 1.0


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The grams of a leaf that the index has: letters and digits of any script, and their pairs.

    The characters are numbered in their order. A pair is known by its code, made of the numbers of
    its characters; codes ascend, and the pairs are numbered on behind the characters. `weights` are
    those of all grams.
    """

    length: int
    characters: str
    codes: NDArray[np.intp]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, folded: str, weigh: Callable[[Iterable[str]], list[float]]) -> _Leaf:
        """Return the leaf of a folded text."""
        alike = list(filter(str.isalnum, dict.fromkeys(folded)))
        known = {each: weight for each, weight in zip(alike, weigh(alike), strict=True) if weight}
        number_of = {each: number for number, each in enumerate(known)}
        beside = dict.fromkeys(map(add, folded, folded[1:]))
        pairs = [pair for pair in beside if pair[0] in known and pair[1] in known]
        weight_of = {
            number_of[pair[0]] * len(known) + number_of[pair[1]]: weight
            for pair, weight in zip(pairs, weigh(pairs), strict=True)
            if weight
        }
        codes = sorted(weight_of)
        weights = [*known.values(), *map(weight_of.__getitem__, codes)]
        return cls(len(folded), "".join(known), np.array(codes, dtype=np.intp), np.array(weights))

    def characters_in(self, codes: NDArray[Any]) -> tuple[Numbers, Numbers]:
        """Return where in texts characters of the leaf are, and their numbers.

        The table is as long as these texts need it: a longer one would cost more than all else.
        """
        table = np.full(int(codes.max(initial=0)) + 1, NONE, dtype=np.uint16)
        for number, character in enumerate(self.characters):
            if ord(character) < len(table):
                table[ord(character)] = number
        numbers = table.take(codes)
        places = (numbers != NONE).nonzero()[0]
        return places, numbers.take(places).astype(np.intp)

    def pairs_in(self, places: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Return where pairs of the leaf end, and their numbers, given all its characters."""
        if not len(self.codes):
            return places[:0], numbers[:0]
        begins = (places[1:] == places[:-1] + 1).nonzero()[0]
        wanted = numbers.take(begins) * len(self.characters) + numbers.take(begins + 1)
        pairs = self.codes.searchsorted(wanted)
        is_pair = self.codes.take(pairs, mode="clip") == wanted
        return places.take(begins[is_pair] + 1), pairs[is_pair] + len(self.characters)


class _Compared:
    """Texts end to end, and where in them grams of a leaf end."""

    def __init__(self, leaf: _Leaf, laid: Laid) -> None:
        self._leaf = leaf
        self._lengths = laid.lengths
        self._ends = np.cumsum(laid.lengths)
        characters = leaf.characters_in(laid.codes)
        pairs = leaf.pairs_in(*characters)
        self._places, self._grams = map(np.concatenate, zip(characters, pairs, strict=True))
        # A stretch has a pair as long as it has the first of its characters.
        reach = np.full(len(self._places), leaf.length + SLACK)
        reach[len(characters[0]) :] -= 1
        self._reach = reach
        self._owners = np.repeat(np.arange(len(laid.lengths)), laid.lengths).take(self._places)

    def scores(self, average: float) -> Scores:
        """Return what each text scores by how often it has each gram."""
        texts, grams = len(self._lengths), len(self._leaf.weights)
        counts = np.bincount(self._owners * grams + self._grams, minlength=texts * grams)
        counts = counts.reshape(texts, grams)
        saturation = K1 * (1 - B + B * self._lengths / average)
        gains = self._leaf.weights * counts * (K1 + 1) / (counts + saturation[:, np.newaxis])
        scores: Scores = np.rint(gains / QUANTUM).sum(axis=1) * QUANTUM
        return scores

    def held(self) -> NDArray[np.float64]:
        """Return the weight of all grams that the best stretch of each text has.

        From one place to the next a stretch gains what ends there, and loses what it has no longer,
        or has once more: each gram counts once. No stretch goes on into the next text.
        """
        best = np.zeros(len(self._lengths), dtype=np.float64)
        if not len(self._places):
            return best
        lost = np.minimum(self._places + self._reach, self._ends.take(self._owners))
        lost = np.minimum(lost, self._next_of_same())
        weights = self._leaf.weights.take(self._grams)
        size = int(self._ends[-1]) + 1
        changes = np.bincount(self._places, weights, size) - np.bincount(lost, weights, size)
        starts = np.append(0, self._ends[:-1])
        some = starts < self._ends
        best[some] = np.maximum.reduceat(np.cumsum(changes), starts[some])
        return best

    def _next_of_same(self) -> Numbers:
        """Return where each gram ends the next time, in whatever text; far away for the last."""
        # Numbers of two bytes are sorted by counting.
        order = np.argsort(self._grams.astype(np.uint16), kind="stable")
        grams, places = self._grams.take(order), self._places.take(order)
        following = np.full(len(grams), np.iinfo(np.intp).max)
        is_same = (grams[1:] == grams[:-1]).nonzero()[0]
        following[order.take(is_same)] = places.take(is_same + 1)
        return following
