"""open_index(path) → Index; Index.search(text) → Answer.

Nothing heavy is loaded before an index is opened: this module imports its companions where it needs
them, so that `import search` costs next to nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING

from indexer.document import Diagnostic, Document, Footnote, Paragraph
from indexer.errors import IndexDamaged, NotFound
from search.answers import Answer, DocumentFacts, Hit, ParagraphFacts

if TYPE_CHECKING:
    from indexer.generations import Generation
    from indexer.record import Record
    from indexer.segmenter import Segmenter
    from search.postings import Postings
    from search.ranking import Page
    from search.snippets import Needles
    from search.tree import Leaf, Node

__all__ = [
    "MAX_LIMIT",
    "Index",
    "open_index",
]

MAX_LIMIT = 10_000
"""More hits than this on one page are refused with `ValueError`."""


"""The place of a note's number where the index does not keep it."""


def open_index(path: str | os.PathLike[str]) -> Index:
    """Return the live generation of the index at `path`, to be searched.

    A rebuild does not change what is open. Errors: `IndexNotFound`, `IndexDamaged`.
    """
    from indexer.generations import open_generation

    return Index(open_generation(Path(path)))


class Index:
    """One generation of an index, open for reading. Safe to share between threads.

    Use it as a context manager, or call `close` when done.
    """

    def __init__(self, generation: Generation) -> None:
        from indexer.generations import dictionary_of
        from indexer.segmenter import Segmenter
        from search.postings import Postings

        self._generation = generation
        self._segmenter: Segmenter = Segmenter(dictionary_of(generation))
        _check_fingerprint(generation, self._segmenter)
        self._postings: Postings = Postings(generation)
        self._closing = threading.Lock()
        self._closed = False

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Searching afterwards is a `ValueError`; closing twice is not."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._postings.close()

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self._generation.name

    @property
    def paragraph_count(self) -> int:
        """How many paragraphs can be found."""
        return int(self._open().live.sum())

    @cached_property
    def document_count(self) -> int:
        """How many documents the paragraphs are of."""
        return self._open().document_count

    def search(self, text: str, *, limit: int = 10, offset: int = 0) -> Answer:
        """Return `limit` of the paragraphs that answer a query, best first, after `offset` others.

        Any text is a query. Errors: `QueryTooLong`; `IndexDamaged`; `ValueError` for a `limit`
        outside 0 to `MAX_LIMIT`, a negative `offset`, or a closed index.
        """
        _check_page(limit, offset)
        self._open()
        return _Search(text, limit, offset, self._postings, self._segmenter).answer()

    def document(self, key: str) -> Document:
        """Return a document as it was indexed, by its key or another of its names, as 63/49.

        Errors: `NotFound` where the index has no document of that name; `IndexDamaged`.
        """
        records = self._records_of(key)
        facts = records[0].document
        return Document(
            key=facts["key"],
            source=facts["source"],
            symbol=facts["symbol"],
            title=facts["title"],
            date=facts["date"],
            meeting=facts["meeting"],
            paragraphs=_paragraphs_of(records),
            footnotes=_notes_of(records),
            diagnostics=self._diagnostics_of(facts["key"]),
            furniture=(),
        )

    def paragraph(self, id: str) -> Paragraph:  # noqa: A002 - the contract calls it that
        """Return the paragraph of that id, as `A/RES/63/49#op2` or `63/49#op2`.

        Errors: `NotFound`; `IndexDamaged`.
        """
        name, _, anchor = id.rpartition("#")
        own_id = f"{self._key(name)}#{anchor}"
        docs = self._open().posting("id", own_id).docs
        if not len(docs):
            raise NotFound(f"the index has no paragraph {own_id!r}")
        return self._postings.record(int(docs[0])).paragraph

    def resolve(self, name: str) -> tuple[Document, str | None]:
        """Return the document that a key or an id names, and the anchor of its part, if any.

        Errors: `NotFound` where the index has no such document, paragraph or note; `IndexDamaged`.
        """
        key, hash_sign, anchor = name.rpartition("#")
        if not hash_sign or len(self._open().posting("key", self._key(name)).docs):
            return self.document(name), None
        document = self.document(key)
        if anchor not in document.anchors:
            raise NotFound(f"{document.key} has no paragraph or note {anchor!r}")
        return document, anchor

    def paragraphs_of(self, key: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a document in their order.

        Errors: `NotFound` where the index has no document of that key; `IndexDamaged`.
        """
        return _paragraphs_of(self._records_of(key))

    def _diagnostics_of(self, key: str) -> tuple[Diagnostic, ...]:
        """Return what was noticed of the document's source when it was indexed."""
        from indexer.generations import sources_of

        noted = (source for source in sources_of(self._generation) if source.get("key") == key)
        try:
            return tuple(Diagnostic(**each) for each in next(noted, {}).get("diagnostics", ()))
        except TypeError as error:
            raise IndexDamaged(f"{self._generation.directory}: diagnostics: {error}") from None

    def _open(self) -> Postings:
        if self._closed:
            raise ValueError("the index is closed")
        return self._postings

    def _key(self, name: str) -> str:
        """Return the key of a document by any of its names: 63/49 is A/RES/63/49."""
        from indexer.citations import key_of

        if len(self._open().posting("key", name).docs):
            return name
        return key_of(name) or name

    def _records_of(self, key: str) -> list[Record]:
        docs = self._open().posting("key", self._key(key)).docs
        if not len(docs):
            raise NotFound(f"the index has no document {key!r}")
        records = [self._postings.record(doc) for doc in docs.tolist()]
        return sorted(records, key=lambda record: record.paragraph.ordinal)


class _Search:
    """One query on one index: understood, ranked, shown."""

    def __init__(
        self, text: str, limit: int, offset: int, postings: Postings, segmenter: Segmenter
    ) -> None:
        self._text = text
        self._limit = limit
        self._offset = offset
        self._postings = postings
        self._segmenter = segmenter
        self._notices: list[str] = []

    def answer(self) -> Answer:
        """Return the answer, relaxed where nothing holds all that is asked for."""
        from search.query import parse
        from search.tree import describe

        started = perf_counter()
        query = parse(self._text)
        self._notices.extend(query.notices)
        interpreted, relaxed = query.interpreted, False
        total = 0
        hits: tuple[Hit, ...] = ()
        if query.tree is not None:
            tree, page, relaxed, words = self._found(self._with_known_places(query.tree))
            interpreted, total = describe(tree), page.total
            hits = self._hits(page, words)
        return Answer(
            query=self._text,
            interpreted=interpreted,
            total=total,
            relaxed=relaxed,
            offset=self._offset,
            took_ms=round((perf_counter() - started) * 1000, 3),
            notices=tuple(self._notices),
            hits=hits,
        )

    def _with_known_places(self, tree: Node) -> Node:
        """Return the tree with lookups of places that there are not made plain words."""
        from search.matching import Matcher
        from search.tree import Article, lookups, without_lookup

        matcher = Matcher(self._postings, {})
        for lookup in lookups(tree):
            if isinstance(lookup, Article):
                if not len(matcher.place(lookup)):
                    tree = without_lookup(tree, lookup)
            elif lookup.place is not None and not len(matcher.place(lookup)):
                tree = without_lookup(tree, lookup)
                self._notices.append(
                    f"{lookup.key} has no paragraph {lookup.place} in this index; "
                    f"{lookup.text} was searched as plain text."
                )
        return tree

    def _found(self, tree: Node) -> tuple[Node, Page, bool, dict[Leaf, tuple[str, ...]]]:
        """Return what was searched in the end, what it found, whether relaxed, and its words."""
        from search.matching import MAX_SEGMENTED, words_of
        from search.ranking import rank
        from search.tree import positive_leaves, relax

        words, cut = words_of(positive_leaves(tree), self._segmenter)
        if cut:
            self._notices.append(
                f"Only the first {MAX_SEGMENTED:,} characters of the query were also searched "
                "word by word."
            )
        page = rank(tree, self._postings, words, self._offset, self._limit)
        looser = None if page.total else relax(tree)
        if looser is not None:
            second = rank(looser, self._postings, words, self._offset, self._limit)
            if second.total:
                return looser, second, True, words
        return tree, page, False, words

    def _hits(self, page: Page, words: dict[Leaf, tuple[str, ...]]) -> tuple[Hit, ...]:
        from search.snippets import needles_of

        needles = needles_of(words)
        return tuple(
            self._hit(self._postings.record(doc), score, needles)
            for doc, score in zip(page.docs, page.scores, strict=True)
        )

    def _hit(self, record: Record, score: float, needles: Needles) -> Hit:
        from search.snippets import excerpt, footnotes_shown

        paragraph, facts = record.paragraph, record.document
        notes = footnotes_shown(record.footnotes, needles, self._segmenter)
        return Hit(
            id=record.id,
            score=round(score, 6),
            document=DocumentFacts(
                facts["key"], facts["symbol"], facts["title"], facts["date"], facts["source"]
            ),
            paragraph=ParagraphFacts(
                paragraph.anchor,
                paragraph.number,
                paragraph.label,
                paragraph.kind,
                paragraph.ordinal,
                paragraph.page,
            ),
            snippet=excerpt(paragraph, notes, needles, self._segmenter),
            footnotes=notes,
            citations=paragraph.cited_keys,
        )


def _check_fingerprint(generation: Generation, segmenter: Segmenter) -> None:
    """Refuse an index whose texts were folded or segmented otherwise than a query would be."""
    from indexer import folding

    for name, ours in (folding.fingerprint() | segmenter.fingerprint()).items():
        theirs = generation.fingerprint.get(name)
        if theirs != ours:
            raise IndexDamaged(
                f"{generation.directory}: built with {name} {theirs}, this is {name} {ours}; "
                "rebuild it with `duansou index --rebuild`"
            )


def _check_page(limit: int, offset: int) -> None:
    if not 0 <= limit <= MAX_LIMIT:
        raise ValueError(f"limit is {limit}; it can be 0 to {MAX_LIMIT:,}")
    if offset < 0:
        raise ValueError(f"offset is {offset}; it cannot be negative")


def _notes_of(records: Sequence[Record]) -> tuple[Footnote, ...]:
    """Return the notes of a document: those its paragraphs refer to, in order, and the others."""
    return tuple({note.anchor: note for record in records for note in record.footnotes}.values())


def _paragraphs_of(records: Sequence[Record]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a document without the notes that are indexed like paragraphs."""
    found = (record.paragraph for record in records)
    return tuple(paragraph for paragraph in found if paragraph.kind != "footnote")
