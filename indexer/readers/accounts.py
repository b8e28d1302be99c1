"""Did all text of a file come out? What did not is reported, never passed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from indexer.document import Diagnostic
from indexer.source import Manuscript, NoteMark

__all__ = ["accounted"]

SHOWN = 40
"""So many of the characters that are missing are shown."""


def accounted(manuscript: Manuscript, held: str) -> Manuscript:
    """Return the manuscript; a diagnostic says which characters `held` by its file it lacks."""
    missing = Counter("".join(held.split())) - Counter(_everything(manuscript))
    if not missing:
        return manuscript
    some = "".join(missing.elements())[:SHOWN]
    message = f"{missing.total()} characters of the file did not come out: {some}"
    lost = Diagnostic(1, "lost-text", message)
    return replace(manuscript, diagnostics=(*manuscript.diagnostics, lost))


def _everything(manuscript: Manuscript) -> str:
    """Return all that came out, marks and furniture included."""
    parts = [
        part.number if isinstance(part, NoteMark) else part
        for block in manuscript.blocks
        for part in block.content
    ]
    parts += [note.number + note.text for note in manuscript.notes]
    return "".join((*parts, *manuscript.furniture))
