"""Paragraphs → the arrays of one segment, sorted once.

Every occurrence of a term is a number; sorted by them, the paragraphs are the postings.

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

and FIELD/places, where the first text of each paragraph begins; behind the last, where all end;
and FIELD/codes, the folded texts themselves, as the numbers of their characters in Unicode, GAP in
the gaps.

Beside the fields: `ordinals`, the place of each paragraph in its document, and stored/…, which
`stored.py` tells of.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codes import NONE, code_of_length, posting_codes
from indexer.compiled import COMPILED
from indexer.fold_many import FoldedTexts, ManyFolder
from indexer.order import occurrences_in, stable_order
from indexer.place_grams import gram_arrays
from indexer.schema import GRAM_FIELDS, NAME_FIELDS, WORD_FIELDS, Field, Prepared, renamed
from indexer.segment_file import Array
from indexer.segment_many import ManySegmenter, Vocabulary
from indexer.segmenter import Segmenter
from indexer.stored import StoredBlocks

if COMPILED:
    from indexer.compiled import terms as compiled

__all__ = ["MOST_CHARACTERS", "Collector", "Columns"]

MOST_CHARACTERS = 1 << 21
"""So many characters of text and notes are sorted at once, whatever memory there is: with more the
processor's cache serves less. The last paragraph may go beyond."""

MEGABYTES_ANYWAY = 224
"""The memory it takes to sort nothing: libraries, dictionaries, tables of characters, a batch."""

BYTES_A_CHARACTER = 100
"""The memory that sorting takes for each character."""

MOST_PARAGRAPHS = 0xFFFFFFFF
"""So many paragraphs a document may have: their places are kept as numbers of four bytes."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Paragraphs by what they have: for each member of `Prepared`, that of all of them."""

    values: Mapping[str, Sequence[Any]]
    stored: Sequence[bytes]

    @classmethod
    def of_prepared(cls, paragraphs: Sequence[Prepared]) -> Columns:
        """Return the columns of some paragraphs."""
        columns = list(zip(*paragraphs, strict=True)) or [()] * len(Prepared._fields)
        stored = [text.encode(errors="surrogatepass") for text in columns.pop()]
        return cls(dict(zip(COLUMNS, columns, strict=True)), stored)

    @classmethod
    def of_parts(
        cls, parts: Sequence[tuple[int, Sequence[Any]]], stored: Sequence[bytes]
    ) -> Columns:
        """Return the columns of paragraphs that were enclosed, and what is stored of each.

        `parts` are how many paragraphs were enclosed together, and their columns, as `Enclosed` has
        them. Errors: `TypeError` or `ValueError` where something is of no paragraph.
        """
        if sum(count for count, _ in parts) != len(stored):
            raise ValueError("more or fewer lines than there are paragraphs")
        values: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        for count, columns in parts:
            for name, column in zip(COLUMNS, columns, strict=True):
                values[name] += _opened(name, column, count)
        return cls(values, stored)

    @property
    def ordinals(self) -> Sequence[int]:
        """The places of the paragraphs in their documents."""
        return self.values["ordinal"]

    def of(self, field: Field) -> Sequence[Any]:
        """Return what fills a field."""
        if field.of == "id":
            both = zip(self.values["key"], self.values["anchor"], strict=True)
            return [f"{key}#{anchor}" for key, anchor in both]
        return self.values[field.of]

    def under(self, keys: Sequence[str]) -> Columns:
        """Return the same paragraphs, each as one of the document of its key."""
        before = self.values["key"]
        if before == keys:
            return self
        stored = list(self.stored)
        for at, key in enumerate(keys):
            if before[at] != key:
                text = renamed(stored[at].decode(errors="surrogatepass"), key)
                stored[at] = text.encode(errors="surrogatepass")
        return Columns({**self.values, "key": keys}, stored)

    def some(self, first: int, last: int) -> Columns:
        """Return the paragraphs from one on to the one before another."""
        values = {name: column[first:last] for name, column in self.values.items()}
        return Columns(values, self.stored[first:last])


COLUMNS = Prepared._fields[:-1]
"""What a paragraph has beside what is stored of it."""

_LISTS = ("cites", "notes")


def _opened(name: str, column: Any, count: int) -> list[Any]:
    """Return a column that was enclosed, with a value for each of so many paragraphs."""
    is_same = type(column) is dict
    values = [column["all"]] if is_same else column
    if type(values) is not list or len(values) != (1 if is_same else count):
        raise ValueError(f"{name} is of more or fewer paragraphs")
    kind = {"ordinal": int}.get(name, list if name in _LISTS else str)
    within = chain.from_iterable(values) if name in _LISTS else ()
    if not (set(map(type, values)) <= {kind} and set(map(type, within)) <= {str}):
        raise ValueError(f"{name} is of another type")
    if kind is int and not 0 <= min(values) <= max(values) <= MOST_PARAGRAPHS:
        raise ValueError("a place that no paragraph has")
    return values * count if is_same else values


class Collector:
    """Gathers paragraphs until there are enough for a segment, or no more."""

    def __init__(self, segmenter: Segmenter, megabytes: int) -> None:
        """Let so many paragraphs be enough that their sorting takes the memory given."""
        room = (megabytes - MEGABYTES_ANYWAY) * 1024 * 1024 // BYTES_A_CHARACTER
        self._most = max(1, min(MOST_CHARACTERS, room))
        self._folder = ManyFolder()
        self._segmenter = ManySegmenter(segmenter)
        self._clear()

    @property
    def is_full(self) -> bool:
        """Whether there are enough paragraphs to be sorted."""
        return self._characters >= self._most

    def __len__(self) -> int:
        return self._count

    def add(self, columns: Columns) -> None:
        """Add the next paragraphs."""
        for field, names in self._names.items():
            names.add(self._count, columns.of(field))
        for field, texts in self._texts.items():
            self._characters += texts.add(self._count, columns.of(field))
        self._ordinals.extend(columns.ordinals)
        for stored in columns.stored:
            self._stored.add(stored)
        self._count += len(columns.stored)

    def arrays(self) -> tuple[dict[str, Array], dict[str, int]]:
        """Return the arrays of all paragraphs added, and the facts of them; then begin anew."""
        arrays: dict[str, Array] = dict(self._stored.arrays())
        arrays["ordinals"] = np.frombuffer(self._ordinals, dtype=np.uint32)
        facts = {"paragraphs": self._count}
        for field, names in self._names.items():
            arrays |= _prefixed(field.name, names.arrays())
        for field, texts in self._texts.items():
            folded = self._folder.fold(texts.texts)
            owners = np.frombuffer(texts.owners, dtype=np.uint32)
            words, facts[f"{field.name}/total"] = self._words(folded, owners)
            arrays |= _prefixed(field.name, words)
            for grams in GRAM_FIELDS:
                if grams.of == field.of:
                    arrays |= _prefixed(grams.name, gram_arrays(folded, owners, self._count))
        self._clear()
        return arrays, facts

    def _clear(self) -> None:
        self._count = self._characters = 0
        self._stored = StoredBlocks()
        self._ordinals = array("I")
        self._names = {field: _gathering(field) for field in NAME_FIELDS}
        self._texts = {
            field: _Notes() if field.of == "notes" else _Texts() for field in WORD_FIELDS
        }

    def _words(self, folded: FoldedTexts, owners: Array) -> tuple[dict[str, Array], int]:
        """Return the arrays of a field of words, and how long it is in all paragraphs together."""
        vocabulary = Vocabulary()
        words = self._segmenter.words(folded, vocabulary)
        ranks, terms = _ranked(vocabulary.words)
        docs = owners[words.texts]
        lengths = code_of_length(np.bincount(docs, minlength=self._count))
        numbers = ranks[words.terms]
        places = stable_order(numbers).astype(np.uint32)
        found = occurrences_in(places, numbers, docs, 1)
        codes, frequent = posting_codes(found.counts, lengths[found.docs])
        arrays = {**terms, "starts": found.starts, "docs": found.docs}
        arrays |= {"codes": codes, "frequent": frequent, "lengths": lengths}
        return arrays, len(words.terms)


def _numbers_of(names: Iterable[str], numbers: dict[str, int]) -> array[int]:
    """Return the numbers of names, in the order in which they are met first."""
    if COMPILED:
        return array("I", compiled.numbers_of(names, numbers))
    return array("I", [numbers.setdefault(name, len(numbers)) for name in names])


class _OneName:
    """The names of a field of which each paragraph has one, or none: the empty one."""

    def __init__(self) -> None:
        self._numbers = {"": 0}
        self._terms = array("I")

    def add(self, _: int, names: Sequence[str]) -> None:
        """Add the names of the next paragraphs."""
        self._terms.extend(_numbers_of(names, self._numbers))

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of the field."""
        ranks, terms = _ranked(list(self._numbers)[1:])
        numbers = np.append(np.uint32(NONE), ranks)[np.frombuffer(self._terms, dtype=np.uint32)]
        docs = np.flatnonzero(numbers != NONE).astype(np.uint32)
        return {**terms, **_lists(len(ranks), numbers[docs], docs), "numbers": numbers}


class _ManyNames:
    """The names of a field of which a paragraph may have several."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms = array("I")
        self._docs = array("I")

    def add(self, first: int, names: Sequence[Sequence[str]]) -> None:
        """Add the names of the next paragraphs, of which `first` is the number of the first."""
        self._terms.extend(_numbers_of(chain.from_iterable(names), self._numbers))
        for doc, each in enumerate(names, first):
            if each:
                self._docs.extend([doc] * len(each))

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of the field."""
        ranks, terms = _ranked(list(self._numbers))
        numbers = ranks[np.frombuffer(self._terms, dtype=np.uint32)]
        docs = np.frombuffer(self._docs, dtype=np.uint32)
        return {**terms, **_lists(len(ranks), numbers, docs)}


def _gathering(field: Field) -> _OneName | _ManyNames:
    return _OneName() if field.form == "name" else _ManyNames()


class _Texts:
    """The texts of a field of which each paragraph has one, or none: an empty one."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.owners = array("I")

    def add(self, first: int, texts: Sequence[Any]) -> int:
        """Add the texts of the next paragraphs; return how many characters they have."""
        self.texts += texts
        self.owners.extend(range(first, first + len(texts)))
        return sum(map(len, texts))


class _Notes(_Texts):
    """The texts of a field of which a paragraph may have several."""

    def add(self, first: int, texts: Sequence[Any]) -> int:
        """Add the texts of the next paragraphs; return how many characters they have."""
        count = 0
        for doc, each in enumerate(texts, first):
            if each:
                self.texts += each
                self.owners.extend([doc] * len(each))
                count += sum(map(len, each))
        return count


def _lists(count: int, numbers: Array, docs: Array) -> dict[str, Array]:
    """Return the arrays of the postings of so many terms: their numbers, and ascending docs."""
    counts = np.bincount(numbers, minlength=count)
    starts = np.append(0, np.cumsum(counts)).astype(np.uint64)
    return {"starts": starts, "docs": docs[stable_order(numbers)]}


def _ranked(words: list[str]) -> tuple[NDArray[np.uint32], dict[str, Array]]:
    """Return the rank of each word in the order of UTF-8, and the arrays of the words as terms."""
    if COMPILED:
        found, joined, stops = compiled.ranked(words)
        ends = np.frombuffer(stops, dtype=np.uint32)
        arrays: dict[str, Array] = {"terms": np.frombuffer(joined, dtype=np.uint8), "ends": ends}
        return np.frombuffer(found, dtype=np.uint32), arrays
    coded = [word.encode("utf-8", errors="surrogatepass") for word in words]
    order = sorted(range(len(coded)), key=coded.__getitem__)
    ranks = np.empty(len(order), dtype=np.uint32)
    ranks[order] = np.arange(len(order))
    lengths = np.fromiter(map(len, coded), np.uint32, len(coded))[order]
    laid = np.frombuffer(b"".join([coded[number] for number in order]), dtype=np.uint8)
    return ranks, {"terms": laid, "ends": np.cumsum(lengths, dtype=np.uint32)}


def _prefixed(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}/{part}": array for part, array in arrays.items()}
