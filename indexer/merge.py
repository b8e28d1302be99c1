"""Segments → one segment, as if its paragraphs had been collected together; those dropped are gone.

Nothing is counted or sorted again: the lists of each term are laid behind one another, a stretch of
terms at a time, so that memory does not grow with the segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.codes import NONE
from indexer.compiled import COMPILED
from indexer.errors import IndexNotWritable
from indexer.fold_many import narrowed
from indexer.schema import FIELDS, Field
from indexer.segment_file import Array, SegmentFile, SegmentFileWriter, type_of
from indexer.stored import merged_blocks

if COMPILED:
    from indexer.compiled import terms as compiled

__all__ = ["MOST_CHARACTERS", "NUMBERS_AT_ONCE", "Part", "merge"]

MOST_CHARACTERS = (1 << 32) - 1
"""The characters of text, or of notes, that one segment can hold: places are 32 bits."""

NUMBERS_AT_ONCE = 1 << 21
"""So many numbers of lists are moved at once; the list of one term is moved whole."""

Kept = NDArray[np.bool_]
Numbers = NDArray[np.int64]


# Without slots: what is counted once is kept.
@dataclass(frozen=True)
class Part:
    """A segment, and which of its paragraphs are kept: None for all."""

    segment: SegmentFile
    kept: Kept | None = None

    @cached_property
    def count(self) -> int:
        """How many paragraphs are kept."""
        paragraphs: int = self.segment.facts["paragraphs"]
        return paragraphs if self.kept is None else int(self.kept.sum())

    def array(self, name: str) -> Array:
        """Return an array of the segment."""
        return self.segment.array(name)

    def of_kept(self, name: str) -> Array:
        """Return what an array with a number for each paragraph has for those that are kept."""
        array = self.array(name)
        return array if self.kept is None else array[self.kept]

    def renumbered(self, docs: Array, base: int) -> Array:
        """Return the new numbers of paragraphs that are kept, the first of which is `base`."""
        if self.kept is None:
            return docs + np.uint32(base)
        return (self._ranks[docs] + np.uint32(base)).astype(np.uint32)

    @cached_property
    def _ranks(self) -> Array:
        kept = np.ones(0, dtype=np.bool_) if self.kept is None else self.kept
        return np.cumsum(kept, dtype=np.uint32) - np.uint32(1)


def merge(parts: Sequence[Part], path: Path) -> None:
    """Write one segment of the paragraphs kept of all parts, in their order."""
    with SegmentFileWriter(path) as file:
        merging = _Merging(parts, file)
        for field in FIELDS:
            merging.field(field)
            for part in parts:
                part.segment.let_go()
        file.add("ordinals", np.concatenate([part.of_kept("ordinals") for part in parts]))
        for name, array in merged_blocks([(part.segment, part.kept) for part in parts]).items():
            file.add(name, array)
        file.finish(merging.facts)


class _Merging:
    """Writes the fields of one segment, each from those of all parts."""

    def __init__(self, parts: Sequence[Part], file: SegmentFileWriter) -> None:
        self._parts = parts
        self._file = file
        self._bases = np.cumsum([0, *(part.count for part in parts)]).tolist()
        self.facts = {"paragraphs": self._bases[-1]}

    def field(self, field: Field) -> None:
        """Write a field of any form."""
        write = {"words": self.words, "grams": self.grams}.get(field.form, self.names)
        write(field.name)

    def names(self, field: str) -> None:
        """Write a field of names."""
        lists = self._lists_of_terms(field)
        lists.move(self._file, f"{field}/starts", [self._docs(field)])
        if f"{field}/numbers" in self._parts[0].segment:
            numbers = [
                _renamed(part.of_kept(f"{field}/numbers"), anew)
                for part, anew in zip(self._parts, lists.numbers, strict=True)
            ]
            self._file.add(f"{field}/numbers", np.concatenate(numbers))

    def words(self, field: str) -> None:
        """Write a field of words."""
        lists = self._lists_of_terms(field)
        codes = _Column(f"{field}/codes", self._arrays(f"{field}/codes"))
        lists.move(self._file, f"{field}/starts", [self._docs(field), codes])
        self._file.add(f"{field}/frequent", _frequent(lists, self._arrays(f"{field}/frequent")))
        lengths = [part.of_kept(f"{field}/lengths") for part in self._parts]
        self._file.add(f"{field}/lengths", np.concatenate(lengths))
        self.facts[f"{field}/total"] = sum(_total(part, field) for part in self._parts)

    def grams(self, field: str) -> None:
        """Write a field of grams."""
        sizes = [np.diff(part.array(f"{field}/places")) for part in self._parts]
        kept = [
            size if part.kept is None else size[part.kept]
            for part, size in zip(self._parts, sizes, strict=True)
        ]
        places = np.append(0, np.cumsum(np.concatenate(kept), dtype=np.int64))
        if places[-1] > MOST_CHARACTERS:
            raise IndexNotWritable(f"{field}: over {MOST_CHARACTERS} characters in one index")
        places = places.astype(np.uint32)
        self._file.add(f"{field}/places", places)
        self._texts(field, sizes)
        for grams in (f"{field}/singles", f"{field}/pairs"):
            keys, numbers = _united_keys(self._arrays(f"{grams}/keys"))
            lists = _Lists(self._arrays(f"{grams}/starts"), numbers, self._kept_docs(grams))
            self._file.add(f"{grams}/keys", keys[lists.is_alive])
            counts = _Column(f"{grams}/counts", self._arrays(f"{grams}/counts"))
            lists.move(self._file, f"{grams}/starts", [self._docs(grams), counts])
        spots = _Spots(self._parts, field, places, self._bases)
        shifts = places[self._bases[:-1]].tolist()
        positions = _Column(f"{grams}/positions", spots.arrays, spots.moved, shifts)
        lists = _Lists(self._arrays(f"{grams}/position_starts"), numbers, spots.kept)
        lists.move(self._file, f"{grams}/position_starts", [positions])

    def _texts(self, field: str, sizes: Sequence[Array]) -> None:
        """Write the folded texts of the paragraphs kept: `sizes` are those of all, by part."""
        codes = [
            codes if part.kept is None else codes[np.repeat(part.kept, size)]
            for part, codes, size in zip(
                self._parts, self._arrays(f"{field}/codes"), sizes, strict=True
            )
        ]
        self._file.add(f"{field}/codes", narrowed(np.concatenate(codes)))

    def _lists_of_terms(self, field: str) -> _Lists:
        """Return the lists of a field whose terms are texts, and write the terms."""
        parts = self._arrays(f"{field}/terms"), self._arrays(f"{field}/ends")
        terms, ends, numbers = _woven(*parts) if COMPILED else _united(*parts)
        lists = _Lists(self._arrays(f"{field}/starts"), numbers, self._kept_docs(field))
        if not lists.is_alive.all():
            lengths = np.diff(ends, prepend=np.uint32(0))
            terms = terms[np.repeat(lists.is_alive, lengths)]
            ends = np.cumsum(lengths[lists.is_alive], dtype=np.uint32)
        self._file.add(f"{field}/terms", terms)
        self._file.add(f"{field}/ends", ends)
        return lists

    def _docs(self, name: str) -> _Column:
        """Return the column of the paragraphs in a field's lists."""

        def moved(at: int, docs: Array) -> Array:
            return self._parts[at].renumbered(docs, self._bases[at])

        shifts = self._bases[: len(self._parts)]
        return _Column(f"{name}/docs", self._arrays(f"{name}/docs"), moved, shifts)

    def _kept_docs(self, name: str) -> Sequence[Kept | None]:
        """Return which places in a field's lists are of paragraphs that are kept."""
        return [
            None if part.kept is None else part.kept[part.array(f"{name}/docs")]
            for part in self._parts
        ]

    def _arrays(self, name: str) -> list[Array]:
        return [part.array(name) for part in self._parts]


@dataclass(frozen=True, slots=True)
class _Column:
    """Numbers beside those of a list: in each part, and what becomes of them.

    `shifts` is what is added to those of each part where all of it is kept; without any they stay.
    """

    name: str
    arrays: Sequence[Array]
    moved: Callable[[int, Array], Array] = lambda _, numbers: numbers
    shifts: Sequence[int] | None = None


class _Move(NamedTuple):
    """What of one part goes where: `numbers[start:stop][kept]` to `places`."""

    part: int
    start: int
    stop: int
    kept: Kept | None
    places: Numbers


class _Lists:
    """The lists of the same terms in all parts, which become one list for each term.

    `starts` are those of each part, `numbers` the numbers of its terms among those of all, and
    `kept` which places of its lists are kept. A term of which nothing is kept is not alive.
    """

    def __init__(
        self, starts: Sequence[Array], numbers: Sequence[Numbers], kept: Sequence[Kept | None]
    ) -> None:
        self._starts = [each.astype(np.int64) for each in starts]
        self._kept = kept
        self._counts = list(map(_counts, self._starts, kept))
        last = max(int(each.max(initial=-1)) for each in numbers)
        totals = np.zeros(last + 1, dtype=np.int64)
        for each, counts in zip(numbers, self._counts, strict=True):
            totals[each] += counts
        self.is_alive: Kept = totals > 0
        anew = np.cumsum(self.is_alive) - 1
        self.numbers = [anew[each] for each in numbers]
        self._ends = np.cumsum(totals[self.is_alive])

    def move(self, file: SegmentFileWriter, starts: str, columns: Sequence[_Column]) -> None:
        """Write the lists of all columns, and where each term's begin."""
        file.add(starts, np.append(0, self._ends).astype(np.uint64))
        size = int(self._ends[-1]) if len(self._ends) else 0
        regions = [file.reserve(column.name, type_of(column.arrays[0]), size) for column in columns]
        lay = self._laid_behind if COMPILED and not self._is_cut else self._laid_out
        for first, last in self._stretches():
            for region, laid in zip(regions, lay(columns, first, last), strict=True):
                region.append(laid)

    @property
    def _is_cut(self) -> bool:
        """Whether something of the lists is not kept."""
        return any(kept is not None for kept in self._kept)

    def _laid_behind(self, columns: Sequence[_Column], first: int, last: int) -> Iterator[Array]:
        """Yield what `_laid_out` does where all of the lists is kept."""
        ends = self._ends[first:last] - self._begin(first)
        for column in columns:
            shifts = list(column.shifts or [0] * len(self.numbers))
            arrays = list(column.arrays)
            laid = compiled.laid_behind(arrays, self._starts, self.numbers, shifts, ends, first)
            yield np.frombuffer(laid, dtype=arrays[0].dtype)

    def _laid_out(self, columns: Sequence[_Column], first: int, last: int) -> Iterator[Array]:
        """Yield the numbers of each column in a stretch of lists, in their new places."""
        moves = list(self._moves(first, last))
        for column in columns:
            yield _laid_out(column, moves)

    def postings_moved(self) -> Iterator[_Move]:
        """Yield all moves, with places counted from the first list's beginning."""
        for first, last in self._stretches():
            for move in self._moves(first, last):
                yield move._replace(places=move.places + self._begin(first))

    def _begin(self, term: int) -> int:
        return int(self._ends[term - 1]) if term else 0

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Yield the first term of each stretch, and the one behind its last."""
        first, count = 0, len(self._ends)
        while first < count:
            end = self._begin(first) + NUMBERS_AT_ONCE
            last = max(first + 1, int(np.searchsorted(self._ends, end, side="right")))
            yield first, last
            first = last

    def _moves(self, first: int, last: int) -> Iterator[_Move]:
        """Yield what goes where in a stretch, its places counted from its beginning."""
        begins = np.append(self._begin(first), self._ends[first : last - 1]) - self._begin(first)
        for part, numbers in enumerate(self.numbers):
            low, high = np.searchsorted(numbers, (first, last)).tolist()
            start, stop = self._starts[part][low], self._starts[part][high]
            counts = self._counts[part][low:high]
            there = counts > 0
            terms, counts = numbers[low:high][there] - first, counts[there]
            shifts = begins[terms] - (np.cumsum(counts) - counts)
            begins[terms] += counts
            places = np.repeat(shifts, counts) + np.arange(counts.sum())
            kept = self._kept[part]
            yield _Move(
                part, int(start), int(stop), None if kept is None else kept[start:stop], places
            )


class _Spots:
    """The positions of pairs, which move as far as the text of their paragraph does."""

    def __init__(
        self, parts: Sequence[Part], field: str, places: Array, bases: Sequence[int]
    ) -> None:
        self._parts = parts
        self._places = [part.array(f"{field}/places") for part in parts]
        self._anew = places
        self._bases = bases
        self.arrays = [part.array(f"{field}/pairs/positions") for part in parts]
        self.kept = [
            None if part.kept is None else part.kept[self._docs(at, self.arrays[at])]
            for at, part in enumerate(parts)
        ]

    def moved(self, at: int, positions: Array) -> Array:
        """Return where positions of a part are in the text of all."""
        if self._parts[at].kept is None:
            shift: int = self._anew[self._bases[at]]
            return positions + np.uint32(shift)
        docs = self._docs(at, positions)
        begins: Array = self._anew[self._parts[at].renumbered(docs, self._bases[at])]
        return positions - self._places[at][docs] + begins

    def _docs(self, at: int, positions: Array) -> Array:
        return np.searchsorted(self._places[at], positions, side="right") - 1


def _laid_out(column: _Column, moves: Sequence[_Move]) -> Array:
    """Return the numbers of one stretch in their new places."""
    laid: Array = np.empty(sum(len(move.places) for move in moves), dtype=column.arrays[0].dtype)
    for move in moves:
        numbers = column.arrays[move.part][move.start : move.stop]
        if move.kept is not None:
            numbers = numbers[move.kept]
        laid[move.places] = column.moved(move.part, numbers)
    return laid


def _counts(starts: Numbers, kept: Kept | None) -> Numbers:
    """Return how much is kept of each list."""
    if kept is None:
        return np.diff(starts)
    before = np.append(0, np.cumsum(kept, dtype=np.int64))
    return np.diff(before[starts])


def _terms_of(terms: Array, ends: Array) -> list[bytes]:
    data, stops = terms.tobytes(), ends.tolist()
    return [data[start:end] for start, end in zip([0, *stops], stops, strict=False)]


def _woven(terms: Sequence[Array], ends: Sequence[Array]) -> tuple[Array, Array, list[Numbers]]:
    """Return what `_united` does of parts each of which is in order."""
    laid, stops, numbers = compiled.woven(list(terms), list(ends))
    of_parts = [np.frombuffer(each, dtype=np.int64) for each in numbers]
    return np.frombuffer(laid, dtype=np.uint8), np.frombuffer(stops, dtype=np.uint32), of_parts


def _united(terms: Sequence[Array], ends: Sequence[Array]) -> tuple[Array, Array, list[Numbers]]:
    """Return the terms of all parts in order, laid end to end, where each of them ends, and the
    numbers of each part's terms among them.

    Sorting finds the parts in order already, and only has to weave them.
    """
    of_parts = list(map(_terms_of, terms, ends))
    flat = list(chain.from_iterable(of_parts))
    order = sorted(range(len(flat)), key=flat.__getitem__)
    woven = [flat[at] for at in order]
    begins = np.array([True, *(a != b for a, b in pairwise(woven))][: len(woven)], dtype=np.bool_)
    numbers = np.empty(len(flat), dtype=np.int64)
    numbers[order] = np.cumsum(begins) - 1
    each_once = list(compress(woven, begins.tolist()))
    laid = np.frombuffer(b"".join(each_once), dtype=np.uint8)
    stops = np.cumsum(np.fromiter(map(len, each_once), np.uint32, len(each_once)), dtype=np.uint32)
    return laid, stops, np.split(numbers, np.cumsum(list(map(len, of_parts)))[:-1])


def _united_keys(keys: Sequence[Array]) -> tuple[Array, list[Numbers]]:
    """Return the keys of all parts in order, and the numbers of each part's keys among them."""
    united = np.sort(np.concatenate(keys))
    united = united[np.append(True, united[1:] != united[:-1])[: len(united)]]
    return united, [np.searchsorted(united, each) for each in keys]


def _renamed(numbers: Array, anew: Numbers) -> Array:
    """Return the new numbers of names; NONE stays."""
    renamed = np.full(len(numbers), NONE, dtype=np.uint32)
    is_named = numbers != NONE
    renamed[is_named] = anew[numbers[is_named]]
    return renamed


def _frequent(lists: _Lists, pairs: Sequence[Array]) -> Array:
    """Return the pairs of a posting and its occurrences, with the new places of the postings."""
    found = [np.empty((0, 2), dtype=np.uint64)]
    rows = [each.reshape(-1, 2) for each in pairs]
    for move in lists.postings_moved() if any(map(len, rows)) else ():
        here = rows[move.part]
        here = here[(here[:, 0] >= move.start) & (here[:, 0] < move.stop)].copy()
        at = here[:, 0].astype(np.int64) - move.start
        if move.kept is not None:
            here, at = here[move.kept[at]], at[move.kept[at]]
            at = (np.cumsum(move.kept) - 1)[at]
        here[:, 0] = move.places[at]
        found.append(here)
    joined = np.concatenate(found)
    return joined[np.argsort(joined[:, 0])].ravel()


def _total(part: Part, field: str) -> int:
    """Return how long a field is in all paragraphs kept of a part."""
    if part.kept is None:
        total: int = part.segment.facts[f"{field}/total"]
        return total
    occurrences = (part.array(f"{field}/codes") >> 8).astype(np.int64)
    many = part.array(f"{field}/frequent").reshape(-1, 2).astype(np.int64)
    occurrences[many[:, 0]] = many[:, 1]
    return int(occurrences[part.kept[part.array(f"{field}/docs")]].sum())
