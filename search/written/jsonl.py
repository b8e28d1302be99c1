"""Hits → JSON, one a line; a document → JSON Lines that `duansou index` reads again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.document import Document
from indexer.typeset import json_text
from search.answers import Answer, Hit, Stream
from search.written.passages import passages_of

__all__ = ["answer_lines", "document_lines"]


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield each hit as `--format json` has it."""
    return (json_text(hit.to_dict()) for hit in answer)


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield each paragraph as an entry of a list of paragraphs.

    A note that no paragraph cites is an entry without a kind: a list has no such notes.
    """
    return (json_text(_entry(found)) for found in passages_of(document, anchor))


def _entry(passage: Hit) -> dict[str, Any]:
    document, paragraph = passage.document, passage.paragraph
    return {
        "document": document.key,
        "symbol": document.symbol,
        "title": document.title,
        "date": document.date,
        "source": document.source,
        "id": paragraph.anchor,
        "label": paragraph.label,
        "kind": None if paragraph.kind == "footnote" else paragraph.kind,
        "number": paragraph.number,
        "page": paragraph.page,
        "text": passage.snippet.text,
        "marks": [list(mark) for mark in passage.snippet.marks],
        "footnotes": [
            {"anchor": note.anchor, "number": note.number, "text": note.text}
            | ({"resolved": note.resolved} if note.resolved else {})
            for note in passage.footnotes
            if note.anchor != paragraph.anchor
        ],
        "citations": list(passage.citations),
    }
