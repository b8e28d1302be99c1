"""A query that finds nothing → queries like it that find something: did you mean?

A word or a phrase that stands nowhere is compared with the words of the index: those that sound the
same, and those one edit away: two neighbours swapped, a character changed, left out or added. Where
few of them are meant, parts of it are compared so, those around its rarest pairs. What is nearer
comes first, then what is more frequent; and only what finds something is suggested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import chain, islice, pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

Codes = NDArray[np.uint32]


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
        unknown = [leaf for leaf in positive_leaves(tree) if _is_nowhere(leaf, leaves)]
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
        found: dict[str, tuple[int, int]] = {}
        for words in self._words:
            for near, distance, frequency in words.like(word):
                known = found.get(near, (0, 0))
                found[near] = distance, known[1] + frequency
        for near, (distance, frequency) in found.items():
            yield _Near(distance, -frequency, near)

    @cached_property
    def _words(self) -> list[_Words]:
        """The words of texts and notes, by segment and field."""
        left = MAX_WORDS
        words = []
        for segment, field in product(self._postings.segments, BODY_FIELDS):
            terms = segment.terms(field)
            if len(terms) <= left:
                words.append(_Words.of(terms))
                left -= len(terms)
        return words


def _is_nowhere(leaf: Leaf, leaves: Leaves) -> bool:
    """Return whether a word or phrase is in no text, note or title, nor any part of it."""
    if not isinstance(leaf, Term | Phrase):
        return False
    found = leaves[leaf]
    return not len(found.body) and not len(found.title)


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
    """The words of a field: their characters end to end, where each begins, and how long it is.

    `frequencies` says in how many paragraphs each is.
    """

    codes: Codes
    starts: NDArray[np.intp]
    lengths: NDArray[np.intp]
    frequencies: NDArray[np.intp]

    @classmethod
    def of(cls, terms: Terms) -> _Words:
        """Return the words that a dictionary holds."""
        coded, byte_ends, frequencies = terms.laid_out()
        text = coded.tobytes().decode("utf-8", errors="surrogatepass")
        codes = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
        # Behind the first of its bytes, a character has only such as begin with the bits 10.
        characters = np.cumsum((coded & 0xC0) != 0x80)
        ends = characters[byte_ends.astype(np.intp) - 1]
        starts = np.append(0, ends[:-1])[: len(ends)]
        return cls(codes, starts, ends - starts, frequencies)

    def like(self, word: str) -> Iterator[tuple[str, int, int]]:
        """Yield the words that are like one, how far each is, and in how many paragraphs."""
        typed = _codes_of(word)
        found = chain(self._as_long(word, typed), self._shorter(typed), self._longer(typed))
        for number, distance in found:
            start = self.starts[number]
            own = self.codes[start : start + self.lengths[number]]
            text = own.tobytes().decode("utf-32-le", errors="surrogatepass")
            yield text, distance, int(self.frequencies[number])

    def _as_long(self, word: str, typed: Codes) -> Iterator[tuple[int, int]]:
        """Yield the words of as many characters, and how far they are."""
        numbers, codes = self._of_length(len(typed))
        same = codes == typed
        sounds = same | np.column_stack(
            [np.isin(codes[:, at], alike(character)) for at, character in enumerate(word)]
        )
        differ = len(typed) - same.sum(axis=1)
        heard = sounds.all(axis=1) & (differ > 0)
        near_by_ear = (heard & (differ == 1)) | _swapped(codes, typed, differ)
        yield from _all(numbers, near_by_ear, HEARD)
        yield from _all(numbers, heard & (differ > 1), SOUNDS)
        yield from _all(numbers, (differ == 1) & ~near_by_ear, ONE_EDIT)

    def _shorter(self, typed: Codes) -> Iterator[tuple[int, int]]:
        """Yield the words in which one character less stands."""
        if len(typed) > 2:
            numbers, codes = self._of_length(len(typed) - 1)
            yield from _all(numbers, _meet(codes == typed[:-1], codes == typed[1:]), ONE_EDIT)

    def _longer(self, typed: Codes) -> Iterator[tuple[int, int]]:
        """Yield the words in which one character more stands."""
        numbers, codes = self._of_length(len(typed) + 1)
        is_near = _meet(codes[:, :-1] == typed, codes[:, 1:] == typed)
        yield from _all(numbers, is_near, ONE_EDIT)

    def _of_length(self, length: int) -> tuple[NDArray[np.intp], Codes]:
        """Return the numbers of the words of so many characters, and these, a word a row."""
        numbers = (self.lengths == length).nonzero()[0]
        return numbers, self.codes[self.starts[numbers, np.newaxis] + np.arange(length)]


def _all(
    numbers: NDArray[np.intp], chosen: NDArray[np.bool_], distance: int
) -> Iterator[tuple[int, int]]:
    return ((number, distance) for number in numbers[chosen].tolist())


def _swapped(codes: Codes, typed: Codes, differ: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which words are the one typed, but for two neighbours in each other's place."""
    found = np.zeros(len(codes), dtype=np.bool_)
    two = (differ == 2).nonzero()[0]
    for at in range(len(typed) - 1):
        crossed = (codes[two, at] == typed[at + 1]) & (codes[two, at + 1] == typed[at])
        found[two[crossed]] = True
    return found


def _meet(from_start: NDArray[np.bool_], from_end: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return in which rows what is true from the start on and up to the end is the whole row."""
    before = np.logical_and.accumulate(from_start, axis=1).sum(axis=1)
    behind = np.logical_and.accumulate(from_end[:, ::-1], axis=1).sum(axis=1)
    is_near: NDArray[np.bool_] = before + behind >= from_start.shape[1]
    return is_near


def _codes_of(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")


@lru_cache(1_024)
def alike(character: str) -> Codes:
    """Return the characters that sound like one, tones aside; itself where none is known."""
    # Most searches find something: what is only for others is not loaded with it.
    from search.homophones import SYLLABLES

    rows = SYLLABLES.strip().replace("\n ", "").split("\n")
    return _codes_of("".join(row.split()[1] for row in rows if character in row) or character)
