"""Lines → the body, the notes at the feet of pages, and what is only furniture of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.document import Diagnostic, Span
from indexer.furniture import find_furniture
from indexer.marks import UNIT_AHEAD, UNIT_BEHIND
from indexer.note_blocks import NoteBlock, split_notes
from indexer.rows import Row, numbers_around, rows_of, touches
from indexer.source import Source

__all__ = ["Separated", "separate"]


@dataclass(frozen=True, slots=True)
class Separated:
    """A source taken apart: nothing of it is in two of these, and nothing is in none."""

    body: tuple[Row, ...]
    blocks: tuple[NoteBlock, ...]
    furniture: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...]


def separate(source: Source) -> Separated:
    """Return the body, the note blocks and the furniture of a source."""
    furniture = find_furniture(source.lines)
    rows = rows_of(source.lines, furniture)
    body, blocks = split_notes(rows)
    marked = _find_marks(body, blocks)
    diagnostics = [
        Diagnostic(line.number, "furniture", f"taken for page furniture: {line.text.strip()}")
        for line in furniture
    ]
    diagnostics += [
        Diagnostic(row.line.number, "orphan-mark", f"no note {row.number} was found; kept as text")
        for index, row in enumerate(marked)
        if row.number and not row.mark and touches(marked, index) and _reads_as_mark(marked, index)
    ]
    return Separated(
        tuple(marked),
        tuple(blocks),
        tuple(line.span for line in furniture),
        tuple(diagnostics),
    )


def _find_marks(body: Sequence[Row], blocks: Sequence[NoteBlock]) -> list[Row]:
    """Return the body with every row marked that is nothing but the mark of a note.

    A number counts where a note of its page has it, or where just one note anywhere has it.
    """
    times = Counter(number for block in blocks for number in block.numbers)
    marked: list[Row] = []
    for index, row in enumerate(body):
        number = row.number
        is_mark = (
            number is not None
            and touches(body, index)
            and _reads_as_mark(body, index)
            and (_stands_in_region(number, row.region, blocks) or times[number] == 1)
        )
        marked.append(replace(row, mark=number) if is_mark else row)
    return marked


def _stands_in_region(number: str, region: int, blocks: Sequence[NoteBlock]) -> bool:
    return region < len(blocks) and number in blocks[region].numbers


def _reads_as_mark(body: Sequence[Row], index: int) -> bool:
    """Say whether the words around a number let it be a mark, and not a date or a count."""
    first, last = numbers_around(body, index)
    behind = body[first - 1].text if first else ""
    ahead = body[last + 1].text if last + 1 < len(body) else ""
    return bool(behind) and not UNIT_BEHIND.search(behind) and not UNIT_AHEAD.match(ahead)
