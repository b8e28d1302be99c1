"""How many of what a source has, and how much of it was told for certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from indexer.document import Document
from indexer.typeset import counted

__all__ = ["Tally", "tally_of"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents, paragraphs, notes and marks a source has.

    `marks` counts those without a note too, `linked` those with one; `noticed` counts the
    diagnostics by their codes, also those that are too many to be kept.
    """

    documents: int
    paragraphs: int
    footnotes: int
    marks: int = 0
    linked: int = 0
    noticed: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the tally as `inspect --format json` prints it."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the tally on one line, for a person."""
        counts = (
            counted(self.paragraphs, "paragraph"),
            counted(self.footnotes, "footnote"),
            f"{self.linked:,} of {counted(self.marks, 'mark')} linked",
        )
        noticed = ", ".join(f"{count:,} {code}" for code, count in sorted(self.noticed.items()))
        documents = f"{self.documents:,} documents, " if self.documents > 1 else ""
        return documents + ", ".join(counts) + (f"; {noticed}" if noticed else "")


def tally_of(document: Document) -> Tally:
    """Return what a document has; a mark without a note is kept as text, and counted here."""
    noticed = Counter(diagnostic.code for diagnostic in document.diagnostics)
    cited = {(anchor, note.number) for note in document.footnotes for anchor in note.cited_by}
    marks = [
        (paragraph.anchor, mark.number)
        for paragraph in document.paragraphs
        for mark in paragraph.marks
    ]
    linked = sum(mark in cited for mark in marks)
    return Tally(
        1,
        len(document.paragraphs),
        len(document.footnotes),
        len(marks) + noticed["orphan-mark"],
        linked,
        dict(noticed),
    )
