"""What comes of paragraphs that were collected again → is it in the lists of their segment?

All that is looked up is looked up in a segment whose arrays are known to lead nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.check_arrays import Flaws, places, stretches, walk_terms
from indexer.codes import NONE
from indexer.order import begins
from indexer.schema import FIELDS
from indexer.segment_file import Array, SegmentFile

__all__ = ["FoundAgain"]

Arrays = Mapping[str, Array]
Numbers = NDArray[np.int64]

MISSING = -1
"""The number of a term that the segment has not."""


class FoundAgain:
    """Compares what comes of some paragraphs, a run at a time, with what their segment holds."""

    def __init__(self, segment: SegmentFile, numbers: range) -> None:
        self._segment = segment
        self._numbers = numbers
        self._found: Counter[str] = Counter()

    def compare(self, arrays: Arrays, own: Sequence[int]) -> Flaws:
        """Yield where a run is not as the segment has it: `own` are the numbers it has there."""
        run = _Run(arrays, np.array(own), is_row=self._numbers.step == 1)
        yield from self._same("ordinals", arrays["ordinals"], run.own)
        for field in FIELDS:
            if field.form == "name":
                yield from self._name(run, field.name)
            elif field.form == "grams":
                yield from self._grams(run, field.name)
            else:
                yield from self._terms(run, field.name)
        self._segment.let_go()

    def left_over(self) -> Flaws:
        """Yield the lists that have more of the paragraphs than was found."""
        is_own = np.zeros(self._segment.facts["paragraphs"], dtype=np.bool_)
        is_own[self._numbers] = True
        for name, found in self._found.items():
            numbers = self._segment.array(name)
            there = len(numbers)
            if not is_own.all():
                there = sum(
                    int(np.count_nonzero(is_own[numbers[start:stop]]))
                    for start, stop in stretches(0, len(numbers))
                )
            if there > found:
                yield name, f"has {there - found:,} more than the texts of its paragraphs give"

    def _name(self, run: _Run, field: str) -> Flaws:
        """Yield where a paragraph has another name."""
        theirs = self._names_of(field, run.own)
        differing = [at for at, name in enumerate(run.names(field)) if name != theirs[at]]
        if differing:
            where = places(int(run.own[differing[0]]), len(differing))
            yield f"{field}/numbers", f"is not what the record says {where}"

    def _names_of(self, field: str, own: Numbers) -> list[bytes]:
        """Return the name that the segment has of each paragraph, if it has one."""
        terms, ends, numbers = (
            self._segment.pieces(f"{field}/{name}") for name in ("terms", "ends", "numbers")
        )
        found = []
        for number in map(numbers.number, own.tolist()):
            if number == NONE:
                found.append(b"")
            else:
                start = ends.number(number - 1) if number else 0
                found.append(terms[start : ends.number(number)].tobytes())
        return found

    def _terms(self, run: _Run, field: str) -> Flaws:
        """Yield where a field of names, or of words, has other postings."""
        numbers = self._numbers_of(field, run.terms(field))
        at, is_there = self._postings(run, field, numbers)
        yield from _lacking(f"{field}/docs", run.docs(field), is_there)
        if f"{field}/codes" in run.arrays:
            yield from self._same_there(run, f"{field}/codes", at, is_there)
            yield from self._same(f"{field}/lengths", run.arrays[f"{field}/lengths"], run.own)
            yield from self._frequent(run, field, at, is_there)

    def _frequent(self, run: _Run, field: str, at: Numbers, is_there: NDArray[np.bool_]) -> Flaws:
        """Yield where it is told otherwise how often a word is there."""
        told = self._segment.array(f"{field}/frequent").reshape(-1, 2)
        for posting, count in run.arrays[f"{field}/frequent"].reshape(-1, 2).tolist():
            row = int(np.searchsorted(told[:, 0], np.uint64(at[posting])))
            is_told = row < len(told) and told[row].tolist() == [int(at[posting]), count]
            if is_there[posting] and not is_told:
                yield f"{field}/frequent", f"does not say that a word is there {count:,} times"

    def _grams(self, run: _Run, field: str) -> Flaws:
        """Yield where a field of grams has other postings, or places."""
        theirs = self._segment.array(f"{field}/places")
        sizes = np.diff(run.arrays[f"{field}/places"])
        differing = np.flatnonzero(theirs[run.own + 1] - theirs[run.own] != sizes)
        if len(differing):
            where = places(int(run.own[differing[0]]), len(differing))
            yield f"{field}/places", f"is not as long as the texts are {where}"
        else:
            yield from self._texts(run, field)
        for grams in (f"{field}/singles", f"{field}/pairs"):
            numbers = self._keys_of(grams, run.arrays[f"{grams}/keys"])
            at, is_there = self._postings(run, grams, numbers)
            yield from _lacking(f"{grams}/docs", run.docs(grams), is_there)
            yield from self._same_there(run, f"{grams}/counts", at, is_there)
        if not len(differing):
            yield from self._positions(run, field, numbers)

    def _texts(self, run: _Run, field: str) -> Flaws:
        """Yield where folded texts, each as long as it must be, are others."""
        theirs = self._segment.array(f"{field}/places").astype(np.int64)[run.own]
        ours = run.arrays[f"{field}/places"].astype(np.int64)
        codes = run.arrays[f"{field}/codes"]
        places_ = np.arange(len(codes)) + np.repeat(theirs - ours[:-1], np.diff(ours))
        differing = np.flatnonzero(self._segment.array(f"{field}/codes")[places_] != codes)
        if len(differing):
            where = places(int(places_[differing[0]]), len(differing))
            yield f"{field}/codes", f"is not the folded text {where}"

    def _positions(self, run: _Run, field: str, numbers: Numbers) -> Flaws:
        """Yield where pairs are at other places."""
        theirs = self._segment.array(f"{field}/places").astype(np.int64)
        ours = run.arrays[f"{field}/places"].astype(np.int64)
        name = f"{field}/pairs/positions"
        positions = run.arrays[name].astype(np.int64)
        docs = ours[1:].searchsorted(positions, side="right")
        positions += theirs[run.own[docs]] - ours[docs]
        starts = f"{field}/pairs/position_starts"
        _, is_there = self._among(run, name, starts, numbers, positions)
        yield from _lacking(name, run.own[docs], is_there)

    def _postings(
        self, run: _Run, name: str, numbers: Numbers
    ) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return where the segment has the postings of a run, and which of them it has."""
        docs = run.docs(name)
        self._found[f"{name}/docs"] += len(docs)
        return self._among(run, f"{name}/docs", f"{name}/starts", numbers, docs)

    def _among(
        self, run: _Run, name: str, starts_name: str, numbers: Numbers, wanted: Numbers
    ) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return where each number wanted is in the segment's list of its term, and whether it is.

        Where the paragraphs of a run stand in a row, so do the numbers of each list: then only the
        first of each is looked for.
        """
        theirs = self._segment.array(name)
        ours = run.arrays[starts_name].astype(np.int64)
        terms = np.repeat(numbers, ours[1:] - ours[:-1])
        is_head = begins(terms) if run.is_row else np.ones(len(terms), dtype=np.bool_)
        heads = np.flatnonzero(is_head)
        starts = self._segment.array(starts_name).astype(np.int64)
        of_heads = np.maximum(terms[heads], 0)
        at = _lower_bounds(theirs, starts[of_heads], starts[of_heads + 1], wanted[heads])
        at = np.repeat(at - heads, np.diff(heads, append=len(terms))) + np.arange(len(terms))
        is_there = (terms != MISSING) & (at < starts[np.maximum(terms, 0) + 1])
        is_there[is_there] = theirs[at[is_there]] == wanted[is_there]
        return at, is_there

    def _numbers_of(self, field: str, terms: Sequence[bytes]) -> Numbers:
        """Return the numbers that the segment has of terms in order."""
        found = np.full(len(terms), MISSING, dtype=np.int64)
        for first, theirs in walk_terms(self._segment, field):
            low, high = bisect_left(terms, theirs[0]), bisect_right(terms, theirs[-1])
            number_of = {term: number for number, term in enumerate(theirs, first)}
            found[low:high] = [number_of.get(term, MISSING) for term in terms[low:high]]
        return found

    def _keys_of(self, grams: str, keys: Array) -> Numbers:
        """Return the numbers that the segment has of grams."""
        theirs = self._segment.array(f"{grams}/keys")
        found = theirs.searchsorted(keys)
        is_there = np.zeros(len(keys), dtype=np.bool_)
        is_there[found < len(theirs)] = True
        is_there[is_there] = theirs[found[is_there]] == keys[is_there]
        return np.where(is_there, found, MISSING)

    def _same(self, name: str, ours: Array, own: Numbers) -> Flaws:
        """Yield where an array with a number for each paragraph has others."""
        differing = np.flatnonzero(self._segment.array(name)[own] != ours)
        if len(differing):
            yield name, f"is not as collected {places(int(own[differing[0]]), len(differing))}"

    def _same_there(self, run: _Run, name: str, at: Numbers, is_there: NDArray[np.bool_]) -> Flaws:
        """Yield where an array with a number for each posting has others."""
        theirs = self._segment.array(name)[at[is_there]]
        differing = np.flatnonzero(theirs != run.arrays[name][is_there])
        if len(differing):
            first = int(at[is_there][differing[0]])
            yield name, f"is not as collected {places(first, len(differing))}"


class _Run:
    """The arrays of paragraphs that were collected again, and their numbers in the segment."""

    def __init__(self, arrays: Arrays, own: Numbers, *, is_row: bool) -> None:
        self.arrays = arrays
        self.own = own
        self.is_row = is_row

    def docs(self, name: str) -> Numbers:
        """Return the paragraphs of a field's postings, as the segment numbers them."""
        docs: Numbers = self.own[self.arrays[f"{name}/docs"]]
        return docs

    def terms(self, field: str) -> list[bytes]:
        """Return the terms of a field, in order."""
        data = self.arrays[f"{field}/terms"].tobytes()
        ends = self.arrays[f"{field}/ends"].tolist()
        return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def names(self, field: str) -> list[bytes]:
        """Return the name of each paragraph, if it has one."""
        terms = self.terms(field)
        numbers = self.arrays[f"{field}/numbers"].tolist()
        return [b"" if number == NONE else terms[number] for number in numbers]


def _lacking(name: str, docs: Numbers, is_there: NDArray[np.bool_]) -> Flaws:
    """Yield the flaw that postings are not there."""
    lacking = np.flatnonzero(~is_there)
    if len(lacking):
        first = int(docs[lacking[0]])
        yield name, f"lacks {len(lacking):,} that the texts give, the first of paragraph {first:,}"


def _lower_bounds(numbers: Array, starts: Numbers, stops: Numbers, wanted: Numbers) -> Numbers:
    """Return, for each stretch of numbers, the place of the first that is not below the wanted."""
    low, high = starts, stops
    while (is_open := low < high).any():
        middle = np.minimum((low + high) >> 1, len(numbers) - 1)
        is_below = is_open & (numbers[middle] < wanted)
        low, high = np.where(is_below, middle + 1, low), np.where(is_below, high, middle)
        high = np.where(is_open, high, low)
    return low
