"""A source → what `inspect` prints: all that the parser made of it, for a person to check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.document import SCHEMA, Diagnostic, Document, Footnote, Paragraph
from indexer.errors import LineUnusable
from indexer.ingest import ingest
from indexer.parse import parse_file
from indexer.readers import is_listed
from indexer.record import Record
from indexer.tally import Tally, tally_of
from indexer.typeset import INDENT, Typesetter, json_text, visible

__all__ = ["ReportStyle", "report"]

MOST_SHOWN = 20
"""How many paragraphs are shown of a file that lists them; it may list millions."""


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """How a report is printed.

    `width` is the terminal's columns, or None where lines are not to be wrapped.
    """

    is_json: bool = False
    width: int | None = None
    colour: bool = False


def report(path: Path, name: str, style: ReportStyle) -> Iterator[str]:
    """Yield the lines of a report of the source at `path`; errors are `SourceError`."""
    typesetter = Typesetter(style.width, style.colour)
    if is_listed(path):
        listed = _listed(path, name)
        return iter((_json(listed.to_dict()),)) if style.is_json else _of_list(listed, typesetter)
    document = parse_file(path, name)
    if style.is_json:
        counts = tally_of(document).to_dict()
        return iter((_json({**document.to_dict(), "counts": counts}),))
    return _of_document(document, typesetter)


def _json(value: dict[str, Any]) -> str:
    return json_text(value, indent=2)


def _of_document(document: Document, typesetter: Typesetter) -> Iterator[str]:
    """Yield the document's facts, paragraphs, notes and diagnostics."""
    yield from _facts(document, typesetter)
    for paragraph in document.paragraphs:
        yield from _paragraph(paragraph, typesetter)
    for note in document.footnotes:
        yield from _footnote(note, typesetter)
    yield ""
    yield str(tally_of(document))
    yield from _diagnostics(document.diagnostics, document.source, typesetter)


def _diagnostics(
    diagnostics: Iterable[Diagnostic], source: str, typesetter: Typesetter
) -> Iterator[str]:
    for diagnostic in diagnostics:
        place = f"{visible(source)}:{diagnostic.place}: "
        said = f"{diagnostic.code}: {diagnostic.message}"
        yield from typesetter.lines(said, first=place, hanging=INDENT)


def _facts(document: Document, typesetter: Typesetter) -> Iterator[str]:
    yield typesetter.strong(visible(document.key))
    for name, fact in document.facts().items():
        if fact is not None and name != "key":
            yield from typesetter.lines(
                fact, first=f"{INDENT}{name:<8} ", hanging=" " * (len(INDENT) + 9)
            )


def _paragraph(paragraph: Paragraph, typesetter: Typesetter) -> Iterator[str]:
    yield ""
    page = "" if paragraph.page is None else f"  page {paragraph.page}"
    yield typesetter.faint(
        f"{visible(paragraph.label)}  #{visible(paragraph.anchor)}  {paragraph.kind}{page}"
    )
    marks = [(mark.offset, mark.number) for mark in paragraph.marks]
    yield from typesetter.paragraph(paragraph.text, marks)
    if paragraph.citations:
        cites, keys = f"{INDENT}cites ", ", ".join(paragraph.cited_keys)
        yield from typesetter.lines(keys, first=cites, hanging=" " * len(cites))


def _footnote(note: Footnote, typesetter: Typesetter) -> Iterator[str]:
    yield ""
    cited_by = ", ".join(map(visible, note.cited_by)) or "nothing"
    yield typesetter.faint(f"#{visible(note.anchor)}  cited by {cited_by}")
    yield from typesetter.note(note.number, note.text, note.resolved)


@dataclass(slots=True)
class _Listed:
    """What is shown of a file that lists paragraphs: the first of them, and what was noticed."""

    name: str
    first: list[Record] = field(default_factory=list)
    errors: list[LineUnusable] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    tally: Tally = field(default_factory=lambda: Tally(0, 0, 0))

    def to_dict(self) -> dict[str, Any]:
        """Return it as `inspect --format json` prints it."""
        return {
            "schema": SCHEMA,
            "source": self.name,
            "paragraphs": [
                {
                    "document": record.document,
                    **record.paragraph.to_dict(),
                    "footnotes": [note.to_dict() for note in record.footnotes],
                }
                for record in self.first
            ],
            "counts": self.tally.to_dict(),
            "errors": [error.to_dict() for error in self.errors],
            "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics],
        }


def _listed(path: Path, name: str) -> _Listed:
    """Read the whole file, and keep little of it."""
    listed = _Listed(name)
    for part in ingest(path, name):
        match part:
            case Record():
                if len(listed.first) < MOST_SHOWN:
                    listed.first.append(part)
            case LineUnusable():
                listed.errors.append(part)
            case Diagnostic():
                listed.diagnostics.append(part)
            case Tally():
                listed.tally = part
    return listed


def _of_list(listed: _Listed, typesetter: Typesetter) -> Iterator[str]:
    """Yield the first paragraphs with their notes, each document's key above its own."""
    key = None
    for record in listed.first:
        if record.document["key"] != key:
            if key is not None:
                yield ""
            key = record.document["key"]
            yield typesetter.strong(visible(key))
        yield from _paragraph(record.paragraph, typesetter)
        for note in record.footnotes:
            yield from _footnote(note, typesetter)
    yield ""
    if listed.tally.paragraphs > len(listed.first):
        yield f"and {listed.tally.paragraphs - len(listed.first):,} more paragraphs"
    yield str(listed.tally)
    for error in listed.errors:
        yield from typesetter.lines(str(error), first="", hanging=INDENT)
    yield from _diagnostics(listed.diagnostics, listed.name, typesetter)
