"""A document → its paragraphs as hits have them, so that a format is written once for both."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.document import Document, Footnote, Paragraph
from indexer.record import Record, records_of
from search.answers import Hit, LinkedFootnote, Snippet
from search.showing import hit_of

__all__ = ["part_of", "passage", "passages_of"]


def part_of(
    document: Document, anchor: str | None
) -> tuple[tuple[Paragraph, ...], tuple[Footnote, ...]]:
    """Return the paragraphs and notes of a document, or those that belong to an anchor.

    To a paragraph belong its notes, to a note no paragraph.
    """
    if anchor is None:
        return document.paragraphs, document.footnotes
    return (
        tuple(paragraph for paragraph in document.paragraphs if paragraph.anchor == anchor),
        tuple(
            note for note in document.footnotes if anchor == note.anchor or anchor in note.cited_by
        ),
    )


def passages_of(document: Document, anchor: str | None = None) -> Iterator[Hit]:
    """Yield the paragraphs of a document, and the notes that none cites, or the one so called."""
    for record in records_of(document):
        if anchor in (None, record.paragraph.anchor):
            yield passage(record)
    last = len(document.paragraphs)
    for note in document.footnotes:
        if note.cited_by and note.anchor == anchor:
            yield passage(Record(document.facts(), note.as_paragraph(last + 1), (note,)))


def passage(record: Record) -> Hit:
    """Return a paragraph, whole, with its notes; nothing of it was sought."""
    paragraph = record.paragraph
    marks = tuple((mark.offset, mark.number) for mark in paragraph.marks)
    whole = Snippet(paragraph.text, (), marks, False, False)
    return hit_of(record, [whole], tuple(map(_note, record.footnotes)))


def _note(note: Footnote) -> LinkedFootnote:
    return LinkedFootnote(note.anchor, note.number, note.text, note.resolved, (), ())
