"""open_index(path) → Index; Index.search(text) → Answer.

Nothing heavy is loaded before an index is opened: this module imports its companions where it needs
them, so that `import search` costs next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from indexer.document import Diagnostic, Document, Footnote, Paragraph
from indexer.errors import IndexDamaged, NotFound
from search.answers import Answer, DocumentFacts, Ranking, Stream
from search.wanted import MAX_LIMIT, USUAL_WIDTH, Wanted

if TYPE_CHECKING:
    from indexer.generations import Generation
    from indexer.record import Record
    from indexer.segmenter import Segmenter
    from search.asking import Asking
    from search.explained import Explanation, Why
    from search.follow.linked import Chain, CitedBy, Cites, References
    from search.parts import Part
    from search.synonyms import Synonyms
    from search.versions.outcomes import Difference, Quotes, Similar
    from search.written.cite import ReadyCitation

__all__ = [
    "MAX_LIMIT",
    "Index",
    "open_index",
]


def open_index(
    path: str | os.PathLike[str],
    *,
    trust: bool = False,
    synonyms: str | os.PathLike[str] | None = None,
) -> Index:
    """Return the live generation of the index at `path`, to be searched.

    A rebuild does not change what is open. An index that others than you and root may have written
    is refused, unless you `trust` them. `synonyms` is a file of your own beside the list that comes
    with Duansou. Errors: `IndexNotFound`, `IndexDamaged`, `IndexUntrusted`, `SynonymsUnreadable`.
    """
    from indexer.generations import open_generation
    from search.synonyms import read_synonyms

    known = read_synonyms(synonyms)
    return Index(open_generation(Path(path), trust=trust), known)


class Index:
    """One generation of an index, open for reading. Safe to share between threads.

    Use it as a context manager, or call `close` when done.
    """

    def __init__(self, generation: Generation, synonyms: Synonyms) -> None:
        from indexer.generations import dictionary_of
        from indexer.segmenter import Segmenter
        from search.asking import Asking
        from search.postings import Postings

        self.generation: str = generation.name
        """The name of the generation that is open."""
        segmenter = Segmenter(dictionary_of(generation))
        _check_fingerprint(generation, segmenter)
        self._asking: Asking | None = Asking(Postings(generation), segmenter, synonyms)

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
        """Let go of the files, as soon as no search that goes on in a thread needs them.

        Searching afterwards is a `ValueError`; closing twice is not.
        """
        self._asking = None

    @property
    def paragraph_count(self) -> int:
        """How many paragraphs can be found."""
        return self._open().postings.count

    @property
    def document_count(self) -> int:
        """How many documents the paragraphs are of."""
        return self._open().postings.document_count

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        where: str = "",
        sort: str = "relevance",
        facets: Sequence[str] = (),
        group: bool = False,
        windows: int = 1,
        width: int = USUAL_WIDTH,
    ) -> Answer:
        """Return `limit` of the paragraphs that answer a query, best first, after `offset` others.

        Any text is a query. `where` is one too: only what it finds is searched, and it adds nothing
        to scores; an empty text finds all of it. Hits may be sorted by `date`, `-date`, `symbol` or
        `document`; counted by the `facets` year, session, body, kind and verb; with `group`, each
        document comes once, with the first of its paragraphs. Of a longer paragraph up to so many
        `windows` of about `width` characters are shown.

        Errors: `QueryTooLong`; `IndexDamaged`; `ValueError` for a `limit` outside 0 to `MAX_LIMIT`,
        a negative `offset`, what else cannot be wanted, or a closed index.
        """
        wanted = Wanted(limit, offset, where, sort, tuple(facets), group, windows, width)
        return self._open().answer(text, wanted)

    def stream(
        self,
        text: str,
        *,
        where: str = "",
        sort: str = "relevance",
        facets: Sequence[str] = (),
        group: bool = False,
        windows: int = 1,
        width: int = USUAL_WIDTH,
    ) -> Stream:
        """Return an iterator over all hits of a query in order, however many there are.

        What they are is found at once; each is read when it is asked for, also after the index was
        closed. All else is as in `search`.
        """
        wanted = Wanted(0, 0, where, sort, tuple(facets), group, windows, width)
        return self._open().stream(text, wanted)

    def rank(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        where: str = "",
        sort: str = "relevance",
    ) -> Ranking:
        """Return the ids and scores of what `search` finds, without what it shows of them.

        Errors are those of `search`.
        """
        return self._open().ranking(text, Wanted(limit, offset, where, sort))

    def explain(
        self, text: str, *, limit: int = 10, offset: int = 0, where: str = ""
    ) -> Explanation:
        """Return how a query is understood, and of what the scores of its hits are the sum.

        Errors are those of `search`.
        """
        return self._open().explanation(text, Wanted(limit, offset, where))

    def why(self, text: str, id: str, *, where: str = "") -> Why:  # noqa: A002 - as in paragraph
        """Return why a query finds the paragraph of that id, part by part, or why not.

        Errors: `NotFound`; those of `search`.
        """
        wanted = Wanted(where=where)
        return self._open().why(text, self._number(id), wanted)

    def diff(self, key: str, other: str) -> Difference:
        """Return what became of the paragraphs of a document, or of one paragraph, in another.

        Errors: `NotFound`; `TooLargeToCompare` where a document has too many; `IndexDamaged`.
        """
        from search.versions.differing import check_size, difference, part_of

        for name in (key, other):
            check_size(name, self._size_of(name))
        return difference(part_of(*self.resolve(key)), part_of(*self.resolve(other)))

    def similar(self, id: str, *, limit: int = 10) -> Similar:  # noqa: A002 - as in paragraph
        """Return `limit` of the paragraphs whose text is nearly that of another, most alike first.

        Errors: `NotFound`; `IndexDamaged`; `ValueError` for a `limit` outside 0 to `MAX_LIMIT`.
        """
        from search.versions.alike import similar_to

        return similar_to(self._open().postings, self._number(id), Wanted(limit).limit)

    def quote(self, text: str | Iterable[str]) -> Quotes:
        """Return what a text quotes, each quotation with where it stands, verbatim or nearly.

        A quotation is in “…”, 「…」, 『…』 or "…"; where a text has none, each of its lines is one.
        Of several texts each is a quotation itself. Errors: `TooLargeToCompare` for too many;
        `IndexDamaged`.
        """
        from search.versions.quoting import quotes_of, quotes_of_text

        postings = self._open().postings
        return (
            quotes_of_text(postings, text) if isinstance(text, str) else quotes_of(postings, text)
        )

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
        return self.record(id).paragraph

    def record(self, id: str) -> Record:  # noqa: A002 - as in paragraph
        """Return the paragraph of that id with its document's facts and its notes.

        Errors: `NotFound`; `IndexDamaged`.
        """
        return self._open().postings.record(self._number(id))

    def part(self, key: str, *, offset: int = 0, limit: int) -> Part:
        """Return `limit` paragraphs of a document, however long it is, after `offset` others.

        Errors: `NotFound` where the index has no document of that name; `IndexDamaged`.
        """
        from search.parts import part_of

        part = part_of(self._open().postings, self._key(key), offset, limit)
        if part is None:
            raise NotFound(f"the index has no document {key!r}")
        return part

    def cite(self, id: str, style: str = "un") -> ReadyCitation:  # noqa: A002 - as in paragraph
        """Return a citation of a paragraph with its notes, or of a document, ready to be pasted.

        The styles are `un`, as documents of the United Nations cite; `gbt7714`, an entry by
        GB/T 7714-2015; and `markdown`, a block quotation. Errors: `NotFound`; `IndexDamaged`;
        `ValueError` for a style that there is not.
        """
        from search.written.cite import cite_document, cite_passage
        from search.written.passages import passage, passages_of

        if docs := self._numbers(id):
            return cite_passage(passage(self._open().postings.record(docs[0])), style)
        document, anchor = self.resolve(id)
        if anchor is None:
            return cite_document(DocumentFacts.of(document.facts()), style)
        [note] = passages_of(document, anchor)
        return cite_passage(note, style)

    def resolve(self, name: str) -> tuple[Document, str | None]:
        """Return the document that a key or an id names, and the anchor of its part, if any.

        Errors: `NotFound` where the index has no such document, paragraph or note; `IndexDamaged`.
        """
        key, hash_sign, anchor = name.rpartition("#")
        if not hash_sign or self._open().postings.named("key", self._key(name)):
            return self.document(name), None
        document = self.document(key)
        if anchor not in document.anchors:
            raise NotFound(f"{document.key} has no paragraph or note {anchor!r}")
        return document, anchor

    def cites(self, key: str) -> Cites:
        """Return what a document, or the paragraph or note of an id, cites: each thing once.

        Errors: `NotFound` where the index has no such document, paragraph or note; `IndexDamaged`.
        """
        from search.follow.cited import cites_of

        document, anchor = self.resolve(key)
        return cites_of(self._open().postings, document, anchor)

    def references(self, document: Document | Part, anchor: str | None = None) -> References:
        """Return what a document of the index, or a part of it, cites, and how much cites it.

        Errors: `IndexDamaged`.
        """
        from search.follow.cited import cites_of
        from search.follow.citing import citing
        from search.follow.linked import References
        from search.follow.naming import named_as

        postings = self._open().postings
        cites = cites_of(postings, document, anchor)
        with postings.telling_damage:
            known = named_as(postings, cites.key, cites.key)
        return References(cites, citing(postings, known, 0, 0))

    def cited_by(self, key: str, *, limit: int = 10, offset: int = 0) -> CitedBy:
        """Return `limit` of the paragraphs that cite something, after `offset` others.

        The key may be as printed: 62/39, 第62/39号决议, 《不扩散核武器条约》第六条, NPT.
        They are in the order of their documents, each once. What nothing cites has none.

        Errors: `NotFound` for what is no name; `IndexDamaged`; `ValueError` as in `search`.
        """
        from search.follow.citing import citing
        from search.follow.typed_name import named

        asking, wanted = self._open(), Wanted(limit, offset)
        known = named(asking.postings, asking.synonyms, key)
        return citing(asking.postings, known, wanted.limit, wanted.offset)

    def chain(self, key: str) -> Chain:
        """Return the yearly series that a resolution is one of, the oldest first.

        It is what documents of the index recall together, by a rule that docs/following.md tells.

        Errors: `NotFound` for what is no name; `IndexDamaged`.
        """
        from search.follow.series import chain_of
        from search.follow.typed_name import named

        asking = self._open()
        return chain_of(asking.postings, named(asking.postings, asking.synonyms, key))

    def paragraphs_of(self, key: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a document in their order.

        Errors: `NotFound` where the index has no document of that key; `IndexDamaged`.
        """
        return _paragraphs_of(self._records_of(key))

    def _diagnostics_of(self, key: str) -> tuple[Diagnostic, ...]:
        """Return what was noticed of the document's source when it was indexed."""
        from indexer.generations import sources_of

        generation = self._open().postings.generation
        noted = (source for source in sources_of(generation) if source.get("key") == key)
        try:
            return tuple(Diagnostic(**each) for each in next(noted, {}).get("diagnostics", ()))
        except TypeError as error:
            raise IndexDamaged(f"{generation.directory}: diagnostics: {error}") from None

    def _open(self) -> Asking:
        asking = self._asking
        if asking is None:
            raise ValueError("the index is closed")
        return asking

    def _key(self, name: str) -> str:
        """Return the key of a document by any of its names: 63/49 is A/RES/63/49."""
        from indexer.citations import key_of

        if self._open().postings.named("key", name):
            return name
        return key_of(name) or name

    def _number(self, id: str) -> int:  # noqa: A002 - as in paragraph
        """Return the number of the paragraph of that id. Errors: `NotFound`; `IndexDamaged`."""
        docs = self._numbers(id)
        if not docs:
            raise NotFound(f"the index has no paragraph {self._own_id(id)!r}")
        return docs[0]

    def _numbers(self, id: str) -> Sequence[int]:  # noqa: A002 - as in paragraph
        """Return the number of the paragraph of that id, if there is one."""
        named = self._open().postings.named
        return named("id", id) or named("id", self._own_id(id))

    def _own_id(self, id: str) -> str:  # noqa: A002 - as in paragraph
        """Return an id with the key by which the index knows its document."""
        name, hash_sign, anchor = id.rpartition("#")
        return f"{self._key(name)}#{anchor}" if hash_sign else id

    def _size_of(self, name: str) -> int:
        """Return how many paragraphs the document has that a key or an id names."""
        named = self._open().postings.named
        key = name.rpartition("#")[0]
        return len(named("key", self._key(name)) or named("key", self._key(key)))

    def _records_of(self, key: str) -> list[Record]:
        docs = self._open().postings.named("key", self._key(key))
        if not docs:
            raise NotFound(f"the index has no document {key!r}")
        records = list(map(self._open().postings.record, docs))
        return sorted(records, key=lambda record: record.paragraph.ordinal)


def _check_fingerprint(generation: Generation, segmenter: Segmenter) -> None:
    """Refuse an index whose texts were folded or segmented otherwise than a query would be."""
    from indexer import folding

    for name, ours in (folding.fingerprint() | segmenter.fingerprint()).items():
        theirs = generation.fingerprint.get(name)
        if theirs != ours:
            raise IndexDamaged(
                f"{generation.directory}: built with {name} {theirs}, this is {name} {ours}"
            )


def _notes_of(records: Sequence[Record]) -> tuple[Footnote, ...]:
    """Return the notes of a document: those its paragraphs refer to, in order, and the others."""
    return tuple({note.anchor: note for record in records for note in record.footnotes}.values())


def _paragraphs_of(records: Sequence[Record]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a document without the notes that are indexed like paragraphs."""
    found = (record.paragraph for record in records)
    return tuple(paragraph for paragraph in found if paragraph.kind != "footnote")
