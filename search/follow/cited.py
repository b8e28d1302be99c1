"""A document, or a part of one → what it cites, each thing once, with all places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.document import Citation, Document, Footnote
from search.follow.linked import Cited, Cites, Place
from search.follow.named_in import citations_of, citations_of_note
from search.follow.naming import indexed_under
from search.postings import Postings

if TYPE_CHECKING:
    from search.parts import Part

__all__ = ["cites_of"]


def cites_of(postings: Postings, document: Document | Part, anchor: str | None) -> Cites:
    """Return what a document, or its paragraph or note of that anchor, cites, as first named.

    What a note cites is told with each paragraph that refers to it. Errors: `IndexDamaged`.
    """
    places: dict[str, dict[Place, None]] = {}
    dates: dict[str, str | None] = {}
    with postings.telling_damage:
        for place, citation in _citations(document, anchor):
            places.setdefault(citation.key, {})[place] = None
            dates[citation.key] = dates.get(citation.key) or citation.date
        cited = [
            _cited(postings, key, dates[key], tuple(places_of_it))
            for key, places_of_it in places.items()
        ]
    name = document.key if anchor is None else f"{document.key}#{anchor}"
    return Cites(name, tuple(cited))


def _citations(document: Document | Part, anchor: str | None) -> Iterator[tuple[Place, Citation]]:
    """Yield each citation with its place: paragraph by paragraph, its notes behind it."""
    notes = _notes_by_paragraph(document)
    for paragraph in document.paragraphs:
        if anchor in (None, paragraph.anchor):
            id_ = f"{document.key}#{paragraph.anchor}"
            for citation in citations_of(paragraph):
                yield Place(id_, paragraph.label, None), citation
            for note in notes.get(paragraph.anchor, ()):
                for citation in citations_of_note(note):
                    yield Place(id_, paragraph.label, note.number), citation
    for note in document.footnotes:
        # One that no paragraph refers to is a place of its own, and so is one that is asked for.
        if anchor == note.anchor or (anchor is None and not note.cited_by):
            id_ = f"{document.key}#{note.anchor}"
            for citation in citations_of_note(note):
                yield Place(id_, f"脚注{note.number}", note.number), citation


def _notes_by_paragraph(document: Document | Part) -> dict[str, list[Footnote]]:
    notes: dict[str, list[Footnote]] = {}
    for note in document.footnotes:
        for anchor in note.cited_by:
            notes.setdefault(anchor, []).append(note)
    return notes


def _cited(postings: Postings, key: str, date: str | None, places: tuple[Place, ...]) -> Cited:
    indexed = indexed_under(postings, key)
    return Cited(key, _date_of(postings, indexed) or date, indexed, places)


def _date_of(postings: Postings, indexed: str | None) -> str | None:
    """Return the date of a document of the index."""
    found = postings.posting("key", (indexed or "").rpartition("#")[0] or indexed or "")
    if not len(found):
        return None
    date: str | None = postings.record(int(found.numbers[0])).document["date"]
    return date
