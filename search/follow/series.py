"""A resolution → the series that it is one of, as far as documents of the index recall it.

A document recalls its series in the longest list of its own body's resolutions that it recalls,
and of equals in the first. To a series belong: the resolution itself, the documents that recall it
so, those that recall these, and so on; all that any of them recalls so; and what those of these
recall that are in the index.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from indexer.document import Citation
from indexer.record import Record
from search.follow.linked import Chain, Link
from search.follow.named_in import citations_of
from search.follow.naming import Named, indexed_under
from search.follow.recalled import RECALLING, adopted_by, recalled_in
from search.follow.sequence import place_in_series, year_of
from search.paragraphs import Paragraphs
from search.postings import Postings

__all__ = ["MAX_READ", "chain_of"]

MAX_READ = 2_000
"""So many paragraphs are read to find what they recall; what is behind them is not followed."""


@dataclass(frozen=True, slots=True)
class _Recall:
    """The paragraph in which a document recalls its series, and what it names there."""

    symbol: str
    id: str
    listed: tuple[Citation, ...]


class _AllRead(Exception):
    """As many paragraphs were read as may be."""


def chain_of(postings: Postings, named: Named) -> Chain:
    """Return the series that a resolution is one of. Errors: `IndexDamaged`."""
    with postings.telling_damage:
        series = _Series(postings)
        key = series.symbol_of(named.indexed) if named.indexed else named.key
        complete = adopted_by(key) is None or series.follow(key)
        return Chain(key, complete, series.links())


class _Series:
    """A series while it is followed: who of it names whom."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._read = 0
        self._recalls: dict[str, _Recall | None] = {}
        self._named: dict[str, dict[str, Citation]] = {}
        verbs = [postings.posting("verb", verb) for verb in RECALLING]
        self._recalling = postings.space.any_of(verbs)

    def symbol_of(self, indexed: str) -> str:
        """Return the symbol of a document of the index, or the name itself where it has none."""
        found = self._postings.posting("key", indexed)
        return (self._facts(indexed)["symbol"] if len(found) else None) or indexed

    def follow(self, key: str) -> bool:
        """Follow the series of a resolution; return whether all of it could be followed."""
        self._named[key] = {}
        try:
            self._follow_back(self._follow_on(key))
        except _AllRead:
            return False
        return True

    def links(self) -> tuple[Link, ...]:
        """Return the resolutions of the series, the oldest first; none of one that stands alone."""
        links = map(self._link, self._named) if len(self._named) > 1 else ()
        return tuple(sorted(links, key=lambda link: place_in_series(link.key, link.date)))

    def _follow_on(self, key: str) -> list[str]:
        """Note those that recall a resolution, and these, and so on; return the keys of all."""
        keys = [key]
        for own in keys:
            for document in self._documents_citing(own):
                recall = self._recall_of(document)
                if recall and own in (each.key for each in recall.listed):
                    if recall.symbol not in keys:
                        keys.append(recall.symbol)
                    self._note(recall)
        return keys

    def _follow_back(self, keys: list[str]) -> None:
        """Note what those of the keys recall that are in the index, and what that recalls."""
        waiting, seen = deque(keys), set(keys)
        while waiting:
            for document in self._documents_of(waiting.popleft()):
                if recall := self._recall_of(document):
                    self._note(recall)
                    older = [each.key for each in recall.listed if each.key not in seen]
                    waiting.extend(older)
                    seen.update(older)

    def _note(self, recall: _Recall) -> None:
        self._named.setdefault(recall.symbol, {})
        for citation in recall.listed:
            self._named.setdefault(citation.key, {})[recall.id] = citation

    def _documents_citing(self, key: str) -> Iterator[str]:
        """Return the keys of the documents of which a recalling paragraph cites a key, in order."""
        citing = self._postings.posting("cites", key)
        return self._documents(self._postings.space.all_of([citing, self._recalling]))

    def _documents_of(self, key: str) -> Iterator[str]:
        """Return the keys of the documents that a resolution is in the index as, in order."""
        names = [self._postings.posting(field, key) for field in ("key", "symbol")]
        return self._documents(self._postings.space.any_of(names))

    def _documents(self, found: Paragraphs) -> Iterator[str]:
        """Yield the keys of the documents of some paragraphs, in order."""
        _, firsts = np.unique(self._postings.documents_of(found.numbers), return_index=True)
        for doc in found.numbers[firsts].tolist():
            yield self._postings.id(doc).rpartition("#")[0]

    def _recall_of(self, document: str) -> _Recall | None:
        """Return where a document recalls its series, if it does."""
        if document not in self._recalls:
            found = list(self._lists_in(document))
            self._recalls[document] = max(found, key=lambda each: len(each.listed), default=None)
        return self._recalls[document]

    def _lists_in(self, document: str) -> Iterator[_Recall]:
        """Yield the lists of its own body's resolutions that a document recalls, in order."""
        own = self._postings.posting("key", document)
        for record in self._records(self._postings.space.all_of([own, self._recalling])):
            symbol = record.document["symbol"] or record.document["key"]
            body = adopted_by(symbol)
            citations = citations_of(record.paragraph)
            listed = recalled_in(record.paragraph.text, citations, body) if body else ()
            if listed:
                yield _Recall(symbol, record.id, listed)

    def _records(self, found: Paragraphs) -> Iterator[Record]:
        numbers = found.numbers
        for doc in numbers[np.lexsort(self._postings.ranks(numbers))].tolist():
            self._read += 1
            if self._read > MAX_READ:
                raise _AllRead
            yield self._postings.record(doc)

    def _link(self, key: str) -> Link:
        named_by = dict(sorted(self._named[key].items()))
        indexed = indexed_under(self._postings, key)
        facts = self._facts(indexed) if indexed else {"date": None, "title": None}
        dates = (facts["date"], *(citation.date for citation in named_by.values()))
        date = next(filter(None, dates), None)
        return Link(key, date, year_of(key, date), indexed, facts["title"], tuple(named_by))

    def _facts(self, document: str) -> dict[str, str | None]:
        doc = int(self._postings.posting("key", document).numbers[0])
        return self._postings.record(doc).document
