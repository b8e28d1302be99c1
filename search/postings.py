"""A generation's postings as arrays: term → the paragraphs with it, how often, in how long a field.

This is the only module that reads the index files while searching. Whoosh's readers share one file
position between threads, so every read is under a lock; what was read is kept in bounded caches.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from indexer.errors import DuansouError, IndexDamaged
from indexer.folding import fold
from indexer.generations import Generation
from indexer.record import Record, record_from_json

__all__ = [
    "MAX_CACHED_CHARACTERS",
    "MAX_CACHED_POSTINGS",
    "MAX_CACHED_RECORDS",
    "DocumentNumbers",
    "FoldedParagraph",
    "Posting",
    "Postings",
]

MAX_CACHED_POSTINGS = 8_000_000
"""So many postings, of twenty bytes each, are kept in memory."""

MAX_CACHED_RECORDS = 4_096
"""So many paragraphs with their notes are kept in memory."""

MAX_CACHED_CHARACTERS = 16_000_000
"""So many characters of folded text are kept in memory."""

DocumentNumbers = NDArray[np.int64]
"""Ascending numbers of paragraphs; each is one document to Whoosh."""


class Posting(NamedTuple):
    """One term in one field: where it is, how often there, and how long the field is there."""

    docs: DocumentNumbers
    weights: NDArray[np.float32]
    lengths: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FoldedParagraph:
    """A paragraph as it is matched: its folded text, and each of its notes' texts."""

    text: str
    notes: tuple[str, ...]


class Postings:
    """What ranking reads of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._lock = threading.RLock()
        with self._reading():
            self._reader = whoosh_index.open_dir(str(generation.directory)).reader()
            self._scorable = {name for name, field in self._reader.schema.items() if field.scorable}
        self._postings: _Cache[Posting] = _Cache(MAX_CACHED_POSTINGS)
        self._records: _Cache[Record] = _Cache(MAX_CACHED_RECORDS)
        self._folded: _Cache[FoldedParagraph] = _Cache(MAX_CACHED_CHARACTERS)
        self._averages: dict[str, float] = {}

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._reader.close()

    @cached_property
    def count(self) -> int:
        """The number of paragraphs, those deleted included: the N of a document frequency."""
        with self._reading():
            return int(self._reader.doc_count_all())

    @cached_property
    def document_count(self) -> int:
        """The number of documents that have a paragraph."""
        with self._reading():
            return sum(1 for _ in self._reader.lexicon("key"))

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Which paragraphs there are: one truth value for each number. It cannot be written to."""
        with self._reading():
            live = np.zeros(self.count, dtype=np.bool_)
            live[np.fromiter(self._reader.all_doc_ids(), dtype=np.int64)] = True
        live.setflags(write=False)
        return live

    @cached_property
    def order(self) -> DocumentNumbers:
        """The rank of each paragraph by its document's key, then by its place in the document."""
        ranks = np.arange(self.count, dtype=np.int64)
        numbers = [docs for docs in self._paragraphs_by_key() if len(docs)]
        if numbers:
            ranks[np.concatenate(numbers)] = np.arange(sum(map(len, numbers)))
        return ranks

    def place(self, doc: int) -> tuple[str, int]:
        """Return the key of a paragraph's document, and its place in it."""
        record = self.record(doc)
        return record.document["key"], record.paragraph.ordinal

    def document_frequency(self, field: str, term: str) -> int:
        """Return in how many paragraphs the field holds the term."""
        cached = self._postings.get((field, term))
        if cached is not None:
            return len(cached.docs)
        if not _storable(term):
            return 0
        with self._reading():
            return int(self._reader.doc_frequency(field, term))

    def average_length(self, field: str) -> float:
        """Return how many terms the field has on average, as Whoosh's scorer counts them."""
        if field not in self._averages:
            with self._reading():
                total = self._reader.field_length(field)
            self._averages[field] = total / (self.count or 1) or 1.0
        return self._averages[field]

    def posting(self, field: str, term: str) -> Posting:
        """Return where the field holds the term: empty arrays where it nowhere does."""
        key = (field, term)
        posting = self._postings.get(key)
        if posting is None:
            with self._reading():
                posting = self._read(field, term)
            self._postings.put(key, posting, len(posting.docs) + 1)
        return posting

    def record(self, doc: int) -> Record:
        """Return a paragraph as it was indexed, with its document's facts and its notes."""
        record = self._records.get(doc)
        if record is None:
            with self._reading():
                record = record_from_json(self._reader.stored_fields(doc)["record"])
            self._records.put(doc, record, 1)
        return record

    def folded(self, doc: int) -> FoldedParagraph:
        """Return the folded text of a paragraph and of its notes, spelled out ones beside them."""
        folded = self._folded.get(doc)
        if folded is None:
            record = self.record(doc)
            folded = FoldedParagraph(
                fold(record.paragraph.text), tuple(map(fold, record.note_texts))
            )
            self._folded.put(doc, folded, len(folded.text) + sum(map(len, folded.notes)) + 1)
        return folded

    def _read(self, field: str, term: str) -> Posting:
        docs: list[int] = []
        weights: list[float] = []
        if _storable(term) and (field, term) in self._reader:
            matcher = self._reader.postings(field, term)
            while matcher.is_active():
                docs.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
        return Posting(
            np.array(docs, dtype=np.int64),
            np.array(weights, dtype=np.float32),
            np.array(self._lengths(field, docs), dtype=np.float64),
        )

    def _lengths(self, field: str, docs: list[int]) -> list[int]:
        if field not in self._scorable or field.endswith("_grams"):
            return [1] * len(docs)
        return [self._reader.doc_field_length(doc, field, 1) for doc in docs]

    def _paragraphs_by_key(self) -> Iterator[DocumentNumbers]:
        """Yield the paragraphs of each document, the documents by key."""
        with self._reading():
            keys = sorted(key.decode("utf-8") for key in self._reader.lexicon("key"))
        for key in keys:
            yield self.posting("key", key).docs

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Hold the lock, and say that the index is damaged where Whoosh cannot make sense of it."""
        with self._lock:
            try:
                yield
            except DuansouError:
                raise
            # Whoosh raises whatever its parsing meets in a damaged file, bare Exception included.
            except Exception as error:
                raise IndexDamaged(
                    f"{self._generation.directory}: {type(error).__name__}: {error}; "
                    "rebuild the index with `duansou index --rebuild`"
                ) from error


def _storable(term: str) -> bool:
    """Return whether an index could hold the term at all: lone surrogates are not UTF-8."""
    return bool(term) and not any("\ud800" <= character <= "\udfff" for character in term)


_Value = TypeVar("_Value")


class _Cache(Generic[_Value]):
    """Keeps what was used last, up to a sum of costs. Safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._total = 0
        self._kept: OrderedDict[Hashable, tuple[_Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Value | None:
        """Return what is kept under the key, if anything is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: _Value, cost: int) -> None:
        """Keep a value, and drop those used longest ago that there is no room for."""
        with self._lock:
            if key in self._kept:
                self._total -= self._kept.pop(key)[1]
            self._kept[key] = (value, cost)
            self._total += cost
            while self._total > self._limit and len(self._kept) > 1:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._total -= dropped
