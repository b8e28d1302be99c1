"""Paragraphs → the arrays of one segment, sorted once.

Every occurrence of a term becomes a number with the term in its upper bits and its paragraph, or its
place, in the lower ones. Such numbers sort fast, and sorted they are the postings.

A field of names or of words has, called FIELD/…:

    terms           its terms as UTF-8, in order, one behind the other
    ends            where each term ends in them
    starts          where the postings of each term begin; behind the last, where they end
    docs            the numbers of paragraphs, ascending for each term
    numbers         of names of which a paragraph has one: the term it has, NONE where it has none
    codes           of words: what a posting scores by: how often, in how long a field (`codes.py`)
    frequent        of words: pairs of a posting and how often, where a code cannot say it
    lengths         of words: how long the field is in each paragraph, as a code

A field of grams has arrays called FIELD/singles/… and FIELD/pairs/…, from the folded texts of all
paragraphs laid one behind the other with a gap of one place behind each:

    keys            the characters, or the pairs, as numbers that sort as they do
    starts, docs    as above
    counts          how often each paragraph has it; MANY or more is MANY
    position_starts, positions      of pairs: where each of them is

and FIELD/places, where the first text of each paragraph begins; behind the last, where all end.

Beside the fields, `ordinals` has the place of each paragraph in its document.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.codes import code_of_length, posting_codes
from indexer.errors import IndexNotWritable
from indexer.fold_many import GAP, FoldedTexts, ManyFolder
from indexer.schema import GRAM_FIELDS, NAME_FIELDS, WORD_FIELDS, Prepared
from indexer.segment_file import Array
from indexer.segment_many import ManySegmenter, Vocabulary
from indexer.segmenter import Segmenter
from indexer.stored import StoredBlocks

__all__ = ["MANY", "MAX_RUN_CHARACTERS", "NONE", "Collector", "pair_key", "single_key"]

MAX_RUN_CHARACTERS = 1 << 21
"""So many characters of text and notes are sorted at once; the last paragraph may go beyond."""

MANY = 255
"""The most that is told of how often a paragraph has a gram."""

NONE = 0xFFFFFFFF
"""The number in place of a name that a paragraph has not."""

CODE_BITS = 21
"""The bits of a character's number in Unicode."""

Numbers = NDArray[np.uint64]


def single_key(character: str) -> int:
    """Return the number of a gram of one character."""
    return ord(character)


def pair_key(pair: str) -> int:
    """Return the number of a gram of two characters; these sort as the pairs do."""
    return ord(pair[0]) << CODE_BITS | ord(pair[1])


class Collector:
    """Gathers paragraphs until there are enough for a segment, or no more."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._folder = ManyFolder()
        self._segmenter = ManySegmenter(segmenter)
        self._clear()

    @property
    def is_full(self) -> bool:
        """Whether there are enough paragraphs to be sorted."""
        return self._characters >= MAX_RUN_CHARACTERS

    def __len__(self) -> int:
        return self._count

    def add(self, paragraph: Prepared) -> None:
        """Add the next paragraph."""
        for name, gathered in self._names.items():
            gathered.add(self._count, paragraph.values[name])
        for name, texts in self._texts.items():
            self._characters += texts.add(self._count, paragraph.values[name])
        self._stored.add(paragraph.stored.encode("utf-8", errors="surrogatepass"))
        self._ordinals.append(paragraph.ordinal)
        self._count += 1

    def arrays(self) -> tuple[dict[str, Array], dict[str, int]]:
        """Return the arrays of all paragraphs added, and the facts of them; then begin anew."""
        arrays: dict[str, Array] = dict(self._stored.arrays())
        arrays["ordinals"] = np.frombuffer(self._ordinals, dtype=np.uint32)
        facts = {"paragraphs": self._count}
        for name, gathered in self._names.items():
            arrays |= _prefixed(name, gathered.arrays(self._count))
        for name, texts in self._texts.items():
            folded = self._folder.fold(texts.texts)
            owners = np.frombuffer(texts.owners, dtype=np.uint32)
            words, total = self._words(folded, owners)
            arrays |= _prefixed(name, words)
            facts[f"{name}/total"] = total
            for grams in (grams for grams, of in GRAM_FIELDS.items() if of == name):
                arrays |= _prefixed(grams, _gram_arrays(folded, owners, self._count))
        self._clear()
        return arrays, facts

    def _clear(self) -> None:
        self._count = self._characters = 0
        self._stored = StoredBlocks()
        self._ordinals = array("I")
        self._names = {name: _Names(is_single=name != "cites") for name in NAME_FIELDS}
        self._texts = {name: _Texts() for name in WORD_FIELDS}

    def _words(self, folded: FoldedTexts, owners: Array) -> tuple[dict[str, Array], int]:
        """Return the arrays of a field of words, and how long it is in all paragraphs together."""
        vocabulary = Vocabulary()
        words = self._segmenter.words(folded, vocabulary)
        ranks, terms = _ranked(vocabulary.words)
        docs = owners[words.texts]
        lengths = code_of_length(np.bincount(docs, minlength=self._count))
        numbers, docs = _sorted(ranks[words.terms], docs)
        firsts = np.flatnonzero(_begins(numbers) | _begins(docs))
        counts = np.diff(firsts, append=len(docs))
        numbers, docs = numbers[firsts], docs[firsts]
        codes, frequent = posting_codes(counts, lengths[docs])
        found = {"codes": codes, "frequent": frequent, "lengths": lengths}
        return {**_terms(terms, numbers, docs), **found}, len(words.terms)


class _Names:
    """The names of one field, as numbers in the order in which they are met."""

    def __init__(self, *, is_single: bool) -> None:
        self._is_single = is_single
        self._numbers: dict[str, int] = {}
        self._terms = array("I")
        self._docs = array("I")

    def add(self, doc: int, names: Sequence[str]) -> None:
        """Add the names of a paragraph, each once; what is empty is none."""
        numbers = self._numbers
        for name in names:
            if name:
                self._terms.append(numbers.setdefault(name, len(numbers)))
                self._docs.append(doc)

    def arrays(self, count: int) -> dict[str, Array]:
        """Return the arrays of the field in `count` paragraphs."""
        ranks, terms = _ranked(list(self._numbers))
        numbers = ranks[np.frombuffer(self._terms, dtype=np.uint32)]
        docs = np.frombuffer(self._docs, dtype=np.uint32)
        arrays = _terms(terms, *_sorted(numbers, docs))
        if self._is_single:
            arrays["numbers"] = np.full(count, NONE, dtype=np.uint32)
            arrays["numbers"][docs] = numbers
        return arrays


class _Texts:
    """The texts of one field, and the paragraph of each."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.owners = array("I")

    def add(self, doc: int, texts: Sequence[str]) -> int:
        """Add the texts of a paragraph; return how many characters they have."""
        self.texts += texts
        self.owners.extend([doc] * len(texts))
        return sum(map(len, texts))


def _gram_arrays(folded: FoldedTexts, owners: Array, count: int) -> dict[str, Array]:
    """Return the arrays of a field of grams: the texts, whose each is, of how many paragraphs."""
    lengths = np.diff(folded.starts)
    places = np.zeros(count + 1, dtype=np.uint32)
    places[1:] = np.cumsum(np.bincount(owners, lengths, count))
    docs = np.repeat(owners, lengths)
    characters, numbers = _numbered(folded.codes)
    at = np.flatnonzero(folded.codes != GAP)
    singles, _ = _postings(numbers[at], at, docs)
    singles["keys"] = characters[singles["keys"]]
    # What is no gap has something behind it, if only a gap.
    at = at[folded.codes[at + 1] != GAP]
    bits = np.uint64(len(characters).bit_length())
    pairs, positions = _postings(numbers[at] << bits | numbers[at + 1], at, docs)
    first, second = pairs["keys"] >> bits, pairs["keys"] & (np.uint64(1) << bits) - np.uint64(1)
    pairs["keys"] = characters[first] << np.uint64(CODE_BITS) | characters[second]
    return {
        "places": places,
        **_prefixed("singles", singles),
        **_prefixed("pairs", {**pairs, **positions}),
    }


def _numbered(codes: Array) -> tuple[Numbers, Numbers]:
    """Return the distinct characters in order, and the number of each among them."""
    is_there = np.zeros(1 << CODE_BITS, dtype=np.bool_)
    is_there[codes] = True
    number_of = np.cumsum(is_there, dtype=np.uint64) - np.uint64(1)
    return np.flatnonzero(is_there).astype(np.uint64), number_of[codes]


def _postings(
    keys: Numbers, places: Array, docs: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the postings of grams, and their positions, from the key and place of each."""
    keys, positions = _sorted(keys, places)
    owners = docs[positions]
    begins_term = _begins(keys)
    firsts = np.flatnonzero(begins_term | _begins(owners))
    terms = np.flatnonzero(begins_term[firsts])
    postings = {
        "keys": keys[firsts[terms]],
        "starts": np.append(terms, len(firsts)).astype(np.uint64),
        "docs": owners[firsts],
        "counts": np.minimum(np.diff(firsts, append=len(keys)), MANY).astype(np.uint8),
    }
    position_starts = np.append(np.flatnonzero(begins_term), len(keys)).astype(np.uint64)
    return postings, {"position_starts": position_starts, "positions": positions}


def _terms(terms: Sequence[bytes], numbers: Array, docs: Array) -> dict[str, Array]:
    """Return the arrays of terms in order, and of postings sorted by the number of their term."""
    counts = np.bincount(numbers, minlength=len(terms))
    return {
        "terms": np.frombuffer(b"".join(terms), dtype=np.uint8),
        "ends": np.cumsum(np.fromiter(map(len, terms), np.uint32, len(terms)), dtype=np.uint32),
        "starts": np.append(0, np.cumsum(counts)).astype(np.uint64),
        "docs": docs,
    }


def _ranked(words: Sequence[str]) -> tuple[NDArray[np.uint32], list[bytes]]:
    """Return the rank of each word in the order of UTF-8, and the words in that order."""
    coded = [word.encode("utf-8", errors="surrogatepass") for word in words]
    order = sorted(range(len(coded)), key=coded.__getitem__)
    ranks = np.empty(len(order), dtype=np.uint32)
    ranks[order] = np.arange(len(order))
    return ranks, [coded[number] for number in order]


def _sorted(keys: Array, places: Array) -> tuple[Numbers, NDArray[np.uint32]]:
    """Return the keys in order, and the place of each, in order for one key.

    Key and place are sorted as one number, which has room for both: keys have at most 42 bits, and
    so many only where there are fewer than 2²² places.
    """
    bits = np.uint64(int(places.max(initial=0)).bit_length())
    joined = keys.astype(np.uint64) << bits | places.astype(np.uint64)
    joined.sort()
    return joined >> bits, (joined & (np.uint64(1) << bits) - np.uint64(1)).astype(np.uint32)


def _begins(values: Array) -> NDArray[np.bool_]:
    """Return where another value begins than the one before."""
    begins = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def _prefixed(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}/{part}": array for part, array in arrays.items()}
