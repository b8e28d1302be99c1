"""The blocks and notes that an author set → whole paragraphs and notes, each with its place.

A manuscript has no text of its own to point into: formats keep it in markup, or compressed. So it
is written out as plain text, a paragraph a line with its marks where they stand, then a note a
line behind its number, then the furniture. Places are places in that text.
"""

from __future__ import annotations

from indexer.document import Span
from indexer.draft import Composed, Draft, MarkPiece, PrintedNote, TextPiece
from indexer.source import AuthoredNote, Block, Manuscript, NoteMark

__all__ = ["compose"]


def compose(manuscript: Manuscript) -> Composed:
    """Return the paragraphs, notes and furniture as they were set."""
    written = _Written()
    drafts = tuple(map(written.draft, manuscript.blocks))
    last = manuscript.blocks[-1].line if manuscript.blocks else 0
    notes = tuple(written.note(note, last + at) for at, note in enumerate(manuscript.notes, 1))
    furniture = tuple(map(written.furniture, manuscript.furniture))
    return Composed(
        manuscript.name,
        written.text,
        drafts,
        notes,
        furniture,
        manuscript.diagnostics,
        manuscript.date,
    )


class _Written:
    """The plain text so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def draft(self, block: Block) -> Draft:
        """Write a paragraph on a line and return it."""
        pieces = tuple(map(self._piece, block.content))
        self._write("\n")
        return Draft(pieces, block.line, None, block.role)

    def note(self, note: AuthoredNote, line: int) -> PrintedNote:
        """Write a note on a line, its number in front, and return it."""
        number_span = self._write(note.number)
        self._write(" ")
        span = self._write(note.text)
        self._write("\n")
        return PrintedNote(note.number, note.text, 0, line, number_span, (span,))

    def furniture(self, text: str) -> Span:
        """Write a piece of furniture on a line and return its place."""
        span = self._write(text)
        self._write("\n")
        return span

    def _piece(self, content: str | NoteMark) -> TextPiece | MarkPiece:
        if isinstance(content, NoteMark):
            span = self._write(content.number)
            return MarkPiece(span.start, span.end, content.number)
        return TextPiece(self._write(content).start, content)

    def _write(self, text: str) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(start, self._length)
