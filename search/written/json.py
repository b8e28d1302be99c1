"""An answer, or a document → one JSON object, as docs/*.schema.json describe them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.document import Document
from indexer.typeset import json_text
from search.answers import Answer
from search.written.passages import part_of

if TYPE_CHECKING:
    from search.follow.linked import References

__all__ = ["answer_lines", "document_lines"]


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield the answer as one line."""
    yield json_text(answer.to_dict())


def document_lines(
    document: Document, anchor: str | None, references: References | None = None
) -> Iterator[str]:
    """Yield the document as one line, or what of it belongs to the paragraph or note so called."""
    paragraphs, notes = part_of(document, anchor)
    part = document.to_dict()
    part["paragraphs"] = [paragraph.to_dict() for paragraph in paragraphs]
    part["footnotes"] = [note.to_dict() for note in notes]
    yield json_text(part | (references.to_dict() if references else {}))
