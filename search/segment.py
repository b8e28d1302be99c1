"""One segment of an index: which of its numbers are the postings of a term.

Names and words are found by halving their dictionary, grams by halving their keys. Nothing is
copied; whoever takes numbers out of a segment asks `checked` whether they are paragraphs of it.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np

from indexer.codes import pair_key, single_key
from indexer.errors import IndexDamaged
from indexer.segment_file import Array, SegmentFile
from search.paragraphs import Numbers

__all__ = ["Grams", "Pairs", "Segment", "Terms"]


class Terms:
    """The names, or words, of one field: an ordered sequence of bytes, and their postings."""

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self._field = field
        self._terms = file.bytes_of(f"{field}/terms")
        self._ends = _view(file.array(f"{field}/ends"))
        self._starts = _view(file.array(f"{field}/starts"))
        self.docs = file.array(f"{field}/docs")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        ends = self._ends
        return self._terms[ends[number - 1] if number else 0 : ends[number]].tobytes()

    def all(self) -> list[bytes]:
        """Return all terms in order."""
        return [self[number] for number in range(len(self))]

    def postings(self, term: bytes) -> slice:
        """Return where the postings of a term lie: nowhere if the field has it not."""
        number = bisect_left(self, term)
        if number == len(self) or self[number] != term:
            return slice(0, 0)
        return _slice(self._starts, number, len(self.docs))

    @cached_property
    def codes(self) -> Array:
        """What each posting of a word scores by."""
        return self._file.array(f"{self._field}/codes")

    @cached_property
    def numbers(self) -> memoryview:
        """The term of each paragraph, for a field of names of which a paragraph has one."""
        return _view(self._file.array(f"{self._field}/numbers"))

    def occurrences(self, postings: slice) -> tuple[Array, Array]:
        """Return the number of each posting in the slice that says more than its code, and what."""
        frequent = self._file.array(f"{self._field}/frequent").reshape(-1, 2)
        first, last = np.searchsorted(frequent[:, 0], (postings.start, postings.stop))
        return frequent[first:last, 0].astype(np.intp) - postings.start, frequent[first:last, 1]


class Grams:
    """The characters of one field, or its pairs of them, by key."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._keys = _view(file.array(f"{name}/keys"))
        self._starts = _view(file.array(f"{name}/starts"))
        self.docs = file.array(f"{name}/docs")

    def number(self, key: int) -> int:
        """Return the number of a gram; -1 if the field has it not."""
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else -1

    def postings(self, key: int) -> slice:
        """Return where the paragraphs of a gram lie."""
        number = self.number(key)
        return slice(0, 0) if number < 0 else _slice(self._starts, number, len(self.docs))


class Pairs(Grams):
    """The pairs of characters of one field, and where they are."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        super().__init__(file, name)
        self._position_starts = _view(file.array(f"{name}/position_starts"))
        self.positions = file.array(f"{name}/positions")

    def places(self, number: int) -> slice:
        """Return where the positions of a pair lie."""
        return _slice(self._position_starts, number, len(self.positions))


class Segment:
    """The arrays of one segment. Each field is looked at when it is first asked for."""

    def __init__(self, file: SegmentFile, first: int) -> None:
        self._file = file
        self._terms: dict[str, Terms] = {}
        self._pairs: dict[str, Pairs] = {}
        self._singles: dict[str, Grams] = {}
        self._starts: dict[str, Array] = {}
        self.first = first
        self.count = self.fact("paragraphs")
        if self.count != len(file.array("ordinals")):
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
        if len(gram) == 1:
            grams, key = self.singles(field), single_key(gram)
        else:
            grams, key = self.pairs(field), pair_key(gram)
        return self.checked(grams.docs[grams.postings(key)])

    def array(self, name: str) -> Array:
        """Return one of the arrays that are of no field."""
        return self._file.array(name)

    def starts(self, field: str) -> Array:
        """Return where the texts of each paragraph begin in a field of grams."""
        if field not in self._starts:
            self._starts[field] = self._file.array(f"{field}/places")
        return self._starts[field]

    def checked(self, docs: Array) -> Numbers:
        """Return the numbers in the index of these paragraphs. Errors: `IndexDamaged`."""
        numbers = docs.astype(np.intp)
        if len(numbers):
            rising = len(numbers) == 1 or bool((numbers[1:] > numbers[:-1]).all())
            if not rising or numbers[-1] >= self.count:
                raise IndexDamaged(f"{self._file.path}: postings of paragraphs that are not there")
            numbers += self.first
        return numbers


MOST_TOLD = 1 << 40
"""No count of a segment is greater: paragraphs have numbers of thirty-two bits."""


def _view(array: Array) -> memoryview:
    """Return an array whose numbers are read one at a time: as Python's, and so much sooner."""
    return memoryview(array)  # type: ignore[arg-type]


def _slice(starts: memoryview, number: int, end: int) -> slice:
    start, stop = starts[number], starts[number + 1]
    if not start <= stop <= end:
        raise IndexDamaged("postings outside of their array")
    return slice(start, stop)
