"""A word → what it adds to the score of each paragraph, as BM25F counts it.

    idf * f * (K1 + 1) / (f + K1 * (1 - B + B * length / average))    idf = log(N / (n + 1)) + 1

for each field (f: occurrences, n: paragraphs with the word, N: all paragraphs), times the weight of
the field. What a word adds is rounded to a multiple of `QUANTUM`, so that sums are exact: whatever
the order in which they are made, equal paragraphs have equal scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codes import LENGTHS
from search.caches import Cache
from search.compiled import COMPILED
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings
from search.segment import Segment

if COMPILED:
    from search.compiled import race

__all__ = [
    "BODY_FIELDS",
    "FIELD_WEIGHTS",
    "K1",
    "MAX_CACHED_BYTES",
    "QUANTUM",
    "B",
    "Scored",
    "Scores",
    "Word",
    "Words",
    "rounded",
]

K1 = 1.2
"""How soon further occurrences of a word stop to count: BM25's term frequency saturation."""

B = 0.75
"""How much a long field counts against a word in it, from 0 to 1."""

FIELD_WEIGHTS: Mapping[str, float] = {"text": 1.0, "footnotes": 0.5, "title": 0.3}
"""What a word counts in each field: a note says less of a paragraph than its text does."""

BODY_FIELDS = ("text", "footnotes")
"""The fields in which a word makes a paragraph a hit; in its title alone it does not."""

QUANTUM = 2.0**-20
"""Gains are whole multiples of it: a millionth. Sums of these are exact; those of a query's lists
nearly always fit into 32 bits, which is how compiled loops add them.
"""

MAX_CACHED_BYTES = 512_000_000
"""So much of decoded words is kept in memory."""

MANY_DOCS = 32
"""Of more paragraphs than this, those that are in a list at all are told first, by its bits."""

HEAD = 1_024
"""So many of the best paragraphs of a list are kept in order."""

Scores = NDArray[np.float64]
"""Multiples of QUANTUM."""


def rounded(score: float) -> float:
    """Return a score as a multiple of QUANTUM that is greater than zero."""
    return max(round(score / QUANTUM), 1) * QUANTUM


@dataclass(frozen=True)
class Scored:
    """Paragraphs, and what each of them gains by being in this list."""

    found: Paragraphs
    scores: Scores
    most: float

    def __len__(self) -> int:
        return len(self.scores)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the paragraphs."""
        return self.found.numbers

    @cached_property
    def best(self) -> tuple[Numbers, Scores]:
        """The best of the list, best first, and what each gains: all that gain so much, or more."""
        scores = self.scores
        if len(scores) > HEAD:
            least = np.partition(scores, len(scores) - HEAD)[len(scores) - HEAD]
            # What ties at the end could be any number: all of it is left out.
            chosen = (scores > least).nonzero()[0]
        else:
            chosen = np.arange(len(scores))
        chosen = chosen[np.argsort(-scores[chosen], kind="stable")]
        return self.numbers[chosen], scores[chosen]

    @cached_property
    def entries(self) -> race.Entries:
        """The list as compiled loops read it."""
        found = self.found
        bits = found.bits if found.has_bits else None
        width = found.space.width
        return race.Entries(self.numbers, self.scores, bits, width, self.most, QUANTUM)

    def at(self, docs: Numbers) -> Scores:
        """Return what each of some paragraphs gains: nothing where it is not in the list."""
        numbers = self.numbers
        if self.found.has_bits and len(docs) > MANY_DOCS:
            gains = np.zeros(len(docs), dtype=np.float64)
            there = self.found.have(docs).nonzero()[0]
            gains[there] = self.scores.take(numbers.searchsorted(docs[there]))
            return gains
        places = numbers.searchsorted(docs)
        gains = self.scores.take(places, mode="clip")
        gains *= numbers.take(places, mode="clip") == docs
        return gains


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the index: where it scores in texts and notes, where in titles.

    `most` is more than what it can add to any score: zero for a word that the index has not.
    """

    body: tuple[Scored, ...]
    title: tuple[Scored, ...]
    most: float


class Words:
    """The words of an index, kept as long as there is room. Safe to share between threads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._words: Cache[Word] = Cache(MAX_CACHED_BYTES)
        self._saturation: dict[str, Scores] = {}

    def word(self, word: str) -> Word:
        """Return one word."""
        known = self._words.get(word)
        if known is None:
            known = self._read(word)
            lists = (*known.body, *known.title)
            self._words.put(word, known, 64 + sum(map(self.cost, lists)))
        return known

    def cost(self, scored: Scored) -> int:
        """Return the bytes of a list as numpy and compiled loops read it, its best included."""
        bits = self._postings.space.width * 12 if scored.found.has_bits else 0
        return 24 * len(scored) + 16 * min(len(scored), HEAD) + bits

    def _read(self, word: str) -> Word:
        coded = word.encode("utf-8", errors="surrogatepass")
        body: list[Scored] = []
        title: list[Scored] = []
        most = 0.0
        for field, weight in FIELD_WEIGHTS.items():
            frequency = self._postings.document_frequency(field, word)
            if frequency:
                idf = log(self._postings.count / (frequency + 1)) + 1
                scored = self._scored(field, coded, weight * idf)
                (body if field in BODY_FIELDS else title).append(scored)
                most += weight * (K1 + 1) * idf
        return Word(tuple(body), tuple(title), most)

    def _scored(self, field: str, word: bytes, factor: float) -> Scored:
        segments = self._postings.segments
        docs = [
            segment.checked(segment.terms(field).docs[segment.terms(field).postings(word)])
            for segment in segments
        ]
        scores = np.concatenate([self._saturated(field, segment, word) for segment in segments])
        scores *= factor / QUANTUM
        np.rint(scores, out=scores)
        np.maximum(scores, 1, out=scores)
        scores *= QUANTUM
        return Scored(self._postings.space.of(np.concatenate(docs)), scores, float(scores.max()))

    def _saturated(self, field: str, segment: Segment, word: bytes) -> Scores:
        """Return the last factor of the formula for each posting of a word in a segment."""
        terms = segment.terms(field)
        postings = terms.postings(word)
        codes = terms.codes[postings]
        saturated = self._table(field).take(codes)
        places, occurrences = terms.occurrences(postings)
        if len(places):
            lengths = LENGTHS[codes[places] & 0xFF]
            saturated[places] = _saturation(occurrences, lengths, self._average(field))
        return saturated

    def _table(self, field: str) -> Scores:
        """Return the last factor of the formula for each code of a posting."""
        if field not in self._saturation:
            average = self._average(field)
            occurrences = np.arange(256)[:, np.newaxis]
            self._saturation[field] = _saturation(occurrences, LENGTHS, average).ravel()
        return self._saturation[field]

    def _average(self, field: str) -> float:
        return self._postings.average_length(field)


def _saturation(occurrences: NDArray[Any], lengths: NDArray[Any], average: float) -> Scores:
    saturated: Scores = (
        occurrences * (K1 + 1) / (occurrences + K1 * (1 - B + B * lengths / average))
    )
    return saturated
