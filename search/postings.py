"""A generation's segments as one index: term → its paragraphs; paragraph → its id, record, rank.

This is where the index is read while searching, together with `segment.py`. What was decoded is
kept in bounded caches. A segment that cannot be right is `IndexDamaged`.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.generations import Generation
from indexer.record import Record, record_from_json
from indexer.schema import FIELDS
from indexer.segment_file import SegmentFile
from indexer.stored import StoredTexts
from search.caches import Cache
from search.names import Names, read_names
from search.paragraphs import Numbers, Paragraphs, Space
from search.segment import Segment, Terms

_Made = TypeVar("_Made")

__all__ = [
    "MAX_CACHED_IDS",
    "MAX_CACHED_NUMBERS",
    "MAX_CACHED_RECORD_BYTES",
    "MAX_PLACES_RANKED",
    "Postings",
]

MAX_CACHED_NUMBERS = 2_000_000
"""So many numbers of paragraphs, of eight bytes each, are kept for names and grams."""

MAX_CACHED_IDS = 65_536
"""So many ids of paragraphs are kept."""

MAX_CACHED_RECORD_BYTES = 6_000_000
"""Paragraphs with their notes are kept that take so many bytes as they are stored."""

MAX_PLACES_RANKED = 4_096
"""To order more paragraphs than this by document, the ranks of all are found once and kept."""


SEVERAL = frozenset(field.name for field in FIELDS if field.form == "names")
"""The fields of which a paragraph may have several names."""

_LEADS_NOWHERE = (IndexError, ValueError, OverflowError, TypeError)
"""What numpy and Python raise where the numbers of an index lead nowhere."""


class _TellingDamage:
    """Says of what leads nowhere in the arrays of an index that it is damaged."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, _LEADS_NOWHERE):
            raise IndexDamaged(f"{self._directory}: {type(error).__name__}: {error}") from error


class Postings:
    """What searching reads of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.directory = generation.directory
        self.telling_damage = _TellingDamage(generation.directory)
        files = [
            SegmentFile(generation.directory / name, generation.seal_of(name))
            for name in generation.segments
        ]
        self.segments: tuple[Segment, ...] = ()
        self.count = 0
        for file in files:
            self.segments += (Segment(file, self.count),)
            self.count += self.segments[-1].count
        self._stored = tuple(map(StoredTexts, files))
        self._firsts = [segment.first for segment in self.segments]
        self.space = Space(self.count)
        self._reading = threading.Lock()
        self._found: Cache[Paragraphs] = Cache(MAX_CACHED_NUMBERS)
        self._known: dict[int, str] = {}
        self._records: Cache[Record] = Cache(MAX_CACHED_RECORD_BYTES)
        self._made: dict[str, Any] = {}

    @cached_property
    def document_count(self) -> int:
        """The number of documents that have a paragraph."""
        return len(self._keys[0])

    # ---- terms

    def posting(self, field: str, term: str) -> Paragraphs:
        """Return the paragraphs that have a name, or whose field holds a word."""
        coded = term.encode("utf-8", errors="surrogatepass")
        return self._cached(
            (field, term),
            lambda segment: segment.checked(
                segment.terms(field).docs[segment.terms(field).postings(coded)]
            ),
        )

    def named(self, field: str, name: str) -> list[int]:
        """Return the numbers of the paragraphs that have a name. Errors: `IndexDamaged`."""
        with self.telling_damage:
            numbers: list[int] = self.posting(field, name).numbers.tolist()
        return numbers

    def names_beginning(self, field: str, start: str, most: int) -> list[str]:
        """Return names that begin so, no more than `most` of each segment.

        Errors: `IndexDamaged`.
        """
        coded = start.encode("utf-8", errors="surrogatepass")
        with self.telling_damage:
            names = {
                name.decode("utf-8", errors="surrogatepass")
                for segment in self.segments
                for name in segment.terms(field).beginning_with(coded, most)
            }
        return sorted(names)

    def gram(self, field: str, gram: str) -> Paragraphs:
        """Return the paragraphs whose texts hold one character, or two beside each other."""
        return self._cached((field, gram), lambda segment: segment.gram(field, gram))

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many paragraphs have a name, or a word in the field."""
        coded = term.encode("utf-8", errors="surrogatepass")
        found = (segment.terms(field).postings(coded) for segment in self.segments)
        return sum(postings.stop - postings.start for postings in found)

    def text_lengths(self, docs: Numbers, field: str = "text_grams") -> Numbers:
        """Return how many characters the folded texts of each paragraph have, in any order."""
        if len(self.segments) == 1:
            return self.segments[0].text_lengths(field, docs)
        lengths = np.empty(len(docs), dtype=np.intp)
        for segment in self.segments:
            is_own = (docs >= segment.first) & (docs < segment.first + segment.count)
            lengths[is_own] = segment.text_lengths(field, docs[is_own] - segment.first)
        return lengths

    def gram_frequency(self, field: str, gram: str) -> int:
        """Return how many paragraphs' texts hold one character, or two beside each other."""
        found = (segment.gram_postings(field, gram) for segment in self.segments)
        return sum(postings.stop - postings.start for postings in found)

    def character_count(self, field: str) -> int:
        """Return how many characters the folded texts of all paragraphs have, gaps included."""
        return sum(segment.character_count(field) for segment in self.segments)

    def average_length(self, field: str) -> float:
        """Return how many words the field has on average."""
        total = sum(segment.fact(f"{field}/total") for segment in self.segments)
        return total / (self.count or 1) or 1.0

    def _cached(self, key: tuple[str, str], read: Any) -> Paragraphs:
        return self.kept(
            key, lambda: self.space.of(_joined([read(segment) for segment in self.segments]))
        )

    def names(self, field: str) -> Names:
        """Return the names of a field, read once. Errors: `IndexDamaged`."""
        return self.once(
            f"names of {field}",
            lambda: read_names(self.space, self.segments, field, several=field in SEVERAL),
        )

    def once(self, what: str, make: Callable[[], _Made]) -> _Made:
        """Return what is made of the whole index, once, and kept as long as it is open.

        Errors: `IndexDamaged`.
        """
        if what not in self._made:
            with self.telling_damage:
                self._made[what] = make()
        made: _Made = self._made[what]
        return made

    def kept(self, key: tuple[str, str], make: Callable[[], Paragraphs]) -> Paragraphs:
        """Return a set of paragraphs, which is kept for a while under a key."""
        found = self._found.get(key)
        if found is None:
            found = make()
            self._found.put(key, found, len(found) + 1)
        return found

    # ---- paragraphs

    def id(self, doc: int) -> str:
        """Return the id of a paragraph."""
        return self._known.get(doc) or self._read_id(doc)

    def ids_of(self, docs: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of some paragraphs."""
        known = self._known
        return tuple([known.get(doc) or self._read_id(doc) for doc in docs])

    def _read_id(self, doc: int) -> str:
        at = bisect_right(self._firsts, doc) - 1
        ids = self._ids[at]
        own = ids[ids.numbers.number(doc - self._firsts[at])].decode("utf-8", "surrogatepass")
        if len(self._known) >= MAX_CACHED_IDS:
            self._known.clear()
        self._known[doc] = own
        return own

    @cached_property
    def _ids(self) -> list[Terms]:
        """The ids of all paragraphs, by segment."""
        return [segment.terms("id") for segment in self.segments]

    def record(self, doc: int) -> Record:
        """Return a paragraph as it was indexed, with its document's facts and its notes."""
        record = self._records.get(doc)
        if record is None:
            at = bisect_right(self._firsts, doc) - 1
            with self._reading:
                stored = self._stored[at].text(doc - self._firsts[at])
            with self.telling_damage:
                record = record_from_json(stored.decode("utf-8", errors="surrogatepass"))
            self._records.put(doc, record, len(stored))
        return record

    def ranks(self, docs: Numbers) -> tuple[NDArray[Any], ...]:
        """Return what sorts paragraphs by document, then by place: as `lexsort` takes it."""
        if len(docs) > MAX_PLACES_RANKED:
            return (self._ranks[docs],)
        return self._ordinals[docs], self._keys[1][docs]

    def documents_of(self, docs: Numbers) -> NDArray[Any]:
        """Return a number for the document of each paragraph, in the order of the keys."""
        numbers: NDArray[Any] = self._keys[1][docs]
        return numbers

    @cached_property
    def document_and_ordinal(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """A number for each paragraph's document, in the order of keys, and its place in it."""
        documents, ordinals = self._keys[1], self._ordinals
        return documents.astype(np.uint32, copy=False), ordinals.astype(np.uint32, copy=False)

    @cached_property
    def _ranks(self) -> Numbers:
        """The rank of each paragraph."""
        ranks = np.empty(self.count, dtype=np.intp)
        ranks[np.lexsort((self._ordinals, self._keys[1]))] = np.arange(self.count)
        return ranks

    @cached_property
    def _ordinals(self) -> NDArray[Any]:
        """The place of each paragraph in its document."""
        return _joined([segment.array("ordinals") for segment in self.segments])

    @cached_property
    def _keys(self) -> tuple[list[bytes], NDArray[Any]]:
        """The keys of all documents in order, and the number among them of each paragraph's."""
        dictionaries = [segment.terms("key").all() for segment in self.segments]
        numbers = [segment.terms("key").numbers[:] for segment in self.segments]
        if len(dictionaries) == 1:
            return dictionaries[0], numbers[0]
        keys = sorted(set().union(*dictionaries))
        number_of = {key: number for number, key in enumerate(keys)}
        ranks = (np.array([number_of[key] for key in own], dtype=np.uint32) for own in dictionaries)
        return keys, _joined([rank[own] for rank, own in zip(ranks, numbers, strict=True)])


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
