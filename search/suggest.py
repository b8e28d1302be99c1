"""A query that finds nothing → queries like it that find something: did you mean?

A word or a phrase that stands nowhere is compared with the words of the index: those that sound the
same, and those one edit away: two neighbours swapped, a character changed, left out or added. Where
few of them are meant, parts of it are compared so, those around its rarest pairs. What is nearer
comes first, then what is more frequent; and only what finds something is suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import islice, pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import Codes, codes_of
from search.bm25f import BODY_FIELDS
from search.leaves import Leaves
from search.postings import Postings
from search.segment import Terms
from search.tree import And, Leaf, Node, Not, Or, Phrase, Term, describe, positive_leaves

__all__ = [
    "LONGEST",
    "MAX_SUGGESTED",
    "MAX_TRIED",
    "MAX_UNKNOWN",
    "MAX_WORDS",
    "Suggester",
]

MAX_SUGGESTED = 3
"""So many queries are suggested."""

MAX_TRIED = 12
"""So many queries are asked, to see whether they find something."""

MAX_UNKNOWN = 2
"""A query in which more words are nowhere is another language, or none."""

LONGEST = 32
"""A longer word or phrase is compared with none."""

MAX_WORDS = 1_000_000
"""So many words of an index are compared, in the order of its segments."""

RAREST = 2
"""Of a word or phrase the parts around so many pairs are compared, the rarest."""

PARTS = (4, 3, 2)
"""So many characters have these parts."""

PER_PART = 16
"""Of so many words that are like a part it is seen whether they go with what is beside it."""

HEARD, SOUNDS, ONE_EDIT = range(3)
"""How near a word is: one character sounds the same or two are swapped; several sound the same; one
is changed, left out or added."""


@dataclass(frozen=True, slots=True, order=True)
class _Near:
    """A word, or a text with one put in it: the less the better."""

    distance: int
    rarity: int
    text: str


class Suggester:
    """Knows the words of one index. Safe to share between threads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def suggestions(
        self, text: str, tree: Node, leaves: Leaves, finds: Callable[[str], bool]
    ) -> tuple[str, ...]:
        """Return queries like `text`, best first, each of which `finds` something.

        There are none where each word and phrase of the query, whose tree and leaves are given, is
        found somewhere: then it is all of them together that are not.
        """
        unknown = list(_nowhere(tree, leaves))
        if not 0 < len(unknown) <= MAX_UNKNOWN:
            return ()
        choices = product(*(self._meant(leaf.folded) for leaf in unknown))
        queries = (_with(text, tree, dict(zip(unknown, each, strict=True))) for each in choices)
        return tuple(islice(filter(finds, islice(queries, MAX_TRIED)), MAX_SUGGESTED))

    def _meant(self, folded: str) -> list[str]:
        """Return what may be meant by a word or phrase that is nowhere, best first."""
        if len(folded) > LONGEST:
            return []
        whole = nsmallest(MAX_TRIED, self._like(folded))
        in_parts = self._with_parts(folded) if len(whole) < MAX_SUGGESTED else iter(())
        texts = (near.text for near in (*whole, *nsmallest(MAX_TRIED, in_parts)))
        return list(dict.fromkeys(texts))

    def _with_parts(self, folded: str) -> Iterator[_Near]:
        """Yield the text with a part of it made a word that goes with what is beside it."""
        for start, end in self._parts(folded):
            for near in nsmallest(PER_PART, self._like(folded[start:end])):
                text = folded[:start] + near.text + folded[end:]
                if all(map(self._frequency, map("".join, pairwise(text)))):
                    yield replace(near, text=text)

    def _parts(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield the bounds of parts that have one of the rarest pairs, each part once."""
        pairs = sorted(range(len(folded) - 1), key=lambda at: self._frequency(folded[at : at + 2]))
        bounds = (
            (start, start + length)
            for at in pairs[:RAREST]
            for length in PARTS
            for start in range(at + 2 - length, at + 1)
            if 0 <= start <= len(folded) - length
        )
        yield from dict.fromkeys(bounds)

    def _frequency(self, pair: str) -> int:
        """Return in how many paragraphs two characters stand beside each other."""
        fields = ("text_grams", "footnote_grams")
        return sum(self._postings.gram_frequency(field, pair) for field in fields)

    def _like(self, word: str) -> Iterator[_Near]:
        """Yield the words of the index that are like one: none for one character, or a number."""
        if len(word) < 2 or not any(map(str.isalpha, word)):
            return
        frequencies: Counter[tuple[int, str]] = Counter()
        for by_length in self._words:
            for longer, comparison in enumerate((_shorter, _as_long, _longer), -1):
                words = by_length[len(word) + longer]
                for number, distance in comparison(words, word):
                    near, frequency = words[number]
                    frequencies[distance, near] += frequency
        for (distance, near), frequency in frequencies.items():
            yield _Near(distance, -frequency, near)

    @cached_property
    def _words(self) -> list[Mapping[int, _Words]]:
        """The words of texts and notes by their lengths, for each segment and field."""
        left = MAX_WORDS
        words: list[Mapping[int, _Words]] = []
        for segment, field in product(self._postings.segments, BODY_FIELDS):
            terms = segment.terms(field)
            if len(terms) <= left:
                words.append(_by_length(terms))
                left -= len(terms)
        return words


def _nowhere(tree: Node, leaves: Leaves) -> Iterator[Term | Phrase]:
    """Yield the words and phrases that are in no text, note or title, nor any part of them."""
    for leaf in positive_leaves(tree):
        if isinstance(leaf, Term | Phrase):
            found = leaves[leaf]
            if not len(found.body) and not len(found.title):
                yield leaf


def _with(text: str, tree: Node, meant: Mapping[Leaf, str]) -> str:
    """Return a query with other words in it: as it was typed, where it is clear which they are."""
    for leaf, word in meant.items():
        if text.count(leaf.text) != 1:
            return describe(_replaced(tree, meant))
        text = text.replace(leaf.text, word)
    return text


def _replaced(node: Any, meant: Mapping[Leaf, str]) -> Any:
    """Return a tree with other words in the place of some leaves."""
    if isinstance(node, And | Or):
        return replace(node, children=tuple(_replaced(child, meant) for child in node.children))
    if isinstance(node, Not):
        return node
    word = meant.get(node)
    return node if word is None else replace(node, text=word, folded=word)


# ---- comparing


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one length, and in how many paragraphs each is.

    The first characters of all words are in the first row, and so on: so they are compared fast.
    """

    codes: Codes
    frequencies: NDArray[np.intp]

    def __getitem__(self, number: int) -> tuple[str, int]:
        """Return a word, and in how many paragraphs it is."""
        text = self.codes[:, number].tobytes().decode("utf-32-le", errors="surrogatepass")
        return text, int(self.frequencies[number])


NO_WORDS = _Words(np.empty((1, 0), dtype=np.uint32), np.empty(0, dtype=np.intp))


def _by_length(terms: Terms) -> dict[int, _Words]:
    """Return the words of a dictionary by their lengths: none of one character, or too many."""
    coded, byte_ends, frequencies = terms.laid_out()
    text = coded.tobytes().decode("utf-8", errors="surrogatepass")
    # Behind the first of its bytes, a character has only such as begin with the bits 10.
    characters = np.cumsum((coded & 0xC0) != 0x80)
    ends = np.append(0, characters[byte_ends.astype(np.intp) - 1])
    starts, lengths = ends[:-1], np.diff(ends)
    codes = codes_of(text)
    words = {1: NO_WORDS}
    for length in range(2, LONGEST + 2):
        numbers = (lengths == length).nonzero()[0]
        own = codes[starts[numbers] + np.arange(length)[:, np.newaxis]]
        words[length] = _Words(own, frequencies[numbers])
    return words


def _as_long(words: _Words, typed: str) -> Iterator[tuple[int, int]]:
    """Yield which words of as many characters are like one, and how far they are."""
    wanted, codes = codes_of(typed), words.codes
    same = codes == wanted[:, np.newaxis]
    sounding = [np.isin(row, alike(each)) for row, each in zip(codes, typed, strict=True)]
    heard = (same | np.array(sounding)).all(axis=0)
    differ = len(typed) - same.sum(axis=0)
    near = (heard & (differ == 1)) | _swapped(codes, wanted, differ)
    yield from _numbers(near, HEARD)
    yield from _numbers(heard & (differ > 1), SOUNDS)
    yield from _numbers((differ == 1) & ~near, ONE_EDIT)


def _shorter(words: _Words, typed: str) -> Iterator[tuple[int, int]]:
    """Yield which words of one character less are like one."""
    wanted, codes = codes_of(typed)[:, np.newaxis], words.codes
    yield from _numbers(_meet(codes == wanted[:-1], codes == wanted[1:]), ONE_EDIT)


def _longer(words: _Words, typed: str) -> Iterator[tuple[int, int]]:
    """Yield which words of one character more are like one."""
    wanted, codes = codes_of(typed)[:, np.newaxis], words.codes
    yield from _numbers(_meet(codes[:-1] == wanted, codes[1:] == wanted), ONE_EDIT)


def _numbers(chosen: NDArray[np.bool_], distance: int) -> Iterator[tuple[int, int]]:
    return ((number, distance) for number in chosen.nonzero()[0].tolist())


def _swapped(codes: Codes, typed: Codes, differ: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which words are the one typed, but for two neighbours in each other's place."""
    found = np.zeros(len(differ), dtype=np.bool_)
    two = (differ == 2).nonzero()[0]
    for at, (first, second) in enumerate(pairwise(typed)):
        found[two[(codes[at, two] == second) & (codes[at + 1, two] == first)]] = True
    return found


def _meet(from_start: NDArray[np.bool_], from_end: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for which words what is true from the start on and up to the end is all of it."""
    before = np.logical_and.accumulate(from_start, axis=0).sum(axis=0)
    behind = np.logical_and.accumulate(from_end[::-1], axis=0).sum(axis=0)
    is_near: NDArray[np.bool_] = before + behind >= len(from_start)
    return is_near


@lru_cache(1_024)
def alike(character: str) -> Codes:
    """Return the characters that sound like one, tones aside; itself where none is known."""
    # Most searches find something: what is only for others is not loaded with it.
    from search.homophones import SYLLABLES

    rows = SYLLABLES.strip().replace("\n ", "").split("\n")
    sounding = (row.partition(" ")[2] for row in rows)
    return codes_of("".join(row for row in sounding if character in row) or character)
