"""Lines of a text → whole paragraphs and notes, the marks of notes lifted out of the lines."""

from __future__ import annotations

from indexer.draft import Composed
from indexer.footnotes import read_notes
from indexer.join import join
from indexer.lift import lift
from indexer.separate import separate
from indexer.source import Source

__all__ = ["rebuild"]


def rebuild(source: Source) -> Composed:
    """Return the paragraphs and the notes that the lines of a source make up."""
    separated = separate(source)
    joined = join(separated.body)
    notes = read_notes(separated.blocks, source.text)
    lifted = lift(joined.drafts, notes)
    return Composed(
        source.name,
        source.text,
        lifted.drafts,
        notes,
        separated.furniture,
        (*separated.diagnostics, *joined.diagnostics, *lifted.diagnostics),
    )
