"""Folded texts, many of them → the words of each, as numbers.

The segmenter is asked once for thousands of texts instead of once for each run of Han characters:
the runs are laid one behind the other, a mark between any two. A text that holds anything else that
can be a word - letters, digits, kana - is cut by `Segmenter.tokens` itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import CHARACTERS, GAP, FoldedTexts, characters_in, distinct
from indexer.order import stable_order
from indexer.segmenter import LONGEST_TOKEN, RUN, Segmenter

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

    def __missing__(self, word: str) -> int:
        number = NO_WORD
        if len(word) <= LONGEST_TOKEN:
            number = len(self.words)
            self.words.append(word)
        self[word] = number
        return number


class Words(NamedTuple):
    """The words of many texts: `terms[i]`, a number of the vocabulary, is in text `texts[i]`."""

    terms: Numbers
    texts: Numbers


class ManySegmenter:
    """Cuts many folded texts at once, into the words that `Segmenter.tokens` gives of each."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._kinds = np.zeros(CHARACTERS, dtype=np.uint8)

    def words(self, folded: FoldedTexts, vocabulary: Vocabulary) -> Words:
        """Return the words of all texts, by text; those unheard of are added to the vocabulary.

        Two words of one text may stand in another order than in the text.
        """
        kinds = self._kinds_of(folded.codes)
        parts = []
        for at in _texts_with_other(kinds, folded.starts):
            parts.append(self._mixed_words(folded.text(at), at, vocabulary))
            kinds[folded.starts[at] : folded.starts[at + 1]] = _NOTHING
        for first, last in _batches(folded.starts):
            batch = slice(folded.starts[first], folded.starts[last])
            found = self._han_words(folded.codes[batch], kinds[batch], vocabulary)
            parts.append(Words(found.terms, found.texts + np.uint32(first)))
        return _in_order_of_texts(parts)

    def _mixed_words(self, text: str, at: int, vocabulary: Vocabulary) -> Words:
        """Return the words of one text, whatever it holds."""
        found = [vocabulary[token.text] for token in self._segmenter.tokens(text)]
        return Words(np.array(found, dtype=np.uint32), np.full(len(found), at, dtype=np.uint32))

    def _han_words(self, codes: Numbers, kinds: NDArray[np.uint8], vocabulary: Vocabulary) -> Words:
        """Return the words of the Han characters alone."""
        marked = np.where(kinds == _HAN, codes, ord(BETWEEN_RUNS)).astype("<u4")
        marked[codes == GAP] = ord(BETWEEN_TEXTS)
        cut = self._segmenter.cut_han(marked.tobytes().decode("utf-32-le"))
        found = np.fromiter(map(vocabulary.__getitem__, cut), dtype=np.uint32, count=len(cut))
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
