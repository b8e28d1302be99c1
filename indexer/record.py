"""A document → the records that are searched, each a paragraph with all that a hit shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from indexer.citations import find_citations
from indexer.document import Citation, Document, Footnote, Mark, Paragraph, Span
from indexer.errors import IndexDamaged

__all__ = ["Record", "record_from_json", "record_to_json", "records_of"]


@dataclass(frozen=True, slots=True)
class Record:
    """What is stored of a paragraph: its document's facts, itself, and the notes it refers to.

    A note that no paragraph refers to is a paragraph of its own, and its own note.
    """

    document: dict[str, Any]
    paragraph: Paragraph
    footnotes: tuple[Footnote, ...]

    @property
    def id(self) -> str:
        """Return the paragraph's id, unique in the index."""
        return f"{self.document['key']}#{self.paragraph.anchor}"

    @property
    def note_texts(self) -> tuple[str, ...]:
        """Return the notes as they are matched: as printed and, after a 同上, as spelt out too."""
        return tuple(text for note in self.footnotes for text in (note.text, note.resolved) if text)

    @property
    def cited_keys(self) -> tuple[str, ...]:
        """Return the keys of the documents that the paragraph or its notes cite, each once."""
        in_notes = (citation for note in self.footnotes for citation in find_citations(note.text))
        keys = (citation.key for citation in (*self.paragraph.citations, *in_notes))
        return tuple(dict.fromkeys(keys))


def records_of(document: Document) -> Iterator[Record]:
    """Yield the records of a document, its paragraphs in order."""
    facts = document.facts()
    notes: dict[str, list[Footnote]] = {}
    for note in document.footnotes:
        for anchor in note.cited_by or (note.anchor,):
            notes.setdefault(anchor, []).append(note)
    for unit in document.units():
        yield Record(facts, unit, tuple(notes.get(unit.anchor, ())))


def record_to_json(record: Record) -> str:
    """Return a record as JSON that any text survives.

    Half characters are kept as they are, not escaped: two escapes beside each other would be read
    as one character. So the string is for a store that keeps such halves, as Whoosh's does.
    """
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=_members)


def _members(value: Any) -> dict[str, Any]:
    """Return the members of one of our dataclasses by name; their tuples are lists in JSON."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def record_from_json(text: str) -> Record:
    """Return the record that `record_to_json` wrote; anything else is `IndexDamaged`."""
    try:
        stored = json.loads(text)
        return Record(
            dict(stored["document"]),
            _paragraph(stored["paragraph"]),
            tuple(_footnote(note) for note in stored["footnotes"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"a stored paragraph cannot be read: {error}") from None


def _paragraph(stored: dict[str, Any]) -> Paragraph:
    marks = tuple(Mark(m["offset"], m["number"], _span(m["span"])) for m in stored.pop("marks"))
    citations = tuple(Citation(**citation) for citation in stored.pop("citations"))
    spans = tuple(map(_span, stored.pop("spans")))
    return Paragraph(marks=marks, citations=citations, spans=spans, **stored)


def _footnote(stored: dict[str, Any]) -> Footnote:
    spans = tuple(map(_span, stored.pop("spans")))
    cited_by = tuple(stored.pop("cited_by"))
    number_span = _span(stored.pop("number_span"))
    return Footnote(cited_by=cited_by, number_span=number_span, spans=spans, **stored)


def _span(stored: dict[str, int]) -> Span:
    return Span(stored["start"], stored["end"])
