"""The terms of one field of a segment, in order, and where each of them is.

What is read is checked as it is followed: a list that leads out of the segment is `IndexDamaged`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from indexer.codes import CODE_BITS, LENGTHS, MOST_OCCURRENCES
from indexer.errors import IndexDamaged
from indexer.schema import FIELDS
from indexer.segment_file import Array, SegmentFile

__all__ = ["Lexicon", "Postings", "open_lexicon", "paragraphs_of"]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term is: the paragraphs, ascending, how often it is there, how long the field is.

    A field that does not score has no length: 0. A gram is counted up to MANY times.
    """

    docs: Array
    counts: Array
    lengths: Array


class Lexicon(ABC):
    """The terms of a field, in the order of their UTF-8."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        self.where = f"{segment.path}: {field}"

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, number: int) -> bytes: ...

    @abstractmethod
    def postings(self, number: int) -> Postings:
        """Return where a term is. Errors: `IndexDamaged`."""

    def first_from(self, term: bytes) -> int:
        """Return the number of the first term that is not less than this one."""
        return bisect_left(self, term)

    def terms_from(self, term: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the text of all terms from one on. Errors: `IndexDamaged`."""
        before: bytes | None = None
        for number in range(self.first_from(term), len(self)):
            text = self[number]
            if before is not None and text <= before:
                raise IndexDamaged(f"{self.where}: its terms are in no order")
            yield number, text
            before = text

    def number(self, term: bytes) -> int | None:
        """Return the number of a term, None where the field has it not."""
        number = self.first_from(term)
        return number if number < len(self) and self[number] == term else None


def open_lexicon(segment: SegmentFile, field: str) -> Lexicon:
    """Return the terms of a field. Errors: `IndexDamaged`."""
    return _KINDS[_FORMS[field]](segment, field)


def paragraphs_of(segment: SegmentFile) -> int:
    """Return how many paragraphs a segment has. Errors: `IndexDamaged`."""
    paragraphs = segment.facts.get("paragraphs")
    if type(paragraphs) is not int or paragraphs < 0:
        raise IndexDamaged(f"{segment.path}: does not say how many paragraphs it has")
    return paragraphs


class _Names(Lexicon):
    """The terms of a field of names: each is once in a paragraph that has it."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        super().__init__(segment, field)
        self._data = segment.array(f"{field}/terms")
        ends = segment.array(f"{field}/ends")
        self._bounds = np.append(np.uint32(0), ends)
        _check_bounds(segment, f"{field}/ends", self._bounds, len(self._data))
        self._lists = _Lists(segment, field, len(ends))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._data[self._bounds[number] : self._bounds[number + 1]].tobytes()

    def postings(self, number: int) -> Postings:
        docs = self._lists.docs(number)
        return Postings(docs, np.ones_like(docs), np.zeros_like(docs))


class _Words(_Names):
    """The terms of a field of words."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        super().__init__(segment, field)
        self._codes = segment.array(f"{field}/codes")
        self._frequent = segment.array(f"{field}/frequent")
        if len(self._codes) != len(self._lists) or len(self._frequent) % 2:
            raise IndexDamaged(f"{self.where}/codes has not one for each posting")

    def postings(self, number: int) -> Postings:
        docs = self._lists.docs(number)
        codes = self._codes[self._lists.stretch(number)]
        counts = (codes >> 8).astype(np.uint64)
        many = np.flatnonzero(counts == MOST_OCCURRENCES)
        if len(many):
            counts[many] = self._many(many + self._lists.stretch(number).start)
        return Postings(docs, counts, LENGTHS[codes & 0xFF])

    def _many(self, places: Array) -> Array:
        """Return how often there is what is told beside the codes."""
        told, counts = self._frequent[::2], self._frequent[1::2]
        at = np.searchsorted(told, places)
        if at.max() >= len(told) or (told[at] != places).any():
            raise IndexDamaged(f"{self.where}/frequent lacks a posting")
        return counts[at]


class _Grams(Lexicon):
    """The grams of a field: each character stands before the pairs that begin with it."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        super().__init__(segment, field)
        self._singles, self._pairs = (
            _KeyedLists(segment, f"{field}/{kind}") for kind in ("singles", "pairs")
        )
        before = np.searchsorted(self._pairs.keys, self._singles.keys << np.uint64(CODE_BITS))
        self._places_of_singles = before + np.arange(len(before))

    def __len__(self) -> int:
        return len(self._singles.keys) + len(self._pairs.keys)

    def __getitem__(self, number: int) -> bytes:
        lists, at = self._found(number)
        key = int(lists.keys[at])
        pair = (key >> CODE_BITS, key & (1 << CODE_BITS) - 1)
        try:
            gram = "".join(map(chr, pair if lists is self._pairs else (key,)))
        except (ValueError, OverflowError):
            raise IndexDamaged(f"{self.where} has a key of no gram") from None
        return gram.encode("utf-8", errors="surrogatepass")

    def postings(self, number: int) -> Postings:
        lists, at = self._found(number)
        docs = lists.docs(at)
        return Postings(docs, lists.counts[lists.stretch(at)], np.zeros_like(docs))

    def _found(self, number: int) -> tuple[_KeyedLists, int]:
        """Return in which lists a gram is, and its number there."""
        at = int(np.searchsorted(self._places_of_singles, number))
        if at < len(self._places_of_singles) and self._places_of_singles[at] == number:
            return self._singles, at
        return self._pairs, number - at


class _Lists:
    """The paragraphs of many terms, a list for each."""

    def __init__(self, segment: SegmentFile, name: str, count: int) -> None:
        self._where = f"{segment.path}: {name}/docs"
        self._docs = segment.array(f"{name}/docs")
        self._starts = segment.array(f"{name}/starts")
        self._paragraphs = paragraphs_of(segment)
        if len(self._starts) != count + 1:
            raise IndexDamaged(f"{segment.path}: {name}/starts has not one list for each term")
        _check_bounds(segment, f"{name}/starts", self._starts, len(self._docs))

    def __len__(self) -> int:
        return len(self._docs)

    def stretch(self, number: int) -> slice:
        """Return where the list of a term is."""
        return slice(int(self._starts[number]), int(self._starts[number + 1]))

    def docs(self, number: int) -> Array:
        """Return the list of a term: not empty, ascending, all of them of the segment."""
        docs = self._docs[self.stretch(number)]
        if not len(docs) or docs[-1] >= self._paragraphs or (docs[1:] <= docs[:-1]).any():
            raise IndexDamaged(f"{self._where}: no list of paragraphs")
        return docs


class _KeyedLists(_Lists):
    """The lists of grams of one length, found by their keys."""

    def __init__(self, segment: SegmentFile, name: str) -> None:
        self.keys = segment.array(f"{name}/keys")
        self.counts = segment.array(f"{name}/counts")
        super().__init__(segment, name, len(self.keys))
        if len(self.counts) != len(self):
            raise IndexDamaged(f"{segment.path}: {name}/counts has not one for each posting")


def _check_bounds(segment: SegmentFile, name: str, bounds: Array, end: int) -> None:
    """Refuse bounds that do not lead from the beginning to the end, in order."""
    if bounds[0] != 0 or bounds[-1] != end or (bounds[1:] < bounds[:-1]).any():
        raise IndexDamaged(f"{segment.path}: {name} leads astray")


_KINDS: Mapping[str, Callable[[SegmentFile, str], Lexicon]] = {
    "name": _Names,
    "names": _Names,
    "words": _Words,
    "grams": _Grams,
}
_FORMS = {field.name: field.form for field in FIELDS}
