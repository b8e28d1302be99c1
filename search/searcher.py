"""open_index(path) → Index; Index.search(text) → Answer.

Nothing heavy is loaded before an index is opened: this module imports its companions where it needs
them, so that `import search` costs next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from indexer.document import Diagnostic, Document, Footnote, Paragraph
from indexer.errors import IndexDamaged, NotFound
from search.answers import Answer, Ranking, Stream
from search.wanted import MAX_LIMIT, USUAL_WIDTH, Wanted

if TYPE_CHECKING:
    from indexer.generations import Generation
    from indexer.record import Record
    from indexer.segmenter import Segmenter
    from search.asking import Asking
    from search.explained import Explanation, Why
    from search.parts import Part
    from search.synonyms import Synonyms

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
        name, hash_sign, anchor = id.rpartition("#")
        own_id = f"{self._key(name)}#{anchor}" if hash_sign else id
        docs = self._open().postings.named("id", own_id)
        if not docs:
            raise NotFound(f"the index has no paragraph {own_id!r}")
        return docs[0]

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
