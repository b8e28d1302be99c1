"""One segment of an index: which of its numbers are the postings of a term.

Names and words are found by halving their dictionary, grams by halving their keys; where they were
found is kept. Nothing is copied, and nothing is read but what is needed; whoever takes numbers out
of a segment asks `checked` whether they are paragraphs of it.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import takewhile

import numpy as np

from indexer.codes import NONE, pair_key, single_key
from indexer.errors import IndexDamaged
from indexer.segment_file import PAGE, Array, Pieces, SegmentFile
from search.caches import Cache
from search.compiled import COMPILED
from search.paragraphs import Numbers

if COMPILED:
    from search.compiled import places, stretches

__all__ = ["MAX_CACHED_PLACES", "Grams", "Pairs", "Segment", "Terms"]

MAX_CACHED_PLACES = 8_192
"""Of so many terms of a field, or grams, it is kept where their postings lie."""


class Terms:
    """The names, or words, of one field: an ordered sequence of bytes, and their postings."""

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self._field = field
        self._terms = file.pieces(f"{field}/terms")
        self._ends = file.pieces(f"{field}/ends")
        self._starts = file.pieces(f"{field}/starts")
        self._found: Cache[slice] = Cache(MAX_CACHED_PLACES)
        self.docs = file.pieces(f"{field}/docs")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        end = self._ends.number
        return self._terms[end(number - 1) if number else 0 : end(number)].tobytes()

    def all(self) -> list[bytes]:
        """Return all terms in order."""
        terms, ends = self._terms[:].tobytes(), self._ends[:].tolist()
        return [terms[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def laid_out(self) -> tuple[Array, Array, Numbers]:
        """Return all terms end to end, where each ends, and how many postings it has."""
        starts = self._starts[:].astype(np.intp)
        return self._terms[:], self._ends[:], starts[1:] - starts[:-1]

    def postings(self, term: bytes) -> slice:
        """Return where the postings of a term lie: nowhere if the field has it not."""
        found = self._found.get(term)
        if found is None:
            number, found = bisect_left(self, term), slice(0, 0)
            if number < len(self) and self[number] == term:
                found = _slice(self._starts, number, len(self.docs))
            self._found.put(term, found, 1)
        return found

    def beginning_with(self, start: bytes, most: int) -> list[bytes]:
        """Return the terms that begin with some bytes, in order: no more than `most` of them."""
        first = bisect_left(self, start)
        terms = (self[number] for number in range(first, min(first + most, len(self))))
        return list(takewhile(lambda term: term.startswith(start), terms))

    @property
    def starts(self) -> Array:
        """Where the postings of each term begin; behind the last, where they end."""
        return self._starts[:]

    @cached_property
    def codes(self) -> Pieces:
        """What each posting of a word scores by."""
        return self._file.pieces(f"{self._field}/codes")

    @cached_property
    def numbers(self) -> Pieces:
        """The term of each paragraph, for a field of names of which a paragraph has one."""
        return self._file.pieces(f"{self._field}/numbers")

    def occurrences(self, postings: slice) -> tuple[Array, Array]:
        """Return the number of each posting in the slice that says more than its code, and what."""
        frequent = self._file.array(f"{self._field}/frequent").reshape(-1, 2)
        first, last = np.searchsorted(frequent[:, 0], (postings.start, postings.stop))
        return frequent[first:last, 0].astype(np.intp) - postings.start, frequent[first:last, 1]


class Grams:
    """The characters of one field, or its pairs of them, by key."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._keys = file.pieces(f"{name}/keys")
        self._starts = file.pieces(f"{name}/starts")
        self._found: Cache[int] = Cache(MAX_CACHED_PLACES)
        self.docs = file.pieces(f"{name}/docs")

    def number(self, key: int) -> int:
        """Return the number of a gram; -1 if the field has it not."""
        found = self._found.get(key)
        if found is None:
            keys = self._keys
            found = bisect_left(range(len(keys)), key, key=keys.number)
            if found == len(keys) or keys.number(found) != key:
                found = -1
            self._found.put(key, found, 1)
        return found

    def postings(self, key: int) -> slice:
        """Return where the paragraphs of a gram lie."""
        number = self.number(key)
        return slice(0, 0) if number < 0 else _slice(self._starts, number, len(self.docs))


class Pairs(Grams):
    """The pairs of characters of one field, and where they are."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        super().__init__(file, name)
        self._position_starts = file.pieces(f"{name}/position_starts")
        self._where: Cache[slice] = Cache(MAX_CACHED_PLACES)
        self.positions = file.pieces(f"{name}/positions")

    def places(self, pair: str) -> slice:
        """Return where the positions of a pair lie: nowhere if the field has it not."""
        found = self._where.get(pair)
        if found is None:
            number, found = self.number(pair_key(pair)), slice(0, 0)
            if number >= 0:
                found = _slice(self._position_starts, number, len(self.positions))
            self._where.put(pair, found, 1)
        return found


class Segment:
    """The arrays of one segment. Each field is looked at when it is first asked for."""

    def __init__(self, file: SegmentFile, first: int) -> None:
        self._file = file
        self._terms: dict[str, Terms] = {}
        self._pairs: dict[str, Pairs] = {}
        self._singles: dict[str, Grams] = {}
        self._starts: dict[str, Array] = {}
        self._laid: dict[str, places.Texts] = {}
        self._codes: dict[str, Pieces] = {}
        self.first = first
        self.count = self.fact("paragraphs")
        if self.count != len(file.pieces("ordinals")):
            raise IndexDamaged(f"{file.path}: has not as many paragraphs as it says")

    def fact(self, name: str) -> int:
        """Return a count that the segment tells of itself."""
        value = self._file.facts.get(name)
        if type(value) is not int or not 0 <= value <= MOST_TOLD:
            raise IndexDamaged(f"{self._file.path}: {name} is {value!r}")
        return value

    def terms(self, field: str) -> Terms:
        """Return the names or words of a field."""
        if field not in self._terms:
            self._terms[field] = Terms(self._file, field)
        return self._terms[field]

    def names_of_all(self, field: str) -> tuple[Numbers, Numbers]:
        """Return which name each paragraph has, for none their number, and the paragraph."""
        numbers, none = self.terms(field).numbers[:], len(self.terms(field))
        had = np.where(numbers == NONE, none, numbers).astype(np.intp)
        return had, np.arange(self.first, self.first + self.count)

    def names_of_postings(self, field: str) -> tuple[Numbers, Numbers]:
        """Return of each posting of a field of names which name it is of, and the paragraph.

        Errors: `IndexDamaged`.
        """
        terms = self.terms(field)
        starts = terms.starts.astype(np.intp)
        counts: Numbers = starts[1:] - starts[:-1]
        docs = terms.docs[:].astype(np.intp)
        if len(counts) != len(terms) or (counts < 0).any() or counts.sum() != len(docs):
            raise IndexDamaged(f"{self._file.path}: {field} has lists that lead out of it")
        if docs.max(initial=0) >= max(1, self.count):
            raise IndexDamaged(f"{self._file.path}: {field} has paragraphs that are not there")
        return np.repeat(np.arange(len(terms)), counts), docs + self.first

    def pairs(self, field: str) -> Pairs:
        """Return the pairs of a field of grams."""
        if field not in self._pairs:
            self._pairs[field] = Pairs(self._file, f"{field}/pairs")
        return self._pairs[field]

    def singles(self, field: str) -> Grams:
        """Return the single characters of a field of grams."""
        if field not in self._singles:
            self._singles[field] = Grams(self._file, f"{field}/singles")
        return self._singles[field]

    def gram(self, field: str, gram: str) -> Numbers:
        """Return the paragraphs with one or two adjacent characters."""
        grams = self.singles(field) if len(gram) == 1 else self.pairs(field)
        return self.checked(grams.docs[self.gram_postings(field, gram)])

    def gram_postings(self, field: str, gram: str) -> slice:
        """Return where the paragraphs with one or two adjacent characters lie."""
        if len(gram) == 1:
            return self.singles(field).postings(single_key(gram))
        return self.pairs(field).postings(pair_key(gram))

    def array(self, name: str) -> Array:
        """Return one of the arrays that are of no field."""
        return self._file.array(name)

    def starts(self, field: str) -> Array:
        """Return where the texts of each paragraph begin in a field of grams."""
        if field not in self._starts:
            self._starts[field] = self._file.array(f"{field}/places")
        return self._starts[field]

    def laid_texts(self, field: str) -> places.Texts:
        """Return the texts of a field of grams and the places of their pairs, for compiled loops.

        Errors: `IndexDamaged` where these have not the type that they are written with.
        """
        laid = self._laid.get(field)
        if laid is None:
            pairs, starts = self.pairs(field), self.starts(field)
            positions, find = pairs.positions, pairs.places
            for array in (positions.array, starts):
                if array.dtype != np.uint32:
                    raise IndexDamaged(f"{self._file.path}: {field} has places of another type")
            pages = (*positions.pages, PAGE, positions.check)
            laid = places.Texts(
                positions.array, starts, self.first, find, MAX_CACHED_PLACES, *pages
            )
            self._laid[field] = laid
        return laid

    def character_count(self, field: str) -> int:
        """Return how many characters the folded texts have, the gap behind each included."""
        return int(self.starts(field)[-1])

    def text_lengths(self, field: str, numbers: Numbers) -> Numbers:
        """Return how many characters the folded texts of paragraphs have, gaps included."""
        starts = self.starts(field)
        lengths: Numbers = starts.take(numbers + 1).astype(np.intp) - starts.take(numbers)
        return lengths

    def codes(self, field: str) -> Pieces:
        """Return the folded texts of all paragraphs end to end, a gap behind each text."""
        if field not in self._codes:
            self._codes[field] = self._file.pieces(f"{field}/codes")
        return self._codes[field]

    def texts(self, field: str, numbers: Numbers) -> tuple[Array, Numbers]:
        """Return the folded texts of paragraphs end to end, and how long each paragraph's are.

        There is a gap behind each text, which counts.
        """
        codes = self.codes(field)
        begins, ends = self._bounds(field, numbers)
        some = begins < ends
        if not some.any():
            return codes[:0], ends - begins
        return codes.stretches(*_united(begins[some], ends[some])), ends - begins

    def laid(self, field: str, numbers: Numbers) -> tuple[Array, Numbers, Numbers]:
        """Return folded texts end to end, and where those of some paragraphs begin and end there.

        Nothing but these is to be read, by compiled loops. There is a gap behind each text.
        """
        codes = self.codes(field)
        begins, ends = np.empty((2, len(numbers)), dtype=np.intp)
        starts = self.starts(field).astype(np.uint32, copy=False)
        if not stretches.bounds(codes.array, starts, numbers, *codes.pages, PAGE, begins, ends):
            codes.whole_for(begins, ends)
        return codes.array, begins, ends

    def _bounds(self, field: str, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Return where the folded texts of paragraphs begin and end. Errors: `IndexDamaged`."""
        starts = self.starts(field)
        begins = starts.take(numbers).astype(np.intp)
        ends = starts.take(numbers + 1).astype(np.intp)
        if (begins > ends).any() or (ends > len(self.codes(field))).any():
            raise IndexDamaged(f"{self._file.path}: {field} of a paragraph lies outside of it")
        return begins, ends

    def checked(self, docs: Array) -> Numbers:
        """Return the numbers in the index of these paragraphs. Errors: `IndexDamaged`."""
        numbers = docs.astype(np.intp)
        if len(numbers):
            rising = len(numbers) == 1 or bool((numbers[1:] > numbers[:-1]).all())
            if not rising or not 0 <= numbers[0] <= numbers[-1] < self.count:
                raise IndexDamaged(f"{self._file.path}: postings of paragraphs that are not there")
            numbers += self.first
        return numbers


MOST_TOLD = 1 << 40
"""No count of a segment is greater: paragraphs have numbers of thirty-two bits."""


def _united(begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return where stretches begin and end when those that lie one behind another are one."""
    apart = np.ones(len(begins) + 1, dtype=np.bool_)
    np.not_equal(begins[1:], ends[:-1], out=apart[1:-1])
    return begins[apart[:-1]], ends[apart[1:]]


def _slice(starts: Pieces, number: int, end: int) -> slice:
    start, stop = starts.number(number), starts.number(number + 1)
    if not start <= stop <= end:
        raise IndexDamaged("postings outside of their array")
    return slice(start, stop)
