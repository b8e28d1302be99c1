"""Sets of paragraphs, as ascending numbers or as bits, and what is in all or any of them.

A large set is fast as bits, of which sixty-four are looked at together; a small one as numbers.
Each is made from the other when it is first asked for, and kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.compiled import COMPILED

if COMPILED:
    from search.compiled import sets as compiled

__all__ = ["Bits", "Numbers", "Paragraphs", "Space"]

Numbers = NDArray[np.intp]
"""Ascending numbers of paragraphs."""

Bits = NDArray[np.uint64]
"""One bit for each paragraph, the first in the lowest place of the first number."""

SPARSE = 64
"""A set of fewer than one in so many paragraphs is kept as numbers: as bits it would be larger."""

FEW = 2_048
"""So many numbers are sorted sooner than they are marked in a row of all paragraphs."""


class Space:
    """All paragraphs of an index, of which sets are made. Safe to share between threads."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dense = count // SPARSE
        self.width = -(-count // 64)
        self._local = threading.local()
        self.none = Paragraphs(self, numbers=np.empty(0, dtype=np.intp))
        self._all: Paragraphs | None = None

    def of(self, numbers: NDArray[Any]) -> Paragraphs:
        """Return the set of these paragraphs: ascending numbers, each once."""
        return Paragraphs(self, numbers=numbers.astype(np.intp, copy=False))

    def all(self) -> Paragraphs:
        """Return the set of all paragraphs: made once, with its bits."""
        if self._all is None:
            self._all = self.of(np.arange(self.count))
        return self._all

    def any_of(self, sets: Iterable[Paragraphs]) -> Paragraphs:
        """Return what is in any of the sets."""
        some = [each for each in sets if len(each)]
        if len(some) < 2:
            return some[0] if some else self.none
        if sum(map(len, some)) <= FEW:
            return Paragraphs(self, numbers=_merged([each.numbers for each in some]))
        if COMPILED:
            many = [each.bits for each in some if each.has_bits]
            few = [each.numbers for each in some if not each.has_bits]
            return Paragraphs(self, bits=self._united(many, few))
        sparse = [each.numbers for each in some if not each.has_bits]
        bits = self.bits_of(sparse)
        for each in some:
            if each.has_bits:
                np.bitwise_or(bits, each.bits, out=bits)
        return Paragraphs(self, bits=bits)

    def _united(self, many: list[Bits], few: list[Numbers]) -> Bits:
        """Return the bits of what is in any of the sets, by a compiled loop."""
        bits: Bits = np.zeros(self.width, dtype=np.uint64)
        compiled.unite(bits, many, few)
        return bits

    def size_of_any(self, sets: Iterable[Paragraphs]) -> int:
        """Return how many paragraphs are in any of the sets."""
        some = [each for each in sets if len(each)]
        sparse = [each for each in some if not each.has_bits]
        if COMPILED or not sparse or sum(map(len, sparse)) > FEW:
            return len(self.any_of(some))
        dense = self.any_of([each for each in some if each.has_bits])
        numbers = self.any_of(sparse).numbers
        return len(dense) + len(numbers) - int(np.count_nonzero(dense.have(numbers)))

    def all_of(self, sets: Sequence[Paragraphs]) -> Paragraphs:
        """Return what is in every one of the sets, of which there is at least one."""
        first, *others = sorted(sets, key=len)
        if not others:
            return first
        if first.has_bits:
            bits = first.bits.copy()
            for other in others:
                np.bitwise_and(bits, other.bits, out=bits)
            return Paragraphs(self, bits=bits)
        numbers = first.numbers
        for other in others:
            if not len(numbers):
                break
            numbers = numbers[other.have(numbers)]
        return Paragraphs(self, numbers=numbers)

    def those_in_any(self, kept: Paragraphs, sets: Iterable[Paragraphs]) -> Paragraphs:
        """Return what is in one set, and in any of the others."""
        if kept.has_bits:
            return self.all_of([kept, self.any_of(sets)])
        numbers = kept.numbers
        among = np.zeros(len(numbers), dtype=np.bool_)
        for each in sets:
            among |= each.have(numbers)
        return kept if among.all() else Paragraphs(self, numbers=numbers[among])

    def without(self, kept: Paragraphs, dropped: Paragraphs) -> Paragraphs:
        """Return what is in one set and not in the other."""
        if not len(dropped) or not len(kept):
            return kept
        if kept.has_bits:
            return Paragraphs(self, bits=kept.bits & ~dropped.bits)
        return Paragraphs(self, numbers=kept.numbers[~dropped.have(kept.numbers)])

    def bits_of(self, parts: Iterable[Numbers]) -> Bits:
        """Return the bits of all numbers given."""
        if COMPILED:
            return self._united([], list(parts))
        marks = self._marks()
        parts = list(parts)
        try:
            for numbers in parts:
                marks[numbers] = True
            bits: Bits = np.packbits(marks, bitorder="little").view(np.uint64)
        finally:
            for numbers in parts:
                marks[numbers] = False
        return bits

    def last_places(self, numbers: Numbers) -> NDArray[np.intp]:
        """Return the place of the last occurrence of each distinct number of an unsorted array."""
        row: NDArray[np.int32] | None = getattr(self._local, "places", None)
        if row is None:
            row = self._local.places = np.empty(self.count, dtype=np.int32)
        places = np.arange(len(numbers), dtype=np.int32)
        row[numbers] = places
        last: Numbers = (row.take(numbers) == places).nonzero()[0]
        return last

    def are_among(self, numbers: Numbers, others: Numbers) -> NDArray[np.bool_]:
        """Return which of some numbers are among others, whatever the order of these."""
        marks = self._marks()
        marks[others] = True
        among = marks.take(numbers)
        marks[others] = False
        return among

    def sums(self) -> NDArray[np.float64]:
        """Return this thread's row of sums, one for each paragraph, all zero: leave them so."""
        sums: NDArray[np.float64] | None = getattr(self._local, "sums", None)
        if sums is None:
            sums = self._local.sums = np.zeros(self.count, dtype=np.float64)
        return sums

    def _marks(self) -> NDArray[np.bool_]:
        """Return this thread's row of marks, one for each paragraph, none of them set."""
        marks: NDArray[np.bool_] | None = getattr(self._local, "marks", None)
        if marks is None:
            marks = self._local.marks = np.zeros(self.width * 64, dtype=np.bool_)
        return marks


class Paragraphs:
    """A set of paragraphs. It cannot be changed."""

    __slots__ = ("_bits", "_numbers", "_size", "has_bits", "space")

    def __init__(
        self, space: Space, *, numbers: Numbers | None = None, bits: Bits | None = None
    ) -> None:
        self.space = space
        self._numbers = numbers
        self._bits = bits
        self._size = -1 if numbers is None else len(numbers)
        self.has_bits = bits is not None or self._size > space.dense

    def __len__(self) -> int:
        if self._size < 0:
            self._size = _size_of(self.bits)
        return self._size

    @property
    def numbers(self) -> Numbers:
        """The numbers of the paragraphs."""
        if self._numbers is None:
            self._numbers = _numbers_of(self.bits)
        return self._numbers

    @property
    def bits(self) -> Bits:
        """The bits of the paragraphs."""
        if self._bits is None:
            self._bits = self.space.bits_of([self.numbers])
        return self._bits

    def have(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Return which of some numbers are of this set."""
        if self.has_bits and COMPILED:
            among = np.empty(len(numbers), dtype=np.bool_)
            compiled.among_bits(self.bits, numbers, among.view(np.uint8))
            return among
        if self.has_bits:
            bits = self.bits.view(np.uint8).take(numbers >> 3)
            bits >>= (numbers & 7).astype(np.uint8)
            bits &= 1
            return bits.view(np.bool_)
        own = self.numbers
        if not len(own):
            return np.zeros(len(numbers), dtype=np.bool_)
        there: NDArray[np.bool_] = own.take(own.searchsorted(numbers), mode="clip") == numbers
        return there


def _size_of(bits: Bits) -> int:
    """Return how many bits are set."""
    return compiled.size_of(bits) if COMPILED else int(np.bitwise_count(bits).sum())


def _numbers_of(bits: Bits) -> Numbers:
    """Return the places of the bits that are set, looking only at numbers that have any."""
    if COMPILED:
        return np.frombuffer(compiled.numbers_of(bits), dtype=np.intp)
    some = bits.nonzero()[0]
    within = np.unpackbits(bits[some].view(np.uint8), bitorder="little").view(np.bool_)
    places = within.nonzero()[0]
    numbers: Numbers = (some << 6)[places >> 6] | (places & 63)
    return numbers


def _merged(parts: Sequence[Numbers]) -> Numbers:
    """Return the numbers that are in any part, ascending, each once."""
    numbers = np.concatenate(parts)
    numbers.sort()
    is_first = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])
    return numbers[is_first]
