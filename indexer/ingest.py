"""One source → its records, one after the other, and what was noticed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from indexer.compiled import COMPILED
from indexer.document import Diagnostic, Document
from indexer.entries import Enlisting
from indexer.errors import LineUnusable, SourceTooLarge
from indexer.folding import fold
from indexer.parse import parse_file
from indexer.readers import is_listed, read_entries
from indexer.record import Record, records_of
from indexer.schema import PlainRows, Prepared, prepare
from indexer.source import Entry
from indexer.tally import Tally, tally_of

__all__ = ["Beside", "Part", "ingest", "ingest_in_rows", "ingest_prepared", "why_too_long"]

LONGEST_PARAGRAPH = 1024 * 1024
"""The characters a paragraph, with its notes, may have: it is indexed in one piece."""

LONGEST_FOLDED = 2 * LONGEST_PARAGRAPH
"""The characters it may have when it is folded: there are ligatures of eighteen letters."""

LONGEST_FOLDING = 18
"""The characters that one may fold to."""

MOST_REPEATED = 64 * 1024 * 1024
"""The characters all paragraphs of a document may have with their notes, each note counted
wherever it is cited."""

MOST_DOCUMENTS = 1_000_000
"""The documents whose paragraphs one file may list."""

MOST_LINES_NAMED = 20
"""How many lines that were left out are named, for one source; the others are counted."""

MOST_DIAGNOSTICS = 1_000
"""How many diagnostics of a source are kept; the others are counted."""


Beside = Diagnostic | LineUnusable | Tally
"""What a source has beside its records; the tally is the last part of it."""

Part = Record | Beside
"""What a source consists of: it is taken part by part."""

_Whole = TypeVar("_Whole", bound=Record | Prepared | PlainRows)


def ingest(path: Path, name: str) -> Iterator[Part]:
    """Yield the parts of a source; it is useless as a whole where a `SourceError` is raised."""
    if is_listed(path):
        entries: Iterator[Entry | LineUnusable] = read_entries(path, name)
        return _within_bounds(_listed(entries, name, Enlisting(name).parts_of), name)
    return _within_bounds(_parsed(parse_file(path, name)), name)


def ingest_prepared(path: Path, name: str) -> Iterator[Prepared | Beside]:
    """Yield the parts of a source as `ingest` does, each record as the index takes it."""
    if is_listed(path):
        entries: Iterator[Entry | LineUnusable] = read_entries(path, name)
        return _within_bounds(_listed(entries, name, Enlisting(name).prepared_parts_of), name)
    return (prepare(part) if isinstance(part, Record) else part for part in ingest(path, name))


def ingest_in_rows(path: Path, name: str) -> Iterator[Prepared | PlainRows | Beside]:
    """Yield the parts of a source as `ingest_prepared` does; paragraphs that have their text alone
    may come in rows.
    """
    if COMPILED and is_listed(path):
        enlisting = Enlisting(name)
        entries: Iterator[Entry | LineUnusable | Prepared | PlainRows]
        entries = read_entries(path, name, enlisting.plain_rows)
        parts = _within_bounds(_listed(entries, name, enlisting.prepared_parts_of), name)
        return cast("Iterator[Prepared | PlainRows | Beside]", parts)
    return ingest_prepared(path, name)


def _parsed(document: Document) -> Iterator[Part]:
    """Yield the parts of a document."""
    total = 0
    for record in records_of(document):
        length = _length(record)
        total += length
        if reason := why_too_long(length, (record.paragraph.text, *record.note_texts)):
            raise SourceTooLarge(f"{document.source}#{record.paragraph.anchor}", reason)
        if total > MOST_REPEATED:
            reason = f"its paragraphs, each with its notes, have over {MOST_REPEATED} characters"
            raise SourceTooLarge(document.source, reason)
        yield record
    yield from document.diagnostics
    yield tally_of(document)


def _listed(
    entries: Iterable[Entry | LineUnusable | _Whole],
    name: str,
    parts_of: Callable[[Entry], Sequence[_Whole | Diagnostic]],
) -> Iterator[_Whole | Beside]:
    """Yield the parts of a file that lists paragraphs."""
    documents: set[str] = set()
    counts = _Counts()
    for entry in entries:
        if isinstance(entry, LineUnusable):
            yield entry
        elif not isinstance(entry, Entry):
            yield entry
            if isinstance(entry, PlainRows):
                documents.add(entry.key)
                counts.paragraphs += len(entry.texts)
        elif reason := _why_unusable(entry):
            yield LineUnusable(name, reason, entry.line)
        else:
            yield from parts_of(entry)
            documents.add(entry.document)
            counts.add(entry)
            if len(documents) > MOST_DOCUMENTS:
                raise SourceTooLarge(name, f"lists over {MOST_DOCUMENTS} documents", entry.line)
    yield Tally(len(documents), counts.paragraphs, counts.footnotes, counts.marks, counts.linked)


@dataclass(slots=True)
class _Counts:
    """How many of what a list has had so far."""

    paragraphs: int = 0
    footnotes: int = 0
    marks: int = 0
    linked: int = 0

    def add(self, entry: Entry) -> None:
        """Count an entry, its notes and marks."""
        self.paragraphs += 1
        if entry.notes or entry.marks:
            numbers = {note.number for note in entry.notes}
            self.footnotes += len(entry.notes)
            self.marks += len(entry.marks)
            self.linked += sum(number in numbers for _, number in entry.marks)


def _why_unusable(entry: Entry) -> str | None:
    """Return why an entry is too long, with its notes, if it is."""
    length = len(entry.text)
    if entry.notes:
        length += sum(len(note.text) + len(note.resolved or "") for note in entry.notes)
    return why_too_long(length, _texts_of(entry))


def _length(record: Record) -> int:
    return len(record.paragraph.text) + sum(map(len, record.note_texts))


def _texts_of(entry: Entry) -> Iterator[str]:
    yield entry.text
    for note in entry.notes:
        yield from filter(None, (note.text, note.resolved))


def why_too_long(length: int, texts: Iterable[str]) -> str | None:
    """Return why a paragraph of that length, with its notes, is too long, if it is."""
    if length > LONGEST_PARAGRAPH:
        limit = LONGEST_PARAGRAPH
        return f"a paragraph of {length} characters with its notes; the limit is {limit}"
    # Most are so short that it need not be counted.
    if length * LONGEST_FOLDING > LONGEST_FOLDED:
        folded = sum(len(fold(text)) for text in texts)
        if folded > LONGEST_FOLDED:
            limit = LONGEST_FOLDED
            return f"a paragraph that folds to {folded} characters; the limit is {limit}"
    return None


def _within_bounds(parts: Iterator[_Whole | Beside], name: str) -> Iterator[_Whole | Beside]:
    """Yield the parts; of diagnostics and of lines left out the first, and how many more."""
    lines = diagnostics = 0
    noticed: Counter[str] = Counter()
    for part in parts:
        if isinstance(part, Record | Prepared | PlainRows):
            yield part
            continue
        if isinstance(part, LineUnusable):
            lines += 1
            if lines > MOST_LINES_NAMED:
                continue
        elif isinstance(part, Diagnostic):
            diagnostics += 1
            noticed[part.code] += 1
            if diagnostics > MOST_DIAGNOSTICS:
                continue
        elif isinstance(part, Tally):
            yield from _how_many_more(lines, diagnostics, name)
            yield replace(part, noticed=dict(noticed))
            continue
        yield part


def _how_many_more(lines: int, diagnostics: int, name: str) -> Iterator[Beside]:
    if lines > MOST_LINES_NAMED:
        yield LineUnusable(name, f"{lines - MOST_LINES_NAMED} more lines were left out")
    if diagnostics > MOST_DIAGNOSTICS:
        more = f"{diagnostics - MOST_DIAGNOSTICS} more diagnostics"
        yield Diagnostic(1, "more-diagnostics", more)
