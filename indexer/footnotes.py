"""Marks ↔ notes: each note knows the paragraphs that bear its mark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from indexer.document import Diagnostic, Footnote, Paragraph, told_apart
from indexer.draft import PrintedNote, glue
from indexer.note_blocks import NoteBlock, NoteLines
from indexer.resolve import resolve

__all__ = ["Linked", "NoteIndex", "link", "read_notes"]


@dataclass(frozen=True, slots=True)
class Linked:
    """The notes with their paragraphs, and what could not be linked or resolved."""

    footnotes: tuple[Footnote, ...]
    diagnostics: tuple[Diagnostic, ...]


class NoteIndex:
    """Finds the note a mark refers to, by its number and its place."""

    def __init__(self, notes: Sequence[PrintedNote]) -> None:
        self._by_number: dict[str, list[PrintedNote]] = {}
        self._by_page: dict[tuple[str, int], PrintedNote] = {}
        first_of_region: dict[int, int] = {}
        for note in notes:
            self._by_number.setdefault(note.number, []).append(note)
            self._by_page.setdefault((note.number, note.region), note)
            first_of_region.setdefault(note.region, note.number_span.start)
        self._regions = list(first_of_region)
        self._starts = list(first_of_region.values())

    def note_of(self, number: str, start: int) -> PrintedNote | None:
        """Return the note of that number on the mark's page, else the only one so numbered."""
        at = bisect_right(self._starts, start)
        if at < len(self._regions) and (number, self._regions[at]) in self._by_page:
            return self._by_page[number, self._regions[at]]
        same = self._by_number.get(number, [])
        return same[0] if len(same) == 1 else None


def read_notes(blocks: Sequence[NoteBlock], text: str) -> tuple[PrintedNote, ...]:
    """Return the notes of all pages in order, their broken lines joined."""
    return tuple(
        PrintedNote(
            note.number, _joined(note, text), region, note.line, note.number_span, note.spans
        )
        for region, block in enumerate(blocks)
        for note in block.notes
    )


def link(paragraphs: Sequence[Paragraph], notes: Sequence[PrintedNote]) -> Linked:
    """Return the notes linked to the paragraphs that bear their marks, 同上 resolved."""
    resolved, problems = resolve(
        [note.text for note in notes],
        [note.number for note in notes],
        [note.region for note in notes],
    )
    citing = _citing(paragraphs, notes)
    # Where a later page begins to count anew, its notes are fn1~2 and so on.
    anchors = told_apart(f"fn{note.number}" for note in notes)
    footnotes = tuple(
        Footnote(
            anchor,
            note.number,
            note.text,
            resolution,
            tuple(citing.get(note, ())),
            note.number_span,
            note.spans,
        )
        for note, anchor, resolution in zip(notes, anchors, resolved, strict=True)
    )
    noticed = (*_unresolved(notes, problems), *_uncited(notes, citing))
    return Linked(footnotes, noticed)


def _unresolved(
    notes: Sequence[PrintedNote], problems: Sequence[tuple[int, str]]
) -> Iterator[Diagnostic]:
    """Yield why notes, by index, have no single source to refer to."""
    for at, reason in problems:
        yield _diagnostic(notes[at], "unresolved-note", f"note {notes[at].number}: {reason}")


def _uncited(notes: Sequence[PrintedNote], citing: Container[PrintedNote]) -> Iterator[Diagnostic]:
    """Yield the notes that no paragraph cites."""
    for note in notes:
        if note not in citing:
            yield _diagnostic(note, "uncited-note", f"no mark refers to note {note.number}")


def _citing(
    paragraphs: Sequence[Paragraph], notes: Sequence[PrintedNote]
) -> dict[PrintedNote, list[str]]:
    """Return the anchors of the paragraphs that bear each note's mark, in order, each once."""
    index = NoteIndex(notes)
    citing: dict[PrintedNote, list[str]] = {}
    for paragraph in paragraphs:
        for note in {index.note_of(mark.number, mark.span.start) for mark in paragraph.marks}:
            if note is not None:
                citing.setdefault(note, []).append(paragraph.anchor)
    return citing


def _joined(note: NoteLines, text: str) -> str:
    """Return the note's lines as one text."""
    parts: list[str] = []
    for span in note.spans:
        line = text[span.start : span.end]
        parts += [glue(parts[-1] if parts else "", line), line]
    return "".join(parts)


def _diagnostic(note: PrintedNote, code: str, message: str) -> Diagnostic:
    return Diagnostic(note.line, code, message)
