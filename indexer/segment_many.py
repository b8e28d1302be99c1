"""Folded texts, many of them → the words of each, as numbers.

The segmenter is asked once for thousands of texts instead of once for each run of Han characters:
the runs are laid one behind the other, a mark between any two. What else can be a word - letters,
digits, kana, dates - is cut run by run.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.compiled import COMPILED
from indexer.fold_many import CHARACTERS, GAP, FoldedTexts, characters_in, distinct
from indexer.order import stable_order
from indexer.segmenter import LONGEST_TOKEN, RUN, Segmenter

if COMPILED:
    from indexer.compiled import words as compiled

__all__ = ["ManySegmenter", "Vocabulary", "Words"]

BETWEEN_RUNS, BETWEEN_TEXTS = "，", "。"
"""The marks, which are no part of any word; the segmenter gives each of them back by itself."""

NO_WORD, NEXT_TEXT = 0xFFFFFFFE, 0xFFFFFFFF
"""The numbers of the marks; what is too long for a word is as if it were a mark."""

CHARACTERS_AT_ONCE = 200_000
"""So many characters are cut by one call: what it gives back takes some fifty bytes for each."""

# What a folded character is to the segmenter: unknown yet, part of no word, Han, part of others.
_UNKNOWN, _NOTHING, _HAN, _OTHER = range(4)

Numbers = NDArray[np.uint32]


class Vocabulary(dict[str, int]):
    """Words by number, in the order in which they are met; `words` has them by number."""

    def __init__(self) -> None:
        super().__init__({BETWEEN_RUNS: NO_WORD, BETWEEN_TEXTS: NEXT_TEXT})
        self.words: list[str] = []
        self._known = compiled.Known() if COMPILED else None

    def __missing__(self, word: str) -> int:
        number = NO_WORD
        if len(word) <= LONGEST_TOKEN:
            number = len(self.words)
            self.words.append(word)
        self[word] = number
        return number

    def numbers_of(self, words: list[str]) -> Numbers:
        """Return the numbers of words, in their order."""
        if self._known is None:
            return np.fromiter(map(self.__getitem__, words), dtype=np.uint32, count=len(words))
        return np.frombuffer(self._known.numbers_of(words, self), dtype=np.uint32)


class Words(NamedTuple):
    """The words of many texts: `terms[i]`, a number of the vocabulary, is in text `texts[i]`."""

    terms: Numbers
    texts: Numbers


class ManySegmenter:
    """Cuts many folded texts at once, into the words that `Segmenter.tokens` gives of each."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._kinds = _kinds()

    def words(self, folded: FoldedTexts, vocabulary: Vocabulary) -> Words:
        """Return the words of all texts, by text; those unheard of are added to the vocabulary.

        Two words of one text may stand in another order than in the text.
        """
        kinds = self._kinds_of(folded.codes)
        parts = []
        for at in _texts_with_other(kinds, folded.starts):
            own_kinds = kinds[folded.starts[at] : folded.starts[at + 1]]
            parts.append(self._other_words(folded.text(at), at, own_kinds, vocabulary))
        for first, last in _batches(folded.starts):
            batch = slice(folded.starts[first], folded.starts[last])
            found = self._han_words(folded.codes[batch], kinds[batch], vocabulary)
            parts.append(Words(found.terms, found.texts + np.uint32(first)))
        return _in_order_of_texts(parts)

    def _other_words(
        self, text: str, at: int, kinds: NDArray[np.uint8], vocabulary: Vocabulary
    ) -> Words:
        """Return the words of one text that are not Han; what they have of Han is no more."""
        found = array("I")
        for words, start, end in self._segmenter.other_words(text):
            found.extend(map(vocabulary.__getitem__, words))
            kinds[start:end] = _NOTHING
        terms = np.frombuffer(found, dtype=np.uint32)
        is_word = terms < NO_WORD
        return Words(terms[is_word], np.full(int(is_word.sum()), at, dtype=np.uint32))

    def _han_words(self, codes: Numbers, kinds: NDArray[np.uint8], vocabulary: Vocabulary) -> Words:
        """Return the words of the Han characters alone."""
        marked = _marked(codes, kinds).astype("<u4", copy=False)
        cut = self._segmenter.cut_han(marked.tobytes().decode("utf-32-le"))
        found = vocabulary.numbers_of(cut)
        texts = np.cumsum(found == NEXT_TEXT, dtype=np.uint32)
        is_word = found < NO_WORD
        return Words(found[is_word], texts[is_word])

    def _kinds_of(self, codes: Numbers) -> NDArray[np.uint8]:
        """Return what each character is, as an array of its own."""
        kinds = self._kinds[codes]
        if len(kinds) and not kinds.all():
            for code in characters_in(codes[kinds == _UNKNOWN]).tolist():
                self._kinds[code] = _kind_of(chr(code))
            kinds = self._kinds[codes]
        return kinds


def _in_order_of_texts(parts: Sequence[Words]) -> Words:
    none = np.empty(0, dtype=np.uint32)
    terms = np.concatenate([none, *(part.terms for part in parts)])
    texts = np.concatenate([none, *(part.texts for part in parts)])
    order = stable_order(texts)
    return Words(terms[order], texts[order])


def _marked(codes: Numbers, kinds: NDArray[np.uint8]) -> Numbers:
    """Return the Han characters with marks between."""
    between = ord(BETWEEN_RUNS), ord(BETWEEN_TEXTS)
    if COMPILED:
        kept = compiled.marked(codes, kinds, _HAN, GAP, *between)
        return np.frombuffer(kept, dtype=np.uint32)
    is_han, is_gap = kinds == _HAN, codes == GAP
    # One mark between two runs is enough, and where a text ends no other is needed.
    is_kept = is_han | is_gap
    is_kept[1:] |= is_han[:-1] & ~is_gap[1:]
    marked = np.where(is_han, codes, np.where(is_gap, between[1], between[0]))
    kept_of_all: Numbers = marked[is_kept].astype(np.uint32)
    return kept_of_all


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return the table of the process: a memo of what each character is to the segmenter."""
    return np.zeros(CHARACTERS, dtype=np.uint8)


def _kind_of(character: str) -> int:
    run = RUN.match(character)
    if run is None:
        return _NOTHING
    return _HAN if run.lastgroup == "han" else _OTHER


def _texts_with_other(kinds: NDArray[np.uint8], starts: NDArray[np.int64]) -> list[int]:
    """Return which texts hold what is neither Han nor part of no word."""
    places = np.flatnonzero(kinds == _OTHER)
    found: list[int] = distinct(np.searchsorted(starts, places, side="right") - 1).tolist()
    return found


def _batches(starts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the first text of each batch, and the one behind its last."""
    first, count = 0, len(starts) - 1
    while first < count:
        end = np.searchsorted(starts, starts[first] + CHARACTERS_AT_ONCE, side="right") - 1
        last = min(count, max(first + 1, int(end)))
        yield first, last
        first = last
