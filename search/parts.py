"""A document of any length, in parts: some of its paragraphs in order, with their notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.document import SCHEMA, Footnote, Paragraph
from search.postings import Postings

__all__ = ["Part", "part_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """Some paragraphs of a document, after `offset` others, of `total`.

    `footnotes` are those that these paragraphs refer to, and those in between that none does.
    `facts` is what is known of the document as a whole: key, symbol, title, date, meeting, source.
    """

    facts: dict[str, Any]
    total: int
    offset: int
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def key(self) -> str:
        """The document's key."""
        return str(self.facts["key"])

    def notes_of(self, paragraph: Paragraph) -> tuple[Footnote, ...]:
        """Return the notes that the paragraph's marks refer to, in the order of the notes."""
        return tuple(note for note in self.footnotes if paragraph.anchor in note.cited_by)

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON has it."""
        return {
            "schema": SCHEMA,
            "document": self.facts,
            "total": self.total,
            "offset": self.offset,
            "paragraphs": [paragraph.to_dict() for paragraph in self.paragraphs],
            "footnotes": [note.to_dict() for note in self.footnotes],
        }


def part_of(postings: Postings, key: str, offset: int, limit: int) -> Part | None:
    """Return `limit` paragraphs of a document after `offset` others; None where there is none.

    Errors: `IndexDamaged`.
    """
    docs = postings.posting("key", key).numbers
    if not len(docs):
        return None
    with postings.telling_damage:
        docs = docs[np.lexsort(postings.ranks(docs))]
    records = [postings.record(doc) for doc in docs[offset : offset + limit].tolist()]
    facts = (records[0] if records else postings.record(int(docs[0]))).document
    notes = {note.anchor: note for record in records for note in record.footnotes}
    return Part(
        facts=dict(facts),
        total=len(docs),
        offset=offset,
        paragraphs=tuple(
            record.paragraph for record in records if record.paragraph.kind != "footnote"
        ),
        footnotes=tuple(notes.values()),
    )
