"""Hits, or a document → records of a RIS file (UTF-8), for EndNote, Zotero and the like.

A paragraph is a record of its own; a document of the United Nations is a report (RPRT), whose
number (SN) is its symbol, all else is generic (GEN). Each tag stands on a line of its own, its
value on the same line; lines end in CR and LF; ER ends a record.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.document import Document
from indexer.typeset import visible
from search.answers import Answer, DocumentFacts, Hit, LinkedFootnote, Stream
from search.written.entry_keys import entry_key
from search.written.issued import issued
from search.written.one_line import in_one_line
from search.written.passages import passages_of

__all__ = ["answer_lines", "document_lines"]

LINE_END = "\r\n"

Tags = list[tuple[str, str | None]]


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield a record for each hit."""
    return map(_passage_record, answer)


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield the record of the document, or of its paragraph or note of that anchor."""
    if anchor is None:
        yield _record(DocumentFacts.of(document.facts()), entry_key(document.key), [])
    else:
        yield from map(_passage_record, passages_of(document, anchor))


def _passage_record(hit: Hit) -> str:
    """Return the record of a paragraph: its words are the abstract (AB), its notes are N1."""
    paragraph = hit.paragraph
    tags: Tags = [
        ("SP", None if paragraph.page is None else str(paragraph.page)),
        ("SE", paragraph.label),
        ("AN", hit.id),
        ("AB", " … ".join(snippet.text for snippet in hit.snippets)),
        *(("N1", _note(note)) for note in hit.footnotes),
    ]
    return _record(hit.document, entry_key(hit.document.key, paragraph.anchor), tags)


def _record(document: DocumentFacts, key: str, tags: Tags) -> str:
    known = issued(document)
    all_tags: Tags = [
        ("TY", "RPRT" if known.report else "GEN"),
        ("ID", key),
        ("AU", known.author),
        ("TI", document.title or document.key),
        ("PB", known.publisher),
        ("SN", known.report),
        ("PY", document.date and document.date[:4]),
        ("DA", document.date and _slashed(document.date)),
        ("LA", "zh"),
        ("AV", document.source),
        *tags,
    ]
    lines = [f"{tag}  - {_value(value)}" for tag, value in all_tags if value]
    return LINE_END.join((*lines, "ER  - ", "", ""))


def _slashed(date: str) -> str:
    """Return a date as RIS has it: 2008/12/02/, and what is not known empty, 2008///."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"


def _note(note: LinkedFootnote) -> str:
    return f"{note.number} {note.text}" + (f" = {note.resolved}" if note.resolved else "")


def _value(text: str) -> str:
    """Return text on one line, in which nothing begins a tag."""
    return visible(in_one_line(text))
